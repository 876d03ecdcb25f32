"""The daily callback sheet over the list: today's is live, earlier days are as they were."""

from __future__ import annotations

from datetime import datetime, timedelta

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from models import clock
from models.callbacks.daily import DailySheet, daily_sheet
from models.i18n import _
from screens.desk_dialog import AskingDialog
from screens.plain import fit, plain

LIVE_SECONDS = 2.0


class SheetDialog(AskingDialog[None]):
    """One day's sheet; Left and Right go to the day before and after, today's is read again every LIVE_SECONDS."""

    CSS = """
    SheetDialog #lines { height: auto; max-height: 65vh; }
    SheetDialog #lines > Static { height: auto; width: 1fr; }
    """
    BINDINGS = [
        Binding("left,left_square_bracket", "day(-1)", show=False),
        Binding("right,right_square_bracket", "day(1)", show=False),
        Binding("enter,space", "leave", show=False),
    ]
    AUTO_FOCUS = "#lines"

    def __init__(self) -> None:
        super().__init__()
        self._days_ago = 0

    def compose(self) -> ComposeResult:
        """The day, the table, and how to go on."""
        with Vertical(classes="dialog -wide"):
            yield Static("", classes="question", markup=False)
            with VerticalScroll(id="lines"):
                yield Static("", id="sheet", markup=False)
            yield Static(plain(_("Left/Right another day   Esc or Enter goes back")), classes="hint")

    def on_mount(self) -> None:
        """Reads today's sheet, and reads it again from time to time."""
        self._read()
        self.set_interval(LIVE_SECONDS, self._read_live)

    def action_day(self, step: int) -> None:
        """Goes to another day, today at most."""
        self._days_ago = max(0, self._days_ago - step)
        self._read()

    def _read_live(self) -> None:
        if self.is_current and not self._days_ago and not self.desk.reach.away:
            self._read()

    def _read(self) -> None:
        self.run_worker(self._show(), group="sheet", exclusive=True, exit_on_error=False)

    async def _show(self) -> None:
        day = self._day()
        sheets = await self.desk.door.ask_in_background(daily_sheet, day, region_id=self.actor.region_id)
        title = _("Daily callback sheet") + f"  {day.astimezone(self.desk.zone):%Y-%m-%d}"
        self._say(".question", plain(title))
        self._say("#sheet", sheet_shown(sheets))

    def _day(self) -> datetime:
        local = clock.now().astimezone(self.desk.zone)
        return local.replace(hour=12, minute=0) - timedelta(days=self._days_ago) if self._days_ago else local

    def _say(self, selector: str, content: Content) -> None:
        part = self.query_one(selector, Static)
        if part.content != content:
            part.update(content)


def sheet_shown(sheets: list[DailySheet]) -> Content:
    """The daily sheet as a table: everybody first, then each agent."""
    titles = (_("Agent"), _("Due"), _("Called"), _("Reached"), _("Satisfied"), _("Dissatisfied"), "%")
    widths = (12, *(max(6, cell_len(title) + 1) for title in titles[1:]))
    lines = ["".join(fit(title, width) for title, width in zip(titles, widths, strict=True))]
    for sheet in sheets:
        name = _("everybody") if sheet.staff_id is None and sheet is sheets[0] else sheet.name or _("The system")
        share = "-" if sheet.satisfaction is None else f"{sheet.satisfaction:.1%}"
        figures = (sheet.due, sheet.done, sheet.reached, sheet.satisfied, sheet.dissatisfied)
        cells = (name, *(str(figure) for figure in figures), share)
        lines.append("".join(fit(cell, width) for cell, width in zip(cells, widths, strict=True)))
    return plain("\n".join(lines))
