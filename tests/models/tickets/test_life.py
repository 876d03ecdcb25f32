"""Tickets through any sequence of moves, with time passing and sweeps between: log, row and clocks always tell one story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from models.clock import NEVER, FakeClock
from models.errors import DomainError, Fault
from models.events.queries import EventRow, timeline
from models.events.tables import Subject
from models.people.permissions import Actor
from models.sla.queries import ClockRow, clocks
from models.sla.sweep import sweep
from models.sla.tables import FlagKind, Priority, SlaState, Verdict
from models.tickets import operations
from models.tickets.life_cycle import OPEN_STATUSES, TRANSITIONS, Move
from models.tickets.queries import TicketFile, ticket_file
from models.tickets.tables import HoldReason, TicketStatus
from tests.conftest import START
from tests.models.builders import SmallSite, category_id, small_site, ticket


@dataclass
class Known:
    """What the machine believes of a ticket."""

    id: int
    status: TicketStatus = TicketStatus.NEW
    owner_id: int | None = None
    version: int = 1


def _calls(actor: Actor, colleague: Actor, reason: HoldReason) -> dict[Move, Callable[[int], None]]:
    return {
        Move.RESPOND: lambda id_: operations.respond(id_, "好", actor=actor),
        Move.CLAIM: lambda id_: operations.claim(id_, actor=actor),
        Move.ASSIGN: lambda id_: operations.assign(id_, colleague.staff_id or 0, actor=actor),
        Move.START: lambda id_: operations.start(id_, actor=actor),
        Move.HOLD: lambda id_: operations.hold(id_, reason, actor=actor),
        Move.RESUME: lambda id_: operations.resume(id_, actor=actor),
        Move.OFFER: lambda id_: operations.offer_for_acceptance(id_, "换灯珠", actor=actor),
        Move.ACCEPT: lambda id_: operations.accept(id_, actor=actor),
        Move.REWORK: lambda id_: operations.rework(id_, "仍闪", actor=actor),
        Move.RESOLVE: lambda id_: operations.resolve(id_, "换灯珠", actor=actor),
        Move.REOPEN: lambda id_: operations.reopen(id_, "又坏", actor=actor),
        Move.CLOSE: lambda id_: operations.close(id_, actor=actor),
        Move.CANCEL: lambda id_: operations.cancel(id_, "撤回", actor=actor),
    }


_TAKING = {Move.START, Move.HOLD, Move.RESUME, Move.OFFER, Move.RESOLVE, Move.REOPEN}


class TicketLives(RuleBasedStateMachine):
    """Any move at any time; each is done as the table says or refused with nothing changed."""

    site: SmallSite
    clock: FakeClock
    tickets = Bundle("tickets")

    def __init__(self) -> None:
        super().__init__()
        self.clock.at = START
        self.known: list[Known] = []

    @rule(target=tickets, category=st.sampled_from(["repair", "consultation", "complaint"]), priority=st.sampled_from(Priority))
    def open(self, category: str, priority: Priority) -> Known:
        known = Known(ticket(actor=self.site.agent, category=category, priority=priority).id)
        self.known.append(known)
        return known

    @rule(known=tickets, move=st.sampled_from(Move), reason=st.sampled_from(HoldReason))
    def move(self, known: Known, move: Move, reason: HoldReason) -> None:
        actor, colleague = self.site.supervisor, self.site.technician
        before = len(timeline(Subject.TICKET, known.id))
        possible = move in TRANSITIONS[known.status] and not (move is Move.CLAIM and known.owner_id is not None)
        if not possible:
            with pytest.raises(DomainError) as refused:
                _calls(actor, colleague, reason)[move](known.id)
            assert refused.value.fault in (Fault.NOT_POSSIBLE_NOW, Fault.ALREADY_TAKEN)
            assert len(timeline(Subject.TICKET, known.id)) == before
            return
        _calls(actor, colleague, reason)[move](known.id)
        known.status = TRANSITIONS[known.status][move]
        known.version += 1
        if move is Move.ASSIGN:
            known.owner_id = colleague.staff_id
        elif move is Move.CLAIM or (move in _TAKING and known.owner_id is None):
            known.owner_id = actor.staff_id

    @rule(known=tickets, priority=st.sampled_from(Priority))
    def change_priority(self, known: Known, priority: Priority) -> None:
        if known.status not in OPEN_STATUSES or ticket_file(known.id).priority is priority:
            return
        operations.change_priority(known.id, priority, actor=self.site.agent)
        known.version += 1

    @rule(known=tickets, code=st.sampled_from(["repair", "consultation"]))
    def change_category(self, known: Known, code: str) -> None:
        if known.status not in OPEN_STATUSES or ticket_file(known.id).category_code == code:
            return
        operations.change_category(known.id, category_id(code), actor=self.site.agent)
        known.version += 1

    @rule(known=tickets)
    def note(self, known: Known) -> None:
        operations.add_note(known.id, "记", actor=self.site.agent)
        known.version += 1

    @rule(minutes=st.sampled_from([1, 29, 31, 119, 240, 720, 1440, 4320, 14400]))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    @rule()
    def desks_sweep(self) -> None:
        sweep()
        assert sweep().count(FlagKind.BREACHED) == 0
        for known in self.known:
            for row in clocks(Subject.TICKET, known.id):
                late = row.stopped_at is None and row.due_at is not None and row.due_at < self.clock.at
                assert not late or row.verdict is Verdict.BREACHED, row

    @invariant()
    def one_story(self) -> None:
        for known in self.known:
            file = ticket_file(known.id)
            _row_is_right(file, known)
            _log_is_right(list(reversed(timeline(Subject.TICKET, known.id))), file)

    def teardown(self) -> None:
        for known in self.known:
            if known.status in OPEN_STATUSES:
                operations.cancel(known.id, "示例结束", actor=self.site.supervisor)


def _row_is_right(file: TicketFile, known: Known) -> None:
    assert (file.status, file.owner_id, file.version) == (known.status, known.owner_id, known.version)
    assert file.open == (file.status in OPEN_STATUSES)
    assert (file.hold_reason is not None) == (file.status is TicketStatus.ON_HOLD)
    running = [row for row in file.clocks if row.current and row.stopped_at is None]
    assert file.open or not running
    assert file.next_due_at == min((row.due_at for row in running if row.due_at is not None), default=NEVER)
    assert file.sla in _possible_states(running)


def _possible_states(running: list[ClockRow]) -> set[SlaState]:
    if not running:
        return {SlaState.NONE}
    if any(row.verdict is Verdict.BREACHED for row in running):
        return {SlaState.BREACHED}
    if all(row.paused_at is not None for row in running):
        return {SlaState.PAUSED}
    return {SlaState.IN_TIME, SlaState.WARNED}


def _log_is_right(events: list[EventRow], file: TicketFile) -> None:
    """The log alone rebuilds the state and the owner; it holds one event per version, and a breach once per target."""
    changes = [event for event in events if not event.kind.startswith(("sla_", "alert_"))]
    assert len(changes) == file.version
    status, owner = TicketStatus.NEW, None
    breached: set[str] = set()
    for event in events:
        if "status_to" in event.facts:
            assert event.facts["status_from"] == status.value
            status = TicketStatus(event.facts["status_to"])
        if "owner_to" in event.facts:
            assert event.facts["owner_from"] == owner
            owner = event.facts["owner_to"]
        if event.kind in ("sla_recomputed", "sla_restarted"):
            breached.clear()
        if event.kind == "sla_breached":
            assert event.facts["clock"] not in breached
            breached.add(event.facts["clock"])
    assert (status, owner) == (file.status, file.owner_id)
    flagged = {event.facts["clock"] for event in events if event.kind == "sla_breached"}
    assert {row.kind.value for row in file.clocks if row.verdict is Verdict.BREACHED} <= flagged


@pytest.mark.parametrize(
    ("database_url", "examples", "steps"), [("sqlite", 50, 30), ("postgresql", 4, 15)], indirect=["database_url"]
)
def test_any_life_of_tickets(site_database: str, fake_clock: FakeClock, examples: int, steps: int) -> None:
    TicketLives.site, TicketLives.clock = small_site(), fake_clock
    checks = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
    )
    run_state_machine_as_test(TicketLives, settings=checks)


@pytest.mark.parametrize("status", TicketStatus)
def test_every_state_is_reached_and_left_by_the_table(status: TicketStatus) -> None:
    reached = {target for moves in TRANSITIONS.values() for target in moves.values()} | {TicketStatus.NEW}
    assert status in reached
    assert bool(TRANSITIONS[status]) == (status is not TicketStatus.CANCELLED)
