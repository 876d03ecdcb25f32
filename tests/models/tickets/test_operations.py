"""What each operation does to a ticket, its clocks and its history, and when it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from models.clock import NEVER, FakeClock
from models.customers.tables import CustomerLevel
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.many import on_many
from models.people.permissions import SYSTEM, Actor
from models.people.tables import Role
from models.products.operations import edit_owned_product
from models.sla.queries import clocks
from models.sla.sweep import sweep
from models.sla.tables import ClockKind, Priority, SlaState, Verdict
from models.tickets import operations
from models.tickets.life_cycle import Move
from models.tickets.operations import TicketDraft, open_ticket
from models.tickets.queries import ticket_file, ticket_timeline
from models.tickets.tables import Grade, HoldReason, Ticket, TicketStatus
from tests.halves import on_sqlite
from tests.models.builders import SmallSite, category_id, customer, owned_product, small_site, staff, ticket


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


def _verdict(ticket_id: int, kind: ClockKind) -> Verdict:
    return next(row.verdict for row in clocks(Subject.TICKET, ticket_id) if row.kind is kind and row.current)


def _refused(call: Callable[[], object]) -> Fault:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.fault


def test_the_same_draft_opens_one_ticket(site: SmallSite) -> None:
    draft = TicketDraft(client_uuid=str(uuid4()), category_id=category_id("repair"), problem="不亮")
    first = open_ticket(draft, actor=site.agent)
    assert open_ticket(draft, actor=site.agent) == first
    assert Ticket.select().count() == 1
    assert first.number == "T-261121-001"


def test_a_vip_is_served_one_step_sooner(site: SmallSite) -> None:
    customer_id = customer(level=CustomerLevel.VIP)
    opened = ticket(customer_id=customer_id, severity=Grade.CRITICAL, urgency=Grade.MEDIUM)
    assert ticket_file(opened.id).priority is Priority.URGENT


def test_a_product_of_somebody_else_is_refused(site: SmallSite) -> None:
    theirs = owned_product(customer("陈晓梅"))
    assert _refused(lambda: ticket(customer_id=customer("周敏"), owned_product_id=theirs)) is Fault.NOT_FOUND
    assert Ticket.select().count() == 0


def test_a_product_that_went_out_of_use_stays_on_the_ticket(site: SmallSite) -> None:
    customer_id = customer("李建国")
    owned_id = owned_product(customer_id)
    opened = ticket(customer_id=customer_id, owned_product_id=owned_id)
    edit_owned_product(owned_id, active=False, actor=site.agent)
    product = ticket_file(opened.id).product
    assert product is not None
    assert product.model_code == "LX-60W"


def test_claim_and_first_reply(site: SmallSite, fake_clock: FakeClock) -> None:
    opened = ticket(actor=site.agent)
    operations.claim(opened.id, actor=site.technician)
    fake_clock.advance(timedelta(minutes=20))
    operations.respond(opened.id, "明天上午上门", actor=site.technician)
    file = ticket_file(opened.id)
    assert (file.status, file.owner_name, file.responded_at) == (TicketStatus.ASSIGNED, "王工", fake_clock.at)
    assert _verdict(opened.id, ClockKind.FIRST_RESPONSE) is Verdict.MET
    assert [(row.who, row.detail) for row in ticket_timeline(opened.id) if row.detail == "明天上午上门"] == [
        ("王工", "明天上午上门")
    ]


def test_a_claimed_ticket_is_not_taken_away(site: SmallSite) -> None:
    opened = ticket()
    operations.claim(opened.id, actor=site.technician)
    assert _refused(lambda: operations.claim(opened.id, actor=site.agent)) is Fault.ALREADY_TAKEN
    assert ticket_file(opened.id).owner_id == site.technician.staff_id


def test_a_stale_change_names_who_was_faster(site: SmallSite) -> None:
    opened = ticket()
    seen = ticket_file(opened.id).version
    operations.add_note(opened.id, "客户又来电", actor=site.agent, expected_version=seen)
    with pytest.raises(DomainError) as refused:
        operations.claim(opened.id, actor=site.technician, expected_version=seen)
    assert refused.value.fault is Fault.STALE
    assert "张敏" in refused.value.message()


def test_a_hold_for_the_customer_pauses_and_one_for_parts_does_not(site: SmallSite) -> None:
    opened = ticket()
    operations.hold(opened.id, HoldReason.CUSTOMER, "等客户寄回", actor=site.agent)
    file = ticket_file(opened.id)
    paused = {row.kind for row in file.clocks if row.paused_at is not None}
    assert (file.status, file.hold_reason, paused) == (TicketStatus.ON_HOLD, HoldReason.CUSTOMER, {ClockKind.RESOLUTION})
    operations.hold(opened.id, HoldReason.PARTS, actor=site.agent)
    assert all(row.paused_at is None for row in ticket_file(opened.id).clocks)
    operations.resume(opened.id, actor=site.agent)
    resumed = ticket_file(opened.id)
    assert (resumed.status, resumed.hold_reason) == (TicketStatus.IN_PROGRESS, None)


def test_whoever_works_on_an_unowned_ticket_becomes_responsible(site: SmallSite) -> None:
    opened = ticket()
    operations.hold(opened.id, HoldReason.CUSTOMER, actor=site.agent)
    assert ticket_file(opened.id).owner_id == site.agent.staff_id


def test_resolving_at_once_is_the_first_reply_too(site: SmallSite) -> None:
    opened = ticket(category="consultation")
    operations.resolve(opened.id, "按住按钮五秒复位", actor=site.agent)
    file = ticket_file(opened.id)
    assert (file.status, file.open, file.sla, file.next_due_at) == (TicketStatus.RESOLVED, False, SlaState.NONE, NEVER)
    assert {row.verdict for row in file.clocks} == {Verdict.MET}


def test_resolving_on_hold_ends_the_pause(site: SmallSite) -> None:
    opened = ticket()
    operations.hold(opened.id, HoldReason.CUSTOMER, actor=site.agent)
    operations.resolve(opened.id, "客户说已经好了", actor=site.agent)
    file = ticket_file(opened.id)
    assert (file.hold_reason, _verdict(opened.id, ClockKind.RESOLUTION)) == (None, Verdict.MET)


def test_acceptance_and_rework(site: SmallSite) -> None:
    opened = ticket()
    operations.claim(opened.id, actor=site.technician)
    operations.offer_for_acceptance(opened.id, "更换灯珠", actor=site.technician)
    operations.rework(opened.id, "仍闪烁", actor=site.technician)
    operations.offer_for_acceptance(opened.id, actor=site.technician)
    operations.accept(opened.id, actor=site.technician)
    file = ticket_file(opened.id)
    assert (file.status, file.rework_count, file.solution) == (TicketStatus.RESOLVED, 1, "更换灯珠")


def test_reopening_starts_a_new_clock_and_keeps_the_old_verdict(site: SmallSite, fake_clock: FakeClock) -> None:
    opened = ticket()
    fake_clock.advance(timedelta(days=30))
    operations.resolve(opened.id, "更换灯珠", actor=site.technician)
    operations.close(opened.id, actor=site.technician)
    operations.reopen(opened.id, "回访不满意", actor=site.agent)
    file = ticket_file(opened.id)
    rounds = {row.round: (row.verdict, row.current) for row in file.clocks if row.kind is ClockKind.RESOLUTION}
    assert rounds == {1: (Verdict.BREACHED, False), 2: (Verdict.RUNNING, True)}
    assert (file.status, file.open, file.reopen_count, file.resolved_at) == (TicketStatus.IN_PROGRESS, True, 1, None)
    assert file.sla is SlaState.IN_TIME


def test_cancelling_ends_the_clocks_uncounted(site: SmallSite) -> None:
    opened = ticket()
    assert _refused(lambda: operations.cancel(opened.id, "  ", actor=site.supervisor)) is Fault.REASON_NEEDED
    operations.cancel(opened.id, "客户撤回", actor=site.supervisor)
    file = ticket_file(opened.id)
    assert (file.status, file.cancel_reason, file.next_due_at) == (TicketStatus.CANCELLED, "客户撤回", NEVER)
    assert {row.verdict for row in file.clocks} == {Verdict.CANCELLED}
    assert file.moves == frozenset()


def test_a_new_priority_moves_the_due_times(site: SmallSite) -> None:
    opened = ticket()
    before = ticket_file(opened.id).next_due_at
    operations.change_priority(opened.id, Priority.URGENT, "整个车间停工", actor=site.agent)
    file = ticket_file(opened.id)
    assert file.priority is Priority.URGENT
    assert file.next_due_at < before
    version = file.version
    operations.change_priority(opened.id, Priority.URGENT, actor=site.agent)
    assert ticket_file(opened.id).version == version


def test_a_new_category_moves_the_due_times(site: SmallSite) -> None:
    opened = ticket()
    before = ticket_file(opened.id).next_due_at
    operations.change_category(opened.id, category_id("consultation"), actor=site.agent)
    file = ticket_file(opened.id)
    assert (file.category_code, file.category_name) == ("consultation", "Consultation")
    assert file.next_due_at < before


def test_merging_ends_the_double_and_shows_its_notes(site: SmallSite) -> None:
    kept, double = ticket(), ticket()
    operations.add_note(double.id, "客户第二次来电", actor=site.agent)
    operations.add_note(double.id, "地址不变", actor=site.agent)
    operations.merge_tickets(kept.id, double.id, actor=site.agent)
    assert ticket_timeline(kept.id)[0].detail == "客户第二次来电\n\n地址不变"
    file = ticket_file(double.id)
    assert (file.status, file.merged_into_number) == (TicketStatus.CANCELLED, kept.number)
    assert _refused(lambda: operations.merge_tickets(kept.id, double.id, actor=site.agent)) is Fault.NOT_POSSIBLE_NOW
    assert _refused(lambda: operations.merge_tickets(kept.id, kept.id, actor=site.agent)) is Fault.INVALID


def test_many_at_once_hides_nothing(site: SmallSite) -> None:
    done, refused = ticket(), ticket()
    operations.claim(refused.id, actor=site.agent)
    outcomes = on_many(Subject.TICKET, [done.id, refused.id, 999], operations.claim, actor=site.technician)
    assert [(outcome.number, outcome.error and outcome.error.fault) for outcome in outcomes] == [
        (done.number, None),
        (refused.number, Fault.ALREADY_TAKEN),
        ("", Fault.NOT_FOUND),
    ]


def test_a_move_that_the_table_does_not_know_changes_nothing(site: SmallSite) -> None:
    opened = ticket()
    events = len(timeline(Subject.TICKET, opened.id))
    with pytest.raises(DomainError) as refused:
        operations.close(opened.id, actor=site.agent)
    assert refused.value.message() == f"{opened.number} is New; close a ticket is not possible now. Nothing was changed."
    assert (ticket_file(opened.id).version, len(timeline(Subject.TICKET, opened.id))) == (1, events)


CALLS: dict[str, Callable[[int, Actor], object]] = {
    "claim": lambda id_, actor: operations.claim(id_, actor=actor),
    "assign": lambda id_, actor: operations.assign(id_, 1, actor=actor),
    "respond": lambda id_, actor: operations.respond(id_, "好", actor=actor),
    "record_contact": lambda id_, actor: operations.record_contact(id_, actor=actor),
    "start": lambda id_, actor: operations.start(id_, actor=actor),
    "hold": lambda id_, actor: operations.hold(id_, HoldReason.PARTS, actor=actor),
    "resume": lambda id_, actor: operations.resume(id_, actor=actor),
    "offer": lambda id_, actor: operations.offer_for_acceptance(id_, actor=actor),
    "accept": lambda id_, actor: operations.accept(id_, actor=actor),
    "rework": lambda id_, actor: operations.rework(id_, "再修", actor=actor),
    "resolve": lambda id_, actor: operations.resolve(id_, "好了", actor=actor),
    "reopen": lambda id_, actor: operations.reopen(id_, "又坏", actor=actor),
    "close": lambda id_, actor: operations.close(id_, actor=actor),
    "cancel": lambda id_, actor: operations.cancel(id_, "重复", actor=actor),
    "add_note": lambda id_, actor: operations.add_note(id_, "记", actor=actor),
    "change_priority": lambda id_, actor: operations.change_priority(id_, Priority.HIGH, actor=actor),
    "change_category": lambda id_, actor: operations.change_category(id_, category_id("other"), actor=actor),
    "merge": lambda id_, actor: operations.merge_tickets(id_, ticket().id, actor=actor),
    "open": lambda _id, actor: ticket(actor=actor),
}


@on_sqlite
@pytest.mark.parametrize("name", CALLS)
def test_a_role_without_the_permission_changes_nothing(site: SmallSite, name: str) -> None:
    opened = ticket()
    wall = staff("9999", "大屏", Role.WALL)
    events = len(timeline(Subject.TICKET, opened.id))
    assert _refused(lambda: CALLS[name](opened.id, wall)) is Fault.NOT_ALLOWED
    assert (ticket_file(opened.id).version, len(timeline(Subject.TICKET, opened.id))) == (1, events)


@on_sqlite
def test_a_technician_neither_assigns_nor_cancels(site: SmallSite) -> None:
    opened = ticket()
    for name in ("assign", "cancel", "change_priority", "open"):
        assert _refused(lambda name=name: CALLS[name](opened.id, site.technician)) is Fault.NOT_ALLOWED  # type: ignore[misc]


def test_moves_of_the_file_leave_out_claiming_an_owned_ticket(site: SmallSite) -> None:
    opened = ticket()
    assert Move.CLAIM in ticket_file(opened.id).moves
    operations.claim(opened.id, actor=SYSTEM)
    operations.assign(opened.id, site.technician.staff_id or 0, actor=site.supervisor)
    assert Move.CLAIM not in ticket_file(opened.id).moves


def test_a_breach_is_not_forgotten_by_going_back_and_forth_between_priorities(site: SmallSite, fake_clock: FakeClock) -> None:
    opened = ticket(actor=site.agent, priority=Priority.URGENT)
    fake_clock.advance(timedelta(minutes=31))
    sweep()
    for priority in (Priority.HIGH, Priority.URGENT):
        operations.change_priority(opened.id, priority, actor=site.agent)
    assert _verdict(opened.id, ClockKind.CONTACT) is Verdict.BREACHED
