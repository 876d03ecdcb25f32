"""What a desk's journal could not read and set aside beside it: kept for a person to look at, but not for ever."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from models import clock
from models.events.tables import RecordKey, Subject
from models.kept_records import records_of

KEEP_DAYS = 30
"""How long texts that nobody came back to are kept, read or set aside."""

_BLOCK = re.compile(r"\n\n(?=client_uuid: |staff_id: )")
_PURPOSE = re.compile(r"^purpose: (.*)$", re.MULTILINE)
_CUSTOMER = re.compile(r'"customer_id": (\d+)')
_TICKET = re.compile(r'"ticket_id": (\d+)')


def damaged_path(journal: Path, run: str) -> Path:
    """Where a journal that can't be read as a whole goes."""
    return journal.with_name(f"{journal.name}.damaged-{run[:8]}")


def unreadable_path(journal: Path, run: str) -> Path:
    """Where the rows go that can't be read."""
    return journal.with_name(f"{journal.name}.unreadable-{run[:8]}.txt")


def stamp(path: Path) -> None:
    """Notes on a file when it was set aside."""
    now = clock.now().timestamp()
    os.utime(path, (now, now))


def drop_old(journal: Path) -> None:
    """Removes what was set aside longer than KEEP_DAYS ago. Raises OSError."""
    oldest = (clock.now() - timedelta(days=KEEP_DAYS)).timestamp()
    for path in (*_damaged(journal), *_unreadable(journal)):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def forget(journal: Path, records: Collection[RecordKey], words: Collection[str]) -> int:
    """Removes what names one of the records or holds one of the words; returns how many rows and files went. Raises OSError.

    Of a damaged file nobody can tell the rows apart: it goes whole where a word stands in it. Its records don't show.
    """
    forms = as_kept(words)
    gone = 0
    for path in _damaged(journal):
        with suppress(FileNotFoundError):
            held = path.read_bytes()
            if any(form.encode() in held for form in forms):
                path.unlink()
                gone += 1
    for path in _unreadable(journal):
        with suppress(FileNotFoundError):
            blocks = _BLOCK.split(_text(path))
            kept = [block for block in blocks if not any(form in block for form in forms) and not _named(block) & set(records)]
            gone += len(blocks) - len(kept)
            if not kept:
                path.unlink()
            elif len(kept) < len(blocks):
                _rewrite(path, "\n\n".join(kept))
    return gone


def records(journal: Path) -> frozenset[RecordKey]:
    """The records that rows which were set aside name. Raises OSError."""
    found: set[RecordKey] = set()
    for path in _unreadable(journal):
        with suppress(FileNotFoundError):
            found |= _named(_text(path))
    return frozenset(found)


def as_kept(words: Collection[str]) -> frozenset[str]:
    """Words as a kept text may hold them: as they are, and as JSON writes them."""
    return frozenset(form for word in words if word for form in (word, json.dumps(word)[1:-1]))


def _named(text: str) -> frozenset[RecordKey]:
    return frozenset(
        record
        for found in (
            *(records_of(purpose) for purpose in _PURPOSE.findall(text)),
            ((Subject.CUSTOMER, int(id_)) for id_ in _CUSTOMER.findall(text)),
            ((Subject.TICKET, int(id_)) for id_ in _TICKET.findall(text)),
        )
        for record in found
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="surrogateescape")


def _rewrite(path: Path, text: str) -> None:
    """Puts a text in a file's place, private as before and with its time."""
    before = path.stat()
    new = path.with_name(f"{path.name}.new")
    with os.fdopen(
        os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", errors="surrogateescape"
    ) as file:
        file.write(text if text.endswith("\n") else f"{text}\n\n")
        file.flush()
        os.fsync(file.fileno())
    os.utime(new, (before.st_atime, before.st_mtime))
    new.replace(path)


def _damaged(journal: Path) -> Iterator[Path]:
    return journal.parent.glob(f"{journal.name}.damaged-*")


def _unreadable(journal: Path) -> Iterator[Path]:
    return journal.parent.glob(f"{journal.name}.unreadable-*.txt")
