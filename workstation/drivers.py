"""Spares a desk on SQLite the loading of the PostgreSQL driver: peewee imports it wherever it is installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import platformdirs

DRIVER = "psycopg"


def postgresql_may_be_meant(arguments: Sequence[str]) -> bool:
    """Whether an argument, a variable or any configuration file could name a PostgreSQL database; in doubt it could."""
    words = (*arguments, os.environ.get("WORKSTATION_DATABASE", ""))
    if (
        any("postgres" in word for word in words)
        or os.environ.get("WORKSTATION_CONFIG")
        or any("--config" in word for word in words)
    ):
        return True
    here = Path.cwd()
    folders = (
        here,
        *here.parents,
        platformdirs.user_config_path("workstation", appauthor=False),
        platformdirs.site_config_path("workstation", appauthor=False),
    )
    return any((folder / "workstation.toml").exists() for folder in folders)


def leave_out_unused(arguments: Sequence[str]) -> None:
    """Keeps the driver from being imported where nothing can need it; saves a tenth of a second of every start."""
    if not postgresql_may_be_meant(arguments):
        sys.modules.setdefault(DRIVER, None)  # type: ignore[arg-type]
