"""What the screens need to know of writing a file; the process hands them something that does it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from models.complaints.documents import DocumentKind
from models.people.permissions import Actor
from models.registers.definition import Selection
from models.site.days import Days


class RegisterFile(Protocol):
    """One register on its way into a file, a step at a time; every step raises DomainError.

    `begin`, `read` and `deliver` ask the database and go through the door; `write` and `pack` compute for long and must not run
    on the thread that paints; `abandon` leaves nothing behind.
    """

    @property
    def path(self) -> Path:
        """Where the file will be."""

    @property
    def done(self) -> int:
        """How many rows are written."""

    @property
    def total(self) -> int:
        """How many there were at the beginning."""

    def begin(self) -> None:
        """Counts the rows and opens the file."""

    def read(self) -> bool:
        """Reads the next rows; False where there are none left."""

    def write(self) -> None:
        """Writes the rows that were read last."""

    def pack(self) -> None:
        """Ends the file."""

    def deliver(self) -> None:
        """Puts the export on record and the file in its place."""

    def abandon(self, error: BaseException) -> None:
        """Takes away what was written so far."""


class RegisterFiles(Protocol):
    """The folder of this person's exports on the machine that the desk runs on."""

    @property
    def folder(self) -> Path:
        """Where files are written."""

    def taken(self, name: str) -> bool:
        """Whether there is a file of that name already."""

    def export(self, selection: Selection, name: str, *, actor: Actor, overwrite: bool) -> RegisterFile:
        """A file to be written. Raises DomainError for a person who may not, or a name that won't do."""

    def complaint_documents(
        self, complaint_id: int, kinds: Sequence[DocumentKind], name: str, *, actor: Actor, overwrite: bool
    ) -> Path:
        """Writes a case's documents into one workbook, on the door's thread, and returns where. Raises DomainError."""

    def complaint_statistics(self, days: Days, name: str, *, actor: Actor, overwrite: bool) -> Path:
        """Writes the statistics of some days as a workbook, on the door's thread, and returns where. Raises DomainError."""
