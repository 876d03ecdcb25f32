"""What a refusal says: the rule's sentences, filled with facts that are nobody's but the reader's."""

from __future__ import annotations

import pytest

from models.errors import DomainError, Fault
from models.i18n import Language, use_language


@pytest.mark.parametrize(
    ("language", "told", "first"),
    [
        (
            Language.ENGLISH,
            "T-1 is already with Dr. Li。Ming. Nothing was changed.",
            "T-1 is already with Dr. Li。Ming.",
        ),
        (Language.CHINESE, "T-1已由Dr. Li。Ming负责。未作任何更改。", "T-1已由Dr. Li。Ming负责。"),
    ],
)
def test_the_first_sentence_is_the_rules_own_whatever_a_name_holds(language: Language, told: str, first: str) -> None:
    use_language(language)
    error = DomainError(Fault.ALREADY_TAKEN, what="T-1", who="Dr. Li。Ming")
    assert (error.message(), error.refusal()) == (told, first)
