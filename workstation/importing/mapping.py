"""The mapping file: which of their columns and words are which of ours. Its format is described in docs/import.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from models.i18n import _
from workstation.files import read_toml
from workstation.importing.kinds import FIELDS, Field, Kind, Sort, Unknown
from workstation.refusal import Refusal

ISO = "iso"
"""The word in `date_formats` for ISO 8601, with a blank or a T between day and time."""
ANYTHING_ELSE = "*"
"""The word in [values.…] that stands for every word not named there."""
_SOURCE_KEYS = ("encoding", "delimiter", "timezone", "date_formats", "empty", "sheet")
_SECTIONS = ("source", "columns", "defaults", "values", "unknown", "ignore")
_SAMPLE = datetime(2026, 11, 21, 14, 32, 5, tzinfo=UTC)


@dataclass(frozen=True)
class ColumnMap:
    """A mapping file, checked against the columns of its kind.

    `columns` is ours -> theirs (several are joined); `ignore` is theirs -> words whose rows are passed over.
    `zone` None means the site's own; `encoding` None means: try them.
    """

    kind: Kind
    columns: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    unknown: Mapping[str, Unknown]
    ignore: Mapping[str, frozenset[str]]
    zone: ZoneInfo | None = None
    date_formats: tuple[str, ...] = (ISO,)
    empty: frozenset[str] = frozenset()
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    @property
    def fields(self) -> Mapping[str, Field]:
        """Our columns for this kind."""
        return FIELDS[self.kind]


def read_mapping(path: Path, kind: Kind) -> ColumnMap:
    """The mapping in a TOML file. Raises Refusal naming the file and the key that can't be used."""
    return _Reader(path, kind).read()


class _Reader:
    """Reads one mapping file; every refusal names the file and the key."""

    def __init__(self, path: Path, kind: Kind) -> None:
        self.path = path
        self.kind = kind
        self.fields = FIELDS[kind]

    def read(self) -> ColumnMap:
        document = read_toml(self.path)
        for section in document:
            if section not in _SECTIONS:
                raise self._unknown_key(section, _SECTIONS)
        source = self._table(document, "source")
        for key in source:
            if key not in _SOURCE_KEYS:
                raise self._unknown_key(f"source.{key}", _SOURCE_KEYS)
        columns = {name: self._columns(name, value) for name, value in self._named(document, "columns").items()}
        defaults = {name: self._text(f"defaults.{name}", value) for name, value in self._named(document, "defaults").items()}
        self._require(columns, defaults)
        return ColumnMap(
            kind=self.kind,
            columns=columns,
            defaults=defaults,
            values={name: self._words(name, value) for name, value in self._named(document, "values").items()},
            unknown={name: self._policy(name, value, defaults) for name, value in self._named(document, "unknown").items()},
            zone=self._zone(source),
            date_formats=self._formats(source),
            empty=frozenset(self._texts("source.empty", source.get("empty", []))),
            encoding=self._encoding(source),
            delimiter=self._delimiter(source),
            sheet=self._text("source.sheet", source["sheet"]) if "sheet" in source else None,
            ignore={
                column: frozenset(self._texts(f"ignore.{column}", words))
                for column, words in self._table(document, "ignore").items()
            },
        )

    def _refuse(self, key: str, problem: str) -> Refusal:
        return Refusal(_("{file}: {key}: {problem}.").format(file=self.path, key=key, problem=problem))

    def _unknown_key(self, key: str, known: tuple[str, ...]) -> Refusal:
        return self._refuse(key, _("is not known here; there are: {known}").format(known=", ".join(known)))

    def _table(self, document: Mapping[str, Any], section: str) -> Mapping[str, Any]:
        value = document.get(section, {})
        if not isinstance(value, Mapping):
            raise self._refuse(section, _("must be a table"))
        return value

    def _named(self, document: Mapping[str, Any], section: str) -> Mapping[str, Any]:
        """A section whose keys are our columns."""
        table = self._table(document, section)
        for name in table:
            if name not in self.fields:
                raise self._unknown_key(f"{section}.{name}", tuple(self.fields))
        return table

    def _text(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self._refuse(key, _("must be a text"))
        return value

    def _texts(self, key: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self._refuse(key, _("must be a list of texts"))
        return tuple(value)

    def _columns(self, name: str, value: object) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        if self.fields[name].sort not in (Sort.TEXT, Sort.LINE, Sort.LINES, Sort.CHOICES, Sort.MOMENT):
            raise self._refuse(f"columns.{name}", _("takes one column"))
        return self._texts(f"columns.{name}", value)

    def _words(self, name: str, value: object) -> Mapping[str, str]:
        if not isinstance(value, Mapping):
            raise self._refuse(f"values.{name}", _("must be a table"))
        words = {their: self._text(f"values.{name}.{their}", our) for their, our in value.items()}
        choices = self.fields[name].choices
        if choices is not None:
            known = tuple(member.value for member in choices)
            for their, our in words.items():
                if our and our not in known:
                    raise self._unknown_key(f"values.{name}.{their} = {our}", known)
        return words

    def _policy(self, name: str, value: object, defaults: Mapping[str, str]) -> Unknown:
        possible = {policy.value: policy for policy in self.fields[name].unknown}
        if value not in possible:
            raise self._unknown_key(f"unknown.{name} = {value}", tuple(possible))
        if possible[value] is Unknown.DEFAULT and name not in defaults:
            raise self._refuse(f"unknown.{name}", _("there is no default for it in [defaults]"))
        return possible[value]

    def _require(self, columns: Mapping[str, tuple[str, ...]], defaults: Mapping[str, str]) -> None:
        for name, field in self.fields.items():
            if field.required and name not in columns and name not in defaults:
                raise self._refuse(f"columns.{name}", _("is missing, and every row needs it"))
            if name in defaults and field.choices is not None:
                known = tuple(member.value for member in field.choices)
                if defaults[name] not in known:
                    raise self._unknown_key(f"defaults.{name} = {defaults[name]}", known)
        if "external_key" in defaults:
            raise self._refuse("defaults.external_key", _("each row needs a key of its own"))

    def _zone(self, source: Mapping[str, Any]) -> ZoneInfo | None:
        if "timezone" not in source:
            return None
        name = self._text("source.timezone", source["timezone"])
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, KeyError) as error:
            raise self._refuse("source.timezone", _("{value} is not a time zone").format(value=name)) from error

    def _formats(self, source: Mapping[str, Any]) -> tuple[str, ...]:
        formats = self._texts("source.date_formats", source.get("date_formats", [ISO]))
        for form in formats:
            try:
                usable = form == ISO or datetime.strptime(_SAMPLE.strftime(form), form).year == _SAMPLE.year  # noqa: DTZ007
            except ValueError:
                usable = False
            if not usable:
                raise self._refuse("source.date_formats", _("{value} is no form of a date such as %Y-%m-%d").format(value=form))
        return formats

    def _encoding(self, source: Mapping[str, Any]) -> str | None:
        if "encoding" not in source:
            return None
        name = self._text("source.encoding", source["encoding"])
        try:
            "".encode(name)
        except LookupError as error:
            raise self._refuse("source.encoding", _("{value} is not an encoding").format(value=name)) from error
        return name

    def _delimiter(self, source: Mapping[str, Any]) -> str | None:
        if "delimiter" not in source:
            return None
        delimiter = self._text("source.delimiter", source["delimiter"])
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise self._refuse("source.delimiter", _("must be one character"))
        return delimiter
