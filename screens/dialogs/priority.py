"""Changing a priority with its price shown before: what becomes of every due time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static

from models import clock
from models.events.tables import Subject
from models.i18n import _
from models.sla.queries import DuePreview, preview
from models.sla.tables import Priority
from models.tickets.file import ticket_file
from screens.clock_text import day_hour_and_minute
from screens.dialogs.base import DeskDialog
from screens.plain import fit, plain
from screens.ticket.due_text import time_left

Previews = Mapping[Priority, Sequence[DuePreview]]


def previews(ticket_id: int) -> Previews:
    """What each priority would do to a ticket's due times; asked on the door's thread. Raises DomainError."""
    category = ticket_file(ticket_id).category_code
    return {priority: preview(Subject.TICKET, ticket_id, category=category, priority=priority) for priority in Priority}


@dataclass(frozen=True)
class PriorityChange:
    """The priority chosen, and why."""

    priority: Priority
    reason: str


class ChoosePriority(DeskDialog[PriorityChange]):
    """Digits or arrows show what a priority does to the due times, Enter takes it."""

    CSS = """
    ChoosePriority > .dialog.-wide { width: 72; }
    ChoosePriority #effect { height: auto; min-height: 3; margin: 1 0; width: 1fr; }
    """
    BINDINGS = [
        Binding(f"{digit},{chr(ord(str(digit)) + 0xFEE0)}", f"look({digit})", show=False) for digit in range(1, len(Priority) + 1)
    ]

    def __init__(self, title: str, present: Priority, effects: Previews, zone: ZoneInfo) -> None:
        super().__init__()
        self._title = title
        self._present = present
        self._effects = effects
        self._zone = zone

    def compose(self) -> ComposeResult:
        """The priorities, their effect, the reason, and how to go on."""
        with Vertical(classes="dialog -wide"):
            yield Static(plain(self._title), classes="question")
            yield OptionList(*(plain(self._option(number, priority)) for number, priority in enumerate(Priority, 1)))
            yield Static("", id="effect", markup=False)
            yield Input(id="reason", placeholder=_("Reason (may stay empty)"), max_length=240)
            yield Static(plain(_("1-4 shows the effect   Enter changes it   Tab to the reason   Esc goes back")), classes="hint")

    def _option(self, number: int, priority: Priority) -> str:
        return f"{number} {priority.label}" + (_("  (as it is)") if priority is self._present else "")

    def on_mount(self) -> None:
        """Starts at the present priority."""
        choices = self.query_one(OptionList)
        choices.highlighted = list(Priority).index(self._present)
        choices.focus()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.query_one("#effect", Static).update(plain(self._effect(list(Priority)[event.option_index])))

    def _effect(self, priority: Priority) -> str:
        if not self._effects:
            return _("Every ticket's due times are counted anew from its start.")
        lines = [self._line(due) for due in self._effects.get(priority, ())]
        return "\n".join(lines) or _("No clock runs on this ticket; no due time changes.")

    def _line(self, due: DuePreview) -> str:
        label = fit(due.kind.label, 16)
        if due.new_due_at == due.old_due_at:
            return f"{label} {self._moment(due.old_due_at)}  " + _("as it is")
        text = f"{label} {self._moment(due.old_due_at)} -> {self._moment(due.new_due_at)}"
        if due.new_due_at is None:
            return text
        return f"{text}  {time_left(due.new_due_at, clock.now())}"

    def _moment(self, moment: datetime | None) -> str:
        return fit("-", 11) if moment is None else day_hour_and_minute(moment, self._zone)

    def action_look(self, number: int) -> None:
        """Shows the effect of a priority by its number."""
        self.query_one(OptionList).highlighted = number - 1

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def _taken(self, event: OptionList.OptionSelected | Input.Submitted) -> None:
        event.stop()
        index = self.query_one(OptionList).highlighted
        if index is not None:
            self.dismiss(PriorityChange(list(Priority)[index], self.query_one("#reason", Input).value.strip()))
