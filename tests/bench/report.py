"""What a run found: one line per thing measured, the floor beside it, as a table or as JSON."""

from __future__ import annotations

import json
import math
import os
import platform
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from tests.bench.meter import Figures


@dataclass(frozen=True)
class Line:
    """One thing measured at one size of the site; `floor` was measured in the same run."""

    goal: str
    what: str
    rows: int
    unit: str
    ours: Figures
    floor: Figures | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the floor's median ours is."""
        return self.ours.median / self.floor.median if self.floor and self.floor.median else None


def machine() -> str:
    """On what it was measured, and how loaded that was."""
    load = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}"
    )


def slope(lines: Iterable[Line]) -> dict[str, float]:
    """How each cost grows with the rows: the exponent between the smallest and the largest site; 0 is flat, 1 is linear."""
    by_name: dict[str, list[Line]] = {}
    for line in lines:
        by_name.setdefault(f"{line.goal} {line.what}", []).append(line)
    found = {}
    for name, several in by_name.items():
        few, many = min(several, key=lambda line: line.rows), max(several, key=lambda line: line.rows)
        if many.rows > few.rows and few.ours.median > 0 and many.ours.median > 0:
            found[name] = math.log(many.ours.median / few.ours.median) / math.log(many.rows / few.rows)
    return found


def as_json(lines: list[Line]) -> str:
    """Everything, for a program."""
    found = [{**asdict(line), "ratio": line.ratio} for line in lines]
    return json.dumps({"machine": machine(), "lines": found, "growth": slope(lines)}, ensure_ascii=False, indent=1)


def as_table(lines: list[Line]) -> str:
    """Everything, for a person, in Markdown."""
    table = [
        machine(),
        "",
        "| | what | rows | unit | median | p95 | worst | floor median | floor p95 | ratio |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for line in lines:
        ours, floor = line.ours, line.floor
        beside = (
            (f"{floor.median:.2f}", f"{floor.p95:.2f}", f"{line.ratio:.2f}")
            if floor and line.ratio is not None
            else ("-", "-", "-")
        )
        cells = (line.goal, line.what, f"{line.rows:,}", line.unit)
        table.append("| " + " | ".join((*cells, f"{ours.median:.2f}", f"{ours.p95:.2f}", f"{ours.worst:.2f}", *beside)) + " |")
    growth = slope(lines)
    if growth:
        table += ["", "Growth with the rows (0 flat, 1 linear):", ""]
        table += [f"- {name}: {exponent:+.2f}" for name, exponent in growth.items()]
    return "\n".join(table)
