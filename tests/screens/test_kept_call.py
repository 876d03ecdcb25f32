"""A kept call is named so that the person who took it knows it again, and nobody reads a whole number."""

from __future__ import annotations

import pytest

from models.calls.drafts import new_draft
from models.i18n import Language, use_language
from screens.kept_call import caller_named


@pytest.mark.parametrize(
    ("name", "number", "named"),
    [
        ("王先生", "13812342046", "王先生"),
        ("", "138 1234 2046", "138****2046"),
        ("", "138****2046", "138****2046"),
        (" ", "0571-88123431转802", "0571-88****31-802"),
        ("", "", "unknown caller"),
        ("", "li", "unknown caller"),
        ("", "1" * 60, "unknown caller"),
    ],
)
def test_a_call_is_named_by_name_then_by_its_masked_number(name: str, number: str, named: str) -> None:
    use_language(Language.ENGLISH)
    assert caller_named(new_draft(caller_name=name, number_text=number)) == named
