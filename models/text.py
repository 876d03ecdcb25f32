"""Cleaning what people type before it is stored: plain letters and digits, no control characters, within the column's length."""

from __future__ import annotations

import unicodedata
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import peewee

from models.errors import DomainError, Fault
from models.i18n import N_

_PLAIN = {ord(wide): ord(wide) - 0xFEE0 for wide in map(chr, range(0xFF01, 0xFF5F)) if wide.isalnum() or wide in "＃＋－．／＠＿"}
"""An input method's full-width letters and digits, and what joins them in codes; （，：！？ are how Chinese is written."""


def folded_line(text: str) -> str:
    """One line in NFC with plain letters and digits for full-width ones, without control characters and outer blanks."""
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    if plain.isprintable():
        return " ".join(plain.split())
    return " ".join("".join(c if unicodedata.category(c) not in ("Cc", "Cs") else " " for c in plain).split())


def optional(text: str | None, field: peewee.Field[Any]) -> str:
    """`text` as one clean line that fits `field`; empty where there is none. Raises DomainError(TOO_LONG)."""
    line = folded_line(text or "")
    limit: int | None = getattr(field, "max_length", None)
    if limit is not None and len(line) > limit:
        raise DomainError(Fault.TOO_LONG, field=field.verbose_name or field.name, limit=limit)
    return line


def fitted(text: str, field: peewee.Field[Any]) -> str:
    """`text` as one clean line, cut to what `field` holds: for what was written elsewhere, where it stands whole."""
    line, limit = folded_line(text), int(field.max_length)  # type: ignore[attr-defined]
    return line if len(line) <= limit else f"{line[: limit - 2]}.."


def required(text: str | None, field: peewee.Field[Any]) -> str:
    """`text` as one clean line that fits `field`. Raises DomainError(MISSING or TOO_LONG)."""
    line = optional(text, field)
    if not line:
        raise DomainError(Fault.MISSING, field=field.verbose_name or field.name)
    return line


def long_text(text: str | None) -> str:
    """Several lines as they were typed, without characters that no database or terminal can hold (NUL, half surrogates)."""
    if text is None or text.isprintable():
        return (text or "").strip()
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def zone_name(name: str) -> str:
    """The name of a time zone that this machine knows. Raises DomainError(INVALID)."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        value = shortened_to(name, 40)
        raise DomainError(Fault.INVALID, field=N_("Time zone"), value=value, reason=N_("unknown time zone")) from error


def shortened_to(text: str, limit: int) -> str:
    """`text`, cut for a message."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
