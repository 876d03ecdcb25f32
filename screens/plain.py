"""Shows stored text as text: customers' words can't style, click or drive the terminal."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from textual.content import Content

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_UNSTEADY = re.compile("[\ufe00-\ufe0f\u200d\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")


def clean(text: str) -> str:
    """The text without control characters, direction marks and what terminals draw in unsteady widths; tabs become spaces."""
    return _UNSTEADY.sub("", _CONTROLS.sub("", text.replace("\t", " ")))


def plain(text: str) -> Content:
    """Stored text as content without markup; line breaks stay."""
    return Content(clean(text))


def one_line(text: str) -> str:
    """Stored text for a cell of a list: cleaned, its line breaks turned into spaces."""
    return clean(text.replace("\r", "\n").replace("\n", " "))


@lru_cache(maxsize=4096)
def fit(text: str, width: int) -> str:
    """Stored text in exactly `width` terminal cells, cut with `..` where it is longer; Chinese characters count two."""
    line = one_line(text)
    if cell_len(line) <= width:
        return line + " " * (width - cell_len(line))
    if width <= 2:
        return set_cell_size(line, width)
    return set_cell_size(line, width - 2) + ".."
