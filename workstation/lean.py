"""What a desk's start goes without: what Python and Textual import that no desk uses.

Python's asyncio brings OpenSSL for connections that a desk never makes (5 ms), and Textual its own palette with every widget
that it is built of, though a desk has its own (15 ms). Either can be imported afterwards as ever. What Textual takes from its
palette is not public; tests/workstation/test_lean.py fails where a new version takes more.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from types import ModuleType

PALETTE = "textual.command"
OF_PALETTE = ("CommandListItem", "CommandPalette", "DiscoveryHit", "Hit", "Hits", "Provider", "SimpleProvider")
"""What Textual's app and its themes name of the palette; they use it once it is opened."""


def begin() -> None:
    """To be called before a desk's own modules are imported; the collector rests until `memory.settle`."""
    gc.disable()  # Next to nothing of what a start makes is thrown away again.
    _import_textual()


def _import_textual() -> None:
    if "textual.app" in sys.modules:
        return
    if "asyncio" not in sys.modules and "ssl" not in sys.modules:
        # asyncio is made for a Python without OpenSSL.
        _import_beside("asyncio", "ssl", None)
    try:
        _import_beside("textual.app", PALETTE, _stand_in())
    except ImportError:
        import_module("textual.app")


def _import_beside(name: str, other: str, stands_for_it: ModuleType | None) -> None:
    """Imports a module while another one is something else, or none."""
    sys.modules[other] = stands_for_it  # type: ignore[assignment]
    try:
        import_module(name)
    finally:
        del sys.modules[other]


def _stand_in() -> ModuleType:
    module = ModuleType(PALETTE)
    for name in OF_PALETTE:
        setattr(module, name, type(name, (), {}))
    return module
