"""A save that came second: what the other changed, and a choice of mine or theirs for each field that both changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from models.events.queries import Touch
from models.i18n import _
from models.merging import Merged, Side
from screens.clock_text import day_hour_and_minute
from screens.dialogs.base import DeskDialog
from screens.forms import digit_of
from screens.plain import one_line, plain

V = TypeVar("V")
LONGEST = 400
"""Of a longer text only so many characters are shown; the text itself is saved whole."""


@dataclass(frozen=True)
class FieldTold(Generic[V]):
    """How a field is told: its label in the reader's language, its values as words, whether it holds several lines."""

    label: str
    told: Callable[[V], str]
    lines: bool = False


class Dispute(Widget, can_focus=True):
    """A field that both changed: a digit, or up and down, chooses whose value stands."""

    DEFAULT_CSS = """
    Dispute { height: auto; width: 1fr; margin: 0 0 1 0; padding: 0 1; background: $panel; }
    Dispute:focus { background: $primary 25%; }
    """
    BINDINGS = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    class Chosen(Message):
        """A side was chosen by its digit."""

    def __init__(self, field: str, head: str, sides: Mapping[Side, str]) -> None:
        super().__init__()
        self.field = field
        self.side: Side | None = None
        self._head = head
        self._sides = sides

    def on_key(self, event: events.Key) -> None:
        """Chooses by digit and goes on."""
        digit = digit_of(event)
        if digit and 0 < int(digit) <= len(self._sides):
            event.stop()
            self._choose(list(self._sides)[int(digit) - 1])
            self.post_message(self.Chosen())

    def action_step(self, by: int) -> None:
        """The next or previous side."""
        sides = list(self._sides)
        self._choose(sides[(sides.index(self.side) + by) % len(sides) if self.side else 0 if by > 0 else -1])

    def _choose(self, side: Side) -> None:
        self.side = side
        self.refresh()

    def render(self) -> Content:
        """The field, what stood there, and what each side says."""
        lines = [Content.styled(self._head, "bold")]
        for number, (side, words) in enumerate(self._sides.items(), 1):
            mark, style = ("*", "bold") if side is self.side else (" ", "")
            lines.append(Content.styled(f"{mark} {number} {words}", style))
        return Content("\n").join(lines)


class Merging(DeskDialog[dict[str, V]], Generic[V]):
    """Shows what the other changed and asks for what collides; its answer is every field's value, None after Esc.

    The fields come in the order of `fields`. `touches` says who changed which, and when.
    """

    CSS = """
    Merging #parts { height: auto; max-height: 60vh; }
    Merging #taken { height: auto; width: 1fr; margin: 0 0 1 0; }
    Merging #parts > .question { margin: 0; }
    """
    BINDINGS = [Binding("f2,ctrl+s,enter", "answer", show=False)]
    AUTO_FOCUS = "Dispute, #parts"

    def __init__(
        self,
        title: str,
        merge: Merged[V],
        fields: Mapping[str, FieldTold[V]],
        touches: Callable[[str], Touch | None],
        zone: ZoneInfo,
    ) -> None:
        super().__init__()
        self._title = title
        self._merge = merge
        self._fields = fields
        self._touches = touches
        self._zone = zone

    def compose(self) -> ComposeResult:
        """The record, what is taken over, what is to be chosen, and how."""
        merge = self._merge
        with Vertical(classes="dialog -wide"):
            yield Static(plain(self._title), classes="question")
            with VerticalScroll(id="parts", can_focus=not merge.collisions):
                if merge.taken:
                    yield Static(Content("\n").join(self._taken()), id="taken")
                if merge.collisions:
                    yield Static(plain(_("Both of you changed this. Whose stands?")), classes="question")
                yield from (self._dispute(field) for field in self._fields if field in merge.collisions)
            yield Static("", classes="refusal", markup=False)
            hint = _("Digits choose   Enter or F2 saves   Esc goes back to what you typed")
            yield Static(
                plain(hint if merge.collisions else _("Enter or F2 saves   Esc goes back to what you typed")), classes="hint"
            )

    def _taken(self) -> Iterator[Content]:
        yield plain(_("Changed meanwhile, and kept as it is now:"))
        for field, told in self._fields.items():
            if field in self._merge.taken:
                before, after = self._words(field, self._merge.base), self._words(field, self._merge.theirs)
                yield plain(f"  {told.label}: {before} -> {after}  {self._who(field)}")

    def _dispute(self, field: str) -> Dispute:
        merge, told = self._merge, self._fields[field]
        sides = {
            Side.MINE: _("Mine: {value}").format(value=self._words(field, merge.mine)),
            Side.THEIRS: _("Theirs: {value}").format(value=f"{self._words(field, merge.theirs)}  {self._who(field)}".rstrip()),
        }
        if told.lines and merge.theirs[field]:
            sides[Side.BOTH] = _("Both texts, theirs first")
        head = _("{field} (before: {value})").format(field=told.label, value=self._words(field, merge.base))
        return Dispute(field, head, sides)

    def _words(self, field: str, values: Mapping[str, V]) -> str:
        words = one_line(self._fields[field].told(values[field]))
        return words if 0 < len(words) <= LONGEST else f"{words[:LONGEST]}.." if words else "-"

    def _who(self, field: str) -> str:
        touch = self._touches(field)
        if touch is None:
            return ""
        return f"({one_line(touch.who) or _('The system')} {day_hour_and_minute(touch.at, self._zone)})"

    @on(Dispute.Chosen)
    def _go_on(self, message: Dispute.Chosen) -> None:
        message.stop()
        undecided = self._undecided()
        if undecided:
            undecided[0].focus()

    def _undecided(self) -> list[Dispute]:
        return [dispute for dispute in self.query(Dispute) if dispute.side is None]

    def action_answer(self) -> None:
        """Gives every field's value, once each is decided."""
        undecided = self._undecided()
        if undecided:
            undecided[0].focus()
            self.show_refusal(_("Choose for each field first: 1 mine, 2 theirs."))
            return
        sides = {dispute.field: dispute.side for dispute in self.query(Dispute) if dispute.side is not None}
        self.dismiss(self._merge.settled(sides))
