"""How the day ran, hour by hour: a small chart, with the highest count in words; in plain characters the counts themselves."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Sparkline, Static

from models.i18n import _
from screens.plain import plain


class Course(Horizontal):
    """A title, a chart and its highest value; painted only when a count differs."""

    DEFAULT_CSS = """
    Course { height: 1; width: 1fr; }
    Course > .title { width: auto; padding: 0 1; color: $foreground 80%; }
    Course > .peak { width: auto; padding: 0 1; }
    Course > Sparkline { width: 24; height: 1fr; }
    Course > .counts { display: none; width: 1fr; }
    """

    def __init__(self, title: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = title
        self._shown: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """Title, chart or counts, peak."""
        yield Static("", classes="title", markup=False)
        yield Sparkline([])
        yield Static("", classes="counts", markup=False)
        yield Static("", classes="peak", markup=False)

    def show(self, hours: tuple[int, ...], counts: tuple[int, ...]) -> None:
        """Takes the counts of the hours."""
        words = (_(self._title), _("most {count}"), hours, counts)
        if words == self._shown or not hours:
            return
        self._shown = words
        self.query_one(".title", Static).update(plain(f"{_(self._title)} {hours[0]}-{hours[-1] + 1}"))
        self.query_one(Sparkline).data = [0.0, *map(float, counts)]
        self.query_one(".counts", Static).update(plain(" ".join(map(str, counts))))
        most = max(counts)
        peak = words[1].format(count=most) if most else "-"
        self.query_one(".peak", Static).update(plain(peak))
