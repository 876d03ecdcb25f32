"""Clocks as people read them in a cell: in time, left 2:59, over 0:42, paused; seconds only in the last two minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.i18n import N_, _
from models.sla.tables import SlaState, Verdict
from models.tickets.queue import ClockCell
from models.tickets.tables import HoldReason
from screens.widgets.columns import Cell, Tone

SECONDS_FROM = timedelta(minutes=2)

WAITING_WORDS = {
    HoldReason.CUSTOMER: N_("customer"),
    HoldReason.PARTS: N_("parts"),
    HoldReason.APPROVAL: N_("approval"),
    HoldReason.THIRD_PARTY: N_("third party"),
}
"""What a paused clock waits for, short enough for a cell."""

MARKS = {SlaState.BREACHED: "x", SlaState.WARNED: "!", SlaState.PAUSED: "="}
TONES = {SlaState.BREACHED: Tone.DANGER, SlaState.WARNED: Tone.WARNING, SlaState.PAUSED: Tone.MUTED}


def span(duration: timedelta) -> str:
    """A duration for a cell: 12d, 2d 4h, 2:59 (hours and minutes); never below zero."""
    minutes = max(timedelta(), duration) // timedelta(minutes=1)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days >= 10:
        return _("{days}d").format(days=days)
    if days:
        return _("{days}d {hours}h").format(days=days, hours=hours)
    return f"{hours}:{minutes % 60:02}"


def time_left(due_at: datetime, now: datetime) -> str:
    """How long until a due time, or by how much it is over."""
    if now >= due_at:
        return _("over {time}").format(time=span(now - due_at))
    left = due_at - now
    if left < SECONDS_FROM:
        seconds = left // timedelta(seconds=1)
        time = _("{minutes}m{seconds:02}s").format(minutes=seconds // 60, seconds=seconds % 60)
    else:
        time = span(left)
    return _("left {time}").format(time=time)


def paused_text(reason: HoldReason | None) -> str:
    """A paused clock, with what it waits for where that is known."""
    return _("paused ({reason})").format(reason=_(WAITING_WORDS[reason])) if reason else _("paused")


def clock_cell(clock: ClockCell, now: datetime, *, reason: HoldReason | None = None, due_soon: bool = False) -> Cell:
    """One clock as a cell; its tone says again what its words say."""
    if clock.verdict is None or clock.verdict is Verdict.CANCELLED:
        return Cell("-", Tone.MUTED)
    if clock.verdict is Verdict.MET:
        return Cell(_("in time"), Tone.GOOD)
    if clock.paused and clock.stopped_at is None:
        return Cell(paused_text(reason), Tone.MUTED)
    if clock.due_at is None:
        return Cell("-", Tone.MUTED)
    if clock.stopped_at is not None:
        return Cell(_("late {time}").format(time=span(clock.stopped_at - clock.due_at)), Tone.DANGER)
    if now >= clock.due_at:
        return Cell(time_left(clock.due_at, now), Tone.DANGER)
    return Cell(time_left(clock.due_at, now), Tone.WARNING if due_soon else Tone.PLAIN)
