"""Find: one box over customers, tickets and complaints; results come as one types."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding

from models.complaints.queue import ComplaintRow, complaint_of_number
from models.customers.callers import CallerMatch, find_callers
from models.i18n import N_
from models.people.permissions import Actor, Permission
from models.tickets.queue import QueueQuery, QueueRow, QueueView, queue_page
from screens.dialogs.customer import customer_line
from screens.dialogs.finder import Finder
from screens.plain import fit

MOST_OF_EACH = 8

Found = CallerMatch | QueueRow | ComplaintRow


def look_for(words: str, actor: Actor) -> list[Found]:
    """Customers that fit, then tickets, then the complaint of that number; to be asked through the door."""
    query = QueueQuery(QueueView.ALL, text=words, staff_id=actor.staff_id, team_id=actor.team_id, region_id=actor.region_id)
    complaints = complaint_of_number(words) if actor.may(Permission.VIEW_COMPLAINTS) else []
    return [*find_callers(words, limit=MOST_OF_EACH), *queue_page(query, limit=MOST_OF_EACH), *complaints]


class Find(Finder[None, Found]):
    """Enter opens what is marked."""

    help = N_("Number, name, pinyin initials, ticket number or words of the problem; Enter opens the marked line.")
    BINDINGS = [Binding("f3", "leave", show=False)]
    MAY_BE_TYPED = N_("Number, name, pinyin initials, ticket number or words of the problem.")
    NOTHING_FITS = N_("Nothing fits. A new customer's file is opened with a call (F4).")

    async def look_for(self, text: str) -> Sequence[Found]:
        """Customers, tickets and the complaint that fit."""
        return await self.desk.door.ask(look_for, text, self.actor)

    def line(self, found: Found) -> str:
        """A customer, a ticket or a complaint in a line."""
        if isinstance(found, CallerMatch):
            return customer_line(found)
        state, text = (found.status, found.problem) if isinstance(found, QueueRow) else (found.stage, found.content)
        return f"{found.number:<15} {fit(state.label, 10)} {fit(found.customer_name, 14)} {fit(text, 40)}"

    def picked(self, found: Found) -> None:
        """Opens it."""
        self.dismiss(None)
        if isinstance(found, CallerMatch):
            self.desk.open_customer(found.customer_id)
        elif isinstance(found, QueueRow):
            self.desk.open_ticket(found.id)
        else:
            self.desk.open_complaint(found.id)
