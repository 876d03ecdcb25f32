"""Where a customer's personal data stands: the columns of the customer's own records, and every column people write in.

A test compares both lists with all tables, so that a new text column is judged before it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NOTHING, DASH = "''", "'-'"
"""What stands in an erased column: nothing, or a dash where the database wants a word there."""

_OF_CUSTOMER = "customer_id IN ({ids})"
_OF_TICKET = "ticket_id IN (SELECT id FROM ticket WHERE customer_id IN ({ids}))"
_OF_COMPLAINT = "complaint_id IN (SELECT id FROM complaint WHERE customer_id IN ({ids}))"
_OF_PLAN = "plan_id IN (SELECT p.id FROM plan p JOIN complaint c ON c.id = p.complaint_id WHERE c.customer_id IN ({ids}))"
_OF_CALLBACK = "callback_id IN (SELECT id FROM callback WHERE customer_id IN ({ids}))"


@dataclass(frozen=True)
class Trace:
    """Columns of one table that are erased in the rows that belong to a customer; the values are SQL expressions."""

    table: str
    belongs: str
    columns: Mapping[str, str]


TRACES: tuple[Trace, ...] = (
    Trace(
        "customer",
        "id IN ({ids})",
        {
            "name": "'#' || CAST(id AS TEXT)",
            "pinyin": NOTHING,
            "initials": NOTHING,
            "city": NOTHING,
            "address": NOTHING,
            "email": NOTHING,
            "note": NOTHING,
            "timezone": "NULL",
        },
    ),
    Trace("contact", _OF_CUSTOMER, dict.fromkeys(("name", "pinyin", "initials", "title"), NOTHING)),
    Trace("owned_product", _OF_CUSTOMER, {"serial_number": NOTHING, "note": NOTHING, "external_key": "NULL"}),
    Trace("ticket_note", _OF_TICKET, {"text": NOTHING}),
    Trace(
        "ticket",
        _OF_CUSTOMER,
        dict.fromkeys(("contact_number", "problem", "solution", "cancel_reason"), NOTHING),
    ),
    Trace(
        "call",
        _OF_CUSTOMER,
        dict.fromkeys(("caller_number", "caller_extension", "caller_name", "summary"), NOTHING),
    ),
    Trace("level_span", _OF_COMPLAINT, {"reason": NOTHING}),
    Trace("evidence", _OF_COMPLAINT, {"description": NOTHING, "path": NOTHING}),
    Trace("measure", _OF_PLAN, {"text": NOTHING}),
    Trace("plan", _OF_COMPLAINT, {"description": NOTHING, "decision_reason": DASH}),
    Trace("extension", _OF_COMPLAINT, {"reason": NOTHING}),
    Trace("notice", _OF_COMPLAINT, {"text": NOTHING}),
    Trace(
        "complaint",
        _OF_CUSTOMER,
        {"contact_number": NOTHING, "content": NOTHING, "findings": NOTHING, "closing_reason": DASH},
    ),
    Trace("callback_attempt", _OF_CALLBACK, {"comment": NOTHING}),
    Trace("survey", _OF_CALLBACK, {"comment": NOTHING}),
    Trace("callback", _OF_CUSTOMER, {"number": NOTHING, "subject_text": NOTHING, "done_reason": DASH}),
    Trace("legal_hold", _OF_CUSTOMER, {"reason": NOTHING, "lift_reason": NOTHING}),
)
"""What belongs before whom: the rows of a ticket, case or callback before the row that says whose it is."""

WRITTEN: Mapping[str, tuple[str, ...]] = {
    "agent_state_span": ("reason",),
    "call": ("caller_number", "caller_extension", "caller_name", "summary"),
    "callback": ("number", "subject_text", "done_reason"),
    "callback_attempt": ("comment",),
    "complaint": ("contact_number", "content", "findings", "closing_reason"),
    "contact": ("title",),
    "customer": ("note",),
    "event_detail": ("body",),
    "evidence": ("description", "path"),
    "extension": ("reason",),
    "interview_plan": ("name", "about"),
    "legal_hold": ("reason", "lift_reason"),
    "level_span": ("reason",),
    "measure": ("text",),
    "message": ("text",),
    "notice": ("department", "text"),
    "owned_product": ("note",),
    "plan": ("description", "department", "decision_reason"),
    "survey": ("comment",),
    "ticket": ("contact_number", "problem", "solution", "cancel_reason"),
    "ticket_note": ("text",),
}
"""What anybody may have written about the customer in a record of somebody else; looked through for unmistakable words."""

NOT_ABOUT_CUSTOMERS: Mapping[str, tuple[str, ...]] = {
    "calendar": ("name", "definition"),
    "call": ("number", "client_uuid", "external_key"),
    "callback": ("client_uuid",),
    "category": ("code", "name"),
    "complaint": ("number", "client_uuid", "external_key"),
    "contact_number": ("number", "extension", "reversed_digits"),
    "customer": ("external_key",),
    "desk_session": ("desk",),
    "event": ("kind", "digest", "chain"),
    "event_detail": ("salt",),
    "evidence": ("sha256",),
    "interview_plan": ("criteria",),
    "number_series": ("letter",),
    "open_record": ("subject",),
    "policy": ("name", "pausing_reasons"),
    "product_model": ("code", "name", "pinyin", "initials", "family", "specification", "external_key"),
    "region": ("code", "name"),
    "setting": ("name", "value"),
    "site": ("name", "language", "timezone", "phone_country", "area_code"),
    "skill": ("code", "name"),
    "staff": ("number", "name", "pinyin", "initials", "language", "password_hash", "os_user", "external_key"),
    "target": ("category",),
    "team": ("code", "name"),
    "ticket": ("number", "client_uuid", "external_key"),
}
"""Text columns that hold no words about a customer, or that closing an account treats by itself (numbers, external key)."""
