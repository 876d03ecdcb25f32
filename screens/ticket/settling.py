"""A ticket whose priority, owner or category somebody else set first: goes on by itself where that was left alone, else asks."""

from __future__ import annotations

from models.errors import DomainError
from models.events.queries import Touches, touches
from models.events.tables import Subject
from models.i18n import N_, _
from models.merging import merged
from models.tickets.file import TicketFile, ticket_file
from screens.desk import DeskScreen
from screens.dialogs.merging import FieldTold, Merging
from screens.ticket.targets import Target

LABELS = {"priority": N_("Priority"), "owner": N_("Responsible"), "category": N_("Category")}


async def settle(screen: DeskScreen, target: Target, sets: str, mine: object, name: str, error: DomainError) -> int | None:
    """The version over which `mine` may be saved as the ticket's `sets`; None where it isn't to be saved any more.

    `name` is what a person calls `mine`; `error` is the refusal that led here.
    """
    desk = screen.desk
    file, touched = await desk.door.ask(_read, target.id)
    now = Target.of(file)
    base, before = target.set_as(sets)
    theirs, after = now.set_as(sets)
    merge = merged({sets: base}, {sets: mine}, {sets: theirs})
    if not merge.touched:
        return file.version
    if merge.collisions:
        names = {base: before, theirs: after, mine: name}
        told = FieldTold[object](_(LABELS[sets]), names.__getitem__)
        title = f"{target.number}\n{error.refusal()}"
        settled = await desk.push_screen_wait(Merging(title, merge, {sets: told}, touched.of, desk.zone))
        if settled is None or settled[sets] == mine:
            return None if settled is None else file.version
    desk.tell(_("{number}: left as it is now.").format(number=target.number))
    screen.database_changed()
    return None


def _read(ticket_id: int) -> tuple[TicketFile, Touches]:
    return ticket_file(ticket_id), touches(Subject.TICKET, ticket_id)
