"""How old a screen is while the database is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.widgets import Static

from models.i18n import _
from screens.clock_text import hour_and_minute
from screens.plain import plain

if TYPE_CHECKING:
    from screens.desk import DeskApp, DeskScreen


class AgeNote(Static):
    """A line under the status line, there only while the database is away."""

    can_focus = False

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def on_mount(self) -> None:
        """A screen that is opened while the database is away says so from the start."""
        self.update_age()

    def language_changed(self) -> None:
        """The same in another language."""
        self.update_age()

    def update_age(self) -> None:
        """Says as of when the screen is: since the database went, or since another screen came before it."""
        desk = cast("DeskApp", self.app)
        since = desk.reach.since
        self.display = since is not None
        if since is not None:
            left = cast("DeskScreen", self.screen).left_at
            time = hour_and_minute(min(since, left) if left is not None else since, desk.zone)
            self.update(plain(_("The database is away. What is shown here is as of {time}.").format(time=time)))
