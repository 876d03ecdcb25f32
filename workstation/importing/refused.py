"""The rows that an import did not take, with number and reason, in a CSV beside the file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from models.i18n import _
from workstation.files import private_file, refused_file
from workstation.importing.sources import Cell, SourceRow
from workstation.spreadsheets import harmless


def report_path(path: Path) -> Path:
    """Where the refused rows of a file go, unless told otherwise."""
    name = path.name
    for ending in (".gz", ".csv", ".xlsx"):
        name = name.removesuffix(ending)
    return path.with_name(f"{name}.refused.csv")


class RefusedRows(AbstractContextManager["RefusedRows"]):
    """The report; it comes into being with its first row, private to its owner, in place of an older one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written = False
        self._heading: Sequence[str] = ()
        self._file: IO[str] | None = None
        self._writer: Any = None

    def heading(self, names: Sequence[str]) -> None:
        """Says what the file's own columns are called."""
        self._heading = names

    def add(self, row: SourceRow, reason: str) -> None:
        """Writes one refused row: its number, the reason, and its cells. Raises Refusal where the report can't be written."""
        if self._file is None:
            private_file(self.path, overwrite=True)
            try:
                self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            except OSError as error:
                raise refused_file(self.path, error) from error
            self._writer = csv.writer(self._file)
            self._writer.writerow([_("row"), _("reason"), *(harmless(name) for name in self._heading)])
            self.written = True
        self._writer.writerow([row.number, harmless(reason), *(_cell(cell) for cell in row.cells)])

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()


def _cell(cell: Cell) -> str:
    return harmless(cell.isoformat() if isinstance(cell, date) else cell)
