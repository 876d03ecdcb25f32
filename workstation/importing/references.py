"""The records that a row points to by a word: found by code, name or key; made, left empty or refused as the mapping says."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models import database
from models.customers.queries import kept_file
from models.customers.writing import is_closed_key
from models.i18n import _
from models.people.operations import add_staff
from models.people.permissions import Actor
from models.people.tables import Role
from models.people.teams import add_team
from models.site.operations import add_region
from models.tickets.categories import BUILT_IN, add_category
from workstation.importing.kinds import Row, Sort, Unknown
from workstation.importing.mapping import ColumnMap
from workstation.importing.reading import RowRefused


@dataclass(frozen=True)
class _Kind:
    """Where the records of a reference column are: each of the `keys` is one record's alone, a name may be several's."""

    table: str
    keys: tuple[str, ...]
    named: bool = True


_CODED = ("code",)
_STAFF = _Kind("staff", ("number", "external_key"))
_KINDS: Mapping[str, _Kind] = {
    "category": _Kind("category", _CODED),
    "region": _Kind("region", _CODED),
    "team": _Kind("team", _CODED),
    "owner": _STAFF,
    "agent": _STAFF,
    "customer": _Kind("customer", ("external_key",), named=False),
}
MOST_NAMESAKES = 5
"""So many of those that bear one name are told apart in a refusal."""
_LONGEST_CODE = {"category": 24, "region": 20, "team": 20, "owner": 12, "agent": 12}


class References:
    """Turns the words of a row's reference columns into ids; what it found is kept for the rows after."""

    def __init__(self, mapping: ColumnMap, actor: Actor) -> None:
        self._mapping = mapping
        self._actor = actor
        self._names = tuple(name for name, field in mapping.fields.items() if field.sort is Sort.REFERENCE)
        self._ids: dict[tuple[str, str], int] = {}
        self._make: Mapping[str, Callable[[str], int]] = {
            "category": self._make_category,
            "region": self._make_region,
            "team": self._make_team,
            "owner": self._make_staff,
            "agent": self._make_agent,
        }

    def forget(self) -> None:
        """Drops what was found: a transaction that made some of it was undone."""
        self._ids.clear()

    def of(self, row: Row) -> dict[str, int | None]:
        """The ids that a row's words stand for. Raises RowRefused for a word that the mapping doesn't let pass.

        Everything is looked up before anything is made, so a refused row leaves nothing behind.
        """
        words = {name: str(row.values[name]) for name in self._names if name in row.values}
        found = {name: self._found(name, word) for name, word in words.items()}
        missing = {name: self._policy(name, words[name]) for name, id_ in found.items() if id_ is None}
        for name, policy in missing.items():
            if policy is Unknown.CREATE:
                found[name] = self._ids[name, words[name]] = self._make[name](words[name])
            elif policy is Unknown.DEFAULT:
                found[name] = self._found(name, self._mapping.defaults[name])
        return found

    def _found(self, name: str, word: str) -> int | None:
        known = self._ids.get((name, word))
        if known is None:
            known = self._looked_up(name, word)
            if known is None and name == "category":
                code = next((code for code, (label, _needs) in BUILT_IN.items() if _(label) == word), None)
                known = _by_key("category", "code", code) if code else None
            if known is None and name == "customer" and is_closed_key(word):
                told = _("{field}: the account of {value} was closed; nothing of that customer comes back")
                raise RowRefused(told.format(field=name, value=word[:40]))
            if known is None:
                return None
            self._ids[name, word] = known = kept_file(known) if name == "customer" else known
        return known

    def _looked_up(self, name: str, word: str) -> int | None:
        """The record that a word names by one of its keys, or by its name where no other bears it. Raises RowRefused."""
        kind = _KINDS[name]
        for column in kind.keys:
            if (known := _by_key(kind.table, column, word)) is not None:
                return known
        if not kind.named:
            return None
        code = kind.keys[0]
        found = database.rows(f"SELECT id, {code} FROM {kind.table} WHERE name = ? ORDER BY {code}", (word,))
        if len(found) > 1:
            known_as = ", ".join(str(key) for _id, key in found[:MOST_NAMESAKES])
            told = _("{field}: {count} bear the name {value} ({known}); say in [values.{name}] which is meant")
            raise RowRefused(told.format(field=name, value=word[:40], count=len(found), known=known_as, name=name))
        return int(found[0][0]) if found else None

    def _policy(self, name: str, word: str) -> Unknown:
        policy = self._mapping.unknown.get(name, Unknown.REFUSE)
        default = self._mapping.defaults.get(name, "")
        if policy is Unknown.CREATE and name in ("owner", "agent") and not 0 < len(_staff_number(word)) <= _LONGEST_CODE[name]:
            raise RowRefused(_("{field}: {value} is longer than a staff number may be").format(field=name, value=word[:40]))
        if policy is Unknown.REFUSE or (policy is Unknown.DEFAULT and self._found(name, default) is None):
            told = _("{field}: {value} is not known here; say in [values.{name}] or [unknown] what it is")
            raise RowRefused(told.format(field=name, value=word[:40], name=name))
        return policy

    def _make_category(self, word: str) -> int:
        return add_category(self._free_code("category", word), word[:60], actor=self._actor)

    def _make_region(self, word: str) -> int:
        return add_region(self._free_code("region", word), word[:60], actor=self._actor)

    def _make_team(self, word: str) -> int:
        return add_team(self._free_code("team", word), word[:60], actor=self._actor)

    def _make_staff(self, word: str) -> int:
        return self._make_person(word, Role.TECHNICIAN)

    def _make_agent(self, word: str) -> int:
        return self._make_person(word, Role.PHONE_AGENT)

    def _make_person(self, word: str, role: Role) -> int:
        """Somebody whom the other system calls so; found again by that name, for a number has no blanks."""
        return add_staff(_staff_number(word), word, {role}, password=None, actor=self._actor)

    def _free_code(self, table: str, word: str) -> str:
        """A code made of a word's letters and digits that no other row of the table has."""
        longest = _LONGEST_CODE[table]
        plain = unicodedata.normalize("NFKC", word).lower()
        code = "_".join("".join(c if c.isalnum() else " " for c in plain).split())[:longest].strip("_") or table
        number = 1
        free = code
        while database.rows(f"SELECT 1 FROM {table} WHERE code = ?", (free,)):
            number += 1
            free = f"{code[: longest - len(str(number)) - 1]}_{number}"
        return free


def _by_key(table: str, column: str, key: str) -> int | None:
    found = database.rows(f"SELECT id FROM {table} WHERE {column} = ?", (key,))
    return int(found[0][0]) if found else None


def _staff_number(word: str) -> str:
    """The letters and digits of a word."""
    return "".join(character for character in word if character.isalnum())
