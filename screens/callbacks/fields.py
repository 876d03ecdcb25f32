"""Fields of the callback form: papers that digits switch, scores from 1 to 5."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from models.callbacks.tables import AttemptOutcome
from models.i18n import N_, _
from screens.forms import ChoiceField, Option, digit_of
from screens.plain import plain

OUTCOMES = (
    AttemptOutcome.REACHED,
    AttemptOutcome.NO_ANSWER,
    AttemptOutcome.BUSY,
    AttemptOutcome.REFUSED,
    AttemptOutcome.WRONG_NUMBER,
    AttemptOutcome.ANOTHER_TIME,
    AttemptOutcome.SWITCHED_OFF,
)
"""In the order of their digits."""

SCORES = (N_("very bad"), N_("bad"), N_("fair"), N_("good"), N_("very good"))
SATISFIED_FROM = 3
"""A result of at least this many points means satisfied, unless the agent says otherwise."""


class ScoreField(ChoiceField):
    """A score from 1 to 5, shown as its digit alone; Delete takes it away."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__([Option(score, word) for score, word in enumerate(SCORES, 1)], optional=True, id=id)

    @property
    def score(self) -> int | None:
        """The score, None where none was given."""
        return None if self.chosen is None else self.chosen + 1

    def render(self) -> Content:
        """The digit."""
        return Content("-" if self.score is None else str(self.score))

    def get_content_width(self, container: object, viewport: object) -> int:
        """One digit."""
        return 1


class Toggles(Widget, can_focus=True):
    """Several things that are so or not, in one line; a digit switches one, Enter goes on.

    `found` holds True, False, or None for what nobody has looked at yet.
    """

    DEFAULT_CSS = """
    Toggles { width: auto; height: 1; padding: 0 1; background: $panel; }
    Toggles:focus { background: $primary 25%; text-style: bold; }
    """
    BINDINGS = [Binding("enter", "leave", show=False)]
    found: reactive[tuple[bool | None, ...]] = reactive((), layout=True)

    class Changed(Message):
        """Something was switched."""

        def __init__(self, field: Toggles) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> Toggles:
            """The field, for selectors."""
            return self.field

    class Left(Changed):
        """The person goes on."""

    def __init__(self, names: Sequence[str], *, marked: bool = True, help: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._names = tuple(names)
        self._marked = marked
        self.help = help
        self.set_reactive(Toggles.found, (None,) * len(self._names))

    def on_key(self, event: events.Key) -> None:
        """Switches by digit: what was not looked at becomes so, then not so."""
        digit = digit_of(event)
        if digit and 1 <= int(digit) <= len(self._names):
            event.stop()
            at = int(digit) - 1
            self.found = (*self.found[:at], self.found[at] is not True, *self.found[at + 1 :])
            self.post_message(self.Changed(self))

    def action_leave(self) -> None:
        """On to the next field."""
        self.post_message(self.Left(self))

    def language_changed(self) -> None:
        """The same names in another language."""
        self.refresh(layout=True)

    def _text(self) -> str:
        signs = {True: "+", False: "-", None: "?"} if self._marked else {True: "+", False: " ", None: " "}
        names = (_(name) if self._marked else name for name in self._names)
        return "  ".join(
            f"{digit} {name} {signs[found]}" for digit, (name, found) in enumerate(zip(names, self.found, strict=True), 1)
        )

    def render(self) -> Content:
        """Each with its digit and its sign: + is there, - is not, ? was not looked at."""
        return plain(self._text())

    def get_content_width(self, container: object, viewport: object) -> int:
        """As wide as its text."""
        return cell_len(self._text())
