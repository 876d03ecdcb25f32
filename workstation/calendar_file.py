"""A calendar written as the TOML file that people edit and that `sla calendar import` reads back equal."""

from __future__ import annotations

import json
from typing import Any

from models.sla.calendar import CalendarDefinition
from models.sla.calendar_forms import to_json


def as_toml(definition: CalendarDefinition) -> str:
    """The calendar's file, days and windows in the order in which they stand."""
    document = json.loads(to_json(definition))
    lines = [f"{key} = {_value(value)}" for key, value in document.items() if not _is_section(value)]
    for key, value in document.items():
        if isinstance(value, dict):
            lines += ["", f"[{key}]", *_entries(value)]
    for key, value in document.items():
        if _is_section(value) and isinstance(value, list):
            for entry in value:
                lines += ["", f"[[{key}]]", *_entries(entry)]
    return "\n".join(lines) + "\n"


def _is_section(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and (not value or isinstance(value[0], dict)))


def _entries(table: dict[str, Any]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in table.items() if value not in ("", [])]


def _value(value: Any) -> str:
    """JSON's texts, numbers, lists and yes/no are TOML's too, but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
