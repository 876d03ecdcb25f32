"""The line on top of every screen: where, who, since when, what presses, what time it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer

from models import clock
from models.i18n import _
from models.people.tables import AgentState
from screens.clock_text import hour_and_minute, running
from screens.plain import fit, one_line
from screens.widgets.kept_lines import KeptLines

if TYPE_CHECKING:
    from screens.desk import DeskApp

FLASH_SECONDS = 1.5
SECONDS_TICK_IN = (AgentState.ON_CALL, AgentState.WRAP_UP)
"""States whose seconds matter; the others tick once a minute, because every byte goes over the line."""


@dataclass(frozen=True)
class Part:
    """A piece of the line: its text and the component class that colours it."""

    text: str
    look: str = "status-line--plain"


class StatusLine(KeptLines):
    """Shows the desk's status; repaints only the pieces that differ from what is on the screen."""

    COMPONENT_CLASSES = {
        "status-line--plain",
        "status-line--strong",
        "status-line--warning",
        "status-line--breach",
        "status-line--trouble",
        "status-line--flash",
    }
    can_focus = False

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Part, ...] = ()
        self._width = 0
        self._ticking: Timer | None = None
        self._flashing: Timer | None = None

    @property
    def _desk(self) -> DeskApp:
        return cast("DeskApp", self.app)

    def on_mount(self) -> None:
        """Starts the clock."""
        self.update_status()

    def on_resize(self) -> None:
        """The parts that fit are different ones."""
        self.update_status()

    def language_changed(self) -> None:
        """The same facts in another language."""
        self.update_status()

    def update_status(self) -> None:
        """Paints what differs from the desk's present status, and comes back when the next piece changes by itself."""
        parts = self._parts()
        if self.size.width != self._width:
            self._width = self.size.width
            self._shown = parts
            self.refresh()
        elif parts != self._shown:
            before, self._shown = self._shown, parts
            self.refresh(*changed_columns(before, parts))
        self._arm()

    @property
    def pieces(self) -> tuple[Part, ...]:
        """What the line is made of at present."""
        return self._shown

    def flash(self) -> None:
        """Shows the whole line reversed for a moment, from the last time it is asked for."""
        if self._flashing is None:
            self.refresh()
        else:
            self._flashing.stop()
        self._flashing = self.set_timer(FLASH_SECONDS, self._end_flash)

    def _end_flash(self) -> None:
        self._flashing = None
        self.refresh()

    def _arm(self) -> None:
        if self._ticking is not None:
            self._ticking.stop()
        now = clock.now()
        status = self._desk.status
        each_second = status.call_since is not None or status.state in SECONDS_TICK_IN
        wait = 1.0 - now.microsecond / 1e6 if each_second else 60.0 - now.second - now.microsecond / 1e6
        self._ticking = self.set_timer(max(wait, 0.05), self._tick)

    def _tick(self) -> None:
        if self.screen.is_active:
            self.update_status()
        else:
            self._arm()

    def on_screen_resume(self) -> None:
        """What changed while another screen was shown."""
        self.update_status()

    def _parts(self) -> tuple[Part, ...]:
        """The pieces that fit, the clock at the right end."""
        status, now = self._desk.status, clock.now()
        left = [Part(one_line(" ".join(filter(None, (status.site,)))) or _("After-sales workstation"))]
        if status.name:
            left.append(Part(f"{status.number} {one_line(status.name)}", "status-line--strong"))
        if status.offline_since is not None:
            since = hour_and_minute(status.offline_since, self._desk.zone)
            left.append(Part(_("offline since {time}").format(time=since), "status-line--trouble"))
        if status.state is not None:
            ticks = status.state in SECONDS_TICK_IN
            time = f" {running(status.since, now, seconds=ticks)}" if status.since else ""
            left.append(Part(status.state.label + time))
        if status.call_since is not None and status.state is not AgentState.ON_CALL:
            left.append(Part(_("Call {time}").format(time=running(status.call_since, now, seconds=True)), "status-line--strong"))
        if status.name:
            left.append(Part(_("Mine {count}").format(count=status.my_open)))
        if status.warnings:
            left.append(Part(f"! {status.warnings}", "status-line--warning"))
        if status.breaches:
            left.append(Part(f"x {status.breaches}", "status-line--breach"))
        if status.promises:
            left.append(Part(_("Callbacks {count}").format(count=status.promises), "status-line--warning"))
        if status.trouble:
            left.append(Part(one_line(status.trouble), "status-line--trouble"))
        return self._fitted(left, Part(hour_and_minute(now, self._desk.zone)))

    def _fitted(self, left: list[Part], right: Part) -> tuple[Part, ...]:
        """Pieces with separators in exactly the width; what is cut first is the site's name."""
        room = self.size.width - cell_len(right.text) - 2
        total = sum(cell_len(part.text) + 3 for part in left) - 2
        if total > room and left:
            keep = max(0, cell_len(left[0].text) - (total - room))
            left = [Part(fit(left[0].text, keep), left[0].look), *left[1:]] if keep >= 4 else left[1:]
        pieces: list[Part] = [Part(" ")]
        for number, part in enumerate(left):
            pieces += [Part(" | "), part] if number else [part]
        used = sum(cell_len(part.text) for part in pieces)
        while used > room and len(pieces) > 2:
            used -= cell_len(pieces.pop().text)
        return (*pieces, Part(" " * max(1, self.size.width - used - cell_len(right.text) - 1)), right, Part(" "))

    def render_line(self, y: int) -> Strip:
        """The one line, coloured piece by piece."""
        flash = "status-line--flash" if self._flashing else None
        segments = [Segment(part.text, self._style(flash or part.look)) for part in self._shown]
        return Strip(segments).adjust_cell_length(self.size.width, self._style(flash or "status-line--plain"))

    def _style(self, look: str) -> Style:
        return self.get_component_rich_style(look)


def changed_columns(before: tuple[Part, ...], after: tuple[Part, ...]) -> list[Region]:
    """The columns in which two lines differ: the pieces that changed, and everything after one whose width did."""
    regions: list[Region] = []
    x = 0
    for old, new in zip(before, after, strict=False):
        width = cell_len(new.text)
        if cell_len(old.text) != width:
            break
        if old != new:
            regions.append(Region(x, 0, width, 1))
        x += width
    else:
        if len(before) == len(after):
            return regions
    whole = max(sum(cell_len(part.text) for part in line) for line in (before, after))
    return [*regions, Region(x, 0, max(1, whole - x), 1)]
