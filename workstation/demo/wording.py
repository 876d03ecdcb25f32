"""What the demo's people say, in the language in which the demo was started; its words are written in Chinese."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from models.i18n import Language, current_language


def in_english() -> bool:
    """Whether the demo speaks English; then `english.toml` is read, which a Chinese one never pays for."""
    return current_language() is Language.ENGLISH


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("english.toml").read_text("utf-8"))


def said(text: str) -> str:
    """The text in the demo's language."""
    return str(_table()["said"].get(text, text)) if in_english() else text


@cache
def english_names(kind: str) -> tuple[str, ...]:
    """The English words of one kind from which names are put together."""
    words: str = _table()["names"][kind]
    return tuple(words.split("|") if "|" in words else words.split())
