"""The advice under the form: entitlement, due times, and whether a ticket is open already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from models.i18n import N_, _
from models.sla.tables import ClockKind
from models.tickets.queries import DuplicateRow
from screens.clock_text import day_hour_and_minute
from screens.forms import ChoiceField, Option, digit_for, listed
from screens.intake.questions import Advice
from screens.plain import one_line, plain

ANOTHER = 0
"""The choice to open another ticket in spite of the open one; the others are ticket ids."""


class DuplicateField(ChoiceField):
    """What to do about an open ticket; all choices are in sight, the one taken in brackets."""

    def render(self) -> Content:
        """The choices with their digits."""
        texts = [f"{digit_for(position)} {option.text()}" for position, option in enumerate(self.options)]
        if self.chosen is not None:
            texts[self.chosen] = f"[{texts[self.chosen]}]"
        return plain("  ".join(texts))

    def get_content_width(self, container: object, viewport: object) -> int:
        """As wide as all choices side by side."""
        return cell_len(listed(self.options)) + 2


class AdviceBox(Vertical):
    """Tells, and asks one thing: what to do about an open ticket on the same product."""

    def __init__(self) -> None:
        super().__init__(id="advice", classes="panel")
        self._text = Static(id="advice-text", markup=False)
        self._warning = Static(id="duplicate-warning", markup=False)
        self.duplicate = DuplicateField(optional=True, id="duplicate")

    def compose(self) -> ComposeResult:
        """The sentence, the warning, its choice."""
        yield self._text
        yield self._warning
        yield self.duplicate

    def on_mount(self) -> None:
        """Starts without a warning."""
        self.language_changed()
        self.show("", Advice(), None)

    def language_changed(self) -> None:
        """The title in the present language; the text comes anew with the next advice."""
        self.border_title = _("Advice")

    def show(self, entitlement: str, advice: Advice, zone: ZoneInfo | None) -> None:
        """Shows the advice; the times are in `zone`. A choice made for the same tickets stays."""
        due = due_sentence(advice.due, zone)
        sentence = _("{entitlement} {due_times}").format(entitlement=entitlement, due_times=due) if due else entitlement
        self._text.update(plain(sentence.strip() or _("Entitlements and due times come here.")))
        self.offer_duplicates(advice.duplicates)

    def offer_duplicates(self, duplicates: Sequence[DuplicateRow]) -> None:
        """Warns of open tickets on the same product and offers to add to one of them."""
        self.set_class(bool(duplicates), "-duplicate")
        if duplicates:
            first = duplicates[0]
            warning = _("! Open ticket {number} on the same product: {problem}").format(
                number=first.number, problem=one_line(first.problem)[:60]
            )
            self._warning.update(plain(warning))
        self.duplicate.offer(duplicate_options(duplicates))
        self.duplicate.disabled = not duplicates


def duplicate_options(duplicates: Sequence[DuplicateRow]) -> tuple[Option, ...]:
    """Add to one of the open tickets, or open another."""
    add = [Option(row.id, N_("Add to"), row.number) for row in duplicates[:8]]
    return (*add, Option(ANOTHER, N_("Open another"))) if add else ()


def due_sentence(due: Sequence[tuple[ClockKind, datetime]], zone: ZoneInfo | None) -> str:
    """By when the customer will hear from us, as real times in the site's zone."""
    if not due or zone is None:
        return ""
    times = [_("{clock} by {time}").format(clock=kind.label, time=day_hour_and_minute(at, zone)) for kind, at in due]
    return _("{times}.").format(times=_(", ").join(times))
