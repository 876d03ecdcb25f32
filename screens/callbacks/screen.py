"""The callbacks (F6): the day's figures, views by digit, and the list of those that are owed, the longest due first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from models.callbacks.daily import DailySheet, daily_sheet
from models.callbacks.operations import excuse, take_on
from models.callbacks.queue import (
    FILTERED,
    CallbackQuery,
    CallbackRow,
    CallbackView,
    callback_count,
    callback_page,
    callback_rank,
    callback_rows,
    callback_view_counts,
)
from models.callbacks.tables import CallbackStatus
from models.errors import DomainError
from models.i18n import N_, _
from models.people.permissions import Permission
from screens.callbacks.columns import WIDE, columns
from screens.callbacks.interviews import plan_a_round
from screens.callbacks.jumping import open_record
from screens.callbacks.saving import asked_reason, reason_key
from screens.callbacks.sheet import SheetDialog
from screens.commands import Scope, bindings
from screens.listing import Listing
from screens.plain import plain
from screens.queue.filter_field import FilterField
from screens.queue.tabs import ViewTabs
from screens.widgets.paged_rows import PagedRows
from screens.widgets.rows import DoorSource
from screens.widgets.virtual_table import VirtualTable

EMPTY = {
    CallbackView.DUE: N_("No callback is due. 2 shows what comes today, 6 all of them."),
    CallbackView.TODAY: N_("Nobody has to be called back today. 6 shows all callbacks."),
    CallbackView.PROMISED: N_("No callback is promised. A call that ends with 5 promises one."),
    CallbackView.COMPLAINTS: N_("No complaint has to be followed up. F7 shows the complaints."),
    CallbackView.DISSATISFIED: N_("Nobody was dissatisfied in the last month."),
    CallbackView.ALL: N_("Nobody has to be called back. Every resolved ticket makes a callback by itself."),
    CallbackView.ENDED: N_("No callback is over yet. 6 shows those that are open."),
}
TIGHT = {CallbackView.COMPLAINTS: N_("Compl."), CallbackView.DISSATISFIED: N_("Dissat.")}
"""Names for the tabs of a narrow terminal, where the counts would find no room otherwise."""
TONES = {
    CallbackView.DUE: "warning",
    CallbackView.PROMISED: "warning",
    CallbackView.DISSATISFIED: "danger",
}

_NEED_OPEN = frozenset({"take_on", "excuse"})


def _figures(query: CallbackQuery) -> tuple[dict[CallbackView, int], list[DailySheet]]:
    return callback_view_counts(query), daily_sheet(region_id=query.region_id)


def _ended(rows: tuple[CallbackRow, ...]) -> bool:
    return bool(rows) and all(row.status is not CallbackStatus.OPEN for row in rows)


class CallbacksScreen(Listing[CallbackView, CallbackRow]):
    """The list of callbacks; a refresh moves neither the focus nor the cursor nor the view."""

    CSS_PATH = "callbacks.tcss"
    SCOPES = (Scope.CALLBACKS, Scope.LIST)
    BINDINGS = bindings(Scope.CALLBACKS)
    AUTO_FOCUS = "#rows"
    help: ClassVar[str] = N_(
        "Callbacks by view, the longest due first; 7 has those that are over, the newest first."
        " x is overdue or a promise that is due, ! is due. Enter opens one."
    )

    def __init__(self) -> None:
        super().__init__()
        self.view = CallbackView.DUE
        self.everybody = False
        self.text = ""
        self._sheets: list[DailySheet] = []
        self._all_ended = False

    def compose_body(self) -> ComposeResult:
        """The day's figures (or the filter while there is one) and the place, the views, the rows."""
        with Horizontal(id="above"):
            yield Static("/", id="slash", markup=False)
            yield FilterField(id="filter", select_on_focus=False)
            yield Static("", id="figures", markup=False)
            yield Static("", id="place", markup=False)
        yield ViewTabs(self.view, views=tuple(CallbackView), tight=TIGHT, tones=TONES)
        yield VirtualTable[CallbackRow](id="rows")

    def on_mount(self) -> None:
        """Shows what is due; who decides about callbacks sees everybody's."""
        self.everybody = self.actor.may(Permission.EXCUSE_CALLBACK)
        self.language_changed()
        self.show_rows()
        self.set_interval(1.0, self._tick)

    def language_changed(self) -> None:
        """Everything on the screen in the present language."""
        self.query_one(FilterField).placeholder = _("Filter: number, name, pinyin, words")
        self._set_columns()
        self._say_what_is_shown()
        self._show_figures()

    def on_resize(self) -> None:
        """Another width has room for other columns."""
        self._set_columns()
        self._show_figures()

    def _set_columns(self) -> None:
        ended = self.view is CallbackView.ENDED
        self.table.set_columns(columns(self.app.size.width, self.desk.zone, ended=ended))

    def pick(self, view: CallbackView) -> None:
        """Shows a view, at the callback where it was left."""
        super().pick(view)
        self._set_columns()

    def _tick(self) -> None:
        if self.is_current:
            self.table.tick()

    # What is listed

    def query_shown(self) -> CallbackQuery:
        """What the list asks for."""
        return CallbackQuery(self.view, self.actor.staff_id, self.actor.region_id, self.everybody, self.text)

    def show_rows(self, at: CallbackRow | None = None) -> None:
        """Shows the callbacks of the present view and filter."""
        rows = PagedRows(self.query_shown(), callback_count, callback_page, callback_rank, callback_rows)
        self.table.show(DoorSource(self.desk.door, rows), at=at)
        self._say_what_is_shown()
        self.count_later()

    def _say_what_is_shown(self) -> None:
        if not self.text:
            self.table.empty_text = _(EMPTY[self.view])
        elif self.view is CallbackView.ENDED:
            nothing = _("Nothing fits among the {count} that ended last. Esc clears the filter.")
            self.table.empty_text = nothing.format(count=f"{FILTERED:,}")
        else:
            self.table.empty_text = _("Nothing fits the filter. Esc clears it.")
        self._show_place()

    def action_everybody(self) -> None:
        """Mine and anyone's, or everybody's."""
        self.everybody = not self.everybody
        self.show_rows(self.table.row)

    # Filter

    def action_filter(self) -> None:
        """Goes to the filter, which takes the place of the day's figures."""
        self.add_class("-filter")
        self.query_one(FilterField).focus()

    @on(FilterField.Filtered)
    def _filtered(self, message: FilterField.Filtered) -> None:
        self.text = message.text
        self.show_rows(self.table.row)

    @on(FilterField.Left)
    def _filter_left(self) -> None:
        self.table.focus()
        self.set_class(bool(self.query_one(FilterField).value.strip()), "-filter")

    # Figures and counts

    async def read_counts(self) -> Mapping[CallbackView, int]:
        """How many callbacks each view has, with the day's figures."""
        counts, self._sheets = await self.desk.door.ask_in_background(_figures, self.query_shown())
        self._show_figures()
        return counts

    def _show_figures(self) -> None:
        if not self._sheets:
            return
        whole = self._sheets[0]
        parts = [_("Today: due {due}, called {done}, reached {reached}, satisfied {satisfied}").format(**vars(whole))]
        if whole.satisfaction is not None:
            parts.append(f"({whole.satisfaction:.1%})")
        own = next((sheet for sheet in self._sheets[1:] if sheet.staff_id == self.actor.staff_id), None)
        if own is not None and self.app.size.width >= WIDE:
            parts.append(_("  I: {done} called, {satisfied} satisfied").format(done=own.done, satisfied=own.satisfied))
        self.query_one("#figures", Static).update(plain(" ".join(parts)))

    def action_sheet(self) -> None:
        """The daily callback sheet, today's live."""
        self.desk.push_screen(SheetDialog())

    # The rows

    @on(VirtualTable.Changed)
    def _rows_moved(self) -> None:
        self._show_place()
        if self._all_ended != _ended(self.table.chosen()):
            self._all_ended = not self._all_ended
            self.refresh_bindings()

    def _show_place(self) -> None:
        whose = [_("everybody's")] if self.everybody else [_("mine and anyone's")] if self.app.size.width >= WIDE else []
        self.say_place(*whose)

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        self.desk.open_callback(message.row.id)

    def action_back(self) -> None:
        """Clears the filter, else the marks."""
        if self.text:
            self.query_one(FilterField).clear_filter()
            self.remove_class("-filter")
        else:
            self.table.action_unmark()

    # What the keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What changes a callback works only where one of those chosen is open."""
        if action in _NEED_OPEN and _ended(self.table.chosen()):
            return False
        return super().check_action(action, parameters)

    def action_take_on(self) -> None:
        """Makes the person responsible for what is marked, else for the row under the cursor."""
        rows = self.table.chosen()
        if rows:
            self.start(self._each(rows, partial(take_on, actor=self.actor), N_("Taken on: {number}")))

    def action_excuse(self) -> None:
        """Closes what is marked, else the row under the cursor, without a call; asks for the reason."""
        rows = self.table.chosen()
        if rows:
            self.start(self._excuse(rows))

    async def _excuse(self, rows: tuple[CallbackRow, ...]) -> None:
        ids = [row.id for row in rows]
        reason = await asked_reason(self.desk, ids)
        if reason is not None:
            deed = partial(excuse, reason=reason, actor=self.actor)
            if await self._each(rows, deed, N_("Closed without a call: {number}")):
                self.desk.unsent.pop(reason_key(ids), None)

    async def _each(self, rows: tuple[CallbackRow, ...], deed: Callable[..., Any], said: str) -> bool:
        """Does it to each row and tells of it; whether none was refused."""
        done = set()
        for row in rows:
            try:
                await self.desk.door.ask(deed, row.id, expected_version=row.version)
            except DomainError as error:
                self.desk.refuse(error)
            else:
                done.add(row.id)
        self.table.marks.drop(frozenset(done))
        if done:
            self.desk.tell(_(said).format(number=len(done)))
        self.database_changed()
        return len(done) == len(rows)

    def action_open_record(self) -> None:
        """Opens the ticket or complaint under the cursor."""
        row = self.table.row
        if row is not None:
            open_record(self.desk, row.ticket_id, row.complaint_id)

    def action_plan(self) -> None:
        """Opens the dialog for a round of interviews."""
        self.start(self._plan())

    async def _plan(self) -> None:
        await plan_a_round(self.desk)
        self.database_changed()
