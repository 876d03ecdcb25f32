"""The files that a desk writes: into one private folder of the person it runs for, every refusal a DomainError."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import DomainError, Fault
from models.i18n import N_
from models.people.permissions import Actor
from workstation.files import private_folder, refused_file
from workstation.refusal import Refusal
from workstation.spreadsheets import CSV, XLSX

if TYPE_CHECKING:
    from models.complaints.documents import DocumentKind
    from models.registers.definition import Selection
    from models.site.days import Days
    from workstation.documents.registers import RegisterExport


class DeskFiles:
    """Exports into one folder only: somebody who sits at a shared account must not write elsewhere with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def taken(self, name: str) -> bool:
        """Whether there is a file of that name already. Raises DomainError: INVALID (the name), FILE_NOT_WRITTEN."""
        path = self._path(name)
        with _as_domain_errors():
            try:
                return path.exists()
            except OSError as error:
                raise refused_file(path, error) from error

    def export(self, selection: Selection, name: str, *, actor: Actor, overwrite: bool) -> DeskExport:
        """A file to be written. Raises DomainError: NOT_ALLOWED, INVALID (the name), FILE_NOT_WRITTEN."""
        from workstation.documents.registers import RegisterExport

        path = self._path(name)
        with _as_domain_errors():
            private_folder(self.folder)
            return DeskExport(RegisterExport(selection, path, actor=actor, overwrite=overwrite))

    def complaint_documents(
        self, complaint_id: int, kinds: Sequence[DocumentKind], name: str, *, actor: Actor, overwrite: bool
    ) -> Path:
        """Writes a case's documents into one workbook and returns where. Raises DomainError as `export`, and NOT_FOUND."""
        from workstation.documents.complaints import write_complaint_documents

        path = self._path(name)
        with _as_domain_errors():
            private_folder(self.folder)
            write_complaint_documents(complaint_id, kinds, path, actor=actor, overwrite=overwrite)
        return path

    def complaint_statistics(self, days: Days, name: str, *, actor: Actor, overwrite: bool) -> Path:
        """Writes the statistics of some days as a workbook with bars and returns where. Raises DomainError as `export`."""
        from workstation.documents.statistics import write_complaint_statistics

        path = self._path(name)
        with _as_domain_errors():
            private_folder(self.folder)
            write_complaint_statistics(days, path, actor=actor, overwrite=overwrite)
        return path

    def _path(self, name: str) -> Path:
        """The file of that name in the folder; one without an ending is a workbook."""
        plain = name.strip()
        path = self.folder / (plain if Path(plain).suffix.lower() in (XLSX, CSV) else f"{plain}{XLSX}")
        if path.parent != self.folder or not plain.isprintable() or plain.startswith("."):
            raise DomainError(
                Fault.INVALID, field=N_("Name of the file"), value=plain, reason=N_("it must be a name without a folder")
            )
        return path


class DeskExport:
    """One export whose steps may be asked from several threads in turn: each waits until the one before it has ended."""

    def __init__(self, export: RegisterExport) -> None:
        self._export = export
        self._turn = threading.Lock()

    @property
    def path(self) -> Path:
        """Where the file will be."""
        return self._export.path

    @property
    def done(self) -> int:
        """How many rows are written."""
        return self._export.done

    @property
    def total(self) -> int:
        """How many there were at the beginning."""
        return self._export.total

    def begin(self) -> None:
        """Counts the rows and opens the file."""
        with self._step():
            self._export.begin()

    def read(self) -> bool:
        """Reads the next rows; False where there are none left."""
        with self._step():
            return self._export.read()

    def write(self) -> None:
        """Writes the rows that were read last."""
        with self._step():
            self._export.write()

    def pack(self) -> None:
        """Ends the file."""
        with self._step():
            self._export.pack()

    def deliver(self) -> None:
        """Puts the export on record and the file in its place."""
        with self._step():
            self._export.deliver()

    def abandon(self, error: BaseException) -> None:
        """Takes away what was written so far."""
        with self._step():
            self._export.abandon(error)

    @contextmanager
    def _step(self) -> Iterator[None]:
        with self._turn, _as_domain_errors():
            yield


@contextmanager
def _as_domain_errors() -> Iterator[None]:
    """What the roof refuses, as the screens know it."""
    try:
        yield
    except Refusal as error:
        raise DomainError(Fault.FILE_NOT_WRITTEN, reason=error.sentence) from error
