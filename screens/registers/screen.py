"""The registers: choose a form, days and region, look at its rows, write it into a file that says where it is."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from models import clock
from models.i18n import N_, _
from models.registers.catalogue import REGISTERS
from models.registers.definition import Listed, Register, Selection
from models.registers.reading import RegisterRow, RegisterRows
from models.site.days import Days
from models.site.exports import ExportKind
from models.site.queries import RegionRow, regions
from screens.commands import Scope, bindings
from screens.desk import DeskScreen
from screens.dialogs.reading import Reading
from screens.plain import plain
from screens.registers.choosing import ChooseRegister, Span, days_of, register_lines, written_days
from screens.registers.columns import columns, shown
from screens.registers.files import RegisterFile
from screens.registers.naming import ask_place
from screens.widgets.rows import DoorSource
from screens.widgets.virtual_table import VirtualTable

LIVE_ROWS = 5_000
"""Up to so many rows a listed register follows what others write; a longer one would be counted anew for each of their calls."""
WHOLE_SITE = -1
"""Stands for no region in the list to choose from."""


class Stopped(Exception):
    """The person wants no file any more."""


class RegistersScreen(DeskScreen):
    """Shows the register as it will be written; a file is written beside, and Esc stops it."""

    CSS_PATH = "registers.tcss"
    SCOPES = (Scope.REGISTERS,)
    BINDINGS = bindings(Scope.REGISTERS)
    AUTO_FOCUS = "#rows"
    help: ClassVar[str] = N_(
        "One register, as it goes into the file. f chooses another, d the days, r the region; Left and Right show further "
        "columns. F2 writes the file. Telephone numbers stay masked."
    )

    def __init__(self) -> None:
        super().__init__()
        self.register = REGISTERS[ExportKind.SERVICE]
        self.span = Span.THIS_WEEK
        self.shown_region: RegionRow | None = None
        self._written_days: tuple[date, date] | None = None
        self._first_column = 1
        self._file: RegisterFile | None = None
        self._stop = False

    def compose_body(self) -> ComposeResult:
        """What is shown, how far the file is, the rows."""
        yield Static("", id="about", markup=False)
        yield Static("", id="progress", markup=False)
        yield VirtualTable[RegisterRow](id="rows", marking=False)

    @property
    def table(self) -> VirtualTable[RegisterRow]:
        """The rows."""
        return self.query_one("#rows", VirtualTable)

    def on_mount(self) -> None:
        """Shows this week's service register."""
        self._show()

    def language_changed(self) -> None:
        """Everything in the present language; what a row says is read anew."""
        self._show()

    def database_changed(self) -> None:
        """Reads a short list again."""
        if isinstance(self.register.source, Listed) and self.table.view.total <= LIVE_ROWS:
            self.table.reread()

    # What is shown

    @property
    def selection(self) -> Selection:
        """What the list shows and the file will hold."""
        today = clock.now().astimezone(self.desk.zone).date()
        first, last = self._written_days or days_of(self.span, today)
        return Selection(self.register, Days(first, last, self.shown_region if self.register.by_region else None))

    def _show(self) -> None:
        self.table.empty_text = _("Nothing stands in this register for these days. d chooses others.")
        self._place_columns()
        self.table.show(DoorSource(self.desk.door, RegisterRows(self.selection)))
        self._say()

    def _place_columns(self) -> None:
        self.table.set_columns(columns(self.register, self._first_column, self.desk.zone))

    def _say(self) -> None:
        rows = _("{rows} rows").format(rows=f"{self.table.view.total:,}") if self.table.read_once else ""
        name = Content.assemble((self.register.kind.label, "bold"), "  ", plain(self.selection.told), "  ", (rows, "dim"))
        self.query_one("#about", Static).update(Content("\n").join([name, plain(_(self.register.about))]))

    @on(VirtualTable.Opened)
    def _row_opened(self) -> None:
        """The whole row, also what has no room in the list."""
        if self.table.row is None:
            return
        pairs = zip(self.register.columns, self.table.row.values, strict=True)
        lines = [
            Content.assemble((f"{_(column.label)}  ", "dim"), plain(shown(value, self.desk.zone))) for column, value in pairs
        ]
        self.desk.push_screen(Reading(self.register.kind.label, Content("\n").join(lines)))

    @on(VirtualTable.Changed)
    def _rows_changed(self) -> None:
        self._say()

    def action_columns(self, step: int) -> None:
        """Shows further columns; the leading one stays."""
        self._first_column = min(max(1, self._first_column + step), len(self.register.columns) - 1)
        self._place_columns()

    # What is asked

    def action_choose_register(self) -> None:
        """Chooses another register."""
        self.start(self._choose_register())

    async def _choose_register(self) -> None:
        lines = await self.desk.door.ask(register_lines)
        place: int | None = await self.desk.push_screen_wait(ChooseRegister(_("Which register?"), lines))
        if place is not None:
            self._take(lines[place].register)

    def _take(self, register: Register) -> None:
        self.register = register
        self._first_column = 1
        self._show()

    def action_choose_days(self) -> None:
        """Chooses the days."""
        self.start(self._choose_days())

    async def _choose_days(self) -> None:
        if not self.register.by_period:
            self.desk.tell(_("This register says what stands now; it has no days."))
            return
        options = [(span, span.label) for span in Span]
        span = await self.desk.choose(_("Which days?"), options, chosen=self.span)
        if span is None:
            return
        days = None
        if span is Span.OTHER:
            question = _("First and last day, such as 2026-11-01 2026-11-30")
            text = await self.desk.ask_text(question, limit=60, keep_as="register_days", save=_readable_days)
            if text is None:
                return
            days = written_days(text)
        self.span, self._written_days = span, days
        self._show()

    def action_choose_region(self) -> None:
        """Chooses the region."""
        self.start(self._choose_region())

    async def _choose_region(self) -> None:
        if not self.register.by_region:
            self.desk.tell(_("This register is not kept by region."))
            return
        known = {region.id: region for region in await self.desk.door.ask(regions, inactive=True)}
        options = [(WHOLE_SITE, _("all regions")), *((id_, f"{region.code} {region.name}") for id_, region in known.items())]
        chosen = await self.desk.choose(
            _("Which region?"), options, chosen=self.shown_region.id if self.shown_region else WHOLE_SITE
        )
        if chosen is not None:
            self.shown_region = known.get(chosen)
            self._show()

    # The file

    def action_export(self) -> None:
        """Writes the register into a file."""
        if self._file is not None:
            self.desk.tell(_("A file is being written. Esc stops it."))
        else:
            self.run_worker(self._ask_and_export(), group="export", exit_on_error=False)

    async def _ask_and_export(self) -> None:
        selection = self.selection
        days = selection.days
        dated = f"{days.first:%Y%m%d}-{days.last:%Y%m%d}" if self.register.by_period else f"{days.last:%Y%m%d}"
        question = _("Name of the file, ending in .xlsx or .csv. It goes into the folder {folder}")
        place = await ask_place(self.desk, f"{self.register.kind.label}-{dated}.xlsx", question)
        if place is None:
            return
        self._stop = False
        self._file = place.files.export(selection, place.name, actor=self.actor, overwrite=place.taken)
        try:
            await self._export(self._file)
            told = _("{rows} rows are in the file {file}").format(rows=f"{self._file.done:,}", file=self._file.path)
            self.desk.notify(told, timeout=20, markup=False)
        except Stopped:
            self.desk.tell(_("Stopped. No file was written."))
        finally:
            self._file = None
            if self.is_attached:
                self.query_one("#progress", Static).remove_class("-shown")

    async def _export(self, file: RegisterFile) -> None:
        """Reads through the lane that nobody's key waits for and writes beside it, so that the desk goes on meanwhile."""
        ask = self.desk.door.ask_in_background
        try:
            await ask(file.begin)
            while await ask(file.read):
                self._go_on(file)
                await asyncio.to_thread(file.write)
            self._go_on(file)
            await asyncio.to_thread(file.pack)
            self._go_on(file)
            await ask(file.deliver)
        except BaseException as error:
            await asyncio.shield(ask(file.abandon, error))
            raise

    def _go_on(self, file: RegisterFile) -> None:
        """Shows how far it is. Raises Stopped where it is not wanted any more."""
        if self._stop:
            raise Stopped
        share = min(1.0, file.done / file.total) if file.total else 1.0
        told = _("Writing {file}: {share}, {done} of {total} rows. Esc stops it.").format(
            file=Path(file.path).name, share=f"{share:.0%}", done=f"{file.done:,}", total=f"{file.total:,}"
        )
        line = self.query_one("#progress", Static)
        line.update(plain(told))
        line.add_class("-shown")

    def action_back(self) -> None:
        """Stops the file that is being written; without one, goes back."""
        if self._file is not None:
            self._stop = True
        else:
            self.dismiss(None)


async def _readable_days(text: str) -> None:
    """Raises DomainError(INVALID) for what can't be the days of a register."""
    Days(*written_days(text))
