"""A file of tickets from elsewhere, and how it is brought in by the command line."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

MAPPING = """[source]
timezone = "Asia/Shanghai"

[columns]
external_key = "key"
opened_at = "opened"
resolution_due_at = "due"
resolved_at = "resolved"
category = "category"
problem = "problem"
solution = "solution"

[defaults]
channel = "hotline"

[unknown]
category = "create"
"""
_START = datetime(2025, 1, 1, tzinfo=UTC)


def write_file(folder: Path, rows: int, *, first: int = 0) -> tuple[Path, Path]:
    """A CSV file with so many tickets, and its mapping."""
    path, mapping = folder / f"tickets-{first}-{rows}.csv", folder / "tickets.toml"
    mapping.write_text(MAPPING)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("key", "opened", "due", "resolved", "category", "problem", "solution"))
        for n in range(first, first + rows):
            opened = _START + timedelta(minutes=n % 500_000)
            due, resolved = opened + timedelta(hours=8), opened + timedelta(hours=1 + n % 12)
            times = (f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (opened, due, resolved))
            writer.writerow((f"K{n}", *times, f"类别{n % 20}", f"客厅第 {n} 盏灯闪烁,要求上门检修", "已更换驱动电源"))
    return path, mapping


def command(url: str, path: Path, mapping: Path) -> list[str]:
    """The command line that brings it in."""
    return [
        sys.executable, "-m", "workstation", "--database", url, "import", "tickets", str(path), "--map", str(mapping),
    ]  # fmt: skip
