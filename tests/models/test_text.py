"""What people type is stored as they mean it."""

from __future__ import annotations

import pytest

from models.text import folded_line


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ＫＦＲ－３５ＧＷ／０１", "KFR-35GW/01"),
        ("  李建国　先生 ", "李建国 先生"),
        ("格力电器（华东），二部：①号库", "格力电器（华东），二部：①号库"),
        ("a\x00b\tc", "a b c"),
        ("e\u0301tage", "étage"),
    ],
)
def test_an_input_methods_wide_letters_become_plain_and_chinese_punctuation_stays(typed: str, stored: str) -> None:
    assert folded_line(typed) == stored
