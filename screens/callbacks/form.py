"""The form of one callback: papers, what came of the attempt, and the survey or the next attempt."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from models.callbacks.file import CallbackFile, Papers
from models.callbacks.operations import Answers
from models.callbacks.tables import AttemptOutcome, Callback, CallbackAttempt, CallbackKind, Survey
from models.errors import DomainError, Fault
from models.fields import spec
from models.i18n import N_, _
from screens.callbacks.fields import OUTCOMES, SATISFIED_FROM, ScoreField, Toggles
from screens.clock_text import day_hour_and_minute
from screens.forms import ChoiceField, FormField, FormInput, Option, bound, listed
from screens.intake.times import parsed_moment
from screens.widgets.said import Said

SCORE_NAMES = ("result", "timeliness", "attitude", "quality", "fee")
NEXT = replace(
    spec(Survey.comment),
    name="next_at",
    label=N_("Next call"),
    help=N_("Proposed on another half-day. Change it as you like: 14:30, tomorrow 10:00, 11-23 15:00."),
    max_length=40,
)
OUTCOME = replace(spec(CallbackAttempt.outcome), label=N_("Attempt"))
_USUALLY_FINE = (CallbackKind.PROMISE, CallbackKind.INTERVIEW)
"""Where the call itself is what was owed, satisfied is proposed."""
PAPERS = (Callback.warranty_card, Callback.service_sheet, Callback.signature)


@dataclass(frozen=True)
class Entered:
    """What stands in the form, as it is kept when the form is left without saving."""

    papers: tuple[bool | None, ...]
    outcome: str | None
    scores: tuple[int | None, ...]
    satisfied: bool | None
    by_hand: bool
    comment: str
    next_text: str
    next_changed: bool

    @property
    def empty(self) -> bool:
        """Whether nothing would be lost."""
        looked_at = any(found is not None for found in self.papers)
        return self.outcome is None and not self.comment.strip() and not self.next_changed and not looked_at

    def to_json(self) -> str:
        """For keeping."""
        return json.dumps(vars(self))

    @classmethod
    def from_json(cls, text: str) -> Entered:
        """As it was kept."""
        kept = json.loads(text)
        return cls(**{**kept, "papers": tuple(kept["papers"]), "scores": tuple(kept["scores"])})


class CallbackForm(Vertical):
    """Digits answer everything; what doesn't belong to the outcome is hidden, not emptied."""

    class Changed(Message):
        """Something was entered."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__(id="callback-form")
        self._zone = zone
        self._by_hand = False
        self._papers_changed = False
        self._next_changed = False
        self._proposed: datetime | None = None
        self._kind: CallbackKind | None = None
        self.papers = Toggles(
            [cast("str", column.verbose_name) for column in PAPERS],
            help=N_("A digit switches: + is there, - is missing, ? was not looked at. Enter goes on."),
            id="papers",
        )
        self.outcome = ChoiceField([Option(outcome, outcome.label_id) for outcome in OUTCOMES], optional=True, id="outcome")
        self.scores = {name: ScoreField(id=name) for name in SCORE_NAMES}
        self.satisfied = ChoiceField((Option(True, N_("Yes")), Option(False, N_("No"))), optional=True, id="satisfied")
        self.comment = bound(spec(Survey.comment))
        self.next_at = FormField(NEXT, FormInput())

    def compose(self) -> ComposeResult:
        """The rows."""
        with Horizontal(id="papers-row", classes="row"):
            yield Said(N_("Papers"), classes="label")
            yield self.papers
        yield FormField(OUTCOME, self.outcome)
        with Horizontal(id="scores", classes="row"):
            for name, field in self.scores.items():
                yield FormField(spec(getattr(Survey, name)), field)
        yield FormField(replace(spec(Survey.satisfied), required=False), self.satisfied)
        yield self.comment
        yield self.next_at
        yield Static("", id="follows", markup=False)

    def on_mount(self) -> None:
        """Shows what belongs to no outcome yet."""
        self._show_rows()

    # What stands in it

    @property
    def chosen(self) -> AttemptOutcome | None:
        """What came of the attempt."""
        return cast("AttemptOutcome | None", self.outcome.value)

    @property
    def said_satisfied(self) -> bool | None:
        """Whether the customer is satisfied; None before anything was said."""
        return cast("bool | None", self.satisfied.value)

    @property
    def comment_text(self) -> str:
        """The comment."""
        return cast(FormInput, self.comment.control).value.strip()

    def checked_papers(self) -> tuple[bool, bool, bool] | None:
        """The papers where they were checked here: what was not looked at counts as missing."""
        if not self._papers_changed:
            return None
        card, sheet, signature = (found is True for found in self.papers.found)
        return card, sheet, signature

    def answers(self) -> Answers:
        """What the customer said. Raises DomainError(MISSING) where nobody said whether they are satisfied."""
        if self.said_satisfied is None:
            raise DomainError(Fault.MISSING, field=Survey.satisfied.verbose_name)
        scores = {name: field.score for name, field in self.scores.items()}
        return Answers(satisfied=self.said_satisfied, comment=self.comment_text, **scores)

    def next_moment(self, now: datetime) -> datetime | None:
        """The time of the next attempt: as it was proposed, or as it was written. Raises DomainError."""
        text = cast(FormInput, self.next_at.control).value
        if not self._next_changed and self.chosen is not AttemptOutcome.ANOTHER_TIME:
            return self._proposed
        return parsed_moment(text, now=now, zone=self._zone, label=NEXT.label)

    def entered(self) -> Entered:
        """All of it, to be kept."""
        return Entered(
            papers=self.papers.found if self._papers_changed else (None,) * len(PAPERS),
            outcome=None if self.chosen is None else self.chosen.value,
            scores=tuple(field.score for field in self.scores.values()),
            satisfied=self.said_satisfied,
            by_hand=self._by_hand,
            comment=cast(FormInput, self.comment.control).value,
            next_text=cast(FormInput, self.next_at.control).value,
            next_changed=self._next_changed,
        )

    def put_back(self, kept: Entered) -> None:
        """What was entered before and not saved."""
        with self.prevent(Input.Changed, ChoiceField.Changed, Toggles.Changed):
            if any(found is not None for found in kept.papers):
                self.papers.found, self._papers_changed = kept.papers, True
            self.outcome.choose(None if kept.outcome is None else AttemptOutcome(kept.outcome))
            for score, field in zip(kept.scores, self.scores.values(), strict=True):
                field.choose(score)
            self.satisfied.choose(kept.satisfied)
            cast(FormInput, self.comment.control).value = kept.comment
            if kept.next_changed:
                cast(FormInput, self.next_at.control).value = kept.next_text
        self._by_hand, self._next_changed = kept.by_hand, kept.next_changed
        self._show_rows()

    def take(self, file: CallbackFile) -> None:
        """Takes what the domain says now; what was entered here stays."""
        if not self._papers_changed:
            self.papers.found = _found(file.papers)
        self._proposed, self._kind = file.proposed_next, file.kind
        self.set_class(file.kind is not CallbackKind.SATISFACTION, "-no-papers")
        self._show_proposal()

    def _show_proposal(self) -> None:
        if self._next_changed or self._proposed is None:
            return
        wanted = "" if self.chosen is AttemptOutcome.ANOTHER_TIME else day_hour_and_minute(self._proposed, self._zone)
        control = cast(FormInput, self.next_at.control)
        if control.value != wanted:
            with control.prevent(Input.Changed):
                control.value = wanted

    # What is entered

    @on(ChoiceField.Changed)
    def _chose(self, event: ChoiceField.Changed) -> None:
        event.stop()
        if isinstance(event, ChoiceField.Left):
            self._left(event.field)
            return
        if event.field is self.outcome:
            if self.chosen is AttemptOutcome.REACHED and self._kind in _USUALLY_FINE and self.said_satisfied is None:
                self.satisfied.choose(True)
            self._show_proposal()
            self._show_rows()
        elif event.field is self.satisfied:
            self._by_hand = True
        elif event.field is self.scores["result"] and not self._by_hand:
            result = self.scores["result"].score
            self.satisfied.choose(None if result is None else result >= SATISFIED_FROM)
        self.post_message(self.Changed())

    def _left(self, field: ChoiceField) -> None:
        if field is not self.outcome:
            self.screen.focus_next()
        elif self.chosen is AttemptOutcome.REACHED:
            self.scores["result"].focus()
        elif self.chosen is AttemptOutcome.ANOTHER_TIME:
            self.next_at.control.focus()

    @on(Toggles.Changed)
    def _papers_switched(self, event: Toggles.Changed) -> None:
        event.stop()
        if isinstance(event, Toggles.Left):
            self.outcome.focus()
        else:
            self._papers_changed = True
            self.post_message(self.Changed())

    @on(Input.Submitted)
    def _written(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input is self.next_at.control:
            self._next_changed = True
            self.next_at.clear_error()
        self.post_message(self.Changed())

    def _show_rows(self) -> None:
        reached = self.chosen is AttemptOutcome.REACHED
        tried_again = self.chosen not in (None, AttemptOutcome.REACHED, AttemptOutcome.REFUSED, AttemptOutcome.WRONG_NUMBER)
        self.set_class(reached, "-reached")
        self.set_class(tried_again, "-again")
        self.set_class(self.chosen is not None, "-tried")

    def say_what_follows(self, text: str) -> None:
        """What saving will do, in a sentence."""
        line = self.query_one("#follows", Static)
        if str(line.content) != text:
            line.update(text)


def _found(papers: Papers) -> tuple[bool | None, ...]:
    return (papers.warranty_card, papers.service_sheet, papers.signature)


def help_of(widget: object) -> str:
    """What can be entered in a field of the form, with its digits."""
    if isinstance(widget, Toggles):
        return _(widget.help)
    if isinstance(widget, ChoiceField):
        return listed(widget.options)
    parent = getattr(widget, "parent", None)
    return parent.help if isinstance(parent, FormField) else ""
