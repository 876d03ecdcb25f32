"""Closing an account: nothing of the person is left anywhere, nothing that was counted changes, nothing is undone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date
from pathlib import Path

import pytest

from models import database
from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.journal import Journal
from models.calls.tables import Ending
from models.clock import FakeClock
from models.complaints.statistics import Dimension as CaseDimension
from models.complaints.statistics import statistics
from models.customers import operations as customers
from models.customers.callers import find_callers
from models.customers.drafts import CustomerDraft
from models.customers.phone import PhoneNumber
from models.customers.queries import customer_file
from models.customers.tables import CustomerStatus
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.events.verification import verify_log
from models.periods import days
from models.privacy.operations import close_account, lift_legal_hold, set_legal_hold
from models.privacy.queries import legal_holds, of_closed
from models.privacy.traces import NOT_ABOUT_CUSTOMERS, TRACES, WRITTEN
from models.reports.queries import figures_by
from models.reports.tallies import Dimension
from models.schema import TABLES
from models.tickets.queries import QueueQuery, QueueView, queue_page, ticket_file, ticket_timeline
from tests.models.builders import ticket
from tests.models.complaints.company import Company
from tests.models.privacy.a_customer import KEY, NAME, NUMBER, STRINGS, WORDS, Customer, a_customer
from workstation.config import Settings
from workstation.databases import compact


@pytest.fixture
def company(site_database: str, fake_clock: FakeClock) -> Company:
    return Company()


@pytest.fixture
def served(company: Company, fake_clock: FakeClock, tmp_path: Path) -> Customer:
    return a_customer(company, fake_clock, tmp_path / "letter.txt")


def _fault(call: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value


def _texts() -> dict[str, str]:
    """Every text of every table, by table and column, as one string."""
    found = {}
    if database.on_postgresql():
        columns = database.rows("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
    else:
        columns = [
            (table, column)
            for (table,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_search%'")
            for (column,) in database.rows(f"SELECT name FROM pragma_table_info('{table}')")
        ]
    for table, column in columns:
        values = database.rows(f'SELECT CAST("{column}" AS TEXT) FROM "{table}"')
        found[f"{table}.{column}"] = "\n".join(value for (value,) in values if value is not None)
    return found


def _left() -> set[tuple[str, str]]:
    return {(place, string) for place, text in _texts().items() for string in STRINGS if string in text}


def _figures() -> list[object]:
    """Every figure by every cut, and the statistics of complaints by every dimension."""
    period = days(date(2026, 11, 1), date(2026, 12, 31), UTC)
    found: list[object] = [figures_by(dimension, period) for dimension in Dimension]
    start, end = period.start, period.end
    for dimension in CaseDimension:
        total, rows = statistics(dimension, start, end)
        found.append([asdict(row) for row in (total, *rows)])
    clocks = (
        "SELECT subject, subject_id, kind, round, started_at, due_at, stopped_at, breached_at, verdict FROM clock ORDER BY id"
    )
    return [*found, database.rows(clocks.replace("ORDER BY id", "WHERE subject <> 'callback' ORDER BY id"))]


def test_nothing_of_the_person_is_left_and_every_figure_stays(
    company: Company, served: Customer, site_database: str, tmp_path: Path
) -> None:
    assert {string for _place, string in _left()} >= {NAME, WORDS, "13987654321", "oysz", KEY}
    events = database.rows("SELECT * FROM event ORDER BY id")
    figures = _figures()

    closed = close_account(served.id, f"{NAME}本人来电要求", actor=company.manager)

    assert _left() == set()
    assert [Path(path).name for path in closed.paths] == ["letter.txt"]
    assert len(closed.files) == 2
    assert _figures() == figures
    assert database.rows("SELECT * FROM event ORDER BY id")[: len(events)] == events
    log = verify_log()
    assert (log.broken, log.erased > 20) == (None, True)
    on_sqlite = not database.on_postgresql()
    database.close()
    compact(Settings(site_database, False, None))
    if on_sqlite:
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("site.db*"))
        assert [string for string in STRINGS if string.encode() in kept] == []


def test_what_is_left_can_be_read_and_found_by_nothing_but_its_number(company: Company, served: Customer) -> None:
    ((ticket_id, number),) = database.rows("SELECT id, number FROM ticket WHERE customer_id = ?", (served.id,))
    close_account(served.id, "本人要求", actor=company.manager)
    file = customer_file(served.id)
    assert (file.name, file.status, file.numbers, file.address_masked) == (f"#{served.id}", CustomerStatus.CLOSED, (), "")
    for text in (NAME, "oysz", "13987654321", "4321", f"#{served.id}"):
        assert find_callers(text) == []
    for text in (WORDS[:2], "oysz", "87654321"):
        assert queue_page(QueueQuery(QueueView.ALL, text=text), limit=10) == []
    assert [row.id for row in queue_page(QueueQuery(QueueView.ALL, text=number), limit=10)] == [ticket_id]
    assert (ticket_file(ticket_id).problem, len(ticket_timeline(ticket_id)) > 8) == ("", True)
    assert timeline(Subject.CUSTOMER, served.id)[0].kind == "closed"
    assert [row.id for row in queue_page(QueueQuery(QueueView.ALL, text="邻居"), limit=10)] == [served.others_ticket]
    assert ticket_file(served.others_ticket).problem == "邻居***说可以打***"


def test_a_namesake_keeps_what_was_written_of_him(company: Company, served: Customer) -> None:
    namesake = customers.open_customer(CustomerDraft(NAME, numbers=(PhoneNumber("+8613711112222"),)), actor=company.site.agent)
    about = ticket(actor=company.site.agent, customer_id=namesake, problem=f"{NAME}的灯")
    close_account(served.id, "本人要求", actor=company.manager)
    assert ticket_file(about.id).problem == f"{NAME}的灯"
    assert [match.customer_id for match in find_callers(NAME)] == [namesake]


def test_a_legal_hold_and_open_work_forbid_it_and_say_why(company: Company, served: Customer) -> None:
    hold = set_legal_hold(served.id, "诉讼 2026-17", actor=company.manager)
    refused = _fault(lambda: close_account(served.id, "本人要求", actor=company.manager))
    assert refused.fault is Fault.UNDER_HOLD
    assert "2026-17" in refused.message()
    assert [row.reason for row in legal_holds(served.id)] == ["诉讼 2026-17"]
    assert _fault(lambda: lift_legal_hold(hold, " ", actor=company.manager)).fault is Fault.MISSING
    lift_legal_hold(hold, "结案", actor=company.manager)
    opened = ticket(actor=company.site.agent, customer_id=served.id)
    refused = _fault(lambda: close_account(served.id, "本人要求", actor=company.manager))
    assert (refused.fault, opened.number in refused.message()) == (Fault.WORK_OPEN, True)
    assert customer_file(served.id).name == NAME


def test_it_is_final_and_takes_no_new_records(company: Company, served: Customer) -> None:
    assert _fault(lambda: close_account(served.id, "", actor=company.manager)).fault is Fault.MISSING
    assert _fault(lambda: close_account(served.id, "x", actor=company.site.supervisor)).fault is Fault.NOT_ALLOWED
    close_account(served.id, "本人要求", actor=company.manager)
    agent = company.site.agent
    assert _fault(lambda: close_account(served.id, "x", actor=company.manager)).fault is Fault.NOT_POSSIBLE_NOW
    assert _fault(lambda: set_legal_hold(served.id, "x", actor=company.manager)).fault is Fault.NOT_POSSIBLE_NOW
    assert _fault(lambda: customers.edit_customer(served.id, name="x", actor=agent)).fault is Fault.NOT_POSSIBLE_NOW
    assert _fault(lambda: ticket(actor=agent, customer_id=served.id)).fault is Fault.ACCOUNT_CLOSED
    call = new_draft(number_text=NUMBER.number, customer_id=served.id, note=WORDS, ending=Ending.ANSWERED)
    assert _fault(lambda: finish_call(call, actor=agent)).fault is Fault.ACCOUNT_CLOSED
    draft = CustomerDraft(NAME, external_key=KEY)
    assert _fault(lambda: customers.put_customer(draft, actor=agent)).fault is Fault.NOT_POSSIBLE_NOW


def test_drafts_of_a_closed_account_go_from_the_journal_and_its_file(company: Company, served: Customer, tmp_path: Path) -> None:
    path = tmp_path / "journal" / "calls.db"
    journal = Journal(path)
    for fields in ({"customer_id": served.id}, {"number_text": "139 8765 4321"}, {"customer_id": served.stranger}):
        journal.keep(new_draft(problem=WORDS, **fields), staff_id=1, desk="d")
    journal.entries.keep(1, "case_reply:8", json.dumps({"text": f"{NAME}已回电"}))
    journal.entries.keep(1, "case_reply:9", json.dumps({"text": "已回电"}))
    closed = close_account(served.id, "本人要求", actor=company.manager)
    assert of_closed(journal.records()) == {(Subject.CUSTOMER, served.id)}
    assert journal.forget(closed.records, closed.words) == 3
    assert set(journal.entries.of(1)) == {"case_reply:9"}
    assert journal.records() == {(Subject.CUSTOMER, served.stranger), (Subject.COMPLAINT, 9)}
    journal.close()
    with sqlite3.connect(path) as kept:
        assert kept.execute("SELECT count(*) FROM draft").fetchone() == (1,)
    assert path.read_bytes().count(b"139 8765 4321") == 0


def test_texts_about_their_records_go_on_machines_that_know_no_word_of_them(
    company: Company, served: Customer, tmp_path: Path
) -> None:
    """As at another desk's next sign-in: the names are gone from the database, the records still say whose they are."""
    path = tmp_path / "journal" / "calls.db"
    own = {
        subject: database.rows(f"SELECT min(id) FROM {subject.value} WHERE customer_id = ?", (served.id,))[0][0]
        for subject in (Subject.TICKET, Subject.CALLBACK, Subject.COMPLAINT)
    }
    theirs = {f"1:note:{own[Subject.TICKET]}", f"callback:{own[Subject.CALLBACK]}", f"1:case_reply:{own[Subject.COMPLAINT]}"}
    others = {f"1:note:{served.others_ticket}", "1:message:2"}
    journal = Journal(path)
    for purpose in theirs | others:
        journal.entries.keep(1, purpose, "孩子在家")
    journal.close()
    with sqlite3.connect(path) as file:
        rows = file.execute("SELECT staff_id, purpose, kept_at, body FROM entry").fetchall()
        file.executemany("INSERT OR REPLACE INTO entry VALUES (2, ?, ?, ?, 'torn')", [row[1:] for row in rows])
    file.close()
    journal = Journal(path)
    (aside,) = path.parent.glob("*.unreadable-*.txt")
    assert aside.read_text().count("孩子在家") == 5
    close_account(served.id, "本人要求", actor=company.manager)
    assert journal.forget(of_closed(journal.records())) == 6
    assert set(journal.entries.of(1)) == others
    assert aside.read_text().count("孩子在家") == 2
    assert (aside.stat().st_mode & 0o777, f"purpose: 1:note:{served.others_ticket}\n" in aside.read_text()) == (0o600, True)
    journal.close()


def test_a_damaged_journal_goes_where_a_word_of_theirs_stands_in_it(company: Company, served: Customer, tmp_path: Path) -> None:
    mine, another = (tmp_path / f"calls.db.damaged-{number}" for number in (1, 2))
    mine.write_bytes(b"\x00\xff" + json.dumps(NAME).encode() + b"\x00")
    another.write_bytes(b"\x00\xff")
    journal = Journal(tmp_path / "calls.db")
    closed = close_account(served.id, "本人要求", actor=company.manager)
    assert journal.forget(closed.records, closed.words) == 1
    assert (mine.exists(), another.exists()) == (False, True)
    journal.close()


def test_every_text_column_is_judged() -> None:
    """A new column belongs in `traces.py` before anybody can write a customer's data into it."""
    texts = {
        (table._meta.table_name, field.column_name)  # type: ignore[attr-defined]
        for table in TABLES
        for field in table._meta.sorted_fields  # type: ignore[attr-defined]
        if field.field_type in ("VARCHAR", "TEXT") and not field.choices
    }
    judged = {(trace.table, column) for trace in TRACES for column in trace.columns}
    judged |= {
        (table, column) for named in (WRITTEN, NOT_ABOUT_CUSTOMERS) for table, columns in named.items() for column in columns
    }
    assert texts - judged == set()
    assert judged - texts == set()
