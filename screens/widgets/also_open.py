"""Who else has a record open, at its head."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.widgets import Static

from models.i18n import _
from screens.plain import one_line, plain

if TYPE_CHECKING:
    from models.presence.queries import OtherDesk
    from screens.desk import DeskApp


class AlsoOpen(Static):
    """A line above a record, there only while somebody else has it open; hidden while the database can't say."""

    can_focus = False

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._others: tuple[OtherDesk, ...] = ()
        self.display = False

    def language_changed(self) -> None:
        """The same in another language."""
        self._say()

    def show(self, others: tuple[OtherDesk, ...]) -> None:
        """Names the others; paints only where that differs."""
        if others != self._others or self.display is not self._wanted:
            self._others = others
            self._say()

    def update_reach(self) -> None:
        """The database has gone away or is back."""
        self.display = self._wanted

    @property
    def _wanted(self) -> bool:
        return bool(self._others) and not cast("DeskApp", self.app).reach.away

    def _say(self) -> None:
        self.display = self._wanted
        names = _(", ").join(self._told(desk) for desk in self._others)
        self.update(plain(_("! Also open: {names}").format(names=names)))

    @staticmethod
    def _told(desk: OtherDesk) -> str:
        name = _("{name}, another desk of yours").format(name=one_line(desk.name)) if desk.own else one_line(desk.name)
        return _("{name} (editing)").format(name=name) if desk.editing else name
