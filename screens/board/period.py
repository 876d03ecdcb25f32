"""What the screens of figures and of appraisals share: a day, week, month or year that keys move through."""

from __future__ import annotations

from datetime import date, timedelta

from models import clock
from models.periods import Period, Span, span_of
from screens.desk import DeskScreen


class PeriodScreen(DeskScreen):
    """Shows something of a period; a subclass counts it in `count_anew`."""

    CSS_PATH = "board.tcss"
    span = Span.DAY
    _day: date | None = None

    @property
    def period(self) -> Period:
        """What is counted."""
        zone = self.desk.zone
        return span_of(self.span, self._day or clock.now().astimezone(zone).date(), zone)

    @property
    def before(self) -> Period:
        """The period before."""
        return span_of(self.span, self.period.first - timedelta(days=1), self.desk.zone)

    def period_said(self) -> str:
        """The period as people read it."""
        period = self.period
        last = f" -> {period.last}" if period.last != period.first else ""
        return f"{self.span.label}  {period.first}{last}"

    def on_screen_resume(self) -> None:
        """Nothing is counted anew: what was read stays comparable."""

    def count_anew(self) -> None:
        """Called when the period is another one."""

    def action_span(self, number: int) -> None:
        """Counts over another span."""
        self.span = list(Span)[number - 1]
        self.count_anew()

    def action_shift(self, step: int) -> None:
        """Goes to the period before or after."""
        period = self.period
        self._day = period.first - timedelta(days=1) if step < 0 else period.last + timedelta(days=1)
        self.count_anew()

    def action_back(self) -> None:
        """Back to the board."""
        self.dismiss(None)
