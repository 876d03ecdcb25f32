"""Enumerations whose members carry their label: the stored word and what a person reads stand side by side."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Self

from models.i18n import _


class Choice(Enum):
    """Base of the domain's states; a member is `NAME = "stored word", N_("label")`, looked up by its word: `State("word")`."""

    if TYPE_CHECKING:
        value: str
        label_id: str

    def __new__(cls, word: str, label: str = "") -> Self:
        member = object.__new__(cls)
        member._value_ = word
        member.label_id = label
        return member

    @property
    def label(self) -> str:
        """The member's name in the reader's language."""
        return _(self.label_id)
