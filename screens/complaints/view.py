"""The parts of a screen that show one case; repainted only where a word of them changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from models.complaints.queries import ComplaintFile, complaint_file, complaint_timeline
from models.i18n import N_, _
from models.telling import TimelineRow
from screens.complaints.file_text import body, head, owner_line, stage_bar
from screens.desk import DeskApp
from screens.plain import plain
from screens.ticket.head import clock_line
from screens.ticket.telling import timeline_entry
from screens.widgets.history import History

HEADING = None
"""Stands in the timeline for what it is called."""
SIDES = 4
"""Cells that the padding takes from the stage bar."""


def read_case(complaint_id: int) -> tuple[ComplaintFile, list[TimelineRow]]:
    """A case with its history; asked on the door's thread. Raises DomainError."""
    return complaint_file(complaint_id), complaint_timeline(complaint_id)


class CaseView(Container):
    """Head, stage bar, owner and clocks above; everything that was added and everything that happened below."""

    help: ClassVar[str] = N_(
        "One complaint. The keys below do what its stage, its level and your role allow; . lists all of them."
    )

    def __init__(self, *, id: str | None = None, focusable: bool = True) -> None:
        super().__init__(id=id)
        self._focusable = focusable
        self._shown: tuple[ComplaintFile, Sequence[TimelineRow]] | None = None

    def compose(self) -> ComposeResult:
        """The parts, empty until a case is shown."""
        yield Static("", classes="case-head", markup=False)
        yield Static("", classes="case-stages", markup=False)
        yield Static("", classes="case-owner", markup=False)
        yield Static("", classes="case-clocks", markup=False)
        with Container(classes="case-story"):
            with VerticalScroll(classes="case-file", can_focus=self._focusable):
                yield Static("", classes="case-file-text", markup=False)
            timeline = History(self._told, classes="case-timeline")
            timeline.can_focus = self._focusable
            yield timeline

    def show(self, file: ComplaintFile, timeline: Sequence[TimelineRow], desk: DeskApp) -> None:
        """Shows a case, another one from its top."""
        other = self._shown is None or self._shown[0].id != file.id
        self._shown = (file, timeline)
        self._say(".case-head", head(file))
        self._say(".case-stages", stage_bar(file, max(20, self.size.width - SIDES)))
        self._say(".case-file-text", body(file, desk.zone))
        self.query_one(History).show([HEADING, *timeline], from_top=other)
        self.tick(desk)
        if other:
            for part in self.query(VerticalScroll):
                part.scroll_home(animate=False)

    def _told(self, entry: TimelineRow | None) -> Content:
        if entry is HEADING:
            return Content.styled(_("Timeline"), "bold underline")
        return timeline_entry(entry, cast("DeskApp", self.app).zone)

    def show_nothing(self) -> None:
        """No case is under the cursor."""
        self._shown = None
        self.query_one(History).show([])
        for part in self.query(Static):
            if part.content != "":
                part.update("")

    def tick(self, desk: DeskApp) -> None:
        """Time has passed: says anew how the clocks stand; asks nothing."""
        if self._shown is None:
            return
        file = self._shown[0]
        self._say(".case-owner", owner_line(file, desk.zone))
        clocks = [clock_line(row, desk) for row in file.clocks if row.current]
        self._say(".case-clocks", Content("\n").join(clocks) if clocks else plain(_("No clock runs on this case.")))

    def again(self, desk: DeskApp) -> None:
        """The same case for another width or in another language."""
        if self._shown is not None:
            self.show(*self._shown, desk)

    def _say(self, selector: str, content: Content) -> None:
        part = self.query_one(selector, Static)
        if part.content != content:
            part.update(content)
