"""The administration: who works here, what the site is and decides for itself, and the products that it serves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from models.i18n import N_, _
from models.people.staff import StaffRow
from screens.administration import asking, catalogue, groups, place
from screens.administration.rows import (
    MAY,
    AdminRow,
    AdminView,
    people_columns,
    product_columns,
    read_people,
    read_products,
    read_settings,
    read_teams,
    setting_columns,
    team_columns,
)
from screens.commands import Scope, bindings
from screens.desk import DeskScreen
from screens.plain import one_line, plain
from screens.queue.tabs import ViewTabs
from screens.widgets.rows import KnownRows, KnownSource
from screens.widgets.virtual_table import VirtualTable

_OF_A_PERSON = frozenset({"roles", "skills", "password", "unlock", "leave"})
_READ = {
    AdminView.PEOPLE: read_people,
    AdminView.SETTINGS: read_settings,
    AdminView.PRODUCTS: read_products,
    AdminView.TEAMS: read_teams,
}
_COLUMNS = {
    AdminView.PEOPLE: people_columns,
    AdminView.SETTINGS: setting_columns,
    AdminView.PRODUCTS: product_columns,
    AdminView.TEAMS: team_columns,
}
_EMPTY = {
    AdminView.PRODUCTS: N_("No model is in the catalogue yet. n adds one."),
    AdminView.TEAMS: N_("There is no team yet. n adds one."),
}


class AdministrationScreen(DeskScreen):
    """Four lists, of which a person sees those that they may change; Enter changes what the cursor is on."""

    CSS_PATH = "administration.tcss"
    SCOPES = (Scope.ADMINISTRATION, Scope.LIST)
    BINDINGS = bindings(Scope.ADMINISTRATION)
    AUTO_FOCUS = "#rows"
    help: ClassVar[str] = N_(
        "1 shows the staff, 2 the site and its settings, 3 the products, 4 the teams. Enter changes what is under the cursor, "
        "n adds to the list. Other roles, another region, a new password and leaving end a person's open sign-ins."
    )

    def __init__(self, first: str = AdminView.PEOPLE.value) -> None:
        super().__init__()
        self.view = AdminView(first)
        self._rows: list[AdminRow] = []

    def compose_body(self) -> ComposeResult:
        """The views, the list, what is to be said of the row."""
        if all(map(self._may_see, AdminView)):
            yield ViewTabs(self.view, views=tuple(AdminView))
        yield VirtualTable[AdminRow](id="rows", marking=False)
        yield Static("", id="about", markup=False)

    @property
    def table(self) -> VirtualTable[AdminRow]:
        """The list."""
        return self.query_one("#rows", VirtualTable)

    def on_mount(self) -> None:
        """Shows the first list."""
        self.language_changed()

    def language_changed(self) -> None:
        """Everything in the present language."""
        self.action_view(list(AdminView).index(self.view) + 1)

    def database_changed(self) -> None:
        """Reads the list again."""
        self.run_worker(self._read(), group="read", exclusive=True, exit_on_error=False)

    def action_view(self, number: int) -> None:
        """Shows one of the lists."""
        other = list(AdminView)[number - 1]
        if other is not self.view:
            self.view, self._rows = other, []
        for tabs in self.query(ViewTabs):
            tabs.show(self.view, {})
        self.table.set_columns(_COLUMNS[self.view]())
        self.table.empty_text = _(_EMPTY.get(self.view, ""))
        self.database_changed()

    async def _read(self) -> None:
        view = self.view
        rows = await self.desk.door.ask(_READ[view])
        fresh = not self._rows
        if view is self.view and (fresh or rows != self._rows):
            self._rows[:] = rows
            if fresh:
                self.table.show(KnownSource(KnownRows(self._rows)))
            else:
                self.table.reread()

    @on(VirtualTable.Changed)
    def _say(self) -> None:
        row = self.table.row
        text = ""
        if row is not None and row.person is not None and row.desks:
            text = _("Signed in at: {desks}").format(desks=", ".join(row.desks))
        elif row is not None and row.setting is not None:
            text = row.setting.label
        elif row is not None and row.model is not None:
            text = one_line(row.model.specification)
        elif row is not None and row.label:
            text = one_line(f"{_(row.label)}: {row.value}")
        self.query_one("#about", Static).update(plain(text))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What changes a person works only where the cursor is on one; nobody sees a list that they may not change."""
        if action in _OF_A_PERSON and (self.table.row is None or self.table.row.person is None):
            return False
        if action == "view" and parameters and not self._may_see(list(AdminView)[int(str(parameters[0])) - 1]):
            return False
        if (action == "add" and self.view is AdminView.SETTINGS) or (action == "edit" and self.table.row is None):
            return False
        return super().check_action(action, parameters)

    @on(VirtualTable.Opened)
    def _opened(self) -> None:
        self.action_edit()

    def _may_see(self, view: AdminView) -> bool:
        return self.actor.may(MAY[view])

    def _do(self, work: Awaitable[None]) -> None:
        async def done() -> None:
            await work
            await self._read()

        self.start(done())

    def _with_person(self, ask: Callable[[DeskScreen, StaffRow], Awaitable[None]]) -> None:
        row = self.table.row
        if row is not None and row.person is not None:
            self._do(ask(self, row.person))

    def action_add(self) -> None:
        """Takes somebody on, or adds a model or a team."""
        adds = {AdminView.PRODUCTS: catalogue.add, AdminView.TEAMS: groups.add}
        self._do(adds.get(self.view, asking.take_on)(self))

    def action_edit(self) -> None:
        """Changes what the cursor is on."""
        row = self.table.row
        if row is None:
            return
        if row.person is not None:
            self._do(asking.change(self, row.person))
        elif row.model is not None:
            self._do(catalogue.change(self, row.model))
        elif row.group is not None:
            self._do(groups.change(self, row.group))
        elif row.setting is not None:
            self._do(asking.change_value(self, row))
        else:
            self._do(place.change_site(self))

    def action_roles(self) -> None:
        """Gives and takes roles."""
        self._with_person(asking.choose_roles)

    def action_skills(self) -> None:
        """Says what the person masters."""
        self._with_person(groups.choose_skills)

    def action_password(self) -> None:
        """Makes a first password."""
        self._with_person(asking.give_password)

    def action_unlock(self) -> None:
        """Lifts a sign-in lock."""
        self._with_person(asking.lift_lock)

    def action_leave(self) -> None:
        """Takes the person out of use, or puts them back."""
        self._with_person(asking.leave_or_come_back)

    def action_back(self) -> None:
        """Leads back."""
        self.dismiss(None)
