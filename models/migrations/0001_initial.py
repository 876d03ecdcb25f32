"""The first structure: every table, the append-only event log, and the search index of character pairs."""

from __future__ import annotations

from typing import Any

from models.schema import TABLES

SQLITE_ONLY = (
    "CREATE TRIGGER event_never_changes BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END",
    "CREATE TRIGGER event_never_goes BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END",
    "CREATE VIRTUAL TABLE customer_search USING fts5(pairs, content='', detail=none)",
    "CREATE VIRTUAL TABLE ticket_search USING fts5(pairs, content='', detail=none)",
    "CREATE INDEX call_caller ON call (caller_number, offered_at)",
)
POSTGRESQL_ONLY = (
    "CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RAISE EXCEPTION 'the event log is append-only'; END $$",
    "CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION event_is_append_only()",
    "CREATE TABLE customer_search (id INTEGER PRIMARY KEY REFERENCES customer (id), pairs tsvector NOT NULL)",
    "CREATE INDEX customer_search_pairs ON customer_search USING gin (pairs)",
    "CREATE TABLE ticket_search (id INTEGER PRIMARY KEY REFERENCES ticket (id), pairs tsvector NOT NULL)",
    "CREATE INDEX ticket_search_pairs ON ticket_search USING gin (pairs)",
    "CREATE INDEX call_caller ON call (caller_number, offered_at)",
)

SEARCHED_BY_BEGINNING = (
    ("customer", "name"),
    ("customer", "pinyin"),
    ("customer", "initials"),
    ("contact", "name"),
    ("contact", "pinyin"),
    ("contact", "initials"),
    ("contact_number", "reversed_digits"),
    ("owned_product", "serial_number"),
)
"""Columns that are asked for by their beginning; PostgreSQL's usual text order can't answer that from an index."""


def up(migrator: Any, db: Any) -> None:
    """Makes every table and what Peewee's own DDL can't say."""
    db.create_tables(TABLES, safe=False)
    on_postgresql = type(db.obj).__name__.startswith("Postgresql")
    for statement in POSTGRESQL_ONLY if on_postgresql else SQLITE_ONLY:
        db.execute_sql(statement)
    order = " text_pattern_ops" if on_postgresql else ""
    for table, column in SEARCHED_BY_BEGINNING:
        db.execute_sql(f"CREATE INDEX {table}_{column}_beginning ON {table} ({column}{order})")
