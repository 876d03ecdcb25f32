"""One import from file to site: in batches that desks can work between, each row whole or refused with its reason."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path

import peewee

from models import database
from models.errors import DomainError, Fault
from models.i18n import _
from models.people.permissions import Actor
from models.site.queries import site
from models.upsert import Put, PutOutcome
from workstation.importing.kinds import Row
from workstation.importing.mapping import ColumnMap
from workstation.importing.reading import RowReader, RowRefused
from workstation.importing.references import References
from workstation.importing.refused import RefusedRows
from workstation.importing.sources import SourceRow, opened
from workstation.importing.writers import Ids, Writer, writer_for

BATCH = 500
"""Rows per transaction: about a twentieth of a second of SQLite's write lock."""
BUSY_TRIES = 5
BUSY_WAIT_SECONDS = 0.5
_NOT_A_ROWS_FAULT = frozenset({Fault.DATABASE_AWAY, Fault.DATABASE_BUSY, Fault.NOT_ALLOWED})


@dataclass
class Tally:
    """What has come of the rows so far."""

    outcomes: Counter[PutOutcome] = field(default_factory=Counter)
    refused: int = 0
    ignored: int = 0
    stopped: bool = False

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.outcomes.total() + self.refused + self.ignored


class _Undone(Exception):
    """Ends a dry run's transaction without keeping anything."""


Pair = tuple[SourceRow, Row]
Unit = Sequence[Pair]
"""Rows that are written together or not at all: one row, or all that follow each other of one ticket's history."""


def run_import(
    path: Path,
    mapping: ColumnMap,
    refused: RefusedRows,
    *,
    actor: Actor,
    dry_run: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Tally:
    """Brings a file in; rows that can't be taken go to `refused`. Interrupted from the keyboard it ends after its last batch.

    A dry run does everything in transactions that are undone. Raises Refusal for a file that can't be read, DomainError for a
    database that can't be had.
    """
    place = site()
    with opened(path, mapping.encoding, mapping.delimiter, mapping.sheet) as source:
        refused.heading(source.heading)
        job = _Job(mapping, writer_for(mapping, place, actor), References(mapping, actor), refused, dry_run)
        reader = RowReader(mapping, source, place.zone)
        try:
            for batch in _batches(job.units(reader, source.rows)):
                job.write(batch)
                if progress is not None:
                    progress(source.share())
        except KeyboardInterrupt:
            job.tally.stopped = True
    return job.tally


def _batches(units: Iterator[Unit]) -> Iterator[list[Unit]]:
    """Units together until there are BATCH rows of them."""
    batch: list[Unit] = []
    rows = 0
    for unit in units:
        batch.append(unit)
        rows += len(unit)
        if rows >= BATCH:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


class _Job:
    """The writing half of one import."""

    def __init__(self, mapping: ColumnMap, writer: Writer, references: References, refused: RefusedRows, dry_run: bool) -> None:
        self.tally = Tally()
        self._writer = writer
        self._references = references
        self._refused = refused
        self._dry_run = dry_run
        self._keys: set[str] = set()
        ((last,),) = database.rows(f"SELECT COALESCE(MAX(id), 0) FROM {writer.table}")
        self._last_before: int = last

    def units(self, reader: RowReader, rows: Iterator[SourceRow]) -> Iterator[Unit]:
        """The rows that can be read, in units; the others are refused, or passed over where the mapping says so."""
        if not self._writer.many_rows_each:
            for pair in self._readable(reader, rows):
                yield (pair,)
            return
        seen: set[str] = set()
        for key, pairs in groupby(self._readable(reader, rows), self._key):
            unit = tuple(pairs)
            if key in seen:
                for raw, _row in unit:
                    self._refuse(
                        raw, _("the rows of {key} don't stand together; those at its first place are kept").format(key=key)
                    )
            else:
                seen.add(key)
                yield self._fitting(unit)

    def _key(self, pair: Pair) -> str:
        return str(pair[1].values.get(self._writer.key, ""))

    def _fitting(self, unit: Unit) -> Unit:
        """The rows of a unit that can follow each other; the others are refused."""
        wrong = self._writer.unfitting([row for _raw, row in unit])
        for place, reason in wrong.items():
            self._refuse(unit[place][0], reason)
        return tuple(pair for place, pair in enumerate(unit) if place not in wrong)

    def _readable(self, reader: RowReader, rows: Iterator[SourceRow]) -> Iterator[Pair]:
        for raw in rows:
            if reader.ignores(raw):
                self.tally.ignored += 1
                continue
            try:
                yield raw, reader.read(raw)
            except RowRefused as error:
                self._refuse(raw, error.reason)

    def write(self, units: list[Unit]) -> None:
        """Writes a batch in one transaction; where a unit breaks it, half by half, until that one is alone and refused."""
        self._write_or_refuse([unit for unit in units if unit and not self._is_double(unit)])

    def _write_or_refuse(self, units: list[Unit]) -> None:
        try:
            self._patiently(units)
            return
        except DomainError as error:
            if error.fault in _NOT_A_ROWS_FAULT:
                raise
            reason = error.refusal().rstrip("。.")
        except (peewee.IntegrityError, peewee.DataError):
            reason = _("the database doesn't take it: a number that must be unique is there already")
        if len(units) == 1:
            self._refuse_unit(units[0], reason)
            return
        middle = len(units) // 2
        self._write_or_refuse(units[:middle])
        self._write_or_refuse(units[middle:])

    def _refuse_unit(self, unit: Unit, reason: str) -> None:
        for raw, _row in unit:
            self._refuse(raw, reason)

    def _patiently(self, units: list[Unit]) -> None:
        """Writes; while another process holds the lock for long, waits and tries again."""
        for attempt in range(BUSY_TRIES):
            try:
                return self._write_all(units)
            except DomainError as error:
                if error.fault is not Fault.DATABASE_BUSY or attempt == BUSY_TRIES - 1:
                    raise
                time.sleep(BUSY_WAIT_SECONDS)
        return None

    def _write_all(self, units: list[Unit]) -> None:
        """Writes units in one transaction and counts what came of them; nothing is counted where it fails."""
        refused: list[tuple[SourceRow, str]] = []
        resolved: list[tuple[SourceRow, Row, Ids]] = []
        done: list[Put] = []
        try:
            with database.transaction():
                for raw, row in chain.from_iterable(units):
                    try:
                        resolved.append((raw, row, self._references.of(row)))
                    except RowRefused as error:
                        refused.append((raw, error.reason))
                done = self._writer.put([(row, ids) for _raw, row, ids in resolved]) if resolved else []
                if self._dry_run:
                    raise _Undone
        except _Undone:
            self._references.forget()
        except BaseException:
            self._references.forget()
            raise
        for raw, reason in refused:
            self._refuse(raw, reason)
        self._count(resolved, done)

    def _count(self, resolved: Sequence[tuple[SourceRow, Row, Ids]], done: Sequence[Put]) -> None:
        seen: set[int] = set()
        for (raw, _row, _ids), put in zip(resolved, done, strict=True):
            again = put.outcome is not PutOutcome.NEW and (put.id in seen or put.id > self._last_before)
            if again and not self._writer.many_rows_each:
                self._refuse(raw, self._double())
            else:
                self.tally.outcomes[put.outcome] += 1
            seen.add(put.id)

    def _is_double(self, unit: Unit) -> bool:
        """Whether a dry run has met the unit's key before: it keeps nothing in the database that could tell."""
        key = self._key(unit[0])
        if not self._dry_run or not key:
            return False
        if key in self._keys:
            self._refuse_unit(unit, self._double())
            return True
        self._keys.add(key)
        return False

    def _double(self) -> str:
        return _("a row before it has the same {field}").format(field=self._writer.key)

    def _refuse(self, raw: SourceRow, reason: str) -> None:
        self.tally.refused += 1
        self._refused.add(raw, reason)
