"""What a desk has not yet handed to the database, kept in a small file of this machine so that nothing typed is lost.

One SQLite file serves all desks of one user of the machine. Every write reaches the disk before it returns. Each running
desk holds a lock on a file of its own beside the journal; the operating system drops that lock however the desk ends, so
what a dead desk left behind is told from what a living one is writing.

A call is a draft while it is being written, parked while another is in hand, and queued once it was finished while the
database was away: a queued one is whole, with its ending, and only waits to be handed in (`replay.py`).
"""

from __future__ import annotations

import fcntl
import os
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from models import clock, set_aside
from models.entries import ENTRIES, Entries
from models.events.tables import RecordKey, Subject
from models.fields import from_stored, to_stored
from models.journal_file import JournalFile, Structure, checksum, told
from models.later import later

if TYPE_CHECKING:
    from models.calls import drafts
    from models.calls.drafts import CallDraft
else:
    drafts = later("models.calls.drafts")

_COLUMNS = ("client_uuid", "staff_id", "desk", "run", "state", "kept_at", "body", "checksum", "refusal")
_DRAFTS = Structure(
    "draft",
    _COLUMNS,
    "CREATE TABLE IF NOT EXISTS draft (client_uuid TEXT PRIMARY KEY, staff_id INTEGER NOT NULL, desk TEXT NOT NULL,"
    " run TEXT NOT NULL, state TEXT NOT NULL, kept_at INTEGER NOT NULL, body TEXT NOT NULL, checksum TEXT NOT NULL,"
    " refusal TEXT NOT NULL)",
)


_KEEP_UNFINISHED = f"{_DRAFTS.keep} WHERE draft.state <> 'queued'"


_SHORTEST_NUMBER = 6
"""Fewer digits are no telephone number that is anybody's own."""


class KeptState(Enum):
    """How far a kept call has come; the value is what the file holds."""

    DRAFT = "draft"
    PARKED = "parked"
    QUEUED = "queued"


@dataclass(frozen=True)
class KeptDraft:
    """A call as the journal has it: whose, of which desk, how far it has come, and when it was last kept (UTC).

    `refusal` says why the database would not take it when it was handed in; empty for one that never was.
    """

    draft: CallDraft
    staff_id: int
    desk: str
    state: KeptState
    kept_at: datetime
    refusal: str = ""


class Journal:
    """The drafts of this machine's desks, in the file `path`; each object is one running desk.

    Every method raises DomainError(JOURNAL_AWAY) where the file can't be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._run = uuid4().hex
        with told():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock: int | None = os.open(self._lock_path(self._run), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file = JournalFile(path, (_DRAFTS, ENTRIES), {"draft": _is_draft, "entry": lambda _body: True}, run=self._run)
        self._connection = file.connection
        self.set_aside = file.set_aside
        """What could not be read when the journal was opened, and where it lies now."""
        self.entries = Entries(self._connection)
        """What was typed into forms and not saved yet."""

    def keep(self, draft: CallDraft, *, staff_id: int, desk: str, parked: bool = False) -> None:
        """Writes the draft, over what was kept of the same call; it is on the disk when this returns.

        A call that is queued stays as it is: it is finished, and what comes later is a state that was overtaken.
        """
        self._write(_KEEP_UNFINISHED, draft, staff_id, desk, KeptState.PARKED if parked else KeptState.DRAFT)

    def queue(self, draft: CallDraft, *, staff_id: int, desk: str) -> None:
        """Keeps a finished call until the database takes it; it is on the disk when this returns."""
        self._write(_DRAFTS.keep, draft, staff_id, desk, KeptState.QUEUED)

    def give_back(self, kept: KeptDraft, refusal: str) -> None:
        """A queued call that the database would not take is a parked one again, with the reason."""
        self._write(_DRAFTS.keep, kept.draft, kept.staff_id, kept.desk, KeptState.PARKED, refusal)

    def _write(self, statement: str, draft: CallDraft, staff_id: int, desk: str, state: KeptState, refusal: str = "") -> None:
        body = drafts.to_json(draft)
        now = to_stored(clock.now())
        with told():
            row = (draft.client_uuid, staff_id, desk, self._run, state.value, now, body, checksum(body), refusal)
            self._connection.execute(statement, row)

    def drop(self, client_uuid: str) -> None:
        """Takes a draft out: the database has the call, or it was thrown away on purpose."""
        with told():
            self._connection.execute("DELETE FROM draft WHERE client_uuid = ?", (client_uuid,))

    def queued(self) -> list[KeptDraft]:
        """The finished calls that wait for the database, the oldest first: this desk's, and those of desks that no longer run.

        Whose they are does not matter: each is handed in for the person who took it.
        """
        with told():
            kept = self._read("state = ?", (KeptState.QUEUED.value,))
            mine = {run for run in {run for run, _row in kept} if run == self._run or not self._runs(run)}
        return [row for run, row in kept if run in mine]

    def left_behind(self, staff_id: int) -> list[KeptDraft]:
        """A person's drafts of desks that no longer run, the oldest first; `keep` makes one this desk's own."""
        with told():
            kept = self._read("staff_id = ? AND state <> ?", (staff_id, KeptState.QUEUED.value))
            gone = {run for run in {run for run, _row in kept} if not self._runs(run)}
        return [row for run, row in kept if run in gone]

    def parked(self, staff_id: int, desk: str) -> list[KeptDraft]:
        """The calls that a person has parked at this running desk, the oldest first."""
        with told():
            condition = "staff_id = ? AND desk = ? AND run = ? AND state = ?"
            kept = self._read(condition, (staff_id, desk, self._run, KeptState.PARKED.value))
        return [row for _run, row in kept]

    def records(self) -> frozenset[RecordKey]:
        """The customers and other records that kept calls and texts name, whosever they are, also those that were set aside."""
        with told():
            calls = frozenset(record for _run, row in self._read("1", ()) for record in _named(row.draft))
            return calls | self.entries.records() | set_aside.records(self._path)

    def forget(self, records: Collection[RecordKey], words: Collection[str] = ()) -> int:
        """Drops every kept call and text that names one of these records, comes from a number among these words, or holds one.

        For accounts that were closed: what was said there may be kept nowhere, nor lie set aside. Returns how many there were.
        """
        about = set(records)
        digits = {digits for word in words if len(digits := _digits(word)) >= _SHORTEST_NUMBER}
        with told():
            gone = [
                row.draft.client_uuid
                for _run, row in self._read("1", ())
                if _named(row.draft) & about or digits & {_digits(row.draft.number_text), _digits(row.draft.contact_number)}
            ]
        for client_uuid in gone:
            self.drop(client_uuid)
        with told():
            return len(gone) + self.entries.forget(records, words) + set_aside.forget(self._path, records, words)

    def close(self) -> None:
        """Ends this desk's use of the journal; what it still holds is left behind from now on. Safe to repeat."""
        self._connection.close()
        if self._lock is not None:
            self._lock_path(self._run).unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def _read(self, condition: str, values: tuple[object, ...]) -> list[tuple[str, KeptDraft]]:
        found = self._connection.execute(
            "SELECT run, body, checksum, staff_id, desk, state, kept_at, refusal FROM draft"
            f" WHERE {condition} ORDER BY kept_at, rowid",
            values,
        )
        return [
            (run, KeptDraft(draft, staff_id, desk, KeptState(state), from_stored(kept_at), refusal))
            for run, body, check, staff_id, desk, state, kept_at, refusal in found
            if (draft := _draft(body, check)) is not None
        ]

    def _lock_path(self, run: str) -> Path:
        return self._path.with_name(f"{self._path.name}.{run}.lock")

    def _runs(self, run: str) -> bool:
        """Whether a process holds the lock of a desk's run; the lock file of a dead one is removed."""
        path = self._lock_path(run)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        path.unlink(missing_ok=True)
        return False


def _named(draft: CallDraft) -> frozenset[RecordKey]:
    found = ((Subject.CUSTOMER, draft.customer_id), (Subject.TICKET, draft.ticket_id))
    return frozenset((subject, id_) for subject, id_ in found if id_ is not None)


def _is_draft(body: str) -> bool:
    return _draft(body, checksum(body)) is not None


def _draft(body: object, kept: object) -> CallDraft | None:
    if not isinstance(body, str) or kept != checksum(body):
        return None
    try:
        return drafts.from_json(body)
    except ValueError:
        return None


def _digits(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character in "0123456789")
