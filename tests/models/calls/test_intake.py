"""A call's end writes everything it asks for in one transaction, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models import clock, database
from models.callbacks.queries import callbacks_of
from models.callbacks.queue import CallbackQuery, CallbackView, callback_page
from models.calls import intake
from models.calls.card import caller_card
from models.calls.drafts import CallDraft, new_draft
from models.calls.intake import finish_call
from models.calls.tables import Call, Direction, Ending
from models.clock import FakeClock
from models.complaints.queries import complaint_file, complaints_of
from models.complaints.tables import ComplaintClass, ComplaintGrade, Stage
from models.customers.drafts import CustomerDraft
from models.customers.operations import merge_customers, open_customer
from models.customers.queries import customer_file
from models.customers.tables import Customer
from models.errors import DomainError, Fault
from models.events.tables import Subject
from models.people.tables import Role
from models.registers.catalogue import REGISTERS
from models.registers.definition import Selection
from models.registers.reading import RegisterRows
from models.site.days import Days
from models.site.exports import ExportKind
from models.sla.tables import Priority, SlaState
from models.tickets import operations
from models.tickets.queries import ticket_file, ticket_timeline
from models.tickets.tables import Grade, Ticket, TicketStatus
from models.values import Duration, Value
from tests.models.builders import SmallSite, category_id, customer, owned_product, small_site, staff, ticket


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


def _call(at: FakeClock, ending: Ending, **fields: Any) -> CallDraft:
    """A call that rang three minutes ago, was answered 8 s later and has just ended."""
    rang = at.at - timedelta(minutes=3)
    times = {"offered_at": rang, "answered_at": rang + timedelta(seconds=8), "ended_at": at.at - timedelta(seconds=20)}
    return new_draft(ending=ending, **{"number_text": "13812342046", "problem": "开灯十分钟后闪烁", **times, **fields})


def _refused(call: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value


def _rows() -> tuple[int, int, int]:
    return Call.select().count(), Ticket.select().count(), Customer.select().count()


def _register(kind: ExportKind) -> list[dict[str, Value]]:
    """Today's rows of a register by the names of their columns."""
    today = clock.now().date()
    register = REGISTERS[kind]
    names = [column.label for column in register.columns]
    rows = RegisterRows(Selection(register, Days(today, today))).after(None, 9)
    return [dict(zip(names, row.values, strict=True)) for row in rows]


def test_an_unknown_caller_gets_a_file_and_a_ticket(site: SmallSite, fake_clock: FakeClock) -> None:
    draft = _call(
        fake_clock,
        Ending.TICKET_OPENED,
        caller_name="李建国",
        category_id=category_id("repair"),
        severity=Grade.HIGH,
        urgency=Grade.MEDIUM,
        hold_seconds=30,
        product_text="LX-60W",
    )
    done = finish_call(draft, actor=site.agent)
    assert done.ticket_id is not None
    assert done.customer_id is not None
    file = ticket_file(done.ticket_id)
    assert (file.number, file.priority, file.problem) == (done.ticket_number, Priority.HIGH, "[LX-60W] 开灯十分钟后闪烁")
    assert (file.opened_at, file.contact_number_masked) == (draft.answered_at, "138****2046")
    known = customer_file(done.customer_id)
    assert (known.name, [number.masked for number in known.numbers]) == ("李建国", ["138****2046"])
    (row,) = _register(ExportKind.INBOUND_CALLS)
    assert (row["Call number"], row["Ticket"], row["Telephone"]) == (done.call_number, done.ticket_number, "138****2046")
    assert (row["Waited"], row["Talked"], row["Wrap-up"]) == (Duration(8), Duration(152), Duration(20))
    assert Call.get().hold_seconds == 30


@pytest.mark.parametrize("ending", Ending)
def test_handed_in_twice_it_is_written_once(site: SmallSite, fake_clock: FakeClock, ending: Ending) -> None:
    draft = _call(
        fake_clock,
        ending,
        category_id=category_id("repair"),
        ticket_id=ticket().id if ending is Ending.ADDED_TO_TICKET else None,
        transferred_to=site.supervisor.staff_id,
        promised_at=fake_clock.at + timedelta(hours=1) if ending is Ending.CALLBACK_PROMISED else None,
    )
    first = finish_call(draft, actor=site.agent)
    rows = _rows()
    fake_clock.advance(timedelta(minutes=5))
    assert finish_call(replace(draft, problem="另一个问题"), actor=site.agent) == first
    assert _rows() == rows


def test_without_a_name_the_file_is_named_after_the_masked_number(site: SmallSite, fake_clock: FakeClock) -> None:
    done = finish_call(_call(fake_clock, Ending.ANSWERED), actor=site.agent)
    assert done.customer_id is not None
    assert customer_file(done.customer_id).name == "138****2046"
    assert done.ticket_id is None


def test_a_caller_of_whom_nothing_is_known_can_open_a_ticket(site: SmallSite, fake_clock: FakeClock) -> None:
    draft = _call(fake_clock, Ending.TICKET_OPENED, number_text="", category_id=category_id("other"))
    done = finish_call(draft, actor=site.agent)
    assert done.customer_id is None
    assert done.ticket_id is not None


@pytest.mark.parametrize("ending", [Ending.WRONG_NUMBER, Ending.DROPPED])
def test_wrong_numbers_and_dropped_calls_leave_only_their_row(site: SmallSite, fake_clock: FakeClock, ending: Ending) -> None:
    draft = _call(fake_clock, ending, answered_at=None, promised_at=fake_clock.at + timedelta(hours=1))
    done = finish_call(draft, actor=site.agent)
    assert (done.customer_id, done.ticket_id, _rows()) == (None, None, (1, 0, 0))
    (row,) = _register(ExportKind.INBOUND_CALLS)
    assert (row["Answered at"], row["Talked"]) == (None, None)


def test_a_call_adds_to_an_open_ticket(site: SmallSite, fake_clock: FakeClock) -> None:
    customer_id = customer()
    opened = ticket(customer_id=customer_id)
    draft = _call(fake_clock, Ending.ADDED_TO_TICKET, customer_id=customer_id, ticket_id=opened.id, note="请尽快")
    done = finish_call(draft, actor=site.agent)
    assert (done.ticket_id, done.customer_id) == (opened.id, customer_id)
    assert ticket_timeline(opened.id)[0].detail == "开灯十分钟后闪烁\n请尽快"


def test_a_complaint_opens_a_case_with_the_call_linked(site: SmallSite, fake_clock: FakeClock) -> None:
    draft = _call(
        fake_clock,
        Ending.COMPLAINT_OPENED,
        complaint_class=ComplaintClass.REPEATED_FAILURE,
        severity=Grade.HIGH,
        urgency=Grade.CRITICAL,
    )
    done = finish_call(draft, actor=site.agent)
    assert done.ticket_id is None
    assert done.complaint_id is not None
    case = complaint_file(done.complaint_id)
    assert (case.number, case.complaint_class) == (done.complaint_number, ComplaintClass.REPEATED_FAILURE)
    assert (case.grade, case.urgent, case.customer_id) == (ComplaintGrade.SERIOUS, True, done.customer_id)
    assert case.opened_at == draft.answered_at
    assert [(link.subject, link.subject_id) for link in case.links] == [(Subject.CALL, done.call_id)]
    assert finish_call(draft, actor=site.agent) == done


def test_a_complaint_about_a_ticket_is_linked_to_it(site: SmallSite, fake_clock: FakeClock) -> None:
    customer_id = customer()
    served = ticket(customer_id=customer_id)
    draft = _call(fake_clock, Ending.COMPLAINT_OPENED, customer_id=customer_id, ticket_id=served.id)
    done = finish_call(draft, actor=site.agent)
    assert complaints_of(Subject.TICKET, served.id) == [(done.complaint_id, done.complaint_number, Stage.REGISTERED)]
    assert caller_card(customer_id).open_complaints == 1


def test_a_complaint_without_words_leaves_nothing(site: SmallSite, fake_clock: FakeClock) -> None:
    error = _refused(lambda: finish_call(_call(fake_clock, Ending.COMPLAINT_OPENED, problem=" "), actor=site.agent))
    assert error.fault is Fault.MISSING
    assert _rows() == (0, 0, 0)


def test_a_promised_callback_has_its_clock(site: SmallSite, fake_clock: FakeClock) -> None:
    due = fake_clock.at + timedelta(hours=3)
    done = finish_call(
        _call(fake_clock, Ending.CALLBACK_PROMISED, promised_at=due, contact_number="0571-88123431-802"), actor=site.agent
    )
    assert done.customer_id is not None
    (promised,) = callbacks_of(done.customer_id)
    assert (promised.due_at, promised.owner_name, promised.sla) == (due, "张敏", SlaState.IN_TIME)
    assert promised.number_masked == "0571-88****31"
    for late, listed in ((timedelta(minutes=-1), []), (timedelta(0), [promised.id])):
        with clock.fixed(due + late):
            assert [row.id for row in callback_page(CallbackQuery(CallbackView.DUE), limit=9)] == listed


def test_what_was_written_for_a_file_that_was_merged_meanwhile_goes_to_the_one_that_was_kept(
    site: SmallSite, fake_clock: FakeClock
) -> None:
    kept, gone = (open_customer(CustomerDraft("李建国"), actor=site.agent) for _file in range(2))
    product = owned_product(gone)
    drafts = [
        _call(fake_clock, ending, customer_id=gone, owned_product_id=product, category_id=category_id("repair"), **more)
        for ending, more in (
            (Ending.TICKET_OPENED, {"promised_at": fake_clock.at + timedelta(hours=3)}),
            (Ending.COMPLAINT_OPENED, {}),
        )
    ]
    merge_customers(kept, gone, actor=site.supervisor)
    assert {finish_call(draft, actor=site.agent).customer_id for draft in drafts} == {kept}
    for table in ("call", "ticket", "callback", "complaint"):
        assert set(database.rows(f"SELECT customer_id FROM {table}")) == {(kept,)}, table


def test_a_promise_is_kept_whatever_the_ending(site: SmallSite, fake_clock: FakeClock) -> None:
    draft = _call(
        fake_clock, Ending.TICKET_OPENED, category_id=category_id("repair"), promised_at=fake_clock.at + timedelta(hours=3)
    )
    done = finish_call(draft, actor=site.agent)
    assert done.customer_id is not None
    (promised,) = callbacks_of(done.customer_id)
    assert promised.ticket_id == done.ticket_id


def test_a_promise_handed_in_after_its_time_is_kept(site: SmallSite, fake_clock: FakeClock) -> None:
    draft = _call(
        fake_clock, Ending.CALLBACK_PROMISED, promised_at=fake_clock.at + timedelta(hours=1), wrapped_up_at=fake_clock.at
    )
    fake_clock.advance(timedelta(hours=5))
    done = finish_call(draft, actor=site.agent)
    assert done.customer_id is not None
    assert [row.due_at for row in callbacks_of(done.customer_id)] == [draft.promised_at]


def test_outbound_calls_have_a_register_of_their_own(site: SmallSite, fake_clock: FakeClock) -> None:
    finish_call(_call(fake_clock, Ending.ANSWERED, direction=Direction.OUTBOUND), actor=site.agent)
    assert _register(ExportKind.INBOUND_CALLS) == []
    assert [row["Call number"] for row in _register(ExportKind.OUTBOUND_CALLS)] == ["O-261121-001"]


@pytest.mark.parametrize(
    ("ending", "fields", "missing"),
    [
        (None, {}, "Outcome"),
        (Ending.TICKET_OPENED, {}, "Category"),
        (Ending.ADDED_TO_TICKET, {}, "Ticket"),
        (Ending.COMPLAINT_OPENED, {"problem": "  "}, "Problem"),
        (Ending.CALLBACK_PROMISED, {}, "Due at"),
        (Ending.TRANSFERRED, {}, "Transferred to"),
    ],
)
def test_what_an_ending_needs_is_named_and_nothing_written(
    site: SmallSite, fake_clock: FakeClock, ending: Any, fields: dict[str, Any], missing: str
) -> None:
    error = _refused(lambda: finish_call(_call(fake_clock, ending, **fields), actor=site.agent))
    assert (error.fault, missing in error.message(), _rows()) == (Fault.MISSING, True, (0, 0, 0))


@pytest.mark.parametrize("text", ["1" * 40, "刘德华", "138****2046"])
@pytest.mark.parametrize(("typed_in", "label"), [("number_text", "Caller's number"), ("contact_number", "Call back at")])
def test_what_is_no_number_is_named_and_writes_nothing(
    site: SmallSite, fake_clock: FakeClock, typed_in: str, label: str, text: str
) -> None:
    draft = replace(_call(fake_clock, Ending.ANSWERED), **{typed_in: text})
    error = _refused(lambda: finish_call(draft, actor=site.agent))
    assert (error.fault, label in error.message(), _rows()) == (Fault.INVALID, True, (0, 0, 0))


def test_a_failure_at_the_last_step_leaves_nothing(
    site: SmallSite, fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: Any, **_named: Any) -> int:
        raise DomainError(Fault.DATABASE_BUSY)

    monkeypatch.setattr(intake, "promise_callback", fails)
    draft = _call(
        fake_clock, Ending.TICKET_OPENED, category_id=category_id("repair"), promised_at=fake_clock.at + timedelta(hours=3)
    )
    assert _refused(lambda: finish_call(draft, actor=site.agent)).fault is Fault.DATABASE_BUSY
    assert (_rows(), database.rows("SELECT count(*) FROM clock")) == ((0, 0, 0), [(0,)])


def test_a_clock_set_back_makes_no_negative_times(site: SmallSite, fake_clock: FakeClock) -> None:
    draft = _call(fake_clock, Ending.ANSWERED, hold_seconds=9999)
    fake_clock.advance(timedelta(hours=-1))
    done = finish_call(draft, actor=site.agent)
    call = Call.get_by_id(done.call_id)
    assert call.answered_at is not None
    assert call.offered_at <= call.answered_at <= call.ended_at <= call.wrapped_up_at
    assert call.hold_seconds <= (call.ended_at - call.answered_at).total_seconds()


def test_a_hostile_text_is_kept_as_it_is(site: SmallSite, fake_clock: FakeClock) -> None:
    text = "[/] [@click=app.quit]\x1b]0;x\x07 🙂 " + "字" * 10_000
    done = finish_call(_call(fake_clock, Ending.TICKET_OPENED, problem=text, category_id=category_id("other")), actor=site.agent)
    assert done.ticket_id is not None
    assert ticket_file(done.ticket_id).problem == text.replace("\x1b", "").replace("\x07", "")


def test_a_role_that_takes_no_calls_writes_nothing(site: SmallSite, fake_clock: FakeClock) -> None:
    wall = staff("9999", "大屏", Role.WALL)
    assert _refused(lambda: finish_call(_call(fake_clock, Ending.ANSWERED), actor=wall)).fault is Fault.NOT_ALLOWED
    assert _rows() == (0, 0, 0)


def test_a_product_of_the_file_goes_with_the_ticket(site: SmallSite, fake_clock: FakeClock) -> None:
    customer_id = customer()
    owned = owned_product(customer_id)
    done = finish_call(
        _call(
            fake_clock,
            Ending.TICKET_OPENED,
            customer_id=customer_id,
            owned_product_id=owned,
            product_text="吸顶灯",
            category_id=category_id("repair"),
        ),
        actor=site.agent,
    )
    assert done.ticket_id is not None
    file = ticket_file(done.ticket_id)
    assert file.product is not None
    assert (file.product.id, file.product.model_code, file.problem) == (owned, "LX-60W", "开灯十分钟后闪烁")
    operations.cancel(done.ticket_id, "误开", actor=site.supervisor)
    assert ticket_file(done.ticket_id).status is TicketStatus.CANCELLED
