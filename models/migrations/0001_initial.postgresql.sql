CREATE TABLE "region" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "code" VARCHAR(20) NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "parent_id" INTEGER,
    "active" BOOLEAN NOT NULL,
    FOREIGN KEY ("parent_id") REFERENCES "region" ("id")
);

CREATE UNIQUE INDEX "region_code" ON "region" ("code");

CREATE TABLE "team" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "code" VARCHAR(20) NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "region_id" INTEGER,
    "active" BOOLEAN NOT NULL,
    FOREIGN KEY ("region_id") REFERENCES "region" ("id")
);

CREATE UNIQUE INDEX "team_code" ON "team" ("code");

CREATE TABLE "staff" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "number" VARCHAR(12) NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "pinyin" VARCHAR(120) NOT NULL,
    "initials" VARCHAR(30) NOT NULL,
    "region_id" INTEGER,
    "team_id" INTEGER,
    "language" VARCHAR(8),
    "password_hash" VARCHAR(200),
    "must_change_password" BOOLEAN NOT NULL,
    "failed_sign_ins" INTEGER NOT NULL,
    "failed_at" BIGINT,
    "os_user" VARCHAR(60),
    "active" BOOLEAN NOT NULL,
    "external_key" VARCHAR(80),
    "version" INTEGER NOT NULL,
    "created_at" BIGINT NOT NULL,
    FOREIGN KEY ("region_id") REFERENCES "region" ("id"),
    FOREIGN KEY ("team_id") REFERENCES "team" ("id")
);

CREATE UNIQUE INDEX "staff_number" ON "staff" ("number");

CREATE INDEX "staff_pinyin" ON "staff" ("pinyin");

CREATE INDEX "staff_initials" ON "staff" ("initials");

CREATE UNIQUE INDEX "staff_os_user" ON "staff" ("os_user");

CREATE UNIQUE INDEX "staff_external_key" ON "staff" ("external_key");

CREATE TABLE "agent_state_span" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "staff_id" INTEGER NOT NULL,
    "state" VARCHAR(24) NOT NULL CHECK ("state" IN ('available', 'on_call', 'wrap_up', 'break', 'away', 'offline')),
    "reason" VARCHAR(60) NOT NULL,
    "started_at" BIGINT NOT NULL,
    "ended_at" BIGINT,
    FOREIGN KEY ("staff_id") REFERENCES "staff" ("id")
);

CREATE INDEX "agent_state_span_staff_id_started_at" ON "agent_state_span" ("staff_id", "started_at");

CREATE INDEX "agent_state_span_ended_at" ON "agent_state_span" ("ended_at");

CREATE UNIQUE INDEX "agent_state_open" ON "agent_state_span" ("staff_id") WHERE ("ended_at" IS NULL);

CREATE TABLE "calendar" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(60) NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL
);

CREATE UNIQUE INDEX "calendar_name_version" ON "calendar" ("name", "version");

CREATE TABLE "policy" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(60) NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" VARCHAR(24) NOT NULL CHECK ("subject" IN ('site', 'staff', 'customer', 'product', 'call', 'ticket', 'callback', 'complaint', 'policy')),
    "calendar_id" INTEGER,
    "pausing_reasons" TEXT NOT NULL,
    "warn_percent" SMALLINT NOT NULL CHECK (warn_percent BETWEEN 1 AND 99),
    "current" BOOLEAN NOT NULL,
    "created_at" BIGINT NOT NULL,
    FOREIGN KEY ("calendar_id") REFERENCES "calendar" ("id")
);

CREATE UNIQUE INDEX "policy_name_version" ON "policy" ("name", "version");

CREATE TABLE "target" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "policy_id" INTEGER NOT NULL,
    "category" VARCHAR(24),
    "priority" VARCHAR(24) CHECK ("priority" IN ('urgent', 'high', 'medium', 'low')),
    "clock" VARCHAR(24) NOT NULL CHECK ("clock" IN ('contact', 'first_response', 'resolution', 'plan', 'follow_up', 'callback', 'level')),
    "minutes" INTEGER,
    "working_days" INTEGER,
    "round_the_clock" BOOLEAN NOT NULL,
    FOREIGN KEY ("policy_id") REFERENCES "policy" ("id"),
    CHECK ((minutes IS NULL) <> (working_days IS NULL)),
    CHECK (minutes IS NULL OR minutes > 0),
    CHECK (working_days IS NULL OR working_days > 0)
);

CREATE INDEX "target_policy_id" ON "target" ("policy_id");

CREATE TABLE "clock" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "subject" VARCHAR(24) NOT NULL CHECK ("subject" IN ('site', 'staff', 'customer', 'product', 'call', 'ticket', 'callback', 'complaint', 'policy')),
    "subject_id" INTEGER NOT NULL,
    "kind" VARCHAR(24) NOT NULL CHECK ("kind" IN ('contact', 'first_response', 'resolution', 'plan', 'follow_up', 'callback', 'level')),
    "round" SMALLINT NOT NULL,
    "current" BOOLEAN NOT NULL,
    "policy_id" INTEGER,
    "target_id" INTEGER,
    "calendar_id" INTEGER,
    "started_at" BIGINT NOT NULL,
    "given_due_at" BIGINT,
    "due_at" BIGINT,
    "warn_at" BIGINT,
    "next_event_at" BIGINT,
    "paused_at" BIGINT,
    "stopped_at" BIGINT,
    "warned_at" BIGINT,
    "breached_at" BIGINT,
    "noticed_at" BIGINT,
    "ladder_percent" SMALLINT NOT NULL,
    "verdict" VARCHAR(24) NOT NULL CHECK ("verdict" IN ('running', 'met', 'breached', 'cancelled')),
    FOREIGN KEY ("policy_id") REFERENCES "policy" ("id"),
    FOREIGN KEY ("target_id") REFERENCES "target" ("id"),
    FOREIGN KEY ("calendar_id") REFERENCES "calendar" ("id")
);

CREATE UNIQUE INDEX "clock_subject_subject_id_kind_round" ON "clock" ("subject", "subject_id", "kind", "round");

CREATE INDEX "clock_stopped_at" ON "clock" ("stopped_at");

CREATE INDEX "clock_breached_at" ON "clock" ("breached_at");

CREATE INDEX "clock_next_event" ON "clock" ("next_event_at") WHERE ("next_event_at" IS NOT NULL);

CREATE TABLE "alert" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "clock_id" INTEGER,
    "subject" VARCHAR(24) NOT NULL CHECK ("subject" IN ('site', 'staff', 'customer', 'product', 'call', 'ticket', 'callback', 'complaint', 'policy')),
    "subject_id" INTEGER NOT NULL,
    "percent" SMALLINT NOT NULL,
    "relation" VARCHAR(24) NOT NULL CHECK ("relation" IN ('owner', 'supervisor', 'manager', 'general_manager')),
    "staff_id" INTEGER,
    "role" VARCHAR(24) CHECK ("role" IN ('phone_agent', 'callback_agent', 'service_supervisor', 'technical_supervisor', 'dispatcher', 'support_engineer', 'technician', 'inspector', 'parts_keeper', 'department_manager', 'finance', 'general_manager', 'administrator', 'wall')),
    "due_at" BIGINT NOT NULL,
    "raised_at" BIGINT NOT NULL,
    "climbs_at" BIGINT,
    "climbed_from_id" INTEGER,
    "acknowledged_at" BIGINT,
    "acknowledged_by_id" INTEGER,
    "withdrawn_at" BIGINT,
    FOREIGN KEY ("clock_id") REFERENCES "clock" ("id"),
    FOREIGN KEY ("staff_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("climbed_from_id") REFERENCES "alert" ("id"),
    FOREIGN KEY ("acknowledged_by_id") REFERENCES "staff" ("id")
);

CREATE INDEX "alert_clock_id" ON "alert" ("clock_id");

CREATE INDEX "alert_climb" ON "alert" ("climbs_at") WHERE ("climbs_at" IS NOT NULL);

CREATE INDEX "alert_open" ON "alert" ("staff_id", "raised_at") WHERE (("acknowledged_at" IS NULL) AND ("withdrawn_at" IS NULL));

CREATE INDEX "alert_acknowledged" ON "alert" ("acknowledged_at") WHERE ("acknowledged_at" IS NOT NULL);

CREATE TABLE "customer" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "kind" VARCHAR(24) NOT NULL CHECK ("kind" IN ('person', 'company')),
    "name" VARCHAR(120) NOT NULL,
    "pinyin" VARCHAR(240) NOT NULL,
    "initials" VARCHAR(60) NOT NULL,
    "level" VARCHAR(24) NOT NULL CHECK ("level" IN ('vip', 'a', 'b', 'c')),
    "region_id" INTEGER,
    "city" VARCHAR(60) NOT NULL,
    "address" VARCHAR(240) NOT NULL,
    "email" VARCHAR(120) NOT NULL,
    "timezone" VARCHAR(40),
    "note" TEXT NOT NULL,
    "status" VARCHAR(24) NOT NULL CHECK ("status" IN ('active', 'merged', 'closed')),
    "merged_into_id" INTEGER,
    "external_key" VARCHAR(80),
    "version" INTEGER NOT NULL,
    "created_at" BIGINT NOT NULL,
    FOREIGN KEY ("region_id") REFERENCES "region" ("id"),
    FOREIGN KEY ("merged_into_id") REFERENCES "customer" ("id")
);

CREATE UNIQUE INDEX "customer_external_key" ON "customer" ("external_key");

CREATE INDEX "customer_region_id_id" ON "customer" ("region_id", "id");

CREATE TABLE "contact" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "pinyin" VARCHAR(120) NOT NULL,
    "initials" VARCHAR(30) NOT NULL,
    "title" VARCHAR(60) NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id")
);

CREATE INDEX "contact_customer_id" ON "contact" ("customer_id");

CREATE TABLE "product_model" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "code" VARCHAR(40) NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "pinyin" VARCHAR(160) NOT NULL,
    "initials" VARCHAR(40) NOT NULL,
    "family" VARCHAR(60) NOT NULL,
    "specification" TEXT NOT NULL,
    "refund_days" INTEGER,
    "exchange_days" INTEGER,
    "free_repair_months" INTEGER,
    "on_site_service" BOOLEAN NOT NULL,
    "active" BOOLEAN NOT NULL,
    "external_key" VARCHAR(80)
);

CREATE UNIQUE INDEX "product_model_code" ON "product_model" ("code");

CREATE UNIQUE INDEX "product_model_external_key" ON "product_model" ("external_key");

CREATE TABLE "owned_product" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "model_id" INTEGER NOT NULL,
    "serial_number" VARCHAR(60) NOT NULL,
    "purchased_on" DATE,
    "delivered_on" DATE,
    "note" VARCHAR(240) NOT NULL,
    "active" BOOLEAN NOT NULL,
    "external_key" VARCHAR(80),
    "created_at" BIGINT NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id"),
    FOREIGN KEY ("model_id") REFERENCES "product_model" ("id")
);

CREATE INDEX "owned_product_customer_id" ON "owned_product" ("customer_id");

CREATE UNIQUE INDEX "owned_product_external_key" ON "owned_product" ("external_key");

CREATE TABLE "category" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "code" VARCHAR(24) NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "needs_product" BOOLEAN NOT NULL,
    "position" SMALLINT NOT NULL,
    "active" BOOLEAN NOT NULL
);

CREATE UNIQUE INDEX "category_code" ON "category" ("code");

CREATE TABLE "ticket" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "number" VARCHAR(16) NOT NULL,
    "client_uuid" VARCHAR(36) NOT NULL,
    "customer_id" INTEGER,
    "contact_id" INTEGER,
    "contact_number" VARCHAR(24) NOT NULL,
    "owned_product_id" INTEGER,
    "category_id" INTEGER NOT NULL,
    "channel" VARCHAR(24) NOT NULL CHECK ("channel" IN ('hotline', 'email', 'chat', 'counter', 'web', 'internal')),
    "region_id" INTEGER,
    "team_id" INTEGER,
    "owner_id" INTEGER,
    "severity" VARCHAR(24) NOT NULL CHECK ("severity" IN ('critical', 'high', 'medium', 'low')),
    "urgency" VARCHAR(24) NOT NULL CHECK ("urgency" IN ('critical', 'high', 'medium', 'low')),
    "priority" VARCHAR(24) NOT NULL CHECK ("priority" IN ('urgent', 'high', 'medium', 'low')),
    "status" VARCHAR(24) NOT NULL CHECK ("status" IN ('new', 'accepted', 'assigned', 'in_progress', 'on_hold', 'awaiting_acceptance', 'resolved', 'closed', 'cancelled')),
    "hold_reason" VARCHAR(24) CHECK ("hold_reason" IN ('customer', 'parts', 'approval', 'third_party')),
    "problem" TEXT NOT NULL,
    "solution" TEXT NOT NULL,
    "cancel_reason" VARCHAR(240) NOT NULL,
    "opened_at" BIGINT NOT NULL,
    "opened_by_id" INTEGER,
    "responded_at" BIGINT,
    "resolved_at" BIGINT,
    "closed_at" BIGINT,
    "reopen_count" SMALLINT NOT NULL,
    "rework_count" SMALLINT NOT NULL,
    "open" BOOLEAN NOT NULL,
    "next_due_at" BIGINT NOT NULL,
    "sla" VARCHAR(24) NOT NULL CHECK ("sla" IN ('none', 'in_time', 'paused', 'warned', 'breached')),
    "merged_into_id" INTEGER,
    "external_key" VARCHAR(80),
    "version" INTEGER NOT NULL,
    "priority_rank" SMALLINT GENERATED ALWAYS AS (CASE priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END) STORED,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id"),
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
    FOREIGN KEY ("owned_product_id") REFERENCES "owned_product" ("id"),
    FOREIGN KEY ("category_id") REFERENCES "category" ("id"),
    FOREIGN KEY ("region_id") REFERENCES "region" ("id"),
    FOREIGN KEY ("team_id") REFERENCES "team" ("id"),
    FOREIGN KEY ("owner_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("opened_by_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("merged_into_id") REFERENCES "ticket" ("id")
);

CREATE UNIQUE INDEX "ticket_number" ON "ticket" ("number");

CREATE UNIQUE INDEX "ticket_client_uuid" ON "ticket" ("client_uuid");

CREATE UNIQUE INDEX "ticket_external_key" ON "ticket" ("external_key");

CREATE INDEX "ticket_customer_id_opened_at" ON "ticket" ("customer_id", "opened_at");

CREATE INDEX "ticket_owned_product_id_opened_at" ON "ticket" ("owned_product_id", "opened_at");

CREATE INDEX "ticket_opened_at_id" ON "ticket" ("opened_at", "id");

CREATE INDEX "ticket_resolved_at_id" ON "ticket" ("resolved_at", "id");

CREATE INDEX ticket_open_due ON ticket (next_due_at, id) WHERE "open";

CREATE INDEX ticket_open_newest ON ticket (opened_at, id) WHERE "open";

CREATE INDEX ticket_open_priority ON ticket (priority_rank, next_due_at, id) WHERE "open";

CREATE INDEX ticket_open_owner_due ON ticket (owner_id, next_due_at, id) WHERE "open";

CREATE INDEX ticket_open_owner_newest ON ticket (owner_id, opened_at, id) WHERE "open";

CREATE INDEX ticket_open_owner_priority ON ticket (owner_id, priority_rank, next_due_at, id) WHERE "open";

CREATE INDEX ticket_open_team_due ON ticket (team_id, next_due_at, id) WHERE "open";

CREATE INDEX ticket_open_team_newest ON ticket (team_id, opened_at, id) WHERE "open";

CREATE INDEX ticket_open_team_priority ON ticket (team_id, priority_rank, next_due_at, id) WHERE "open";

CREATE INDEX ticket_open_region_due ON ticket (region_id, next_due_at, id) WHERE "open";

CREATE INDEX ticket_open_region_newest ON ticket (region_id, opened_at, id) WHERE "open";

CREATE INDEX ticket_open_region_priority ON ticket (region_id, priority_rank, next_due_at, id) WHERE "open";

CREATE INDEX ticket_open_sla_due ON ticket (sla, next_due_at, id) WHERE "open";

CREATE INDEX ticket_open_sla_newest ON ticket (sla, opened_at, id) WHERE "open";

CREATE INDEX ticket_open_sla_priority ON ticket (sla, priority_rank, next_due_at, id) WHERE "open";

CREATE INDEX ticket_open_hold_reason_due ON ticket (hold_reason, next_due_at, id) WHERE "open";

CREATE INDEX ticket_open_hold_reason_newest ON ticket (hold_reason, opened_at, id) WHERE "open";

CREATE INDEX ticket_open_hold_reason_priority ON ticket (hold_reason, priority_rank, next_due_at, id) WHERE "open";

CREATE TABLE "call" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "number" VARCHAR(16) NOT NULL,
    "client_uuid" VARCHAR(36) NOT NULL,
    "direction" VARCHAR(24) NOT NULL CHECK ("direction" IN ('inbound', 'outbound')),
    "channel" VARCHAR(24) NOT NULL CHECK ("channel" IN ('hotline', 'email', 'chat', 'counter', 'web', 'internal')),
    "agent_id" INTEGER,
    "caller_number" VARCHAR(24) NOT NULL,
    "caller_extension" VARCHAR(12) NOT NULL,
    "caller_name" VARCHAR(120) NOT NULL,
    "customer_id" INTEGER,
    "contact_id" INTEGER,
    "owned_product_id" INTEGER,
    "category_id" INTEGER,
    "region_id" INTEGER,
    "ticket_id" INTEGER,
    "ending" VARCHAR(24) CHECK ("ending" IN ('ticket_opened', 'answered', 'added_to_ticket', 'complaint_opened', 'callback_promised', 'transferred', 'wrong_number', 'dropped')),
    "transferred_to_id" INTEGER,
    "summary" TEXT NOT NULL,
    "offered_at" BIGINT NOT NULL,
    "answered_at" BIGINT,
    "ended_at" BIGINT,
    "wrapped_up_at" BIGINT,
    "hold_seconds" INTEGER NOT NULL CHECK (hold_seconds >= 0),
    "external_key" VARCHAR(80),
    FOREIGN KEY ("agent_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id"),
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
    FOREIGN KEY ("owned_product_id") REFERENCES "owned_product" ("id"),
    FOREIGN KEY ("category_id") REFERENCES "category" ("id"),
    FOREIGN KEY ("region_id") REFERENCES "region" ("id"),
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id"),
    FOREIGN KEY ("transferred_to_id") REFERENCES "staff" ("id")
);

CREATE UNIQUE INDEX "call_number" ON "call" ("number");

CREATE UNIQUE INDEX "call_client_uuid" ON "call" ("client_uuid");

CREATE UNIQUE INDEX "call_external_key" ON "call" ("external_key");

CREATE INDEX "call_offered_at_id" ON "call" ("offered_at", "id");

CREATE INDEX "call_customer_id_offered_at" ON "call" ("customer_id", "offered_at");

CREATE INDEX "call_agent_id_offered_at" ON "call" ("agent_id", "offered_at");

CREATE INDEX "call_ticket_id" ON "call" ("ticket_id");

CREATE TABLE "complaint" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "number" VARCHAR(16) NOT NULL,
    "client_uuid" VARCHAR(36) NOT NULL,
    "customer_id" INTEGER,
    "contact_id" INTEGER,
    "contact_number" VARCHAR(24) NOT NULL,
    "owned_product_id" INTEGER,
    "channel" VARCHAR(24) NOT NULL CHECK ("channel" IN ('hotline', 'email', 'chat', 'counter', 'web', 'internal')),
    "region_id" INTEGER,
    "complaint_class" VARCHAR(24) NOT NULL CHECK ("complaint_class" IN ('product_quality', 'service_attitude', 'timeliness', 'fee', 'repeated_failure', 'contract', 'privacy', 'other')),
    "grade" VARCHAR(24) NOT NULL CHECK ("grade" IN ('general', 'serious', 'critical')),
    "urgent" BOOLEAN NOT NULL,
    "content" TEXT NOT NULL,
    "remedy_wanted" VARCHAR(24) CHECK ("remedy_wanted" IN ('repair', 'exchange', 'refund', 'compensation', 'technical_help', 'information', 'apology', 'gift', 'other')),
    "stage" VARCHAR(24) NOT NULL CHECK ("stage" IN ('registered', 'investigation', 'plan', 'approval', 'carrying_out', 'follow_up', 'closed')),
    "level" SMALLINT NOT NULL CHECK (level BETWEEN 1 AND 4),
    "owner_id" INTEGER,
    "findings" TEXT NOT NULL,
    "cause" VARCHAR(24) CHECK ("cause" IN ('design', 'manufacture', 'transport', 'installation', 'repair_quality', 'conduct', 'delay', 'wrong_information', 'use', 'unfounded')),
    "responsibility" VARCHAR(24) CHECK ("responsibility" IN ('production', 'logistics', 'sales', 'after_sales', 'outlet', 'supplier', 'customer', 'nobody')),
    "rejections" SMALLINT NOT NULL,
    "rounds" SMALLINT NOT NULL,
    "opened_at" BIGINT NOT NULL,
    "opened_by_id" INTEGER,
    "contacted_at" BIGINT,
    "replied_at" BIGINT,
    "told_at" BIGINT,
    "closed_at" BIGINT,
    "closing" VARCHAR(24) CHECK ("closing" IN ('confirmed', 'by_decision', 'withdrawn', 'merged')),
    "closing_reason" VARCHAR(240) NOT NULL,
    "open" BOOLEAN NOT NULL,
    "next_due_at" BIGINT NOT NULL,
    "sla" VARCHAR(24) NOT NULL CHECK ("sla" IN ('none', 'in_time', 'paused', 'warned', 'breached')),
    "merged_into_id" INTEGER,
    "external_key" VARCHAR(80),
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id"),
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
    FOREIGN KEY ("owned_product_id") REFERENCES "owned_product" ("id"),
    FOREIGN KEY ("region_id") REFERENCES "region" ("id"),
    FOREIGN KEY ("owner_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("opened_by_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("merged_into_id") REFERENCES "complaint" ("id"),
    CONSTRAINT "complaint_closed_on_a_ground" CHECK (("open") = (closing IS NULL)),
    CONSTRAINT "complaint_closed_with_reason" CHECK (closing IS NULL OR closing = 'confirmed' OR closing_reason <> '')
);

CREATE UNIQUE INDEX "complaint_number" ON "complaint" ("number");

CREATE UNIQUE INDEX "complaint_client_uuid" ON "complaint" ("client_uuid");

CREATE UNIQUE INDEX "complaint_external_key" ON "complaint" ("external_key");

CREATE INDEX "complaint_customer_id_opened_at" ON "complaint" ("customer_id", "opened_at");

CREATE INDEX "complaint_opened_at" ON "complaint" ("opened_at");

CREATE INDEX "complaint_open_due" ON "complaint" ("next_due_at", "id") WHERE "open";

CREATE INDEX "complaint_open_owner" ON "complaint" ("owner_id", "next_due_at", "id") WHERE "open";

CREATE INDEX "complaint_open_level" ON "complaint" ("level", "next_due_at", "id") WHERE "open";

CREATE TABLE "interview_plan" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(80) NOT NULL,
    "about" TEXT NOT NULL,
    "criteria" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "created_by_id" INTEGER,
    FOREIGN KEY ("created_by_id") REFERENCES "staff" ("id")
);

CREATE TABLE "callback" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "client_uuid" VARCHAR(36) NOT NULL,
    "kind" VARCHAR(24) NOT NULL CHECK ("kind" IN ('promise', 'satisfaction', 'complaint', 'interview')),
    "round" SMALLINT NOT NULL,
    "customer_id" INTEGER,
    "number" VARCHAR(24) NOT NULL,
    "ticket_id" INTEGER,
    "call_id" INTEGER,
    "complaint_id" INTEGER,
    "plan_id" INTEGER,
    "region_id" INTEGER,
    "owner_id" INTEGER,
    "subject_text" TEXT NOT NULL,
    "status" VARCHAR(24) NOT NULL CHECK ("status" IN ('open', 'reached', 'refused', 'unreachable', 'excused', 'withdrawn')),
    "due_at" BIGINT NOT NULL,
    "warranty_card" BOOLEAN,
    "service_sheet" BOOLEAN,
    "signature" BOOLEAN,
    "attempts" SMALLINT NOT NULL,
    "next_due_at" BIGINT NOT NULL,
    "sla" VARCHAR(24) NOT NULL CHECK ("sla" IN ('none', 'in_time', 'paused', 'warned', 'breached')),
    "created_at" BIGINT NOT NULL,
    "done_at" BIGINT,
    "done_reason" VARCHAR(240) NOT NULL,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id"),
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id"),
    FOREIGN KEY ("call_id") REFERENCES "call" ("id"),
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id"),
    FOREIGN KEY ("plan_id") REFERENCES "interview_plan" ("id"),
    FOREIGN KEY ("region_id") REFERENCES "region" ("id"),
    FOREIGN KEY ("owner_id") REFERENCES "staff" ("id"),
    CONSTRAINT "callback_ended_with_reason" CHECK (status IN ('open', 'reached') OR done_reason <> ''),
    CONSTRAINT "callback_open_until_done" CHECK ((status = 'open') = (done_at IS NULL))
);

CREATE UNIQUE INDEX "callback_client_uuid" ON "callback" ("client_uuid");

CREATE INDEX "callback_customer_id_due_at" ON "callback" ("customer_id", "due_at");

CREATE INDEX "callback_ticket_id" ON "callback" ("ticket_id");

CREATE INDEX "callback_complaint_id" ON "callback" ("complaint_id");

CREATE INDEX "callback_open_due" ON "callback" ("due_at", "id") WHERE status = 'open';

CREATE INDEX "callback_open_kind" ON "callback" ("kind", "due_at", "id") WHERE status = 'open';

CREATE INDEX "callback_open_owner" ON "callback" ("owner_id", "due_at", "id") WHERE status = 'open';

CREATE INDEX "callback_open_personal" ON "callback" ("due_at") WHERE status = 'open' AND owner_id IS NOT NULL;

CREATE TABLE "callback_attempt" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "callback_id" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "agent_id" INTEGER,
    "outcome" VARCHAR(24) NOT NULL CHECK ("outcome" IN ('reached', 'no_answer', 'busy', 'refused', 'wrong_number', 'switched_off', 'another_time')),
    "half_day" VARCHAR(24) NOT NULL CHECK ("half_day" IN ('morning', 'afternoon')),
    "day" DATE NOT NULL,
    "comment" VARCHAR(500) NOT NULL,
    "next_at" BIGINT,
    FOREIGN KEY ("callback_id") REFERENCES "callback" ("id"),
    FOREIGN KEY ("agent_id") REFERENCES "staff" ("id")
);

CREATE INDEX "callback_attempt_callback_id" ON "callback_attempt" ("callback_id");

CREATE TABLE "complaint_link" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "complaint_id" INTEGER NOT NULL,
    "subject" VARCHAR(24) NOT NULL CHECK ("subject" IN ('site', 'staff', 'customer', 'product', 'call', 'ticket', 'callback', 'complaint', 'policy')),
    "subject_id" INTEGER NOT NULL,
    "linked_at" BIGINT NOT NULL,
    "linked_by_id" INTEGER,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id"),
    FOREIGN KEY ("linked_by_id") REFERENCES "staff" ("id")
);

CREATE INDEX "complaint_link_complaint_id" ON "complaint_link" ("complaint_id");

CREATE UNIQUE INDEX "complaint_link_subject_subject_id_complaint_id" ON "complaint_link" ("subject", "subject_id", "complaint_id");

CREATE TABLE "contact_number" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "contact_id" INTEGER,
    "number" VARCHAR(24) NOT NULL,
    "extension" VARCHAR(12) NOT NULL,
    "reversed_digits" VARCHAR(24) NOT NULL,
    "position" SMALLINT NOT NULL,
    FOREIGN KEY ("customer_id") REFERENCES "customer" ("id"),
    FOREIGN KEY ("contact_id") REFERENCES "contact" ("id")
);

CREATE UNIQUE INDEX "contact_number_customer_id_number_extension" ON "contact_number" ("customer_id", "number", "extension");

CREATE INDEX "contact_number_number" ON "contact_number" ("number");

CREATE TABLE "desk_session" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "staff_id" INTEGER NOT NULL,
    "desk" VARCHAR(80) NOT NULL,
    "started_at" BIGINT NOT NULL,
    "seen_at" BIGINT NOT NULL,
    "ended_at" BIGINT,
    FOREIGN KEY ("staff_id") REFERENCES "staff" ("id")
);

CREATE INDEX "desk_session_staff_id_started_at" ON "desk_session" ("staff_id", "started_at");

CREATE TABLE "event" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "subject" VARCHAR(24) NOT NULL CHECK ("subject" IN ('site', 'staff', 'customer', 'product', 'call', 'ticket', 'callback', 'complaint', 'policy')),
    "subject_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "actor_id" INTEGER,
    "kind" VARCHAR(40) NOT NULL,
    "digest" VARCHAR(64) NOT NULL,
    "chain" VARCHAR(64) NOT NULL,
    FOREIGN KEY ("actor_id") REFERENCES "staff" ("id")
);

CREATE UNIQUE INDEX "event_subject_subject_id_position" ON "event" ("subject", "subject_id", "position");

CREATE INDEX "event_actor_id_at" ON "event" ("actor_id", "at");

CREATE INDEX "event_at" ON "event" ("at");

CREATE TABLE "event_detail" (
    "event_id" INTEGER NOT NULL PRIMARY KEY,
    "salt" VARCHAR(32) NOT NULL,
    "body" TEXT NOT NULL,
    FOREIGN KEY ("event_id") REFERENCES "event" ("id") ON DELETE RESTRICT
);

CREATE TABLE "evidence" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "complaint_id" INTEGER NOT NULL,
    "kind" VARCHAR(24) NOT NULL CHECK ("kind" IN ('statement', 'repair_record', 'inspection', 'call', 'ticket', 'file', 'other')),
    "description" VARCHAR(500) NOT NULL,
    "subject" VARCHAR(24) CHECK ("subject" IN ('site', 'staff', 'customer', 'product', 'call', 'ticket', 'callback', 'complaint', 'policy')),
    "subject_id" INTEGER,
    "path" VARCHAR(400) NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "added_at" BIGINT NOT NULL,
    "added_by_id" INTEGER,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id"),
    FOREIGN KEY ("added_by_id") REFERENCES "staff" ("id")
);

CREATE INDEX "evidence_complaint_id" ON "evidence" ("complaint_id");

CREATE TABLE "extension" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "complaint_id" INTEGER NOT NULL,
    "clock_id" INTEGER NOT NULL,
    "reason" VARCHAR(240) NOT NULL,
    "asked_at" BIGINT NOT NULL,
    "asked_by_id" INTEGER,
    "old_due_at" BIGINT NOT NULL,
    "new_due_at" BIGINT NOT NULL,
    "state" VARCHAR(24) NOT NULL CHECK ("state" IN ('asked', 'granted', 'refused')),
    "decided_at" BIGINT,
    "decided_by_id" INTEGER,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id"),
    FOREIGN KEY ("clock_id") REFERENCES "clock" ("id"),
    FOREIGN KEY ("asked_by_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("decided_by_id") REFERENCES "staff" ("id")
);

CREATE INDEX "extension_complaint_id" ON "extension" ("complaint_id");

CREATE TABLE "investigator" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "complaint_id" INTEGER NOT NULL,
    "staff_id" INTEGER NOT NULL,
    "since" BIGINT NOT NULL,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id"),
    FOREIGN KEY ("staff_id") REFERENCES "staff" ("id")
);

CREATE UNIQUE INDEX "investigator_complaint_id_staff_id" ON "investigator" ("complaint_id", "staff_id");

CREATE TABLE "ladder_step" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "policy_id" INTEGER NOT NULL,
    "percent" SMALLINT NOT NULL CHECK (percent > 0),
    "relation" VARCHAR(24) NOT NULL CHECK ("relation" IN ('owner', 'supervisor', 'manager', 'general_manager')),
    "acknowledge_minutes" INTEGER NOT NULL CHECK (acknowledge_minutes > 0),
    FOREIGN KEY ("policy_id") REFERENCES "policy" ("id")
);

CREATE UNIQUE INDEX "ladder_step_policy_id_percent_relation" ON "ladder_step" ("policy_id", "percent", "relation");

CREATE TABLE "level_span" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "complaint_id" INTEGER NOT NULL,
    "level" SMALLINT NOT NULL CHECK (level BETWEEN 1 AND 4),
    "owner_id" INTEGER,
    "trigger" VARCHAR(24) NOT NULL CHECK ("trigger" IN ('opened', 'critical', 'by_hand', 'target', 'rejection', 'over_limit', 'dissatisfied', 'stepped_down')),
    "reason" VARCHAR(240) NOT NULL,
    "started_at" BIGINT NOT NULL,
    "ended_at" BIGINT,
    "by_id" INTEGER,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id"),
    FOREIGN KEY ("owner_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("by_id") REFERENCES "staff" ("id")
);

CREATE INDEX "level_span_complaint_id_started_at" ON "level_span" ("complaint_id", "started_at");

CREATE INDEX "level_span_started_at" ON "level_span" ("started_at");

CREATE UNIQUE INDEX "level_span_open" ON "level_span" ("complaint_id") WHERE ("ended_at" IS NULL);

CREATE TABLE "plan" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "complaint_id" INTEGER NOT NULL,
    "remedy" VARCHAR(24) NOT NULL CHECK ("remedy" IN ('repair', 'exchange', 'refund', 'compensation', 'technical_help', 'information', 'apology', 'gift', 'other')),
    "description" TEXT NOT NULL,
    "department" VARCHAR(60) NOT NULL,
    "responsible_id" INTEGER NOT NULL,
    "deadline" BIGINT NOT NULL,
    "compensation" INTEGER NOT NULL CHECK (compensation >= 0),
    "state" VARCHAR(24) NOT NULL CHECK ("state" IN ('drafted', 'submitted', 'approved', 'rejected')),
    "drafted_by_id" INTEGER,
    "drafted_at" BIGINT NOT NULL,
    "decided_by_id" INTEGER,
    "decided_level" SMALLINT,
    "decided_at" BIGINT,
    "decision_reason" VARCHAR(240) NOT NULL,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id"),
    FOREIGN KEY ("responsible_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("drafted_by_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("decided_by_id") REFERENCES "staff" ("id"),
    CONSTRAINT "plan_rejected_with_reason" CHECK (state <> 'rejected' OR decision_reason <> '')
);

CREATE INDEX "plan_complaint_id" ON "plan" ("complaint_id");

CREATE TABLE "measure" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "plan_id" INTEGER NOT NULL,
    "text" VARCHAR(240) NOT NULL,
    "responsible_id" INTEGER,
    "done_at" BIGINT,
    "done_by_id" INTEGER,
    FOREIGN KEY ("plan_id") REFERENCES "plan" ("id"),
    FOREIGN KEY ("responsible_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("done_by_id") REFERENCES "staff" ("id")
);

CREATE INDEX "measure_plan_id" ON "measure" ("plan_id");

CREATE TABLE "message" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "sender_id" INTEGER,
    "recipient_id" INTEGER NOT NULL,
    "text" VARCHAR(240) NOT NULL,
    "sent_at" BIGINT NOT NULL,
    "seen_at" BIGINT,
    FOREIGN KEY ("sender_id") REFERENCES "staff" ("id"),
    FOREIGN KEY ("recipient_id") REFERENCES "staff" ("id")
);

CREATE INDEX "message_unseen" ON "message" ("recipient_id", "id") WHERE ("seen_at" IS NULL);

CREATE TABLE "notice" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "complaint_id" INTEGER NOT NULL,
    "department" VARCHAR(60) NOT NULL,
    "text" TEXT NOT NULL,
    "given_at" BIGINT NOT NULL,
    "given_by_id" INTEGER,
    FOREIGN KEY ("complaint_id") REFERENCES "complaint" ("id"),
    FOREIGN KEY ("given_by_id") REFERENCES "staff" ("id")
);

CREATE INDEX "notice_complaint_id" ON "notice" ("complaint_id");

CREATE TABLE "number_series" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "letter" VARCHAR(2) NOT NULL,
    "day" DATE NOT NULL,
    "last" INTEGER NOT NULL
);

CREATE UNIQUE INDEX "number_series_letter_day" ON "number_series" ("letter", "day");

CREATE TABLE "setting" (
    "name" VARCHAR(60) NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL,
    "changed_at" BIGINT NOT NULL
);

CREATE TABLE "site" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(60) NOT NULL,
    "language" VARCHAR(8) NOT NULL,
    "timezone" VARCHAR(40) NOT NULL,
    "phone_country" VARCHAR(2) NOT NULL,
    "area_code" VARCHAR(6) NOT NULL,
    "created_at" BIGINT NOT NULL
);

CREATE TABLE "skill" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "code" VARCHAR(20) NOT NULL,
    "name" VARCHAR(60) NOT NULL
);

CREATE UNIQUE INDEX "skill_code" ON "skill" ("code");

CREATE TABLE "staff_role" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "staff_id" INTEGER NOT NULL,
    "role" VARCHAR(24) NOT NULL CHECK ("role" IN ('phone_agent', 'callback_agent', 'service_supervisor', 'technical_supervisor', 'dispatcher', 'support_engineer', 'technician', 'inspector', 'parts_keeper', 'department_manager', 'finance', 'general_manager', 'administrator', 'wall')),
    FOREIGN KEY ("staff_id") REFERENCES "staff" ("id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX "staff_role_staff_id_role" ON "staff_role" ("staff_id", "role");

CREATE TABLE "staff_skill" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "staff_id" INTEGER NOT NULL,
    "skill_id" INTEGER NOT NULL,
    "level" SMALLINT NOT NULL CHECK (level BETWEEN 1 AND 3),
    FOREIGN KEY ("staff_id") REFERENCES "staff" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("skill_id") REFERENCES "skill" ("id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX "staff_skill_staff_id_skill_id" ON "staff_skill" ("staff_id", "skill_id");

CREATE TABLE "survey" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "callback_id" INTEGER NOT NULL,
    "satisfied" BOOLEAN NOT NULL,
    "result" SMALLINT,
    "timeliness" SMALLINT,
    "attitude" SMALLINT,
    "quality" SMALLINT,
    "fee" SMALLINT,
    "comment" VARCHAR(500) NOT NULL,
    "at" BIGINT NOT NULL,
    "agent_id" INTEGER,
    FOREIGN KEY ("callback_id") REFERENCES "callback" ("id"),
    FOREIGN KEY ("agent_id") REFERENCES "staff" ("id"),
    CHECK (result IS NULL OR result BETWEEN 1 AND 5),
    CHECK (timeliness IS NULL OR timeliness BETWEEN 1 AND 5),
    CHECK (attitude IS NULL OR attitude BETWEEN 1 AND 5),
    CHECK (quality IS NULL OR quality BETWEEN 1 AND 5),
    CHECK (fee IS NULL OR fee BETWEEN 1 AND 5)
);

CREATE UNIQUE INDEX "survey_callback_id" ON "survey" ("callback_id");

CREATE INDEX "survey_at" ON "survey" ("at");

CREATE TABLE "ticket_note" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "ticket_id" INTEGER NOT NULL,
    "kind" VARCHAR(24) NOT NULL CHECK ("kind" IN ('internal', 'reply', 'solution')),
    "text" TEXT NOT NULL,
    "author_id" INTEGER,
    "at" BIGINT NOT NULL,
    FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id"),
    FOREIGN KEY ("author_id") REFERENCES "staff" ("id")
);

CREATE INDEX "ticket_note_ticket_id_at" ON "ticket_note" ("ticket_id", "at");

CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the event log is append-only'; END $$;

CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION event_is_append_only();

CREATE TRIGGER event_is_never_emptied BEFORE TRUNCATE ON event EXECUTE FUNCTION event_is_append_only();

CREATE TABLE customer_search (id INTEGER PRIMARY KEY REFERENCES customer (id), pairs tsvector NOT NULL);

CREATE INDEX customer_search_pairs ON customer_search USING gin (pairs);

CREATE TABLE ticket_search (
    id INTEGER PRIMARY KEY REFERENCES ticket (id),
    pairs tsvector NOT NULL
);

CREATE INDEX ticket_search_pairs ON ticket_search USING gin (pairs);

CREATE INDEX call_caller ON call (caller_number, offered_at);

CREATE INDEX customer_name_beginning ON customer (name text_pattern_ops);

CREATE INDEX customer_pinyin_beginning ON customer (pinyin text_pattern_ops);

CREATE INDEX customer_initials_beginning ON customer (initials text_pattern_ops);

CREATE INDEX contact_name_beginning ON contact (name text_pattern_ops);

CREATE INDEX contact_pinyin_beginning ON contact (pinyin text_pattern_ops);

CREATE INDEX contact_initials_beginning ON contact (initials text_pattern_ops);

CREATE INDEX contact_number_reversed_digits_beginning ON contact_number (reversed_digits text_pattern_ops);

CREATE INDEX owned_product_serial_number_beginning ON owned_product (serial_number text_pattern_ops);
