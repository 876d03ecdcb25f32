"""A desk's start loads no library that only a name, a number or a password needs."""

from __future__ import annotations

import subprocess
import sys

LOADED_WHEN_NEEDED = {"argon2", "phonenumbers", "pypinyin", "chinese_calendar", "openpyxl", "xlsxwriter"}
ROOMS = (
    "models.people.operations, models.people.queries, models.customers.operations, models.customers.queries,"
    " models.products.operations, models.products.queries, models.site.operations, models.search, models.schema"
)


def test_importing_the_rooms_loads_none_of_them() -> None:
    program = f"import sys, {ROOMS}; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "peewee" in loaded
    assert not LOADED_WHEN_NEEDED & set(loaded)
