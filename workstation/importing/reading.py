"""One row of their cells into our terms: text cleaned, times in UTC, words by the mapping; or the reason why not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models.choices import Choice
from models.i18n import _
from models.text import folded_line, long_text
from workstation.importing.kinds import Field, Row, Sort, Unknown
from workstation.importing.mapping import ANYTHING_ELSE, ISO, ColumnMap
from workstation.importing.sources import Cell, Source, SourceRow
from workstation.refusal import Refusal

YES = ("yes", "true", "1", "y", "是")
NO = ("no", "false", "0", "n", "否")


class RowRefused(Exception):
    """A row can't be taken over; `reason` is in the reader's language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Wanted(NamedTuple):
    """One of our columns: where the row has it, and how it is read."""

    name: str
    field: Field
    places: tuple[int, ...]
    has_default: bool
    read: Callable[[str, Field, list[Cell]], object]


class RowReader:
    """Reads the rows of one file by one mapping."""

    def __init__(self, mapping: ColumnMap, source: Source, zone: ZoneInfo) -> None:
        """Raises Refusal where the file lacks a column that the mapping names, or has it twice."""
        self._mapping = mapping
        self._zone = mapping.zone or zone
        places = {name: tuple(self._place(source, column) for column in columns) for name, columns in mapping.columns.items()}
        fields = (
            _Wanted(name, field, places.get(name, ()), name in mapping.defaults, self._reader_of(field.sort))
            for name, field in mapping.fields.items()
        )
        self._fields = tuple(one for one in fields if one.places or one.has_default or one.field.required)
        self._known: dict[tuple[Cell, ...], Choice | None] = {}
        self._ignored = tuple((self._place(source, column), words) for column, words in mapping.ignore.items())

    @staticmethod
    def _place(source: Source, column: str) -> int:
        count = source.heading.count(column)
        if count == 1:
            return source.heading.index(column)
        if count:
            raise Refusal(_("The column {column} is in the heading twice.").format(column=column))
        known = ", ".join(source.heading[:30])
        raise Refusal(_("The file has no column {column}; there are: {known}.").format(column=column, known=known))

    def ignores(self, row: SourceRow) -> bool:
        """Whether the mapping says to pass over the row."""
        return not row.problem and any(row.cells[place] in words for place, words in self._ignored)

    def read(self, row: SourceRow) -> Row:
        """The row in our terms. Raises RowRefused with the first thing that is wrong."""
        if row.problem:
            raise RowRefused(row.problem)
        values: dict[str, object] = {}
        for name, field, places, has_default, read in self._fields:
            cells = [cell for place in places if (cell := self._cell(row.cells[place])) != ""]
            value = read(name, field, cells) if cells or has_default else None
            if value is None or value == "" or value == ():
                if field.required:
                    raise RowRefused(_("{field} is missing").format(field=self._shown(name)))
            else:
                values[name] = value
        return Row(row.number, values)

    def _cell(self, cell: Cell) -> Cell:
        if isinstance(cell, str):
            cell = cell.strip()
            return "" if cell in self._mapping.empty else cell
        return cell

    def _shown(self, name: str) -> str:
        columns = self._mapping.columns.get(name)
        return f"{name} ({', '.join(columns)})" if columns else name

    def _reader_of(self, sort: Sort) -> Callable[[str, Field, list[Cell]], object]:
        return {
            Sort.LINE: self._line,
            Sort.TEXT: self._text,
            Sort.MOMENT: self._moment,
            Sort.DAY: self._day,
            Sort.NUMBER: self._number,
            Sort.SECONDS: self._seconds,
            Sort.YES_NO: self._yes_no,
            Sort.CHOICE: self._choice,
            Sort.CHOICES: self._choices,
            Sort.LINES: self._lines,
            Sort.REFERENCE: self._line,
        }[sort]

    def _words(self, name: str, cells: list[Cell]) -> list[str]:
        """The cells as text, translated by [values]; the default where nothing is left."""
        translation: Mapping[str, str] | None = self._mapping.values.get(name)
        words = [cell if isinstance(cell, str) else cell.isoformat() for cell in cells]
        if translation is not None:
            words = [translation.get(word, translation.get(ANYTHING_ELSE, word)) for word in words]
        words = [word for word in words if word]
        if not words and name in self._mapping.defaults:
            words = [self._mapping.defaults[name]]
        return words

    def _fitting(self, name: str, field: Field, text: str) -> str:
        if field.longest is not None and len(text) > field.longest:
            raise RowRefused(_("{field} is longer than {limit} characters").format(field=self._shown(name), limit=field.longest))
        return text

    def _line(self, name: str, field: Field, cells: list[Cell]) -> str:
        return self._fitting(name, field, folded_line(" ".join(self._words(name, cells))))

    def _text(self, name: str, field: Field, cells: list[Cell]) -> str:
        return self._fitting(name, field, long_text("\n".join(dict.fromkeys(self._words(name, cells)))))

    def _lines(self, name: str, field: Field, cells: list[Cell]) -> tuple[str, ...]:
        return tuple(self._fitting(name, field, folded_line(word)) for word in self._words(name, cells))

    def _moment(self, name: str, field: Field, cells: list[Cell]) -> datetime | None:
        cell = cells[0] if cells else self._mapping.defaults[name]
        if len(cells) > 1:
            cell = " ".join(part.isoformat() if isinstance(part, date) else part for part in cells)
            cells = [cell]
        moment = datetime.combine(cell, time()) if isinstance(cell, date) and not isinstance(cell, datetime) else cell
        if isinstance(moment, str):
            translated = self._words(name, cells)
            if not translated:
                return None
            moment = self._parsed(name, translated[0])
        try:
            return (moment if moment.tzinfo else moment.replace(tzinfo=self._zone)).astimezone(UTC)
        except (OverflowError, ValueError) as error:
            raise self._no_date(name, str(cell)) from error

    def _day(self, name: str, field: Field, cells: list[Cell]) -> date | None:
        cell: Cell = cells[0] if cells else self._mapping.defaults[name]
        if isinstance(cell, datetime):
            return cell.date()
        return self._parsed(name, cell).date() if isinstance(cell, str) else cell

    def _parsed(self, name: str, text: str) -> datetime:
        found = _date(text, self._mapping.date_formats)
        if found is None:
            raise self._no_date(name, text)
        return found

    def _no_date(self, name: str, text: str) -> RowRefused:
        return RowRefused(_("{field}: {value} is not a date in the forms given").format(field=self._shown(name), value=text[:40]))

    def _number(self, name: str, field: Field, cells: list[Cell]) -> int | None:
        words = self._words(name, cells)
        if not words:
            return None
        plain = unicodedata.normalize("NFKC", words[0])
        if not (plain.isascii() and plain.isdigit() and len(plain) <= 6):
            raise RowRefused(_("{field}: {value} is not a whole number").format(field=self._shown(name), value=words[0][:40]))
        return int(plain)

    def _seconds(self, name: str, field: Field, cells: list[Cell]) -> int | None:
        """A duration; a negative one, which a clock that was set back leaves, is none."""
        words = self._words(name, cells)
        if words and words[0].startswith("-") and words[0][1:].isdigit():
            return 0
        return self._number(name, field, cells)

    def _yes_no(self, name: str, field: Field, cells: list[Cell]) -> bool | None:
        words = [word.lower() for word in self._words(name, cells)]
        if not words:
            return None
        if words[0] not in YES + NO:
            raise RowRefused(_("{field}: {value} is neither yes nor no").format(field=self._shown(name), value=words[0][:40]))
        return words[0] in YES

    def _choice(self, name: str, field: Field, cells: list[Cell]) -> Choice | None:
        """The member; a file says the same few words in every row, so each is looked up once."""
        said = (name, *cells)
        if said not in self._known:
            words = self._words(name, cells)
            self._known[said] = self._member(name, field, words[0]) if words else None
        return self._known[said]

    def _choices(self, name: str, field: Field, cells: list[Cell]) -> tuple[Choice, ...]:
        split = [part for word in self._words(name, cells) for part in word.replace("，", ",").replace("、", ",").split(",")]
        translated = self._words(name, [part.strip() for part in split])
        return tuple(dict.fromkeys(self._member(name, field, word) for word in translated))

    def _member(self, name: str, field: Field, word: str) -> Choice:
        assert field.choices is not None
        for member in field.choices:
            if word == member.value:
                return member
        if self._mapping.unknown.get(name) is Unknown.DEFAULT:
            return self._member(name, field, self._mapping.defaults[name])
        known = ", ".join(member.value for member in field.choices)
        told = _("{field}: {value} is none of {known}; say in [values.{name}] what it is")
        raise RowRefused(told.format(field=self._shown(name), value=word[:40], known=known, name=name))


@lru_cache(maxsize=1024)
def _date(text: str, forms: tuple[str, ...]) -> datetime | None:
    """The time that a text says in the first form that fits; rows that follow each other often say the same."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    for form in forms:
        try:
            return datetime.fromisoformat(plain) if form == ISO else datetime.strptime(plain, form)  # noqa: DTZ007
        except ValueError:
            continue
    return None
