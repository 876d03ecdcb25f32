"""Tickets that have been going on for a while: what was done to them and when, played with the clock set to each moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from models import clock, database
from models.calls.tables import Ending
from models.people.permissions import Actor
from models.sla.sweep import next_event_at, sweep
from models.tickets.tables import HoldReason
from workstation.demo.deeds import Deed, Trouble, acknowledge_alerts, arrive_in_writing, perform, take_call

_SEEN_AFTER = timedelta(minutes=10)
_LEFT_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Step:
    """One deed at its moment."""

    at: datetime
    deed: Deed
    actor: Actor
    waiting_for: HoldReason | None = None


@dataclass(frozen=True)
class Life:
    """A ticket from the call (or letter) that opened it through every deed, in order of time."""

    trouble: Trouble
    opened_at: datetime
    opened_by: Actor
    in_writing: bool
    steps: tuple[Step, ...]


def open_life(random: Random, life: Life) -> int:
    """Opens the life's ticket at its moment and returns its id."""
    with clock.fixed(life.opened_at):
        if life.in_writing:
            return arrive_in_writing(random, life.trouble, life.opened_at, actor=life.opened_by)
        ticket_id = take_call(random, life.trouble, Ending.TICKET_OPENED, actor=life.opened_by)
    if ticket_id is None:
        raise RuntimeError("a call that ends in a ticket opened none")
    return ticket_id


def play_step(random: Random, life: Life, ticket_id: int, step: Step) -> None:
    """Does one step at its moment."""
    with clock.fixed(step.at):
        perform(step.deed, ticket_id, problem=life.trouble.saying.words, random=random, actor=step.actor, reason=step.waiting_for)


def play_whole(random: Random, life: Life, *, lead: Actor) -> None:
    """Plays a finished life in one transaction, so that nobody ever sees it half done; `lead` sees every alert of it."""
    with database.transaction():
        ticket_id = open_life(random, life)
        for step in life.steps:
            play_step(random, life, ticket_id, step)
            if step.deed is Deed.DISSATISFIED:
                with clock.fixed(step.at + _SEEN_AFTER):
                    acknowledge_alerts(clock.now(), actor=lead)


def play_together(random: Random, lives: Iterable[Life], *, until: datetime, lead: Actor, at_desk: Actor) -> None:
    """Plays many lives side by side in order of time, with the sweep at work in between, as a morning goes.

    `lead` acknowledges alerts after a while; those of the last hour are left for the person `at_desk`.
    """
    moments: list[tuple[datetime, int, Step | None]] = []
    cast = list(lives)
    for number, life in enumerate(cast):
        moments.append((life.opened_at, number, None))
        moments.extend((step.at, number, step) for step in life.steps)
    tickets: dict[int, int] = {}
    with database.transaction():
        for at, number, step in sorted(moments, key=lambda moment: (moment[0], moment[1])):
            _sweep_until(at, lead, at_desk)
            if step is None:
                tickets[number] = open_life(random, cast[number])
            else:
                play_step(random, cast[number], tickets[number], step)
        _sweep_until(until, lead, at_desk)


def _sweep_until(moment: datetime, lead: Actor, at_desk: Actor) -> None:
    while (due := next_event_at()) is not None and due <= moment:
        with clock.fixed(due):
            acknowledge_alerts(due - _SEEN_AFTER, actor=lead, spare=at_desk.staff_id)
            acknowledge_alerts(due - _LEFT_FOR, actor=lead)
            sweep(as_of=due)
