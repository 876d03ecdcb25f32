"""Frozen dataclasses that cost next to nothing until the first of their rows is made.

Python writes and compiles six functions for each, 0.6 ms: a desk's start waited for hundreds of rows that nobody had asked
for yet. Here `__init__` is compiled with the first row, and the others are the same functions for all of them. For type checkers
it is Python's own `dataclass`, and `replace`, `fields` and `asdict` work as they do there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, fields
from dataclasses import dataclass as _pythons_own
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass

T = TypeVar("T")

_FIELDS = "__dataclass_fields__"
"""Where Python's own functions look for the fields."""
_VALUES = "__values__"
"""Where a finished class keeps the way to a row's values, in their order."""
_finishing = threading.RLock()


def _put_off(cls: type[T]) -> type[T]:
    """Makes `cls` a frozen dataclass that is finished when its first row is made or somebody asks for its fields."""

    def first(self: object, *given: object, **named: object) -> None:
        _finish(cls)
        cls.__init__(self, *given, **named)

    own: dict[str, Callable[..., object]] = {
        "__init__": first,
        "__repr__": _repr,
        "__eq__": _equal,
        "__hash__": _hash,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }
    for name, function in own.items():
        if name not in vars(cls):
            setattr(cls, name, function)
    setattr(cls, _FIELDS, _Unfinished(cls))
    return cls


if not TYPE_CHECKING:

    def dataclass(*, frozen: bool) -> Callable[[type[T]], type[T]]:
        """As Python's own; only `frozen=True` is there."""
        if not frozen:
            raise ValueError("a row that can be changed is Python's own dataclass")
        return _put_off


class _Unfinished:
    """Stands for the fields of a class until somebody asks for them."""

    def __init__(self, cls: type[Any]) -> None:
        self._cls = cls

    def __get__(self, _row: object, _owner: object) -> object:
        _finish(self._cls)
        return getattr(self._cls, _FIELDS)


def _finish(cls: type[Any]) -> None:
    """Finds the fields and compiles `__init__`; another thread that makes a row meanwhile waits for it."""
    with _finishing:
        if not isinstance(vars(cls)[_FIELDS], _Unfinished):
            return
        _pythons_own(init=False, repr=False, eq=False)(cls)
        names = tuple(field.name for field in fields(cls))
        setattr(cls, _VALUES, staticmethod(attrgetter(*names) if names else _nothing))
        cls.__init__ = _initialiser(cls)


def _initialiser(cls: type[Any]) -> Callable[..., None]:
    """The `__init__` that Python's own dataclass would have."""
    known: dict[str, object] = {"_set": object.__setattr__, "_absent": MISSING}
    parameters, lines = ["self"], []
    for field in fields(cls):
        name, value = field.name, field.name
        if field.default is not MISSING:
            known[f"_default_{name}"] = field.default
            parameters.append(f"{name}=_default_{name}")
        elif field.default_factory is not MISSING:
            known[f"_make_{name}"] = field.default_factory
            parameters.append(f"{name}=_absent")
            value = f"_make_{name}() if {name} is _absent else {name}"
        else:
            parameters.append(name)
        lines.append(f" _set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n" + ("\n".join(lines) or " pass"), known)
    made: Any = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made  # type: ignore[no-any-return]


def _nothing(_row: object) -> tuple[()]:
    return ()


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    values = self.__values__
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash(self.__values__(self))


def _repr(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{field.name}={getattr(self, field.name)!r}' for field in fields(self))})"


def _refuse(self: object, name: str, *_value: object) -> None:
    raise FrozenInstanceError(f"{name} of a {type(self).__name__} stays as it is")
