"""Find: one box over customers, tickets and complaints; results come as one types."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from models.complaints.queue import ComplaintRow, complaint_of_number
from models.customers.callers import CallerMatch, find_callers
from models.i18n import N_, _
from models.people.permissions import Actor, Permission
from models.tickets.queries import QueueQuery, QueueRow, QueueView, queue_page
from screens.desk_dialog import AskingDialog
from screens.plain import fit, one_line, plain
from screens.widgets.said import Said

MOST_OF_EACH = 8
SHORTEST = 2
"""Fewer characters than this fit nearly everything."""


@dataclass(frozen=True)
class Found:
    """What fits the words: customers first, then tickets, then the complaint of that number."""

    customers: tuple[CallerMatch, ...] = ()
    tickets: tuple[QueueRow, ...] = ()
    complaints: tuple[ComplaintRow, ...] = ()

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.customers) + len(self.tickets) + len(self.complaints)


def look_for(text: str, actor: Actor) -> Found:
    """Customers, tickets and the complaint that fit; to be asked through the door. Nothing for fewer than two characters."""
    words = text.strip()
    if len(words) < SHORTEST:
        return Found()
    query = QueueQuery(QueueView.ALL, text=words, staff_id=actor.staff_id, team_id=actor.team_id, region_id=actor.region_id)
    complaints = complaint_of_number(words) if actor.may(Permission.VIEW_COMPLAINTS) else []
    return Found(tuple(find_callers(words, limit=MOST_OF_EACH)), tuple(queue_page(query, limit=MOST_OF_EACH)), tuple(complaints))


class Find(AskingDialog[None]):
    """Enter opens what is marked; a later answer never replaces one to newer words."""

    help = N_("Number, name, pinyin initials, ticket number or words of the problem; Enter opens the marked line.")
    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("f3", "leave", show=False),
    ]
    AUTO_FOCUS = "Input"

    def __init__(self) -> None:
        super().__init__()
        self._found = Found()

    def compose(self) -> ComposeResult:
        """The field, the results, what to say where there are none."""
        with Vertical(classes="dialog -wide"):
            yield Input(max_length=200)
            choices = OptionList()
            choices.can_focus = False
            yield choices
            yield Static("", id="none", markup=False)
            yield Said(N_("Enter opens   Esc goes back"), classes="hint")

    def on_mount(self) -> None:
        """Says what may be typed."""
        self._show(Found())

    def language_changed(self) -> None:
        """The same in another language."""
        self._show(self._found)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.start(self._look(event.value), group="find", exclusive=True)

    async def _look(self, text: str) -> None:
        self._show(await self.desk.door.ask(look_for, text, self.actor))

    def _show(self, found: Found) -> None:
        self._found = found
        choices = self.query_one(OptionList)
        choices.clear_options()
        lines = (*map(_customer_line, found.customers), *map(_ticket_line, found.tickets))
        choices.add_options([*lines, *map(_complaint_line, found.complaints)])
        choices.highlighted = 0 if found.count else None
        typed = self.query_one(Input).value.strip()
        if found.count:
            said = ""
        elif len(typed) < SHORTEST:
            said = _("Number, name, pinyin initials, ticket number or words of the problem.")
        else:
            said = _("Nothing fits. A new customer's file is opened with a call (F4).")
        self.query_one("#none", Static).update(plain(said))

    def action_move(self, by: int) -> None:
        """Moves the mark."""
        choices = self.query_one(OptionList)
        if choices.highlighted is not None:
            choices.highlighted = min(max(choices.highlighted + by, 0), self._found.count - 1)

    @on(Input.Submitted)
    def _open(self, event: Input.Submitted) -> None:
        event.stop()
        marked = self.query_one(OptionList).highlighted
        if marked is None:
            return
        self.dismiss(None)
        found = self._found
        if marked < len(found.customers):
            self.desk.open_customer(found.customers[marked].customer_id)
        elif marked < len(found.customers) + len(found.tickets):
            self.desk.open_ticket(found.tickets[marked - len(found.customers)].id)
        else:
            self.desk.open_complaint(found.complaints[marked - found.count].id)


def _customer_line(match: CallerMatch) -> Content:
    name = match.name if not match.contact_name or match.contact_name == match.name else f"{match.name} / {match.contact_name}"
    place = " ".join(filter(None, (match.region_name, match.city)))
    return plain(f"{fit(name, 30)} {match.level.label:<4} {match.number_masked}  {one_line(place)}")


def _ticket_line(row: QueueRow) -> Content:
    return plain(f"{row.number:<15} {fit(row.status.label, 10)} {fit(row.customer_name, 14)} {fit(row.problem, 40)}")


def _complaint_line(row: ComplaintRow) -> Content:
    return plain(f"{row.number:<15} {fit(row.stage.label, 10)} {fit(row.customer_name, 14)} {fit(row.content, 40)}")
