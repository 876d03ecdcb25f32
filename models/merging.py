"""Two people who changed one record at the same time: what comes of it, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from models.choices import Choice
from models.i18n import N_

V = TypeVar("V")


class Side(Choice):
    """Whose value of a field stands."""

    MINE = "mine", N_("mine")
    THEIRS = "theirs", N_("theirs")
    BOTH = "both", N_("both, theirs first")


@dataclass(frozen=True)
class Merged(Generic[V]):
    """What comes of a record that two people changed.

    `base` is what both had read, `theirs` what stands there now, `mine` what is to be saved. `values` are the fields on which
    the two agree, `taken` those that the other changed and that stand, `collisions` those that both changed differently.
    """

    base: Mapping[str, V]
    mine: Mapping[str, V]
    theirs: Mapping[str, V]
    values: Mapping[str, V]
    taken: tuple[str, ...]
    collisions: tuple[str, ...]

    @property
    def touched(self) -> bool:
        """Whether the other changed any field that is to be saved."""
        return bool(self.taken or self.collisions)

    def settled(self, sides: Mapping[str, Side]) -> dict[str, V]:
        """Every field's value, once a side was chosen for each that collides. Raises KeyError for one without.

        `Side.BOTH` is for texts of several lines.
        """
        return {**self.values, **{field: self._chosen(field, sides[field]) for field in self.collisions}}

    def _chosen(self, field: str, side: Side) -> V:
        mine, theirs = self.mine[field], self.theirs[field]
        if side is Side.BOTH:
            return cast(V, f"{theirs}\n{mine}")
        return mine if side is Side.MINE else theirs


def merged(base: Mapping[str, V], mine: Mapping[str, V], theirs: Mapping[str, V]) -> Merged[V]:
    """Puts two people's changes of the same fields together; a field that only one of them changed is that one's."""
    values: dict[str, V] = {}
    taken, collisions = [], []
    for field, before in base.items():
        if theirs[field] != before and mine[field] not in (before, theirs[field]):
            collisions.append(field)
            continue
        values[field] = mine[field] if theirs[field] == before else theirs[field]
        if theirs[field] != before:
            taken.append(field)
    return Merged(base, mine, theirs, values, tuple(taken), tuple(collisions))
