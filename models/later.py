"""Modules that are imported when something of them is first used, because nobody should wait for them at the start.

For type checkers the module itself is imported:

    if TYPE_CHECKING:
        from models.tickets import operations
    else:
        operations = later("models.tickets.operations")

A desk has them all imported a moment after its first screen stands (`import_all`), so no key waits for one either.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_names: dict[str, None] = {}


class _Later:
    """Stands for a module until something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


def later(name: str) -> Any:
    """What stands for the module `name`."""
    _names[name] = None
    return _Later(name)


def import_all() -> None:
    """Imports what was put off; may run on any thread."""
    imported = 0
    while imported < len(_names):
        # What is imported may put off more.
        for name in [*_names][imported:]:
            import_module(name)
            imported += 1
