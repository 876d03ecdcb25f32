"""How far each record's chain went at the last check, kept outside the database: events cut off a chain's end show by it.

A chain alone can't tell that its end is missing. One text file per kind of record holds a line for each record: its id, the
position of its last event, and the beginning of the chain there; both are read in the order of the ids, so that memory does
not follow their number.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CHAIN_LENGTH = 16
"""So many characters of a chain are kept: 64 bits, which nobody makes a second log for by chance."""


@dataclass(frozen=True)
class Head:
    """The end of one record's chain as it was."""

    subject_id: int
    position: int
    chain: str


class Anchors:
    """The heads in a folder: compared with while a log is read, and written anew once it was found sound.

    The folder has mode 0700, its files 0600. Methods raise OSError where the folder can't be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._new = folder.with_name(f"{folder.name}.new")
        self._kept: dict[str, Iterator[Head]] = {}
        self._ahead: dict[str, Head | None] = {}
        self._written: dict[str, IO[str]] = {}
        shutil.rmtree(self._new, ignore_errors=True)
        self._new.mkdir(parents=True, mode=0o700)
        self.known = folder.is_dir()
        """Whether there is an earlier check to compare with."""
        for path in sorted(folder.glob("*.heads")) if self.known else ():
            self._kept[path.stem] = _heads(path)
            self._ahead[path.stem] = next(self._kept[path.stem], None)

    def before(self, subject: str, subject_id: int) -> tuple[Head | None, Head | None]:
        """The first record before this one that is not in the log any more, and this record's own head; None where there is none.

        To be asked for each record of the log, those of one kind in the order of their ids.
        """
        head = self._ahead.get(subject)
        if head is not None and head.subject_id < subject_id:
            return head, None
        if head is None or head.subject_id > subject_id:
            return None, None
        self._ahead[subject] = next(self._kept[subject], None)
        return None, head

    def left(self) -> tuple[str, Head] | None:
        """A record that the whole log did not hold, to be asked at its end."""
        return next(((subject, head) for subject, head in self._ahead.items() if head is not None), None)

    def write(self, subject: str, subject_id: int, position: int, chain: str) -> None:
        """Notes where a record's chain ends now."""
        if subject not in self._written:
            descriptor = os.open(self._new / f"{subject}.heads", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._written[subject] = os.fdopen(descriptor, "w", encoding="ascii")
        self._written[subject].write(f"{subject_id} {position} {chain[:CHAIN_LENGTH]}\n")

    def keep(self) -> None:
        """Puts what was written in the place of what was known: the log was found sound."""
        self.drop(written=False)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._new.rename(self._folder)

    def drop(self, *, written: bool = True) -> None:
        """Closes everything; what was written goes too unless told otherwise."""
        for file in self._written.values():
            file.close()
        if written:
            shutil.rmtree(self._new, ignore_errors=True)


def _heads(path: Path) -> Iterator[Head]:
    with path.open(encoding="ascii") as lines:
        for line in lines:
            subject_id, position, chain = line.split()
            yield Head(int(subject_id), int(position), chain)
