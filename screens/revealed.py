"""What a person revealed on a screen: shown in full for the site's minutes, then masked again by itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING

from models.site.queries import setting
from models.site.settings import SettingName

if TYPE_CHECKING:
    from screens.desk import DeskScreen


class Revealed:
    """The revealed texts of one screen by what they are of; `repaint` is called when one appears or goes."""

    def __init__(self, screen: DeskScreen, repaint: Callable[[], object]) -> None:
        self._screen, self._repaint = screen, repaint
        self._texts: dict[Hashable, str] = {}

    def get(self, what: Hashable, masked: str) -> str:
        """The whole text while it may be seen, else how it is shown to everybody."""
        return self._texts.get(what, masked)

    async def show(self, what: Hashable, text: str) -> None:
        """Shows a text that the domain has just revealed, and hides it when its minutes are over."""
        minutes: int = await self._screen.desk.door.ask(setting, SettingName.REVEAL_MINUTES)
        self._texts[what] = text
        self._screen.set_timer(minutes * 60, partial(self._hide, what))
        self._repaint()

    def _hide(self, what: Hashable) -> None:
        if self._texts.pop(what, None) is not None:
            self._repaint()

    def clear(self) -> None:
        """Hides everything at once."""
        self._texts.clear()
