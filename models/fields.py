"""Columns with the meaning the domain gives them: moments in UTC, states, references, and what a form may know of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast

import peewee

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

E = TypeVar("E", bound=Enum)
V = TypeVar("V")


def to_stored(moment: datetime) -> int:
    """Microseconds since 1970 in UTC: one integer that sorts and compares alike on both engines.

    Raises ValueError for a time without a zone: comparing such a time is how a breach gets missed.
    """
    if moment.tzinfo is None:
        raise ValueError("a stored time needs its zone")
    return (moment - _EPOCH) // _MICROSECOND


def from_stored(value: int) -> datetime:
    """The moment in UTC that `to_stored` wrote."""
    return _EPOCH + timedelta(microseconds=value)


def optional_to_stored(moment: datetime | None) -> int | None:
    """As `to_stored`; None where there is no moment."""
    return None if moment is None else to_stored(moment)


def optional_from_stored(value: int | None) -> datetime | None:
    """As `from_stored`; None where there is no moment."""
    return None if value is None else from_stored(value)


def flag_from_stored(value: bool | int | None) -> bool | None:
    """Yes, no or not known, as either engine hands it out of plain SQL."""
    return None if value is None else bool(value)


def day_from_stored(value: date | str | None) -> date | None:
    """A day as either engine hands it out of plain SQL."""
    return date.fromisoformat(value) if isinstance(value, str) else value


class _UtcDateTimeField(peewee.Field):
    """A moment, kept as microseconds since 1970 in UTC and handed out as an aware datetime."""

    field_type = "BIGINT"

    def db_value(self, value: datetime | int | None) -> int | None:
        return to_stored(value) if isinstance(value, datetime) else value

    def python_value(self, value: int | None) -> datetime | None:
        return optional_from_stored(value)


class _EnumField(peewee.CharField):
    """A state by its word; the database refuses any other word by a CHECK."""

    def __init__(self, enum_class: type[Enum], **kwargs: Any) -> None:
        self.enum_class = enum_class
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault("choices", [(member.value, member) for member in enum_class])
        super().__init__(**kwargs)

    def bind(self, model: Any, name: str, set_attribute: bool = True) -> None:
        super().bind(model, name, set_attribute)
        words = ", ".join(f"'{member.value}'" for member in self.enum_class)
        self.constraints = [peewee.Check(f'"{self.column_name}" IN ({words})')]

    def db_value(self, value: Enum | str | None) -> str | None:
        return None if value is None else cast(str, self.enum_class(value).value)

    def python_value(self, value: str | None) -> Enum | None:
        return None if value is None else self.enum_class(value)


if TYPE_CHECKING:

    class UtcDateTimeField(peewee.Field[datetime]): ...

    class OptionalUtcDateTimeField(peewee.Field[datetime | None]): ...

    class EnumField(peewee.Field[E], Generic[E]):
        def __init__(self, enum_class: type[E], **kwargs: Any) -> None: ...

    class OptionalEnumField(peewee.Field[E | None], Generic[E]):
        def __init__(self, enum_class: type[E], **kwargs: Any) -> None: ...
else:
    UtcDateTimeField = _UtcDateTimeField
    EnumField = _EnumField

    class OptionalUtcDateTimeField(_UtcDateTimeField):
        """A moment that may not have come."""

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(null=True, **kwargs)

    class OptionalEnumField(_EnumField):
        """A state that may not apply."""

        def __init__(self, enum_class: type[Enum], **kwargs: Any) -> None:
            super().__init__(enum_class, null=True, **kwargs)


def reference(model: type[peewee.Model] | str, **kwargs: Any) -> peewee.Field[int]:
    """A foreign key whose attribute is the other row's id: no hidden query can hang on it. Indexed only where asked."""
    kwargs.setdefault("index", False)
    return cast("peewee.Field[int]", peewee.ForeignKeyField(cast(Any, model), lazy_load=False, **kwargs))


def optional_reference(model: type[peewee.Model] | str, **kwargs: Any) -> peewee.Field[int | None]:
    """A foreign key that may be empty; its attribute is the other row's id or None. Indexed only where asked."""
    kwargs.setdefault("index", False)
    return cast("peewee.Field[int | None]", peewee.ForeignKeyField(cast(Any, model), lazy_load=False, null=True, **kwargs))


FieldKind = Literal["text", "long text", "number", "choice", "date", "yes/no"]
"""By which widget a value is asked for."""


@dataclass(frozen=True)
class FieldSpec:
    """What a form may know of a column: enough to build and check its widget, nothing of the database."""

    name: str
    label: str
    help: str
    required: bool
    max_length: int | None
    choices: tuple[tuple[str, Enum], ...]
    kind: FieldKind
    check: Callable[[str], None] | None


def spec(field: peewee.Field[Any], *, check: Callable[[str], None] | None = None) -> FieldSpec:
    """What the table says about `field`; `check` raises DomainError for a value that the column can't take."""
    kinds: tuple[tuple[type, FieldKind], ...] = (
        (peewee.BooleanField, "yes/no"),
        (peewee.DateField, "date"),
        (peewee.TextField, "long text"),
        (peewee.IntegerField, "number"),
        (peewee.CharField, "text"),
    )
    choices = tuple(field.choices or ())
    kind: FieldKind = "choice" if choices else next((word for base, word in kinds if isinstance(field, base)), "text")
    return FieldSpec(
        name=field.name,
        label=field.verbose_name or field.name,
        help=field.help_text or "",
        required=not field.null and field.default is None,
        max_length=getattr(field, "max_length", None),
        choices=choices,
        kind=kind,
        check=check,
    )
