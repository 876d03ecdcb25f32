"""The rows behind a figure or a person's criterion: what makes it worse stands first; Enter opens the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from models.i18n import N_, _
from models.reports.definitions import Unit, shown
from models.reports.why import WhyRow
from screens.clock_text import day_hour_and_minute
from screens.commands import Scope, bindings
from screens.desk import DeskScreen
from screens.plain import one_line, plain
from screens.records import open_record
from screens.widgets.columns import Cell, Column, Tone
from screens.widgets.rows import Key, KnownRows, KnownSource
from screens.widgets.virtual_table import VirtualTable


@dataclass(frozen=True)
class WhyLine:
    """A counted row at its place of the list."""

    id: int
    row: WhyRow

    @property
    def key(self) -> Key:
        """The place in the list."""
        return (self.id,)


class WhyScreen(DeskScreen):
    """What was counted, read once by `question`; `unit` says how the time is told that each took."""

    SCOPES = (Scope.LIST,)
    BINDINGS = bindings(Scope.FIGURES, only=("figures.back",))
    AUTO_FOCUS = "#rows"
    CSS = """
    WhyScreen #title { height: 1; padding: 0 1; text-style: bold; }
    """
    help: ClassVar[str] = N_(
        "The rows that the figure was counted from. +: it is in the sum above the line. -: it is only in what that is divided by."
    )

    def __init__(self, title: str, question: Callable[[], list[WhyRow]], unit: Unit) -> None:
        super().__init__()
        self._title, self._question = title, question
        self._unit = unit if unit in (Unit.DAYS, Unit.HOURS) else Unit.SHORT_TIME
        self._rows: list[WhyLine] = []

    def compose_body(self) -> ComposeResult:
        """Which figure, and its rows."""
        yield Static("", id="title", markup=False)
        yield VirtualTable[WhyLine](id="rows", marking=False)

    @property
    def table(self) -> VirtualTable[WhyLine]:
        """The list."""
        return self.query_one("#rows", VirtualTable)

    def on_mount(self) -> None:
        """Reads the rows."""
        self.table.show(KnownSource(KnownRows(self._rows)))
        self.language_changed()
        self.run_worker(self._read(), group="read", exit_on_error=False)

    def language_changed(self) -> None:
        """Everything in the present language."""
        self.table.set_columns(self._columns())
        self.table.empty_text = _("Nothing was counted. Esc goes back.")

    def _columns(self) -> tuple[Column[WhyLine], ...]:
        def tone(line: WhyLine) -> Tone:
            return Tone.PLAIN if line.row.fits else Tone.STRONG

        return (
            Column("", 1, lambda line: Cell("+" if line.row.fits else "-", tone(line))),
            Column(N_("When"), 11, lambda line: Cell(day_hour_and_minute(line.row.at, self.desk.zone))),
            Column(N_("Record no."), 16, lambda line: Cell(line.row.label, tone(line))),
            Column(N_("Took"), 9, lambda line: Cell(shown(self._unit, line.row.took))),
            Column(N_("Who"), 8, lambda line: Cell(one_line(line.row.who) or "-"), grows=True),
        )

    async def _read(self) -> None:
        self._rows[:] = [WhyLine(place, row) for place, row in enumerate(await self.desk.door.ask_in_background(self._question))]
        self.query_one("#title", Static).update(plain(f"{self._title}  {len(self._rows)}"))
        self.table.reread()

    @on(VirtualTable.Opened)
    def _opened(self) -> None:
        if self.table.row is None:
            return
        row = self.table.row.row
        open_record(self.desk, row.subject, row.subject_id)

    def action_back(self) -> None:
        """Back to the figures."""
        self.dismiss(None)
