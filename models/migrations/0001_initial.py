"""The first structure: every table, the append-only event log, the indexes for look-up by beginning, the search of pairs.

The statements stand beside this file, one file per engine, and are never changed once a site has run them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Runs the engine's statements; each ends with a semicolon at the end of a line."""
    engine = "postgresql" if type(db.obj).__name__.startswith("Postgresql") else "sqlite"
    script = Path(__file__).with_suffix(f".{engine}.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
