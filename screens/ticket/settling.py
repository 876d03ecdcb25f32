"""A ticket whose priority or owner somebody else set first: goes on by itself where that was left alone, else asks."""

from __future__ import annotations

from typing import Any

from models.errors import DomainError
from models.events.queries import Touches, touches
from models.events.tables import Subject
from models.i18n import N_, _
from models.merging import merged
from models.sla.tables import Priority
from models.tickets.file import TicketFile, ticket_file
from screens.desk import DeskScreen
from screens.dialogs.merging import FieldTold, Merging
from screens.ticket.targets import Target

LABELS = {"priority": N_("Priority"), "owner": N_("Responsible")}


async def settle(screen: DeskScreen, target: Target, sets: str, mine: Any, name: str, error: DomainError) -> int | None:
    """The version over which `mine` may be saved as the ticket's `sets`; None where it isn't to be saved any more.

    `name` is what a person calls `mine`; `error` is the refusal that led here.
    """
    desk = screen.desk
    file, touched = await desk.door.ask(_read, target.id)
    now = Target.of(file)
    merge = merged({sets: target.set_as(sets)}, {sets: mine}, {sets: now.set_as(sets)})
    if not merge.touched:
        return file.version
    if merge.collisions:
        names = {target.set_as(sets): target.owner_name, now.set_as(sets): now.owner_name, mine: name}
        told = FieldTold[Any](_(LABELS[sets]), lambda value: value.label if isinstance(value, Priority) else names[value])
        title = f"{target.number}\n{error.refusal()}"
        settled = await desk.push_screen_wait(Merging(title, merge, {sets: told}, touched.of, desk.zone))
        if settled is None or settled[sets] == mine:
            return None if settled is None else file.version
    desk.tell(_("{number}: left as it is now.").format(number=target.number))
    screen.database_changed()
    return None


def _read(ticket_id: int) -> tuple[TicketFile, Touches]:
    return ticket_file(ticket_id), touches(Subject.TICKET, ticket_id)
