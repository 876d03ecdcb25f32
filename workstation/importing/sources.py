"""Files as rows of cells: CSV in whatever encoding it was saved, packed or not, and XLSX."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from models.i18n import _
from workstation.files import refused_file
from workstation.refusal import Refusal

ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order where the mapping names none."""
LARGEST_CELL = 1 << 20
_BLOCK = 1 << 20

Cell = str | datetime | date


@dataclass(frozen=True)
class SourceRow:
    """One row as it stands in the file; `problem` says why it can't be read, `number` counts as a spreadsheet does."""

    number: int
    cells: tuple[Cell, ...]
    problem: str = ""


@dataclass(frozen=True)
class Source:
    """An open file: its heading, its rows, and how much of it has been read, from 0 to 1."""

    heading: tuple[str, ...]
    rows: Iterator[SourceRow]
    share: Callable[[], float]


@contextmanager
def opened(path: Path, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None) -> Iterator[Source]:
    """A CSV (.csv, .csv.gz) or XLSX file, row by row. Raises Refusal for a file that can't be read, or has no heading."""
    try:
        if path.suffix.lower() == ".xlsx":
            with _opened_xlsx(path, sheet) as source:
                yield source
        elif path.name.lower().endswith((".csv", ".csv.gz")):
            with _opened_csv(path, encoding, delimiter) as source:
                yield source
        else:
            raise Refusal(_("{file} is neither .csv, .csv.gz nor .xlsx.").format(file=path))
    except (gzip.BadGzipFile, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise Refusal(_("{file} is damaged or not what its name says.").format(file=path)) from error
    except OSError as error:
        raise refused_file(path, error) from error


@contextmanager
def _opened_csv(path: Path, encoding: str | None, delimiter: str | None) -> Iterator[Source]:
    csv.field_size_limit(LARGEST_CELL)
    found = _encoding_of(path, encoding)
    size = max(path.stat().st_size, 1)
    with path.open("rb") as raw, _unpacked(path, raw) as data, io.TextIOWrapper(data, found, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter or ",")
        heading = tuple(cell.strip() for cell in next(reader, ()))
        if not any(heading):
            raise Refusal(_("{file} is empty; its first row must be the heading.").format(file=path))
        yield Source(heading, _csv_rows(path, reader, len(heading)), lambda: raw.tell() / size)


def _unpacked(path: Path, raw: IO[bytes]) -> IO[bytes]:
    return gzip.GzipFile(fileobj=raw) if path.suffix.lower() == ".gz" else raw  # type: ignore[return-value]


def _encoding_of(path: Path, named: str | None) -> str:
    """The first encoding in which the whole file makes sense. Raises Refusal where none does."""
    for encoding in (named,) if named else ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as raw, _unpacked(path, raw) as data:
                while block := data.read(_BLOCK):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
            return encoding
        except UnicodeDecodeError:
            continue
    tried = named or ", ".join(ENCODINGS)
    raise Refusal(_("{file} is not written in {encodings}; save it as CSV UTF-8.").format(file=path, encodings=tried))


def _csv_rows(path: Path, reader: Any, width: int) -> Iterator[SourceRow]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield SourceRow(number, (), _("a cell is longer than {limit} characters").format(limit=LARGEST_CELL))
            continue
        if cells:
            yield SourceRow(number, tuple(cells), _wrong_width(len(cells), width))


def _wrong_width(found: int, width: int) -> str:
    if found == width:
        return ""
    return _("it has {found} cells, the heading has {width}").format(found=found, width=width)


@contextmanager
def _opened_xlsx(path: Path, sheet: str | None) -> Iterator[Source]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(path, read_only=True) if _has_formulas(path) else None
    except (InvalidFileException, KeyError, ValueError, SyntaxError) as error:
        raise Refusal(_("{file} is damaged or not what its name says.").format(file=path)) from error
    try:
        name = sheet or book.sheetnames[0]
        if name not in book.sheetnames:
            known = ", ".join(book.sheetnames)
            raise Refusal(_("{file} has no sheet {sheet}; there are: {known}.").format(file=path, sheet=name, known=known))
        table = book[name]
        total = table.max_row or 0
        table.reset_dimensions()
        rows = table.iter_rows()
        written = formulas[name].iter_rows() if formulas else None
        heading = _trimmed(tuple(str(_cell(cell)[0]).strip() for cell in next(rows, ())))
        if not heading:
            raise Refusal(_("{file} is empty; its first row must be the heading.").format(file=path))
        if written is not None:
            next(written, None)
        reached = [0]
        yield Source(heading, _xlsx_rows(rows, written, len(heading), reached), lambda: reached[0] / total if total else 0.0)
    finally:
        for opened_book in (book, formulas):
            if opened_book is not None:
                opened_book.close()


def _has_formulas(path: Path) -> bool:
    """Whether a sheet has formulas at all: only then is it worth reading everything twice to find those without a value."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/"):
                with package.open(name) as sheet:
                    before = b""
                    while block := sheet.read(_BLOCK):
                        if b"<f>" in before + block or b"<f " in before + block:
                            return True
                        before = block[-2:]
    return False


def _xlsx_rows(rows: Iterator[Any], written: Iterator[Any] | None, width: int, reached: list[int]) -> Iterator[SourceRow]:
    for number, row in enumerate(rows, start=2):
        reached[0] = number
        formulas = next(written, ()) if written is not None else ()
        read = [_cell(cell) for cell in row]
        problem = next((trouble for _value, trouble in read if trouble), "")
        for place, formula in enumerate(formulas):
            if isinstance(formula.value, str) and formula.data_type == "f" and (place >= len(row) or row[place].value is None):
                problem = _("cell {cell} is a formula without a value").format(cell=formula.coordinate)
        cells = _trimmed(tuple(value for value, _trouble in read))
        if cells or problem:
            padded = cells + ("",) * (width - len(cells))
            yield SourceRow(number, padded, problem or _wrong_width(len(padded), width))


def _trimmed(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    end = len(cells)
    while end and cells[end - 1] == "":
        end -= 1
    return cells[:end]


def _cell(cell: Any) -> tuple[Cell, str]:
    """A spreadsheet cell's value, and what is wrong with it."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "e":
        return "", _("cell {cell} holds the error {value}").format(cell=cell.coordinate, value=value)
    if isinstance(value, datetime | date):
        return value, ""
    if isinstance(value, time):
        return value.isoformat(), ""
    if isinstance(value, bool):
        return "true" if value else "false", ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value)), ""
    return str(value), ""
