"""Which records are open at which desk; on PostgreSQL not in the write-ahead log, because a restart may forget it."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Adds the table and its indexes."""
    postgresql = type(db.obj).__name__.startswith("Postgresql")
    unlogged, identity, moment = ("UNLOGGED", "SERIAL", "BIGINT") if postgresql else ("", "INTEGER", "INTEGER")
    db.execute_sql(f"""
        CREATE {unlogged} TABLE "open_record" (
            "id" {identity} NOT NULL PRIMARY KEY,
            "session_id" INTEGER NOT NULL,
            "subject" VARCHAR(24) NOT NULL,
            "subject_id" INTEGER NOT NULL,
            "since" {moment} NOT NULL,
            "editing" {"BOOLEAN" if postgresql else "INTEGER"} NOT NULL,
            FOREIGN KEY ("session_id") REFERENCES "desk_session" ("id")
        )
    """)
    unique = '"open_record_subject_subject_id_session_id" ON "open_record" ("subject", "subject_id", "session_id")'
    db.execute_sql(f"CREATE UNIQUE INDEX {unique}")
    db.execute_sql('CREATE INDEX "open_record_session_id" ON "open_record" ("session_id")')
