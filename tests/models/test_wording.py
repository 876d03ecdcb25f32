"""Lines break where both languages may break."""

from __future__ import annotations

from models.wording import width, wrapped


def test_text_is_wrapped_by_columns_and_never_before_closing_punctuation() -> None:
    lines = wrapped("数据库已经是最新版本，没有改动任何内容。", 12)
    assert all(width(line) <= 14 for line in lines)
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert "".join(lines) == "数据库已经是最新版本，没有改动任何内容。"
