"""Running text in both languages: the columns it takes, and its lines where there are only so many."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_WORDS = re.compile(rf"[{_WIDE}][，。、；：！？）」》]*|[^\s{_WIDE}]+|\s+")


class _Columns(dict[str, int]):
    """How many columns each character takes, found out once."""

    def __missing__(self, character: str) -> int:
        taken = self[character] = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        return taken


_COLUMNS = _Columns()


def width(text: str) -> int:
    """How many columns `text` takes: two for each wide character."""
    return len(text) if text.isascii() else sum(map(_COLUMNS.__getitem__, text))


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line for each row, whose texts stand below each other from the left; every row has as many."""
    widths = [max(width(text) for text in column) for column in zip(*rows, strict=True)]
    return ["  ".join(text + " " * (most - width(text)) for text, most in zip(row, widths, strict=True)).rstrip() for row in rows]


def wrapped(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns`; breaks at spaces and between Chinese characters, never before closing punctuation."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _WORDS.findall(paragraph):
            if line and width(line) + width(word.rstrip()) > columns:
                lines.append(line.rstrip())
                line = ""
            line += word if line else word.lstrip()
        lines.append(line.rstrip())
    return lines
