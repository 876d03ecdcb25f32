"""The open alerts of the person at the desk: open the ticket, or acknowledge."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from models.i18n import N_, _
from models.sla.alerts import acknowledge
from models.sla.queries import AlertRow, open_alerts
from screens.alert_watch import told
from screens.commands import Scope, bindings
from screens.desk_dialog import AskingDialog
from screens.plain import plain
from screens.records import open_record
from screens.widgets.said import Said


class Alerts(AskingDialog[None]):
    """Newest first; a refresh keeps the mark on the same alert."""

    help = N_("Alerts wait until you acknowledge them; what nobody acknowledges in time goes to the next level.")
    SCOPES = (Scope.ALERTS,)
    BINDINGS = bindings(Scope.ALERTS)

    def __init__(self) -> None:
        super().__init__()
        self._alerts: tuple[AlertRow, ...] = ()

    def compose(self) -> ComposeResult:
        """The list, what to say where it is empty, the keys."""
        with Vertical(classes="dialog"):
            yield Said(N_("Alerts"), classes="question")
            yield OptionList()
            yield Static("", id="none", markup=False)
            yield Said(N_("Enter opens   F9 or Space acknowledges   Ctrl+A all   Esc goes back"), classes="hint")

    def on_mount(self) -> None:
        """Reads the list."""
        self.database_changed()
        self.query_one(OptionList).focus()

    def database_changed(self) -> None:
        """Reads the list again."""
        self.start(self._read(), group="read", exclusive=True)

    async def _read(self) -> None:
        actor = self.actor
        if actor.staff_id is not None:
            alerts = await self.desk.door.ask(open_alerts, actor.staff_id, actor.roles, actor.region_id)
            self._show(tuple(alerts))

    def _show(self, alerts: tuple[AlertRow, ...]) -> None:
        choices = self.query_one(OptionList)
        if alerts == self._alerts and choices.option_count == len(alerts) and alerts:
            return
        marked = self._marked()
        position = choices.highlighted or 0
        self._alerts = alerts
        choices.clear_options()
        choices.add_options([plain(told(alert, self.desk)) for alert in alerts])
        ids = [alert.id for alert in alerts]
        if alerts:
            choices.highlighted = ids.index(marked.id) if marked and marked.id in ids else min(position, len(alerts) - 1)
        nothing = "" if alerts else _("No alert waits for you. Warnings and breaches of your tickets come up here.")
        self.query_one("#none", Static).update(plain(nothing))

    def _marked(self) -> AlertRow | None:
        marked = self.query_one(OptionList).highlighted
        return self._alerts[marked] if marked is not None and marked < len(self._alerts) else None

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        alert = self._marked()
        if alert is not None:
            self.dismiss(None)
            open_record(self.desk, alert.subject, alert.subject_id)

    def action_acknowledge(self) -> None:
        """Takes note of the marked alert."""
        alert = self._marked()
        if alert is not None:
            self.start(self._acknowledge((alert,)))

    def action_acknowledge_all(self) -> None:
        """Takes note of every alert in the list."""
        self.start(self._acknowledge(self._alerts))

    async def _acknowledge(self, alerts: tuple[AlertRow, ...]) -> None:
        for alert in alerts:
            await self.desk.door.ask(acknowledge, alert.id, actor=self.actor)
        await self._read()
        self.desk.session.read_status()
