"""Statistics of complaints: counts with bars by one dimension over a period, the share closed in time, the repeat rate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from models import clock
from models.choices import Choice
from models.complaints.statistics import Dimension, StatisticsRow, first_opened, statistics
from models.i18n import N_, _
from screens.commands import Scope, bindings
from screens.complaints.file_text import yuan
from screens.complaints.writing import write_statistics
from screens.desk import DeskScreen
from screens.plain import fit, plain
from screens.queue.tabs import ViewTabs

BAR = "#"
SHORT = {Dimension.LEVEL: N_("Esc. lv.")}
MOST_NAME, FIGURE, AMOUNT = 20, 9, 13


class Period(Choice):
    """How far back the cases are counted."""

    MONTH = "month", N_("Last 30 days")
    QUARTER = "quarter", N_("Last 90 days")
    YEAR = "year", N_("Last 365 days")
    ALL = "all", N_("All")

    def start(self, now: datetime) -> datetime:
        """The first moment of the period that ends at `now`."""
        days = {Period.MONTH: 30, Period.QUARTER: 90, Period.YEAR: 365}.get(self)
        return datetime(1970, 1, 1, tzinfo=UTC) if days is None else now - timedelta(days=days)


class StatisticsScreen(DeskScreen):
    """Digits pick the dimension, p goes on to the next period."""

    CSS_PATH = "complaints.tcss"
    SCOPES = (Scope.STATISTICS,)
    BINDINGS = bindings(Scope.STATISTICS)
    AUTO_FOCUS = "#table"
    help: ClassVar[str] = N_(
        "Cases opened in the period. In time: of the closed ones, those whose resolution clock was kept. Repeats: the customer"
        " had complained in the 90 days before."
    )

    def __init__(self) -> None:
        super().__init__()
        self.dimension = Dimension.CLASS
        self.period = Period.YEAR
        self._found: tuple[StatisticsRow, list[StatisticsRow]] | None = None

    def compose_body(self) -> ComposeResult:
        """Dimensions, period and totals, the table."""
        yield ViewTabs(self.dimension, views=tuple(Dimension), short=SHORT)
        yield Static("", id="about", markup=False)
        with VerticalScroll(id="table"):
            yield Static("", id="figures", markup=False)

    def on_mount(self) -> None:
        """Counts."""
        self.query_one(ViewTabs).show(self.dimension, {})
        self._load()

    def on_resize(self) -> None:
        """Longer or shorter bars."""
        self._paint()

    def language_changed(self) -> None:
        """Counts again: the values' names are words."""
        self._load()

    def database_changed(self) -> None:
        """Counts again."""
        self._load()

    def _load(self) -> None:
        self.run_worker(self._read(), group="read", exclusive=True, exit_on_error=False)

    async def _read(self) -> None:
        now = clock.now()
        ask = self.desk.door.ask_in_background
        self._found = await ask(statistics, self.dimension, self.period.start(now), now + timedelta(seconds=1))
        self._paint()

    def _paint(self) -> None:
        if self._found is None:
            return
        total, rows = self._found
        now = clock.now()
        since = "" if self.period is Period.ALL else f"{self.period.start(now).astimezone(self.desk.zone):%Y-%m-%d}"
        about = [
            Content.assemble((self.dimension.label, "bold"), "  ", self.period.label, "  ", (since and f"{since} ->", "dim")),
            plain(_total(total)),
        ]
        self.query_one("#about", Static).update(Content("\n").join(about))
        nothing = plain(_("No complaint was opened in this period. p goes on to a longer one."))
        self.query_one("#figures", Static).update(_table(rows, total.opened, self.size.width - 4) if rows else nothing)

    def action_view(self, number: int) -> None:
        """Counts by another dimension."""
        self.dimension = list(Dimension)[number - 1]
        self.query_one(ViewTabs).show(self.dimension, {})
        self._load()

    def action_period(self) -> None:
        """Counts over the next period."""
        periods = list(Period)
        self.period = periods[(periods.index(self.period) + 1) % len(periods)]
        self._load()

    def action_write(self) -> None:
        """Writes the statistics of the period into a file."""
        self.start(self._write())

    async def _write(self) -> None:
        now = clock.now()
        first = await self.desk.door.ask(first_opened) if self.period is Period.ALL else self.period.start(now)
        days = [moment.astimezone(self.desk.zone).date() for moment in (first or now, now)]
        await write_statistics(self, *days)

    def action_back(self) -> None:
        """Back to the complaints."""
        self.dismiss(None)


def _share(part: float | None) -> str:
    return "-" if part is None else f"{part:.0%}"


def _total(total: StatisticsRow) -> str:
    return _(
        "{opened} opened, {closed} closed, {in_time} in time, {confirmed} confirmed, repeats {repeat_rate}, compensation {amount}"
    ).format(
        opened=total.opened,
        closed=total.closed,
        in_time=_share(total.in_time),
        confirmed=total.confirmed,
        repeat_rate=_share(total.repeat_rate),
        amount=yuan(total.compensation),
    )


def _table(rows: list[StatisticsRow], total: int, width: int) -> Content:
    """A line for each value; the bar's length is its share of the most frequent one."""
    name_width = min(MOST_NAME, max(cell_len(row.value) for row in rows))
    titles = (_("Opened"), _("Share"), _("In time"), _("Repeats"))
    fixed = name_width + 1 + FIGURE * len(titles) + AMOUNT
    room = max(4, width - fixed - 1)
    most = max(row.opened for row in rows)
    heading = fit("", name_width + 1) + "".join(_right(title, FIGURE) for title in titles) + _right(_("Compensation"), AMOUNT)
    lines = [Content.styled(heading, "bold dim")]
    for row in rows:
        figures = (str(row.opened), _share(row.opened / total), _share(row.in_time), _share(row.repeat_rate))
        text = fit(row.value, name_width + 1) + "".join(_right(figure, FIGURE) for figure in figures)
        text += _right(f"{row.compensation / 100:,.0f}", AMOUNT)
        lines.append(Content.assemble(plain(text), " ", (BAR * max(1, round(room * row.opened / most)), "$primary")))
    return Content("\n").join(lines)


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text
