"""The ticket queue (F5): views, filter, order, marks, and the commands that work on the tickets chosen."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from models.events.tables import Subject
from models.i18n import N_, _
from models.tickets.queue import QueueQuery, QueueRow, QueueSort, QueueView, view_counts
from models.tickets.total import RunningTotal
from screens.commands import Scope, bindings
from screens.listing import Listing
from screens.queue.columns import columns
from screens.queue.filter_field import FilterField
from screens.queue.rows import rows_of
from screens.queue.tabs import COUNT_TONES, SHORT, TIGHT, ViewTabs
from screens.ticket.targets import Standing, Target, standing
from screens.ticket.work import TicketWork
from screens.widgets.rows import AskedAhead, DoorSource
from screens.widgets.view import View
from screens.widgets.virtual_table import VirtualTable

SLIP_SECONDS = 0.7
"""How long a command waits for a second press after another row has come under the cursor."""

EMPTY = {
    QueueView.MINE: N_("No ticket is yours. 2 shows the unassigned ones; F9 takes one."),
    QueueView.UNASSIGNED: N_("Every ticket has somebody responsible. F4 takes a call."),
    QueueView.DUE_SOON: N_("Nothing is due soon."),
    QueueView.OVERDUE: N_("Nothing is overdue."),
    QueueView.WAITING_FOR_CUSTOMER: N_("No ticket waits for a customer."),
    QueueView.WAITING_FOR_PARTS: N_("No ticket waits for parts."),
    QueueView.TEAM: N_("The team has no open ticket. F4 takes a call."),
    QueueView.ALL: N_("There is no ticket yet. F4 takes a call and opens one."),
}


class QueueScreen(Listing[QueueView, QueueRow], TicketWork):
    """The list of tickets; a refresh moves neither the focus nor the cursor nor the view."""

    CSS_PATH = "queue.tcss"
    SCOPES = (Scope.QUEUE, Scope.TICKET, Scope.LIST)
    BINDINGS = [*bindings(Scope.QUEUE), *bindings(Scope.TICKET)]
    SHOWS_NONE_OF = frozenset({Subject.CALL, Subject.CALLBACK, Subject.COMPLAINT})
    AUTO_FOCUS = "#rows"
    help: ClassVar[str] = N_(
        "Tickets by view. x is overdue, ! is due soon, = is paused. The cursor stays on its ticket whatever comes in."
    )

    def __init__(self) -> None:
        super().__init__()
        self.view = QueueView.MINE
        self.sort = QueueSort.NEXT_DUE
        self.text = ""
        self._total = RunningTotal()
        self._coming: tuple[QueueQuery, AskedAhead[QueueRow]] | None = None

    def compose_body(self) -> ComposeResult:
        """Views, filter and place, rows."""
        yield ViewTabs(self.view, views=tuple(QueueView), short=SHORT, tight=TIGHT, tones=COUNT_TONES)
        with Horizontal(id="above"):
            yield Static("/", id="slash", markup=False)
            yield FilterField(id="filter", select_on_focus=False)
            yield Static("", id="place", markup=False)
        yield VirtualTable[QueueRow](id="rows")

    def on_mount(self) -> None:
        """Shows the person's own tickets."""
        self.language_changed()
        self.table.follow = self._rows_moved
        self.show_rows()
        self.set_interval(1.0, self._tick)

    def language_changed(self) -> None:
        """Everything on the screen in the present language."""
        self.query_one("#filter", Input).placeholder = _("Filter: number, name, pinyin, words")
        self.table.set_columns(columns(self.app.size.width))
        self._say_what_is_shown()

    def on_resize(self) -> None:
        """Another width has room for other columns."""
        self.table.set_columns(columns(self.app.size.width))

    def _tick(self) -> None:
        if self.is_active:
            self.table.tick()

    # What is listed

    def query_shown(self) -> QueueQuery:
        """What the list asks for."""
        actor = self.actor
        return QueueQuery(self.view, self.sort, self.text, actor.staff_id, actor.team_id, actor.region_id)

    def show_rows(self, at: QueueRow | None = None) -> None:
        """Shows the tickets of the present view, order and filter."""
        coming, query = self._coming, self.query_shown()
        self._coming = None
        if coming is not None and coming[0] == query:
            self.table.show(coming[1], at=at)
        else:
            self._drop(coming)
            self.table.show(self._rows_of(query), at=at)
        self._say_what_is_shown()
        self.count_later()

    def _rows_of(self, query: QueueQuery) -> DoorSource[QueueRow]:
        return DoorSource(self.desk.door, rows_of(query, self._total))

    def _say_what_is_shown(self) -> None:
        self.table.empty_text = _("Nothing fits the filter. Esc clears it.") if self.text else _(EMPTY[self.view])
        self._show_place()

    def action_sort(self) -> None:
        """Goes on to the next order; the cursor stays on its ticket."""
        if self.view is QueueView.ALL:
            self.desk.tell(_("All tickets are always shown newest first."))
            return
        orders = list(QueueSort)
        self.sort = orders[(orders.index(self.sort) + 1) % len(orders)]
        self.show_rows(self.table.row)

    async def read_counts(self) -> Mapping[QueueView, int]:
        """How many tickets each view has."""
        return await self.desk.door.ask_in_background(view_counts, self.query_shown(), self._total)

    # Filter

    def action_filter(self) -> None:
        """Goes to the filter."""
        self.query_one("#filter").focus()

    @on(FilterField.Coming)
    def _filter_coming(self, message: FilterField.Coming) -> None:
        """Asks for the rows while the pause in typing lasts."""
        self._drop(self._coming)
        query = replace(self.query_shown(), text=message.text)
        self._coming = (query, self.table.ask_ahead(self._rows_of(query), at=self.table.row))

    def _drop(self, coming: tuple[QueueQuery, AskedAhead[QueueRow]] | None) -> None:
        if coming is not None:
            coming[1].drop()

    def database_changed(self) -> None:
        """What was asked for ahead may have changed too."""
        self._drop(self._coming)
        self._coming = None
        super().database_changed()

    @on(FilterField.Filtered)
    def _filtered(self, message: FilterField.Filtered) -> None:
        self.text = message.text
        self.show_rows(self.table.row)

    @on(FilterField.Left)
    def _filter_left(self) -> None:
        self.table.focus()

    def action_back(self) -> None:
        """Clears the filter, else the marks."""
        if self.text:
            self.query_one(FilterField).clear_filter()
        else:
            self.table.action_unmark()

    # The rows

    def _rows_moved(self) -> None:
        self._show_place()
        self.keys_may_differ()

    def _show_place(self) -> None:
        order = QueueSort.NEWEST if self.view is QueueView.ALL else self.sort
        self.say_place(_("Sort: {order}").format(order=order.label), pad=_short_of_widest(self.table.view))

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        self.desk.open_ticket(message.row.id)

    def targets(self) -> tuple[Target, ...]:
        """The marked tickets, else the one under the cursor."""
        return tuple(Target.of(row) for row in self.table.chosen())

    def standing(self) -> tuple[frozenset[Standing], bool]:
        """As every screen's that works on tickets, without making a target of each row at each step of the cursor."""
        rows = self.table.chosen()
        return frozenset(standing(row.status, row.owner_id is not None) for row in rows), len(rows) == 1

    def must_look_again(self) -> bool:
        """A colleague's work has just put another ticket under the cursor: the key was meant for the one before."""
        slipped = self.table.view.slipped_at
        if slipped is None or self.table.marks or time.monotonic() - slipped > SLIP_SECONDS:
            return False
        self.desk.tell(_("Another ticket has just come under the cursor. Press again if you mean this one."))
        self.table.view.slipped_at = None
        return True

    def worked_on(self, done: frozenset[int]) -> None:
        """Takes the marks off the tickets that were worked on; the refused ones stay marked."""
        self.table.marks.drop(done)
        self.database_changed()


def _short_of_widest(view: View[QueueRow]) -> int:
    """How many cells the place is shorter than it can get in this list: its width stays, for another one is a new layout."""
    return 2 * len(f"{view.total_said:,}") - len(f"{view.top + 1:,}") - len(f"{view.last:,}") if view.total else 0
