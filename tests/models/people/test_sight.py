"""Region limits: with the site's policy a person meets only what is of the own region or of none, wherever they look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from uuid import uuid4

import pytest

from models import clock, database
from models.callbacks.file import callback_file
from models.callbacks.interviews import InterviewCriteria, matching_customers
from models.callbacks.operations import CallbackDraft, promise_callback, take_on
from models.callbacks.queries import callbacks_of
from models.callbacks.queue import CallbackQuery, CallbackView, callback_count, callback_page, callback_rows
from models.calls.card import caller_card
from models.calls.drafts import new_draft
from models.calls.intake import finish_call
from models.calls.tables import Ending
from models.clock import FakeClock
from models.complaints.extensions import ask_extension, decide_extension
from models.complaints.operations import ComplaintDraft, open_complaint
from models.complaints.operations import record_contact as contact_complainant
from models.complaints.queries import complaint_file, complaints_of
from models.complaints.queue import ComplaintQuery, ComplaintView, complaint_of_number, complaint_page
from models.complaints.records import linkable
from models.complaints.statistics import Dimension, statistics
from models.complaints.tables import ComplaintClass
from models.customers import operations as customers
from models.customers.callers import find_callers
from models.customers.drafts import CustomerDraft
from models.customers.phone import PhoneNumber
from models.customers.queries import customer_file
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.people.permissions import SYSTEM, Actor
from models.people.sight import seeing, sight_of
from models.people.tables import Role
from models.periods import days as period_of
from models.reports.behind import agent_ticket_ids, case_ids, queue_ticket_ids
from models.reports.board import QueuesBy, board
from models.reports.definitions import Figure
from models.reports.queries import figures
from models.site.exports import ExportKind, record_export
from models.site.operations import add_region, change_setting
from models.site.settings import SettingName
from models.sla.tables import ClockKind
from models.tickets.operations import add_note, assign, claim, edit_ticket
from models.tickets.queries import (
    END,
    QueueQuery,
    QueueSort,
    QueueView,
    RunningTotal,
    open_tickets_like,
    queue_count,
    queue_page,
    queue_rank,
    queue_rows,
    ticket_file,
    view_counts,
)
from models.tickets.queue import statement
from tests.halves import on_sqlite
from tests.models.builders import category_id, small_site, staff, ticket

NAMES = ("李东东", "李西西", "李无无")
EAST, WEST, NOWHERE = 0, 1, 2


@dataclass(frozen=True)
class Place:
    """One customer with one of everything in the east, in the west, and in no region; the agent works in the east.

    Whatever it is, the one in the east has the id 1, the one in the west 2.
    """

    agent: Actor
    lead: Actor
    manager: Actor
    regions: tuple[int | None, ...]
    customers: tuple[int, ...]
    tickets: tuple[int, ...]
    cases: tuple[int, ...]
    callbacks: tuple[int, ...]
    calls: tuple[int, ...]


@pytest.fixture
def place(site_database: str, fake_clock: FakeClock) -> Place:
    site = small_site()
    regions = (add_region("E", "华东", actor=SYSTEM), add_region("W", "华西", actor=SYSTEM), None)
    east = {"region_id": regions[EAST]}
    agent, lead = replace(site.agent, **east), replace(site.supervisor, **east)
    manager = replace(staff("7000", "周总", Role.GENERAL_MANAGER), **east)
    made = [_one_of_everything(name, region, at) for at, (name, region) in enumerate(zip(NAMES, regions, strict=True))]
    fake_clock.advance(timedelta(hours=2))
    change_setting(SettingName.REGION_LIMITS, True, actor=SYSTEM)
    people, tickets, cases, callbacks, calls = zip(*made, strict=True)
    return Place(agent, lead, manager, regions, people, tickets, cases, callbacks, calls)


def _one_of_everything(name: str, region_id: int | None, at: int) -> tuple[int, int, int, int, int]:
    number = PhoneNumber(f"+861381234000{at}")
    customer_id = customers.open_customer(CustomerDraft(name, region_id=region_id, numbers=(number,)), actor=SYSTEM)
    opened = ticket(customer_id=customer_id, region_id=region_id)
    draft = ComplaintDraft(str(uuid4()), ComplaintClass.FEE, "多收上门费", customer_id=customer_id, region_id=region_id)
    case = open_complaint(replace(draft, links=((Subject.TICKET, opened.id),)), actor=SYSTEM)
    promised = CallbackDraft(str(uuid4()), clock.now() + timedelta(hours=1), customer_id, number.number, region_id=region_id)
    taker = replace(SYSTEM, region_id=region_id)
    call = finish_call(new_draft(customer_id=customer_id, number_text=number.number, ending=Ending.ANSWERED), actor=taker)
    return customer_id, opened.id, case.id, promise_callback(promised, actor=SYSTEM), call.call_id


def _lists(place: Place) -> dict[str, set[int]]:
    """Every list of the program, as the ids that stand in it."""
    every = QueueQuery(QueueView.ALL)
    cases, calls_back = ComplaintQuery(ComplaintView.ALL), CallbackQuery(CallbackView.ALL, everybody=True)
    return {
        "queue": {row.id for row in queue_page(every, limit=9)},
        "queue backwards": {row.id for row in queue_page(QueueQuery(QueueView.UNASSIGNED), before=END, limit=9)},
        "queue from the second": {row.id for row in queue_page(every, offset=1, limit=9)},
        "queue by ids": {row.id for row in queue_rows(place.tickets)},
        "queue by words": {row.id for row in queue_page(QueueQuery(QueueView.ALL, text="闪烁"), limit=9)},
        "complaints": {row.id for row in complaint_page(cases, limit=9)},
        "callbacks": {row.id for row in callback_page(calls_back, limit=9)},
        "callbacks by ids": {row.id for row in callback_rows(place.callbacks)},
        "due callbacks": {row.id for row in callback_page(replace(calls_back, view=CallbackView.DUE), limit=9)},
        "found by name": {match.customer_id for match in find_callers("li")} | {m.customer_id for m in find_callers("李西")},
        "found by digits": {match.customer_id for digit in range(3) for match in find_callers(f"1381234000{digit}")},
        "found by case": {row.id for case in place.cases for row in complaint_of_number(_number("complaint", case))},
        "for interviews": {one.customer_id for one in matching_customers(InterviewCriteria())},
        "behind the board": {*queue_ticket_ids(QueuesBy.CATEGORY, category_id("repair")), *case_ids()},
    }


def _number(table: str, row_id: int) -> str:
    ((number,),) = database.rows(f"SELECT number FROM {table} WHERE id = ?", (row_id,))
    return str(number)


def test_without_the_policy_everybody_sees_everything(place: Place) -> None:
    change_setting(SettingName.REGION_LIMITS, False, actor=SYSTEM)
    with seeing(None):
        whole = _lists(place)
    assert {name: ids for name, ids in whole.items() if not ids >= {1, 2}} == {}
    with seeing(place.agent):
        assert _lists(place) == whole
        assert ticket_file(place.tickets[WEST]).id == place.tickets[WEST]


def test_with_it_every_list_holds_the_own_region_and_none(place: Place) -> None:
    with seeing(None):
        whole = _lists(place)
    for actor in (place.agent, place.lead):
        with seeing(actor):
            seen = _lists(place)
        for name, ids in seen.items():
            assert whole[name] - ids == {place.tickets[WEST]}, name
    for actor in (place.manager, SYSTEM, replace(place.agent, region_id=None)):
        with seeing(actor):
            assert _lists(place) == whole


def test_a_common_name_of_another_region_hides_nobody_of_the_own(place: Place) -> None:
    with database.transaction():
        for number in range(230):
            customers.open_customer(
                CustomerDraft(
                    name=f"李晓{number}", region_id=place.regions[WEST], numbers=(PhoneNumber(f"+8613912{number:06}"),)
                ),
                actor=SYSTEM,
            )
    with seeing(place.agent):
        for typed in ("李东", "东东", "lidong"):
            assert [match.customer_id for match in find_callers(typed)] == [place.customers[EAST]], typed
        assert [match.customer_id for match in find_callers("li")] == [place.customers[EAST], place.customers[NOWHERE]]
        assert find_callers("13912000001") == find_callers("李晓") == []
    with seeing(None):
        assert len(find_callers("李晓")) == 20


def test_counts_ranks_and_figures_follow(place: Place) -> None:
    with seeing(place.agent):
        counts = view_counts(QueueQuery(QueueView.ALL), RunningTotal())
        assert (counts[QueueView.ALL], counts[QueueView.UNASSIGNED]) == (2, 2)
        assert queue_count(QueueQuery(QueueView.ALL)) == RunningTotal().read() == 2
        last = queue_page(QueueQuery(QueueView.UNASSIGNED), before=END, limit=1)[0]
        assert queue_rank(QueueQuery(QueueView.UNASSIGNED), last.key) == 1
        assert callback_count(CallbackQuery(CallbackView.ALL, everybody=True)) == 2
        first, second = queue_page(QueueQuery(QueueView.ALL, QueueSort.NEXT_DUE), limit=9)
        assert [row.id for row in queue_page(QueueQuery(QueueView.ALL), after=first.key, limit=9)] == [second.id]
        assert [line.open for line in board().queues if line.subject is Subject.TICKET] == [2]
        period = period_of(date(2026, 11, 20), date(2026, 11, 23), UTC)
        assert figures(period, wanted=(Figure.COMPLAINTS,)).values[Figure.COMPLAINTS] == 1
        assert statistics(Dimension.CLASS, clock.now() - timedelta(days=1), clock.now() + timedelta(days=1))[0].opened == 1


def test_files_and_cards_of_another_region_stay_shut(place: Place) -> None:
    shut: list[tuple[Callable[[int], object], tuple[int, ...]]] = [
        (ticket_file, place.tickets),
        (complaint_file, place.cases),
        (callback_file, place.callbacks),
        (customer_file, place.customers),
        (caller_card, place.customers),
    ]
    with seeing(place.agent):
        for read, ids in shut:
            for at in (EAST, NOWHERE):
                read(ids[at])
            with pytest.raises(DomainError) as caught:
                read(ids[WEST])
            assert caught.value.fault is Fault.OTHER_REGION


def test_a_card_leaves_out_what_another_region_has_of_the_customer(place: Place) -> None:
    far = ticket(customer_id=place.customers[NOWHERE], region_id=place.regions[WEST])
    with seeing(place.agent):
        card = caller_card(place.customers[NOWHERE])
        assert far.id not in {row.ticket_id for row in (*card.open_tickets, *card.history)}
        assert [row.id for row in open_tickets_like(place.customers[NOWHERE], None)] == [place.tickets[NOWHERE]]
        assert callbacks_of(place.customers[WEST]) == complaints_of(Subject.TICKET, place.tickets[WEST]) == []
        case_id = place.cases[NOWHERE]
        assert [row.subject_id for row in complaint_file(case_id).of_customer] == [place.tickets[NOWHERE]]
        assert far.id not in {record.id for record in linkable(case_id) if record.subject is Subject.TICKET}
    with seeing(None):
        assert len(caller_card(place.customers[NOWHERE]).open_tickets) == 2


def test_nothing_of_another_region_is_changed_by_its_id(place: Place) -> None:
    agent, lead = place.agent, place.lead
    customer_id, ticket_id = place.customers[WEST], place.tickets[WEST]
    ((number_id,),) = database.rows("SELECT id FROM contact_number WHERE customer_id = ?", (customer_id,))
    far = CallbackDraft(str(uuid4()), clock.now() + timedelta(hours=9), customer_id)
    days = {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 2)}
    asked = ask_extension(place.cases[WEST], ClockKind.PLAN, clock.now() + timedelta(days=60), "等待检测", actor=SYSTEM)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: claim(ticket_id, actor=agent),
        lambda: add_note(ticket_id, "x", actor=agent),
        lambda: edit_ticket(ticket_id, problem="x", actor=agent),
        lambda: assign(ticket_id, lead.staff_id or 0, actor=lead),
        lambda: ticket(actor=agent, customer_id=customer_id),
        lambda: contact_complainant(place.cases[WEST], actor=agent),
        lambda: take_on(place.callbacks[WEST], actor=agent),
        lambda: decide_extension(asked, granted=True, actor=lead),
        lambda: promise_callback(far, actor=agent),
        lambda: customers.edit_customer(customer_id, name="x", actor=agent),
        lambda: customers.reveal_number(number_id, "x", actor=agent),
        lambda: customers.merge_customers(place.customers[EAST], customer_id, actor=lead),
        lambda: record_export(ExportKind.DAILY_CALLBACKS, **days, region_id=place.regions[WEST], actor=lead),
        lambda: record_export(ExportKind.DAILY_CALLBACKS, **days, actor=lead),
    )
    ((before,),) = database.rows("SELECT count(*) FROM event")
    for attempt in attempts:
        with pytest.raises(DomainError) as caught:
            attempt()
        assert caught.value.fault is Fault.OTHER_REGION
    assert database.rows("SELECT count(*) FROM event") == [(before,)]
    claim(place.tickets[NOWHERE], actor=agent)
    record_export(ExportKind.DAILY_CALLBACKS, **days, region_id=place.regions[EAST], actor=lead)


def test_a_colleague_s_tickets_on_the_board_are_those_in_sight(place: Place) -> None:
    for ticket_id in place.tickets:
        assign(ticket_id, place.agent.staff_id or 0, actor=SYSTEM)
    with seeing(place.lead):
        assert set(agent_ticket_ids(place.agent.staff_id or 0)) == {place.tickets[EAST], place.tickets[NOWHERE]}


@on_sqlite  # the planner of a server reads small tables whole
def test_every_page_walks_indexes_without_sorting_the_region(place: Place) -> None:
    assert sight_of(place.agent).region_id == place.regions[EAST]
    with seeing(place.agent):
        for view in QueueView:
            for sort in QueueSort:
                query = QueueQuery(view, sort, staff_id=1, team_id=1, region_id=place.regions[EAST])
                for backward in (False, True):
                    sql, values = statement(query, key=(1, 1, 1, 1), backward=backward, limit=50)
                    plan = [row[3] for row in database.rows(f"EXPLAIN QUERY PLAN {sql}", values)]
                    scans = [line for line in plan if line.startswith("SCAN t") and "INDEX" not in line]
                    assert scans == [], (view, sort, plan)
