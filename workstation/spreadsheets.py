"""Text on its way into a spreadsheet: what a customer said must never become something that the spreadsheet computes."""

from __future__ import annotations

from models.text import long_text

CSV, XLSX = ".csv", ".xlsx"
"""The endings of the files that are written."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def looks_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet could compute `text`; the full-width signs count too, as Chinese editions take them."""
    return text.startswith(_FORMULA)


def harmless(text: str) -> str:
    """`text` as a CSV cell that neither a spreadsheet takes for a formula nor a terminal for a command."""
    plain = long_text(text)
    return f"'{plain}" if looks_like_a_formula(plain) else plain
