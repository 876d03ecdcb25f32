"""What a person types into the filter of the callbacks, as conditions on the callback `t`.

The views hold what is open now, a month, or what ended last: few rows, so each is looked at, through its own ids, without an
index of words.
"""

from __future__ import annotations

import unicodedata

MOST_WORDS = 6
"""Words beyond these are left out: nobody types more, and each is one more condition."""

Part = tuple[str, tuple[object, ...]]
"""A condition with `?` marks, and its values."""

_WRITTEN = (
    "lower(t.subject_text) LIKE ?"
    " OR EXISTS (SELECT 1 FROM customer f WHERE f.id = t.customer_id"
    " AND (lower(f.name) LIKE ? OR f.pinyin LIKE ? OR f.initials LIKE ?))"
    " OR EXISTS (SELECT 1 FROM ticket f WHERE f.id = t.ticket_id AND (lower(f.number) LIKE ? OR lower(f.problem) LIKE ?))"
    " OR EXISTS (SELECT 1 FROM complaint f WHERE f.id = t.complaint_id AND (lower(f.number) LIKE ? OR lower(f.content) LIKE ?))"
    " OR EXISTS (SELECT 1 FROM staff f WHERE f.id = t.owner_id AND (lower(f.name) LIKE ? OR f.number LIKE ?))"
)


def word_conditions(text: str) -> list[Part]:
    """Each word of `text` as a condition with `?` marks and its values; nothing for empty text."""
    words = unicodedata.normalize("NFKC", text).lower().split()[:MOST_WORDS]
    return [_condition(word.replace("%", "_").replace("\\", "_")) for word in words]


def _condition(word: str) -> Part:
    anywhere, beginning = f"%{word}%", f"{word}%"
    values = (anywhere, anywhere, beginning, beginning, *(anywhere,) * 5, beginning)
    digits = word.replace("-", "")
    if digits.isdigit():
        return f"(t.number LIKE ? OR {_WRITTEN})", (f"%{digits.lstrip('0') or digits}%", *values)
    return f"({_WRITTEN})", values
