"""What was typed into forms and dialogs and not saved yet, kept on this machine by person and form.

Not bound to one running desk: who signs in at another desk of the machine is offered it there. A text that nobody came back
to is dropped after KEEP_DAYS, so that customers' words don't lie about for ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import timedelta

from models import clock
from models.events.tables import RecordKey
from models.fields import to_stored
from models.journal_file import Structure, checksum, told
from models.kept_records import records_of
from models.set_aside import KEEP_DAYS, as_kept

_COLUMNS = ("staff_id", "purpose", "kept_at", "body", "checksum")
ENTRIES = Structure(
    "entry",
    _COLUMNS,
    "CREATE TABLE IF NOT EXISTS entry (staff_id INTEGER NOT NULL, purpose TEXT NOT NULL, kept_at INTEGER NOT NULL,"
    " body TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (staff_id, purpose))",
    keys=2,
)


class Entries:
    """The texts of one journal. A `purpose` names a form and its record, such as `case_reply:12`.

    Every method raises DomainError(JOURNAL_AWAY) where the file can't be read or written.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        with told():
            oldest = to_stored(clock.now() - timedelta(days=KEEP_DAYS))
            self._connection.execute("DELETE FROM entry WHERE kept_at < ?", (oldest,))

    def keep(self, staff_id: int, purpose: str, text: str) -> None:
        """Writes a text over what was kept for the same purpose; it is on the disk when this returns."""
        with told():
            self._connection.execute(ENTRIES.keep, (staff_id, purpose, to_stored(clock.now()), text, checksum(text)))

    def drop(self, staff_id: int, purpose: str) -> None:
        """Takes a text out: it was saved, or emptied on purpose."""
        with told():
            self._connection.execute("DELETE FROM entry WHERE staff_id = ? AND purpose = ?", (staff_id, purpose))

    def records(self) -> frozenset[RecordKey]:
        """The records that the texts are about, whosever they are."""
        with told():
            found = self._connection.execute("SELECT purpose FROM entry").fetchall()
        return frozenset(record for (purpose,) in found for record in records_of(str(purpose)))

    def forget(self, records: Collection[RecordKey], words: Collection[str]) -> int:
        """Takes out every text, whoever's it is, about one of these records, or in which one of these words stands.

        For accounts that were closed. Forms are kept as JSON, so a word is looked for as JSON writes it too. Returns how many
        there were.
        """
        wanted, about = as_kept(words), set(records)
        with told():
            found = self._connection.execute("SELECT staff_id, purpose, body FROM entry").fetchall()
            gone = [row[:2] for row in found if records_of(str(row[1])) & about or any(word in str(row[2]) for word in wanted)]
            self._connection.executemany("DELETE FROM entry WHERE staff_id = ? AND purpose = ?", gone)
        return len(gone)

    def of(self, staff_id: int) -> dict[str, str]:
        """A person's texts by purpose; one that was torn while this desk ran is left out."""
        with told():
            found = self._connection.execute(
                "SELECT purpose, body, checksum FROM entry WHERE staff_id = ?", (staff_id,)
            ).fetchall()
        return {purpose: body for purpose, body, check in found if isinstance(body, str) and check == checksum(body)}
