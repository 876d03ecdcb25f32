"""Closing a customer's account (注销) and the legal holds that forbid it.

Personal data goes everywhere: the file itself, everything written in the customer's tickets, calls, callbacks and cases, the
facts of their events, the search, and the customer's unmistakable words wherever else they were written. The rows stay, with
their times, categories, states and verdicts, so every figure stays what it was; the event log keeps its rows and its chain,
which goes over digests. It can't be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models import clock, database, search
from models.callbacks.tables import CallbackStatus
from models.callbacks.tasks import end
from models.customers.tables import CustomerStatus
from models.customers.writing import key_of_closed, names_of, require_in_sight, take
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import RecordKey, Subject
from models.fields import to_stored
from models.i18n import N_, _
from models.people.permissions import Actor, Permission
from models.privacy import words
from models.privacy.queries import files_of, obstacle
from models.privacy.tables import LegalHold
from models.privacy.traces import TRACES, Trace
from models.search import SearchIndex
from models.telling import SLA_SENTENCES
from models.text import required
from models.tickets import search_row

KEPT_FACTS = tuple(SLA_SENTENCES)
"""Kinds of events whose facts are only times, states and staff: the explanation of a due time goes on needing them."""


@dataclass(frozen=True)
class ClosedAccount:
    """What a closing did: the files (with those that were merged into it), rows emptied or cleaned, and files on a disk.

    `paths` are attached files that no database can erase: a person has to. `files` and `words` tell the journals of this
    machine which drafts to drop; nothing of them is kept.
    """

    files: tuple[int, ...]
    rows: int
    paths: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def records(self) -> frozenset[RecordKey]:
        """The files as the journals know them."""
        return frozenset((Subject.CUSTOMER, id_) for id_ in self.files)


def set_legal_hold(customer_id: int, reason: str, *, actor: Actor) -> int:
    """Forbids the closing of an account for a reason, and returns the hold's id.

    Raises DomainError(NOT_ALLOWED, MISSING, TOO_LONG, NOT_FOUND, or NOT_POSSIBLE_NOW for a file out of use).
    """
    actor.require(Permission.HOLD_ACCOUNT)
    why = required(reason, LegalHold.reason)
    with database.transaction():
        take(customer_id, Permission.HOLD_ACCOUNT, actor)
        hold_id: int = LegalHold.insert(customer=customer_id, reason=why, set_at=clock.now(), set_by=actor.staff_id).execute()
        record(Subject.CUSTOMER, customer_id, "hold_set", actor=actor, hold=hold_id, reason=why)
        return hold_id


def lift_legal_hold(hold_id: int, reason: str, *, actor: Actor) -> None:
    """Ends a legal hold for a reason; lifting one twice does nothing.

    Raises DomainError(NOT_ALLOWED, MISSING, TOO_LONG or NOT_FOUND).
    """
    actor.require(Permission.HOLD_ACCOUNT)
    why = required(reason, LegalHold.lift_reason)
    with database.transaction():
        found = database.rows("SELECT customer_id FROM legal_hold WHERE id = ?", (hold_id,))
        if not found:
            raise DomainError(Fault.NOT_FOUND, what=N_("Legal hold"))
        customer_id: int = found[0][0]
        require_in_sight(customer_id, actor)
        lifted = database.execute(
            "UPDATE legal_hold SET lifted_at = ?, lifted_by_id = ?, lift_reason = ? WHERE id = ? AND lifted_at IS NULL",
            (to_stored(clock.now()), actor.staff_id, why, hold_id),
        )
        if lifted:
            record(Subject.CUSTOMER, customer_id, "hold_lifted", actor=actor, hold=hold_id, reason=why)


def close_account(customer_id: int, reason: str, *, actor: Actor) -> ClosedAccount:
    """Closes an account for good: nobody and nothing in the database can tell any more whose it was.

    Raises DomainError: NOT_ALLOWED, MISSING (reason), NOT_FOUND, NOT_POSSIBLE_NOW for a file out of use, UNDER_HOLD, and
    WORK_OPEN while a ticket or case is open.
    """
    actor.require(Permission.CLOSE_ACCOUNT)
    why = required(reason, LegalHold.reason)
    _require_closable(customer_id)
    recognised = words.own_words(files_of(customer_id))
    mentioned = words.mentions(recognised)
    with database.transaction():
        take(customer_id, Permission.CLOSE_ACCOUNT, actor)
        _require_closable(customer_id)
        files = files_of(customer_id)
        recognised = words.own_words(files)
        closed = _erase(files, recognised, mentioned, actor)
        database.execute("UPDATE customer SET version = version + 1 WHERE id = ?", (customer_id,))
        record(Subject.CUSTOMER, customer_id, "closed", actor=actor, reason=words.taken_out(why, recognised), files=list(files))
        return closed


def _require_closable(customer_id: int) -> None:
    error = obstacle(customer_id)
    if error is not None:
        raise error


def _erase(files: tuple[int, ...], recognised: Sequence[str], mentioned: words.Found, actor: Actor) -> ClosedAccount:
    marks = ", ".join("?" for _id in files)
    paths = database.rows(
        "SELECT DISTINCT e.path FROM evidence e JOIN complaint c ON c.id = e.complaint_id"
        f" WHERE c.customer_id IN ({marks}) AND e.path <> ''",
        files,
    )
    numbers = database.rows(f"SELECT DISTINCT number FROM contact_number WHERE customer_id IN ({marks})", files)
    for (callback_id,) in database.rows(f"SELECT id FROM callback WHERE customer_id IN ({marks}) AND status = 'open'", files):
        end(callback_id, CallbackStatus.WITHDRAWN, _("the account was closed"), actor=actor)
    _forget_in_search(files, marks)
    rows = _empty_columns(files, marks) + _empty_events(files, marks)
    rows += database.execute(f"DELETE FROM contact_number WHERE customer_id IN ({marks})", files)
    rows += _empty_strays(tuple(recognised)) + words.take_out(mentioned, recognised)
    return ClosedAccount(
        files=files,
        rows=rows,
        paths=tuple(path for (path,) in paths),
        words=(*recognised, *(form for (number,) in numbers for form in words.written_forms(number))),
    )


def _forget_in_search(files: tuple[int, ...], marks: str) -> None:
    """Takes the names, and all that was written in the tickets, out of the search; a ticket is found by its number still."""
    for customer_id, status in database.rows(f"SELECT id, status FROM customer WHERE id IN ({marks})", files):
        if status == CustomerStatus.ACTIVE.value:
            search.remove(SearchIndex.CUSTOMERS, customer_id, names_of(customer_id))
    for (ticket_id,) in database.rows(f"SELECT id FROM ticket WHERE customer_id IN ({marks})", files):
        with search_row.rewriting(ticket_id):
            database.execute("UPDATE ticket SET problem = '', solution = '' WHERE id = ?", (ticket_id,))


def _empty_columns(files: tuple[int, ...], marks: str) -> int:
    rows = 0
    for trace in TRACES:
        rows += database.execute(f"UPDATE {trace.table} SET {_emptied(trace)} WHERE {trace.belongs.format(ids=marks)}", files)
    for customer_id, key in database.rows(f"SELECT id, external_key FROM customer WHERE id IN ({marks})", files):
        if key is not None:
            database.execute("UPDATE customer SET external_key = ? WHERE id = ?", (key_of_closed(key), customer_id))
    database.execute(
        f"UPDATE customer SET status = 'closed' WHERE id IN ({marks}) AND status = 'active'",
        files,
    )
    return rows


def _emptied(trace: Trace) -> str:
    """The assignments that erase a trace."""
    return ", ".join(f"{column} = {value}" for column, value in trace.columns.items())


def _empty_strays(recognised: tuple[str, ...]) -> int:
    """Empties the calls and callbacks that belong to no file but came from, or go to, a number of nobody but this customer."""
    if not recognised:
        return 0
    marks = ", ".join("?" for _word in recognised)
    rows = 0
    for subject, column, children in (
        (Subject.CALL, "caller_number", ()),
        (Subject.CALLBACK, "number", ("callback_attempt", "survey")),
    ):
        table = subject.value
        emptied = next(_emptied(trace) for trace in TRACES if trace.table == table)
        strays = f"SELECT id FROM {table} WHERE customer_id IS NULL AND {column} IN ({marks})"
        for (row_id,) in database.rows(strays, recognised):
            database.execute(f"UPDATE {table} SET {emptied} WHERE id = ?", (row_id,))
            for child in children:
                database.execute(f"UPDATE {child} SET comment = '' WHERE callback_id = ?", (row_id,))
            _empty_facts(subject, "= ?", (row_id,))
            rows += 1
    return rows


def _empty_events(files: tuple[int, ...], marks: str) -> int:
    """Empties the facts of the customer's own events; the rows of the log and its chain stay as they are."""
    own = f"IN ({marks})"
    rows = _empty_facts(Subject.CUSTOMER, own, files)
    for subject in (Subject.TICKET, Subject.CALL, Subject.CALLBACK, Subject.COMPLAINT):
        rows += _empty_facts(subject, f"IN (SELECT id FROM {subject.value} WHERE customer_id {own})", files)
    return rows


def _empty_facts(subject: Subject, which: str, values: tuple[int, ...]) -> int:
    kept = ", ".join("?" for _kind in KEPT_FACTS)
    return database.execute(
        "UPDATE event_detail SET salt = '', body = '' WHERE event_id IN"
        f" (SELECT id FROM event WHERE subject = ? AND subject_id {which} AND kind NOT IN ({kept}))",
        (subject.value, *values, *KEPT_FACTS),
    )
