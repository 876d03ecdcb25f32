"""What happened to a ticket, as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import database
from models.choices import Choice
from models.events.queries import EventRow, timeline
from models.events.tables import Subject
from models.i18n import N_, _
from models.site.queries import site
from models.sla.tables import ClockKind, Priority, Relation, Verdict
from models.tickets.categories import BUILT_IN
from models.tickets.file import ticket_notes
from models.tickets.tables import Channel, HoldReason, TicketStatus


@dataclass(frozen=True)
class TimelineRow:
    """One line of a ticket's history: when (UTC), who, what happened, and what is to be said of it (may be several lines)."""

    at: datetime
    who: str
    what: str
    detail: str


_SENTENCES: dict[str, str] = {
    "opened": N_("Opened the ticket ({channel}, priority {priority})"),
    "imported": N_("Brought in from another system"),
    "claimed": N_("Took the ticket"),
    "assigned": N_("Assigned the ticket to {owner_to}"),
    "responded": N_("Replied to the customer ({channel})"),
    "contacted": N_("Spoke to the customer"),
    "started": N_("Began the work"),
    "held": N_("Put the ticket on hold: {reason}"),
    "resumed": N_("Ended the hold: {reason}"),
    "offered": N_("Offered the work for acceptance"),
    "accepted": N_("Recorded the customer's acceptance"),
    "reworked": N_("Sent the work back for rework"),
    "resolved": N_("Resolved the ticket"),
    "reopened": N_("Reopened the ticket"),
    "closed": N_("Closed the ticket"),
    "cancelled": N_("Cancelled the ticket"),
    "merged": N_("Merged the ticket into {into}"),
    "absorbed": N_("Took in the double {number}"),
    "noted": N_("Wrote a note"),
    "priority_changed": N_("Changed the priority: {priority_from} -> {priority_to}"),
    "category_changed": N_("Changed the category: {category_from} -> {category_to}"),
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
}


def ticket_timeline(ticket_id: int, *, limit: int = 500) -> list[TimelineRow]:
    """A ticket's history, newest first: every event, with the text of the note that belongs to it."""
    events = timeline(Subject.TICKET, ticket_id, limit=limit)
    reader = _Reader(ticket_id, events)
    return [TimelineRow(event.at, event.actor_name or _("The system"), *reader.told(event)) for event in events]


class _Reader:
    """Turns the facts of one ticket's events into words: names for ids, labels for states, the site's time for moments."""

    def __init__(self, ticket_id: int, events: list[EventRow]) -> None:
        self._zone = site().zone
        self._notes = {note.id: note.text for note in ticket_notes(ticket_id)}
        self._names = _staff_names(events)

    def told(self, event: EventRow) -> tuple[str, str]:
        """What happened, and the detail."""
        words = {name: self._word(name, value) for name, value in event.facts.items()}
        sentence = _SENTENCES.get(event.kind)
        what = _(sentence).format_map(_Gaps(words)) if sentence else event.kind
        details = (*self._changes(words), *self._clocks(event), *self._told(event), *self._late(event), self._text(event))
        return what, "\n".join(detail for detail in details if detail)

    def _word(self, name: str, value: Any) -> str:
        if value is None:
            return "-"
        if name in ("owner_from", "owner_to"):
            return self._names.get(value, str(value))
        if name in ("category_from", "category_to"):
            return _(BUILT_IN[value][0]) if value in BUILT_IN else str(value)
        if name == "reason":
            return HoldReason(value).label if value in _HOLD_REASONS else str(value)
        if name in _CHOICES:
            return _CHOICES[name](value).label
        return self._moment(value) if name.endswith("_at") else str(value)

    def _moment(self, text: str | None) -> str:
        return f"{datetime.fromisoformat(text).astimezone(self._zone):%Y-%m-%d %H:%M}" if text else "-"

    def _changes(self, words: Mapping[str, str]) -> Iterator[str]:
        """Which state and which owner followed which."""
        if "status_from" in words and words["status_from"] != words["status_to"]:
            yield _("Status: {before} -> {after}").format(before=words["status_from"], after=words["status_to"])
        if "owner_from" in words:
            yield _("Responsible: {before} -> {after}").format(before=words["owner_from"], after=words["owner_to"])

    def _clocks(self, event: EventRow) -> Iterator[str]:
        """The due times that an event set, with those before where there were any."""
        for facts in event.facts.get("clocks", ()):
            name, due = ClockKind(facts["kind"]).label, self._moment(facts["due_at"])
            if "old_due_at" in facts:
                yield f"{name}: {self._moment(facts['old_due_at'])} -> {due}"
            else:
                yield _("{clock}: due {due}").format(clock=name, due=due)

    def _told(self, event: EventRow) -> Iterator[str]:
        """Who was alerted."""
        names = [self._names.get(staff_id, str(staff_id)) for staff_id in event.facts.get("told", ())]
        if names:
            yield _("Told: {names}").format(names=", ".join(names))

    def _late(self, event: EventRow) -> Iterator[str]:
        """When an event was noticed, where that was a minute or more after it came due."""
        noticed = event.facts.get("noticed_at")
        if noticed and (datetime.fromisoformat(noticed) - event.at).total_seconds() >= _NOTICEABLY_LATE:
            yield _("Noticed at {moment}").format(moment=self._moment(noticed))

    def _text(self, event: EventRow) -> str:
        """What was written: a note, else the reason that was given."""
        note = self._notes.get(event.facts.get("note", 0), "")
        said = event.facts.get("text" if event.kind == "held" else "reason", "") if event.kind in _WITH_TEXT else ""
        return note or str(said)


class _Gaps(dict[str, str]):
    """Facts that an erasure took away show as a gap."""

    def __missing__(self, name: str) -> str:
        return "…"


_WITH_TEXT = frozenset({"held", "reworked", "reopened", "cancelled", "priority_changed"})
_NOTICEABLY_LATE = 60
_HOLD_REASONS = frozenset(reason.value for reason in HoldReason)
_CHOICES: dict[str, Callable[[str], Choice]] = {
    "status_from": TicketStatus,
    "status_to": TicketStatus,
    "channel": Channel,
    "priority": Priority,
    "priority_from": Priority,
    "priority_to": Priority,
    "clock": ClockKind,
    "verdict": Verdict,
    "relation": Relation,
}


def _staff_names(events: list[EventRow]) -> dict[int, str]:
    ids: set[int] = set()
    for event in events:
        ids.update(event.facts.get("told", ()))
        ids.update(event.facts[name] for name in ("owner_from", "owner_to") if event.facts.get(name) is not None)
    if not ids:
        return {}
    marks = ", ".join("?" for _id in ids)
    return {row[0]: row[1] for row in database.rows(f"SELECT id, name FROM staff WHERE id IN ({marks})", tuple(ids))}
