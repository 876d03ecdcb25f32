"""What can be done to several cases at once, or to one: escalate, hand over, take over, acknowledge their alerts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from models.complaints.escalation import escalate_one_level, hand_over, take_over
from models.complaints.levels import holders_at
from models.complaints.queries import complaint_file
from models.events.tables import Subject
from models.i18n import N_, _, ngettext
from models.people.permissions import Actor
from models.sla.alerts import acknowledge_record
from screens.complaints.cases import Case
from screens.desk import DeskScreen
from screens.dialogs.kept_text import KeptText
from screens.many import do_to_many
from screens.plain import one_line

Cases = Sequence[Case]
WorkedOn = Callable[[frozenset[int]], None]
MOST_NUMBERS = 6


def what(cases: Cases) -> str:
    """What a command works on, for the head of a dialog: a number with its customer, or how many and which."""
    if len(cases) == 1:
        return f"{cases[0].number}  {one_line(cases[0].customer_name)}".rstrip()
    numbers = ", ".join(case.number for case in cases[:MOST_NUMBERS])
    return f"{_count_of(len(cases))}: {numbers}" + (" .." if len(cases) > MOST_NUMBERS else "")


def _count_of(count: int) -> str:
    return ngettext("{count} complaint", "{count} complaints", count).format(count=count)


async def escalate_all(screen: DeskScreen, cases: Cases, worked_on: WorkedOn) -> None:
    """Raises each case to the level above its own, with one reason for all of them."""
    question = f"{what(cases)}\n" + _("Why do they go up, each to the level above its own?")
    key = ":".join([str(screen.actor.staff_id), "cases_escalate", *(str(case.id) for case in cases)])
    kept = screen.desk.unsent
    reason = await screen.desk.push_screen_wait(KeptText(question, kept=kept, key=key))
    if reason is not None and await _do(
        screen, cases, escalate_one_level, reason, done=N_("{what}: escalated."), worked_on=worked_on
    ):
        kept.pop(key, None)


async def give(screen: DeskScreen, cases: Cases, worked_on: WorkedOn) -> None:
    """Gives cases of one level to a colleague who stands there."""
    level = cases[0].level
    if any(case.level != level for case in cases):
        screen.desk.tell(_("These cases are at different levels: a colleague stands at one of them only."))
        return
    people = await screen.desk.door.ask(_colleagues, cases[0].id)
    if not people:
        screen.desk.tell(_("Nobody else stands at this level."))
        return
    staff_id = await screen.desk.choose(f"{what(cases)}\n" + _("Who is to take it?"), people)
    if staff_id is not None:
        name = one_line(dict(people)[staff_id])
        done = N_("{what}: assigned to {name}.")
        await _do(screen, cases, hand_over, staff_id, done=done, worked_on=worked_on, name=name)


async def take(screen: DeskScreen, cases: Cases, worked_on: WorkedOn) -> None:
    """Makes the person the owner of cases at their own level."""
    await _do(screen, cases, take_over, done=N_("{what}: yours now."), worked_on=worked_on)


async def acknowledge(screen: DeskScreen, cases: Cases, worked_on: WorkedOn) -> None:
    """Takes note of the alerts of cases; they climb no further."""
    if len(cases) == 1:
        ask = partial(acknowledge_record, actor=screen.actor)
        if not await screen.desk.door.ask(ask, Subject.COMPLAINT, cases[0].id):
            screen.desk.tell(_("No alert waits here."))
            return
        screen.desk.tell(_("{what}: alerts acknowledged.").format(what=cases[0].number))
        worked_on(frozenset({cases[0].id}))
    else:
        await _do(screen, cases, _acknowledge, done=N_("{what}: alerts acknowledged."), worked_on=worked_on)
    screen.desk.session.read_status()


async def _do(
    screen: DeskScreen,
    cases: Cases,
    call: Callable[..., object],
    *arguments: Any,
    done: str,
    worked_on: WorkedOn,
    **said: str,
) -> bool:
    ids = [case.id for case in cases]
    if len(cases) > 1:
        told: Callable[[int], str] = lambda count: _(done).format(what=_count_of(count), **said)  # noqa: E731
        return await do_to_many(screen, Subject.COMPLAINT, ids, call, *arguments, told=told, worked_on=worked_on)
    await screen.desk.door.ask(call, ids[0], *arguments, actor=screen.actor)
    screen.desk.tell(_(done).format(what=cases[0].number, **said))
    worked_on(frozenset(ids))
    return True


def _acknowledge(case_id: int, *, actor: Actor) -> None:
    acknowledge_record(Subject.COMPLAINT, case_id, actor=actor)


def _colleagues(case_id: int) -> list[tuple[int, str]]:
    """Who else stands at the level of a case, in its region."""
    file = complaint_file(case_id)
    return [(staff_id, name) for staff_id, name in holders_at(file.level, file.region_id) if staff_id != file.owner_id]
