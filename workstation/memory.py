"""When Python may look for memory that nobody needs: not while a desk starts, and through all of it only when nobody types."""

from __future__ import annotations

import gc

YOUNG, OLDER = 2_000, 10
"""So many new objects are looked through at once, and so often until those are looked through that outlived it: 0.1 and 1 ms."""
WHOLE = 10
"""After so many looks at the older ones everything is looked through, whoever waits 10 ms: 200,000 objects came and stayed, which
takes some 2,000 keys without a rest. With 50 a desk grew by 2.5 MB in 10,000 such keys."""
WORTH_A_LOOK = 3
"""So many looks at the older ones make it worth while to look through everything in a moment in which nobody waits."""


def begin() -> None:
    """Before the desk's own modules are imported: next to nothing of what a start makes is thrown away again."""
    gc.disable()


def settle() -> None:
    """Takes what is there out of the collector's way, for it stays: a look through all of it would hold up keys for 20-40 ms."""
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, WHOLE)
    gc.enable()


def rest() -> None:
    """To be called while nobody types: looks through everything, where enough has come; 10 to 30 ms that a key would wait for."""
    if gc.get_count()[-1] >= WORTH_A_LOOK:
        gc.collect()
