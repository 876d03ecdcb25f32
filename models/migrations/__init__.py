"""Numbered changes of the database's structure, and whether a database has had them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import peewee

from models import database
from models.errors import DomainError, Fault

FOLDER = Path(__file__).parent
HISTORY = "schema_migration"


@dataclass(frozen=True)
class SchemaStatus:
    """Which migrations a database has had (`applied`), lacks (`pending`), or has that this program doesn't know (`unknown`)."""

    applied: tuple[str, ...]
    pending: tuple[str, ...]
    unknown: tuple[str, ...]


def status() -> SchemaStatus:
    """How the open database stands against this program's migrations."""
    known = tuple(sorted(path.stem for path in FOLDER.glob("[0-9]*.py")))
    try:
        applied = tuple(name for (name,) in database.rows(f"SELECT name FROM {HISTORY} ORDER BY name"))
    except (peewee.OperationalError, peewee.ProgrammingError) as error:
        if "no such table" not in str(error) and "does not exist" not in str(error):
            raise
        applied = ()
    return SchemaStatus(
        applied=applied,
        pending=tuple(name for name in known if name not in applied),
        unknown=tuple(name for name in applied if name not in known),
    )


def require_current(url: str) -> None:
    """Raises DomainError(SCHEMA_MISSING, SCHEMA_OLDER or SCHEMA_NEWER) unless the open database fits this program."""
    found = status()
    if not found.applied:
        raise DomainError(Fault.SCHEMA_MISSING, url=url)
    if found.unknown:
        raise DomainError(Fault.SCHEMA_NEWER)
    if found.pending:
        raise DomainError(Fault.SCHEMA_OLDER)


def migrate() -> list[str]:
    """Applies what is pending, in order, and returns the names; one process at a time, others wait and find nothing to do.

    An index over years of records takes longer than a desk's statement may: here none is given up.
    """
    from playhouse.migrations import Runner

    with database.transaction():
        if database.on_postgresql():
            database.execute("SET LOCAL statement_timeout = 0")
            database.rows("SELECT pg_advisory_xact_lock(7365616)::text")
        applied: list[str] = Runner(database.database, str(FOLDER), table_name=HISTORY).up()
    return applied
