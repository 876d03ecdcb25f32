"""What a person types into a list's filter, as conditions on the ticket `t`, each served by an index."""

from __future__ import annotations

import unicodedata

MOST_WORDS = 6
"""Words beyond these are left out: nobody types more, and each is one more condition."""

_LAST = "\U0010ffff"

_NUMBER = "SELECT n.id FROM ticket n WHERE n.number >= ? AND n.number < ?"
_CALLER = (
    "SELECT n.id FROM ticket n WHERE n.customer_id IN"
    " (SELECT customer_id FROM contact_number WHERE reversed_digits >= ? AND reversed_digits < ?)"
)
_PINYIN = (
    "SELECT n.id FROM ticket n WHERE n.customer_id IN"
    " (SELECT id FROM customer WHERE pinyin >= ? AND pinyin < ?"
    " UNION SELECT id FROM customer WHERE initials >= ? AND initials < ?)"
)


def word_conditions(text: str) -> list[tuple[str, tuple[object, ...]]]:
    """Each word of `text` as a condition with `?` marks and its values; nothing for empty text."""
    words = unicodedata.normalize("NFKC", text).split()[:MOST_WORDS]
    return [_condition(word) for word in words]


def _condition(word: str) -> tuple[str, tuple[object, ...]]:
    digits = word.replace("-", "")
    parts: list[tuple[str, tuple[str, ...]]]
    if digits.isascii() and digits.isdigit():
        parts = [(_NUMBER, _from(_as_number(digits))), (_CALLER, _from(digits[::-1]))]
    elif word.isascii():
        letters = word.lower()
        parts = [(_NUMBER, _from(word.upper())), (_PINYIN, (*_from(letters), *_from(letters)))]
    else:
        return "lower(t.problem) LIKE ?", (f"%{word.lower()}%",)
    statements = " UNION ".join(sql for sql, _values in parts)
    return f"t.id IN ({statements})", tuple(value for _sql, values in parts for value in values)


def _as_number(digits: str) -> str:
    """Digits as the beginning of a ticket number: the day, then the running number."""
    return f"T-{digits[:6]}" + (f"-{digits[6:]}" if len(digits) > 6 else "")


def _from(beginning: str) -> tuple[str, str]:
    """The range of all texts with this beginning."""
    return beginning, beginning + _LAST
