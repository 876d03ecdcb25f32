"""What happened to a record, as sentences in the reader's language: events with names for ids and labels for states."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from models import database
from models.choices import Choice
from models.events.queries import EventRow, timeline
from models.events.tables import Subject
from models.i18n import N_, _
from models.site.queries import SiteRow, site
from models.sla.tables import ClockKind, Priority, Relation, Verdict


@dataclass(frozen=True)
class TimelineRow:
    """One line of a record's history: when (UTC), who, what happened, and what is to be said of it (may be several lines).

    `position` is that of its event in the record's own log.
    """

    at: datetime
    who: str
    what: str
    detail: str
    position: int


SLA_SENTENCES: dict[str, str] = {
    "sla_started": N_("The clocks started"),
    "sla_paused": N_("On hold from here: {reason}"),
    "sla_resumed": N_("No longer on hold: {reason}"),
    "sla_stopped": N_("{clock}: {verdict} (due {due_at})"),
    "sla_recomputed": N_("The due times were computed anew"),
    "sla_restarted": N_("A new clock started"),
    "sla_cancelled": N_("The clocks no longer count"),
    "sla_due_set": N_("{clock}: due time set to {due_at}"),
    "sla_warned": N_("{clock}: due soon, {percent} % of the time is used (due {due_at})"),
    "sla_breached": N_("{clock}: overdue since {due_at}"),
    "sla_escalated": N_("{clock}: {percent} % of the time is used (due {due_at})"),
    "alert_climbed": N_("{clock}: nobody acknowledged the alert, it was passed on ({relation})"),
    "alert_acknowledged": N_("Acknowledged the alert at {percent} %"),
    "told_acknowledged": N_("Took note"),
    "supervisors_told": N_("The supervisor was told"),
    "passed_on": N_("Escalated by hand: {relation}"),
    "complaint_linked": N_("Linked to the complaint {number}"),
}
"""What the clocks and the links between records write on every timeline."""

_SLA_CHOICES: dict[str, Callable[[str], Choice]] = {
    "priority": Priority,
    "priority_from": Priority,
    "priority_to": Priority,
    "clock": ClockKind,
    "verdict": Verdict,
    "relation": Relation,
}
_SLA_TEXTS = {"passed_on": "reason"}
_STAFF_FACTS = ("owner_from", "owner_to")
_STAFF_LISTS = {"told": N_("Told: {names}"), "team": N_("Investigation team: {names}")}
_NOTICEABLY_LATE = 60


@dataclass(frozen=True)
class Language:
    """How one kind of record speaks: a sentence per kind of event, the enumeration behind a fact, other facts' words.

    `labels` names the columns whose change an event tells with its `before` and `after`; `texts` names, per kind of event,
    the fact or facts that hold what somebody wrote; `unsaid` are kinds of event that the record's own events tell already.
    """

    subject: Subject
    sentences: Mapping[str, str]
    choices: Mapping[str, Callable[[str], Choice]]
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    texts: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()


def told_timeline(
    language: Language,
    subject_id: int,
    *,
    notes: Callable[[Sequence[int]], Mapping[int, str]] | None = None,
    limit: int = 500,
    after: int = 0,
) -> list[TimelineRow]:
    """A record's history, newest first, of the events with a position above `after`.

    `notes` gives the texts of the notes that these events name by their ids (`note`, or `notes` for several).
    """
    events = timeline(language.subject, subject_id, limit=limit, after=after)
    named = [note for event in events for note in _notes_of(event)]
    teller = _Teller(language, events, notes(named) if notes is not None and named else {})
    told = (event for event in events if event.kind not in language.unsaid)
    return [TimelineRow(event.at, event.actor_name or _("The system"), *teller.told(event), event.position) for event in told]


def _notes_of(event: EventRow) -> tuple[int, ...]:
    """The notes that an event names by their ids."""
    return (event.facts["note"],) if "note" in event.facts else tuple(event.facts.get("notes", ()))


class _Teller:
    """Turns the facts of one record's events into words."""

    def __init__(self, language: Language, events: list[EventRow], notes: Mapping[int, str]) -> None:
        self._sentences = {**SLA_SENTENCES, **language.sentences}
        self._choices = {**_SLA_CHOICES, **language.choices}
        self._words = language.words
        self._texts = {**_SLA_TEXTS, **language.texts}
        self._labels = language.labels
        self._notes = notes
        self._names = _staff_names(events)

    @cached_property
    def _site(self) -> SiteRow:
        """The site, in whose time zone moments are told; asked only where there is one to tell."""
        return site()

    def told(self, event: EventRow) -> tuple[str, str]:
        """What happened, and the detail."""
        words = {name: self._word(name, value) for name, value in event.facts.items()}
        sentence = self._sentences.get(event.kind)
        what = _(sentence).format_map(_Gaps(words)) if sentence else event.kind
        details = (
            *self._changes(words),
            *self._edits(event),
            *self._clocks(event),
            *self._people(event),
            *self._late(event),
            self._text(event),
        )
        return what, "\n".join(detail for detail in details if detail)

    def _word(self, name: str, value: Any) -> str:
        if value is None:
            return "-"
        if name in _STAFF_FACTS:
            return self._names.get(value, str(value))
        if name in self._words:
            return self._words[name](value)
        if name in self._choices:
            return self._choices[name](value).label
        return self._moment(value) if name.endswith("_at") else str(value)

    def _moment(self, text: str | None) -> str:
        return self._site.told(datetime.fromisoformat(text)) if text else "-"

    def _changes(self, words: Mapping[str, str]) -> Iterator[str]:
        """Which state, stage, level and owner followed which."""
        for fact, sentence in _CHANGES.items():
            before, after = words.get(f"{fact}_from"), words.get(f"{fact}_to")
            if before is not None and after is not None and before != after:
                yield _(sentence).format(before=before, after=after)

    def _edits(self, event: EventRow) -> Iterator[str]:
        """Which columns were edited, from what to what; a long text only says that it was."""
        before = event.facts.get("before") or {}
        for name, value in (event.facts.get("after") or {}).items():
            if name in self._labels:
                was, now = (self._word(name, side) for side in (before.get(name), value))
                label = _(self._labels[name])
                if was == now:
                    yield _("{field}: edited").format(field=label)
                else:
                    yield _("{field}: {before} -> {after}").format(field=label, before=was, after=now)

    def _clocks(self, event: EventRow) -> Iterator[str]:
        """The due times that an event set, with those before where there were any."""
        for facts in event.facts.get("clocks", ()):
            name, due = ClockKind(facts["kind"]).label, self._moment(facts["due_at"])
            if "old_due_at" in facts:
                yield f"{name}: {self._moment(facts['old_due_at'])} -> {due}"
            else:
                yield _("{clock}: due {due}").format(clock=name, due=due)

    def _people(self, event: EventRow) -> Iterator[str]:
        """Who was told, and who is in the team."""
        for fact, sentence in _STAFF_LISTS.items():
            names = [self._names.get(staff_id, str(staff_id)) for staff_id in event.facts.get(fact, ())]
            if names:
                yield _(sentence).format(names=", ".join(names))

    def _late(self, event: EventRow) -> Iterator[str]:
        """When an event was noticed, where that was a minute or more after it came due."""
        noticed = event.facts.get("noticed_at")
        if noticed and (datetime.fromisoformat(noticed) - event.at).total_seconds() >= _NOTICEABLY_LATE:
            yield _("Noticed at {moment}").format(moment=self._moment(noticed))

    def _text(self, event: EventRow) -> str:
        """What was written: a note, else what somebody said or the reason that was given."""
        note = "\n\n".join(self._notes.get(note_id, "") for note_id in _notes_of(event))
        named = self._texts.get(event.kind, ())
        facts = (named,) if isinstance(named, str) else named
        return note or "\n".join(str(event.facts[fact]) for fact in facts if event.facts.get(fact))


_CHANGES = {
    "status": N_("Status: {before} -> {after}"),
    "stage": N_("Stage: {before} -> {after}"),
    "level": N_("Level: {before} -> {after}"),
    "owner": N_("Responsible: {before} -> {after}"),
}


class _Gaps(dict[str, str]):
    """Facts that an erasure took away show as a gap."""

    def __missing__(self, name: str) -> str:
        return "…"


def _staff_names(events: list[EventRow]) -> dict[int, str]:
    ids: set[int] = set()
    for event in events:
        for key in _STAFF_LISTS:
            ids.update(event.facts.get(key, ()))
        ids.update(event.facts[name] for name in _STAFF_FACTS if event.facts.get(name) is not None)
    if not ids:
        return {}
    marks = ", ".join("?" for _id in ids)
    return {row[0]: row[1] for row in database.rows(f"SELECT id, name FROM staff WHERE id IN ({marks})", tuple(ids))}
