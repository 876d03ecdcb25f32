"""The line of a list's views, each with its digit and how many records it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from models.choices import Choice
from models.i18n import N_, _
from models.paging import AtLeast
from models.tickets.queue import QueueView
from screens.widgets.kept_lines import KeptLines

V = TypeVar("V", bound=Choice)

SHORT: dict[QueueView, str] = {
    QueueView.WAITING_FOR_CUSTOMER: N_("On customer"),
    QueueView.WAITING_FOR_PARTS: N_("On parts"),
}
"""Names for the tabs where the view's own name is too long."""

TIGHT: dict[QueueView, str] = {
    QueueView.UNASSIGNED: N_("Pool"),
    QueueView.DUE_SOON: N_("Soon"),
    QueueView.OVERDUE: N_("Late"),
    QueueView.WAITING_FOR_CUSTOMER: N_("Cust."),
    QueueView.WAITING_FOR_PARTS: N_("Parts"),
}
"""Names for the tabs of a narrow terminal, where the counts would find no room otherwise."""

COUNT_TONES: dict[QueueView, str] = {QueueView.OVERDUE: "danger", QueueView.DUE_SOON: "warning"}


class ViewTabs(KeptLines, Generic[V]):
    """Shows the views and marks the present one in reverse; the digits are the keys, a click works too.

    `short` names views whose own name is too long for a tab, `tight` those that leave the counts no room on a narrow
    terminal; `tones` colours counts that press.
    """

    DEFAULT_CSS = """
    ViewTabs {
        height: 1;
        & > .view-tabs--tab { color: $foreground 80%; }
        & > .view-tabs--current { color: $primary; text-style: bold reverse; }
        & > .view-tabs--danger { color: $text-error; text-style: bold; }
        & > .view-tabs--warning { color: $text-warning; text-style: bold; }
    }
    """
    COMPONENT_CLASSES = {"view-tabs--tab", "view-tabs--current", "view-tabs--danger", "view-tabs--warning"}
    ALLOW_SELECT = False

    class Picked(Message):
        """A view was clicked."""

        def __init__(self, view: Choice) -> None:
            super().__init__()
            self.view = view

    def __init__(
        self,
        view: V,
        *,
        views: Sequence[V],
        short: Mapping[V, str] | None = None,
        tight: Mapping[V, str] | None = None,
        tones: Mapping[V, str] | None = None,
    ) -> None:
        super().__init__()
        self._view = view
        self._views = views
        self._short: Mapping[V, str] = short or {}
        self._tight: Mapping[V, str] = {**self._short, **(tight or {})}
        self._tones: Mapping[V, str] = tones or {}
        self._counts: Mapping[V, int] = {}
        self._shown: list[tuple[V, str, str]] = []
        self._painted: tuple[object, ...] = ()

    def show(self, view: V, counts: Mapping[V, int]) -> None:
        """Takes the present view and the counts, and paints if either differs."""
        self._view, self._counts = view, counts
        self._compose_line()

    def language_changed(self) -> None:
        """The same views in another language."""
        self._compose_line()

    def on_resize(self) -> None:
        """Another width has room for other counts."""
        self._compose_line()

    def _compose_line(self) -> None:
        ways = [(names, way) for names in (self._short, self._tight) for way in (_in_full, _in_thousands)]
        for names, way in (*ways, (self._short, _pressing), (self._short, _left_out)):
            shown = [(view, *self._tab(number, view, names, way)) for number, view in enumerate(self._views, 1)]
            if sum(cell_len(name) + cell_len(count) for _view, name, count in shown) <= self.size.width:
                break
        painted = (self._view, *shown)
        if painted != self._painted:
            self._painted, self._shown = painted, shown
            self.refresh()

    def _tab(self, number: int, view: V, names: Mapping[V, str], way: Callable[[int, bool], str]) -> tuple[str, str]:
        count = self._counts.get(view)
        figure = "" if count is None else way(count, view in self._tones)
        name = _(names.get(view, view.label_id))
        apart = " " if name.isascii() else ""
        return f" {number}{apart}{name}", f" {figure}" if figure else ""

    def render_line(self, y: int) -> Strip:
        """The one line."""
        segments: list[Segment] = []
        for view, name, count in self._shown:
            current = view is self._view
            style = self.get_component_rich_style(f"view-tabs--{'current' if current else 'tab'}")
            tone = self._tones.get(view) if self._counts.get(view) and not current else None
            segments.append(Segment(name, style))
            segments.append(Segment(count, self.get_component_rich_style(f"view-tabs--{tone}") if tone else style))
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Picks the view under the mouse."""
        end = 0
        for view, name, count in self._shown:
            end += cell_len(name) + cell_len(count)
            if event.x < end:
                self.post_message(self.Picked(view))
                return


def _in_full(count: int, _presses: bool) -> str:
    return f"{count:,}{_more(count)}"


def _pressing(count: int, presses: bool) -> str:
    return _in_thousands(count, presses) if presses else ""


def _left_out(_count: int, _presses: bool) -> str:
    return ""


def _in_thousands(count: int, _presses: bool) -> str:
    return f"{count}{_more(count)}" if count < 1000 else f"{count // 1000}k{_more(count)}"


def _more(count: int) -> str:
    return "+" if isinstance(count, AtLeast) else ""
