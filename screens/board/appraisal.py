"""Everybody's score and grade of a period, and how the chosen person came by it; Enter shows the rows behind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from models.i18n import N_, _
from models.periods import Span
from models.reports.appraisal import (
    CRITERIA,
    AppraisalGrade,
    AppraisalRow,
    Criterion,
    Judged,
    appraisal,
    appraised,
    explained,
)
from models.reports.definitions import shown
from screens.board.period import PeriodScreen
from screens.board.why import WhyScreen
from screens.commands import Scope, bindings
from screens.plain import one_line, plain
from screens.widgets.columns import Cell, Column, Tone
from screens.widgets.rows import Key, KnownRows, KnownSource
from screens.widgets.virtual_table import VirtualTable


@dataclass(frozen=True)
class PersonLine:
    """A person's appraisal at a place of the list."""

    place: int
    row: AppraisalRow

    @property
    def id(self) -> int:
        """The staff id."""
        return self.row.staff_id

    @property
    def key(self) -> Key:
        """The place in the list."""
        return (self.place,)


@dataclass(frozen=True)
class CriterionLine:
    """One criterion of the chosen person."""

    id: int
    criterion: Criterion
    judged: Judged

    @property
    def key(self) -> Key:
        """The place in the list."""
        return (self.id,)


def _grade(line: PersonLine) -> Cell:
    grade = line.row.grade
    tone = Tone.DANGER if grade is AppraisalGrade.FAIL else Tone.GOOD if grade is AppraisalGrade.EXCELLENT else Tone.PLAIN
    return Cell("-" if grade is None else grade.label, tone)


def _points(points: float | None) -> str:
    return "-" if points is None else f"{points:.1f}"


PEOPLE: tuple[Column[PersonLine], ...] = (
    Column(N_("No."), 5, lambda line: Cell(line.row.number)),
    Column(N_("Name"), 7, lambda line: Cell(one_line(line.row.name)), grows=True),
    Column(N_("Score"), 6, lambda line: Cell(_points(line.row.score))),
    Column(N_("Grade"), 9, _grade),
)
JUDGED: tuple[Column[CriterionLine], ...] = (
    Column(N_("Criterion"), 14, lambda line: Cell(line.criterion.label), grows=True),
    Column(N_("Value"), 8, lambda line: Cell(shown(CRITERIA[line.criterion].unit, line.judged.value))),
    Column(N_("Points"), 6, lambda line: Cell(_points(line.judged.points))),
    Column(N_("Weight"), 6, lambda line: Cell(str(line.judged.weight))),
    Column(N_("Of"), 4, lambda line: Cell(str(line.judged.counted)), gives_way=1),
)


class AppraisalScreen(PeriodScreen):
    """People on the left, the criteria of the chosen one on the right; counted when a key asks for it."""

    SCOPES = (Scope.FIGURES, Scope.LIST)
    BINDINGS = bindings(Scope.FIGURES)
    AUTO_FOCUS = "#people"
    span = Span.MONTH

    def __init__(self, region_id: int | None = None, region: str = "") -> None:
        super().__init__()
        self._region_id, self._region = region_id, region
        self._people: list[PersonLine] = []
        self._criteria: list[CriterionLine] = []

    @property
    def help(self) -> str:
        """How the chosen criterion is counted, and how the score comes about."""
        line = self.criteria.row
        how = _(
            "Points: the share of the target that was reached, 100 at most. Score: the mean of the points by their weights; "
            "what was not counted has none. Weights and grades are settings of the site. Enter on a criterion shows its rows."
        )
        return how if line is None else f"{explained(line.criterion)}\n\n{how}"

    def compose_body(self) -> ComposeResult:
        """The period, the people, the criteria."""
        yield Static("", id="period", markup=False)
        with Horizontal(classes="row"):
            yield VirtualTable[PersonLine](id="people", marking=False)
            yield VirtualTable[CriterionLine](id="criteria", marking=False)

    @property
    def people(self) -> VirtualTable[PersonLine]:
        """The list of people."""
        return self.query_one("#people", VirtualTable)

    @property
    def criteria(self) -> VirtualTable[CriterionLine]:
        """The chosen person's criteria."""
        return self.query_one("#criteria", VirtualTable)

    def on_mount(self) -> None:
        """Counts the month."""
        self.people.show(KnownSource(KnownRows(self._people)))
        self.criteria.show(KnownSource(KnownRows(self._criteria)))
        self.language_changed()

    def language_changed(self) -> None:
        """Everything in the present language."""
        self.people.set_columns(PEOPLE)
        self.criteria.set_columns(JUDGED)
        self.people.empty_text = _("Nothing was counted in this period.")
        self.count_anew()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Appraisals are cut by nothing."""
        return False if action == "cut" else super().check_action(action, parameters)

    def count_anew(self) -> None:
        """Counts the appraisals of the period."""
        self.query_one("#period", Static).update(plain(f"{self.period_said()}   {self._region or _('whole site')}"))
        self.run_worker(self._read(), group="read", exclusive=True, exit_on_error=False)

    async def _read(self) -> None:
        question = partial(appraisal, self.period, actor=self.actor, region_id=self._region_id)
        rows = await self.desk.door.ask_in_background(question)
        self._people[:] = [PersonLine(place, row) for place, row in enumerate(rows)]
        self.people.reread()
        self._show_criteria()

    def _show_criteria(self) -> None:
        line = self.people.row
        self._criteria[:] = (
            [] if line is None else [CriterionLine(place, *judged) for place, judged in enumerate(line.row.judged.items())]
        )
        self.criteria.reread()

    @on(VirtualTable.Changed)
    def _moved(self, message: VirtualTable.Changed) -> None:
        if message.table is self.people:
            self._show_criteria()

    @on(VirtualTable.Opened, "#people")
    def _person_opened(self) -> None:
        self.criteria.focus()

    @on(VirtualTable.Opened, "#criteria")
    def _opened(self) -> None:
        person, line = self.people.row, self.criteria.row
        if person is None or line is None:
            return
        question = partial(appraised, person.row.staff_id, line.criterion, self.period, actor=self.actor)
        title = f"{person.row.number} {one_line(person.row.name)}  {line.criterion.label}"
        self.desk.push_screen(WhyScreen(title, question, CRITERIA[line.criterion].unit))
