"""Every figure of a period beside its target and the period before, cut by what is chosen; Enter shows the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from models.i18n import N_, _
from models.periods import Period, Span, parts, span_of
from models.reports.behind import aged_ticket_ids
from models.reports.definitions import DEFINITIONS, Figure, Rules, explained, shown
from models.reports.queries import AgeRow, FigureRow, backlog, figures, figures_by, rules
from models.reports.tallies import Cut, Dimension
from models.reports.why import why
from screens.board.period import PeriodScreen
from screens.board.tickets import BoardTickets
from screens.board.why import WhyScreen
from screens.commands import Scope, bindings
from screens.plain import one_line, plain
from screens.ticket.due_text import span as time_span
from screens.widgets.columns import Cell, Column, Tone
from screens.widgets.rows import Key, KnownRows, KnownSource
from screens.widgets.virtual_table import VirtualTable


@dataclass(frozen=True)
class ReportLine:
    """One figure with its value now and in the period before, or the open tickets of one age."""

    id: int
    figure: Figure | None
    name: str
    value: str
    before: str
    target: str
    missed: bool

    @property
    def key(self) -> Key:
        """The place in the list."""
        return (self.id,)


@dataclass(frozen=True)
class PartLine:
    """The chosen figure in one hour, of one agent …"""

    id: int
    part: FigureRow
    value: str
    missed: bool

    @property
    def key(self) -> Key:
        """The place in the list."""
        return (self.id,)


@dataclass(frozen=True)
class Seen:
    """What was counted for one period and cut, as of one moment."""

    now: FigureRow
    before: FigureRow
    ages: list[AgeRow]
    parts: list[FigureRow]
    rules: Rules


def count(period: Period, before: Period, cut: Cut, by: Dimension) -> Seen:
    """Counts everything that the screen shows; asked on the door's thread."""
    ages = backlog(cut=cut)
    return Seen(figures(period, cut=cut), figures(before, cut=cut), ages, figures_by(by, period, cut=cut), rules())


def _mark(line: ReportLine | PartLine) -> Cell:
    return Cell("!" if line.missed else "", Tone.WARNING)


def _tone(line: ReportLine | PartLine) -> Tone:
    return Tone.WARNING if line.missed else Tone.PLAIN


REPORT_COLUMNS: tuple[Column[ReportLine], ...] = (
    Column("", 1, _mark),
    Column(N_("Figure"), 12, lambda line: Cell(line.name), grows=True),
    Column(N_("Value"), 8, lambda line: Cell(line.value, _tone(line))),
    Column(N_("Before"), 8, lambda line: Cell(line.before, Tone.MUTED)),
    Column(N_("Aim"), 12, lambda line: Cell(line.target, Tone.MUTED), gives_way=1),
)
PART_COLUMNS: tuple[Column[PartLine], ...] = (
    Column("", 1, _mark),
    Column(N_("Part"), 10, lambda line: Cell(one_line(line.part.label)), grows=True),
    Column(N_("Value"), 8, lambda line: Cell(line.value, _tone(line))),
)


def missed(figure: Figure, value: float | None, before: float | None = None) -> bool:
    """Whether a value misses the figure's target, or has risen where it should fall."""
    definition = DEFINITIONS[figure]
    if value is None:
        return False
    if definition.target is not None:
        return not definition.target.met(value)
    return definition.falls and before is not None and value > before


def target_of(figure: Figure) -> str:
    """The figure's target as people read it; nothing where there is none."""
    definition = DEFINITIONS[figure]
    if definition.target is None:
        return _("falling") if definition.falls else ""
    return f"{'<=' if definition.target.at_most else '>='} {shown(definition.unit, definition.target.bound)}"


class ReportScreen(PeriodScreen):
    """Figures on the left, the chosen one cut on the right; counted when a key asks for it."""

    SCOPES = (Scope.FIGURES, Scope.LIST)
    BINDINGS = bindings(Scope.FIGURES)
    AUTO_FOCUS = "#figures"

    def __init__(self, region_id: int | None = None, region: str = "", figure: Figure | None = None) -> None:
        super().__init__()
        self.by = Dimension.HOUR
        self._cut, self._region, self._first = Cut(region_id=region_id), region, figure
        self._seen: Seen | None = None
        self._lines: list[ReportLine] = []
        self._parts: list[PartLine] = []

    @property
    def help(self) -> str:
        """How the chosen figure is counted."""
        line = self.figures.row
        keys = _("1 to 4 choose day, week, month or year. Enter shows the rows behind a figure, the worst first.")
        if self._seen is None or line is None or line.figure is None:
            return keys
        return f"{explained(line.figure, self._seen.rules)}\n\n{keys}"

    def compose_body(self) -> ComposeResult:
        """The period, the figures, the parts of the chosen one."""
        yield Static("", id="period", markup=False)
        with Horizontal(classes="row"):
            yield VirtualTable[ReportLine](id="figures", marking=False)
            yield VirtualTable[PartLine](id="parts", marking=False)

    @property
    def figures(self) -> VirtualTable[ReportLine]:
        """The list of figures."""
        return self.query_one("#figures", VirtualTable)

    @property
    def parts(self) -> VirtualTable[PartLine]:
        """The chosen figure's parts."""
        return self.query_one("#parts", VirtualTable)

    def on_mount(self) -> None:
        """Counts the day."""
        self.figures.show(KnownSource(KnownRows(self._lines)))
        self.parts.show(KnownSource(KnownRows(self._parts)))
        self.language_changed()

    def language_changed(self) -> None:
        """Everything in the present language."""
        self.figures.set_columns(REPORT_COLUMNS)
        self.parts.set_columns(PART_COLUMNS)
        self.parts.empty_text = _("It can't be cut that way, or nothing was counted.")
        self.count_anew()

    def count_anew(self) -> None:
        """Counts the figures of the period."""
        self.run_worker(self._read(), group="read", exclusive=True, exit_on_error=False)

    async def _read(self) -> None:
        where = self._region or _("whole site")
        said = f"{self.period_said()}   {where}   {_('cut by {by}').format(by=self.by.label)}"
        self.query_one("#period", Static).update(plain(said))
        question = partial(count, self.period, self.before, self._cut, self.by)
        self._seen = await self.desk.door.ask_in_background(question)
        self._show(self._seen)

    def _show(self, seen: Seen) -> None:
        self._lines[:] = [_line(number, figure, seen) for number, figure in enumerate(Figure)]
        for place, row in enumerate(seen.ages):
            self._lines.append(ReportLine(AGE_ID + place, None, _age(row), str(row.count), "", "", False))
        if self._first is not None:
            wanted = next(line for line in self._lines if line.figure is self._first)
            self._first = None
            self.figures.show(KnownSource(KnownRows(self._lines)), at=wanted)
        self.figures.reread()
        self._show_parts()

    def _show_parts(self) -> None:
        line, seen = self.figures.row, self._seen
        figure = line.figure if line is not None else None
        rows = seen.parts if seen is not None and figure is not None else []
        self._parts[:] = [
            PartLine(place, row, shown(DEFINITIONS[figure].unit, row.values[figure]), missed(figure, row.values[figure]))
            for place, row in enumerate(rows)
            if figure is not None and row.values[figure] is not None
        ]
        self.parts.reread()

    @on(VirtualTable.Changed)
    def _moved(self, message: VirtualTable.Changed) -> None:
        if message.table is self.figures:
            self._show_parts()

    @on(VirtualTable.Opened, "#figures")
    def _opened(self) -> None:
        line = self.figures.row
        if line is None:
            return
        if line.figure is not None:
            self._why(line.figure, line.name, [self.period], self._cut)
        else:
            question = partial(aged_ticket_ids, line.id - AGE_ID, region_id=self._cut.region_id)
            self.desk.push_screen(BoardTickets(line.name, question))

    @on(VirtualTable.Opened, "#parts")
    def _part_opened(self) -> None:
        line, row = self.figures.row, self.parts.row
        key = row.part.key if row is not None else None
        if line is None or line.figure is None or row is None or key is None:
            return
        periods, cut = [self.period], self._cut
        if self.by is Dimension.HOUR:
            periods = parts(self.period, hour=int(key))
        elif self.by is Dimension.DAY:
            periods = [span_of(Span.DAY, date.fromisoformat(str(key)), self.desk.zone)]
        else:
            cut = cut.narrowed(self.by, key)
        self._why(line.figure, f"{line.name}  {one_line(row.part.label)}", periods, cut)

    def _why(self, figure: Figure, title: str, periods: list[Period], cut: Cut) -> None:
        self.desk.push_screen(WhyScreen(title, partial(why, figure, periods, cut=cut), DEFINITIONS[figure].unit))

    def action_cut(self) -> None:
        """Chooses by what it is cut."""
        self.start(self._choose_cut())

    async def _choose_cut(self) -> None:
        options = [(dimension, dimension.label) for dimension in Dimension]
        chosen = await self.desk.choose(_("Cut by what?"), options, chosen=self.by)
        if chosen is not None:
            self.by = chosen
            self.count_anew()


AGE_ID = 1000
"""Where the open tickets by age stand behind the figures."""


def _line(number: int, figure: Figure, seen: Seen) -> ReportLine:
    value, before = seen.now.values[figure], seen.before.values[figure]
    unit = DEFINITIONS[figure].unit
    told = shown(unit, value), shown(unit, before)
    return ReportLine(number, figure, figure.label, *told, target_of(figure), missed(figure, value, before))


def _age(row: AgeRow) -> str:
    if row.below is None:
        return _("Open tickets, older")
    return _("Open tickets under {age}").format(age=time_span(row.below))
