"""The line of the queue's views, each with its digit and how many tickets it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from models.i18n import N_, _
from models.tickets.queries import QueueView

SHORT = {
    QueueView.WAITING_FOR_CUSTOMER: N_("On customer"),
    QueueView.WAITING_FOR_PARTS: N_("On parts"),
}
"""Names for the tabs where the view's own name is too long."""

COUNT_TONES = {QueueView.OVERDUE: "danger", QueueView.DUE_SOON: "warning"}


class ViewTabs(Widget):
    """Shows the views and marks the present one with brackets; the digits are the keys, a click works too."""

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

        def __init__(self, view: QueueView) -> None:
            super().__init__()
            self.view = view

    def __init__(self, view: QueueView) -> None:
        super().__init__()
        self._view = view
        self._counts: Mapping[QueueView, int] = {}
        self._shown: list[tuple[QueueView, str, str]] = []
        self._painted: tuple[object, ...] = ()

    def show(self, view: QueueView, counts: Mapping[QueueView, int]) -> None:
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
        for way in (_in_full, _in_thousands, _pressing, _left_out):
            shown = [(view, *self._tab(number, view, way)) for number, view in enumerate(QueueView, 1)]
            if sum(cell_len(name) + cell_len(count) for _view, name, count in shown) <= self.size.width:
                break
        painted = (self._view, *shown)
        if painted != self._painted:
            self._painted, self._shown = painted, shown
            self.refresh()

    def _tab(self, number: int, view: QueueView, way: Callable[[QueueView, int], str]) -> tuple[str, str]:
        count = self._counts.get(view)
        figure = "" if count is None else way(view, count)
        name = _(SHORT.get(view, view.label_id))
        apart = " " if name.isascii() else ""
        return f" {number}{apart}{name}", f" {figure}" if figure else ""

    def render_line(self, y: int) -> Strip:
        """The one line."""
        segments: list[Segment] = []
        for view, name, count in self._shown:
            current = view is self._view
            style = self.get_component_rich_style(f"view-tabs--{'current' if current else 'tab'}")
            tone = COUNT_TONES.get(view) if self._counts.get(view) and not current else None
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


def _in_full(_view: QueueView, count: int) -> str:
    return f"{count:,}"


def _pressing(view: QueueView, count: int) -> str:
    return _in_thousands(view, count) if view in COUNT_TONES else ""


def _left_out(_view: QueueView, _count: int) -> str:
    return ""


def _in_thousands(_view: QueueView, count: int) -> str:
    return str(count) if count < 1000 else f"{count // 1000}k"
