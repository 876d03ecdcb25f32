"""Legal holds on customer files, and the index by which a person limited to a region walks all of its tickets."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Adds the table and the indexes; the two engines differ in how a row gets its id."""
    postgresql = type(db.obj).__name__.startswith("Postgresql")
    identity, moment = ("SERIAL", "BIGINT") if postgresql else ("INTEGER", "INTEGER")
    db.execute_sql(f"""
        CREATE TABLE "legal_hold" (
            "id" {identity} NOT NULL PRIMARY KEY,
            "customer_id" INTEGER NOT NULL,
            "reason" VARCHAR(240) NOT NULL,
            "set_at" {moment} NOT NULL,
            "set_by_id" INTEGER,
            "lifted_at" {moment},
            "lifted_by_id" INTEGER,
            "lift_reason" VARCHAR(240) NOT NULL,
            FOREIGN KEY ("customer_id") REFERENCES "customer" ("id"),
            FOREIGN KEY ("set_by_id") REFERENCES "staff" ("id"),
            FOREIGN KEY ("lifted_by_id") REFERENCES "staff" ("id")
        )
    """)
    db.execute_sql('CREATE INDEX "legal_hold_customer_id" ON "legal_hold" ("customer_id")')
    db.execute_sql('CREATE INDEX "ticket_region_id_opened_at_id" ON "ticket" ("region_id", "opened_at", "id")')
