"""When Python may look for memory that nobody needs any more: not while a desk starts, and never through what stays."""

from __future__ import annotations

import gc


def begin() -> None:
    """Before the desk's own modules are imported: next to nothing of what a start makes is thrown away again."""
    gc.disable()


def settle() -> None:
    """Takes what is there out of the collector's way, for it stays: a look through all of it would hold up keys for 20-40 ms."""
    gc.freeze()
    gc.enable()
