"""A widget whose painted lines are kept until it is another: Textual puts all that is on the screen together for each key."""

from __future__ import annotations

from typing import Self

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class KeptLines(Widget):
    """Gives the same lines again while nobody has refreshed it; what it looks like must not change without a refresh.

    Not to be the first base of a screen: Textual finds the styles of a class by its name and by those of its first bases only,
    and a screen without the styles of `Screen` shows what is behind it.
    """

    _kept: tuple[Region, list[Strip]] | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of `crop`."""
        if self._kept is None or self._kept[0] != crop:
            self._kept = (crop, super().render_lines(crop))
        return self._kept[1]

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """As Textual's; the lines are made anew."""
        self._kept = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Other colours: the lines are made anew."""
        self._kept = None
        super().notify_style_update()
