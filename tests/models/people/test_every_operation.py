"""Every operation of the domain under every role: refused or let in, as the table says and as `PERMISSIONS` gives it."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import shutil
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import models
from models import database
from models.errors import DomainError, Fault
from models.i18n import Language
from models.people.permissions import PERMISSIONS, SYSTEM, WALL_SCREEN, Actor, Permission
from models.people.tables import Role
from models.site.operations import found_site
from tests.models.people.operations import TABLE, Free

NOBODY_S_ID = 424_242
"""An id that no row has: who is let in finds nothing there."""
FLOORS = ("screens", "workstation")
BUILDS_A_SITE = "workstation/demo/"
"""Invents a past on an empty database of its own: no way into a site's."""


@cache
def acting() -> dict[str, Callable[..., object]]:
    """Every public function of the domain that is told for whom it acts, by its name within `models`."""
    found = {}
    for module in pkgutil.walk_packages(models.__path__, "models."):
        if ".migrations" in module.name:
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            plain = inspect.unwrap(function) if callable(function) else None
            if not inspect.isfunction(plain) or plain.__module__ != module.name or name.startswith("_"):
                continue
            if "actor" in inspect.signature(plain).parameters:
                found[f"{module.name.removeprefix('models.')}.{name}"] = function
    return found


def test_the_table_names_every_operation_and_no_other() -> None:
    assert set(acting()) - set(TABLE) == set(), "who may do this? say so in tests/models/people/operations.py"
    assert set(TABLE) - set(acting()) == set()


def _some(kind: Any) -> Any:
    """Any value of a type: permission is asked for first, so that nothing need fit."""
    if kind is Any or kind is inspect.Parameter.empty:
        return None
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return None if type(None) in inner else _some(inner[0])
    if origin is tuple:
        return tuple(_some(part) for part in inner if part is not Ellipsis)
    if origin is not None and issubclass(origin, typing.Mapping):
        return {}
    if origin is not None and issubclass(origin, Callable):  # type: ignore[arg-type]
        return lambda *_given, **_named: None
    if origin is not None:
        return [_some(inner[0])]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        wanted = [field for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING]
        return kind(**{field.name: _some(hints[field.name]) for field in wanted})  # type: ignore[operator]
    plain: dict[object, object] = {
        str: "x",
        int: NOBODY_S_ID,
        bool: False,
        datetime: datetime(2030, 1, 2, 3, tzinfo=UTC),
        date: date(2030, 1, 2),
    }
    return plain.get(kind)


def _try(function: Callable[..., object], actor: Actor) -> bool:
    """Whether the function lets this person in, whatever it says then."""
    plain = inspect.unwrap(function)
    hints = typing.get_type_hints(plain)
    by_place, by_name = [], {}
    for name, parameter in inspect.signature(plain).parameters.items():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD or parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            continue
        value = (
            actor
            if name == "actor"
            else _some(hints[name])
            if parameter.default is inspect.Parameter.empty
            else parameter.default
        )
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            by_name[name] = value
        else:
            by_place.append(value)
    try:
        function(*by_place, **by_name)
    except DomainError as error:
        return error.fault is not Fault.NOT_ALLOWED
    except Exception:
        return True
    return True


@pytest.fixture
def somewhere(sqlite_template: Path, tmp_path: Path) -> Iterator[None]:
    """A founded site in which nothing that is tried stays."""
    path = tmp_path / "site.db"
    shutil.copy(sqlite_template, path)
    database.open(f"sqlite:///{path}")
    with database.connection():
        found_site("x", language=Language.ENGLISH)
        yield
    database.close()


def _tried_and_undone(function: Callable[..., object], actor: Actor) -> bool:
    with database.database.atomic() as transaction:
        let_in = _try(function, actor)
        transaction.rollback()
    return let_in


def _person(*roles: Role) -> Actor:
    return Actor(staff_id=1, number="1", name="x", roles=frozenset(roles))


def test_each_role_may_do_what_the_table_says_and_nothing_else(somewhere: None) -> None:
    people: dict[str, Actor] = {role.value: _person(role) for role in Role}
    people |= {"nobody in particular": _person(), "a wall screen": WALL_SCREEN, "the software": SYSTEM}
    wrong = []
    for name, function in acting().items():
        needed = TABLE.get(name)
        if not isinstance(needed, Permission):
            continue
        for who, actor in people.items():
            may = actor is SYSTEM or any(needed in PERMISSIONS[role] for role in actor.roles)
            let_in = _tried_and_undone(function, actor)
            if let_in is not may:
                wrong.append(f"{name}: {who} was {'let in' if let_in else 'refused'}")
    assert wrong == []


def test_who_holds_several_roles_may_do_what_any_of_them_may() -> None:
    both = _person(Role.PARTS_KEEPER, Role.FINANCE)
    may = {permission for permission in Permission if both.may(permission)}
    assert may == PERMISSIONS[Role.PARTS_KEEPER] | PERMISSIONS[Role.FINANCE]


def test_no_screen_and_no_command_calls_what_asks_for_nothing() -> None:
    parts = {tuple(f"models.{name}".rsplit(".", 1)) for name, kind in TABLE.items() if kind is Free.PART}
    used = []
    for floor in FLOORS:
        for path in sorted(Path(floor).rglob("*.py")):
            if path.as_posix().startswith(BUILDS_A_SITE):
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom):
                    used += [f"{path}: {name.name}" for name in node.names if (node.module, name.name) in parts]
    assert used == []
