"""New alerts and due promises of the person at the desk: banners that take neither key nor focus, flashing line, bell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.timer import Timer

from models import clock
from models.i18n import _
from screens.clock_text import near
from screens.plain import one_line
from screens.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from models.callbacks.due import DuePromise, Promises
    from models.sla.alert_queries import AlertRow
    from screens.desk import DeskApp

MOST_BANNERS = 3
"""More alerts than this while banners still stand are told in one sentence: a wall of banners hides the work."""
BANNER_SECONDS = 8.0
LONGEST_WAIT_SECONDS = 3600.0


class AlertWatch:
    """Knows which alerts were shown; what stood before the sign-in is counted, not announced."""

    def __init__(self, desk: DeskApp) -> None:
        self._desk = desk
        self._known: set[int] | None = None
        self._shown: list[datetime] = []

    def forget(self) -> None:
        """Another person sits down."""
        self._known = None

    def heard(self, alerts: Iterable[AlertRow], now: datetime) -> None:
        """Announces those among the open alerts that are new."""
        alerts = tuple(alerts)
        if self._known is None:
            self._known = {alert.id for alert in alerts}
            return
        new = [alert for alert in alerts if alert.id not in self._known]
        self._known |= {alert.id for alert in new}
        if not new:
            return
        breached = any(alert.breached for alert in new)
        self._announce(new, breached, now)
        if breached:
            for line in self._desk.screen.query(StatusLine):
                line.flash()
            if self._desk.look.bell:
                self._desk.bell()

    def _announce(self, new: list[AlertRow], breached: bool, now: datetime) -> None:
        """Shows a banner each for a few alerts; once the banners that stand are many, one sentence, and then the counts only."""
        self._shown = [shown for shown in self._shown if now - shown < timedelta(seconds=BANNER_SECONDS)]
        room = MOST_BANNERS - len(self._shown)
        if len(new) <= room:
            for alert in new:
                self._banner(f"{told(alert, self._desk)}  Ctrl+G", alert.breached)
            self._shown += [now] * len(new)
        elif room >= 0:
            self._banner(_("{count} new alerts. Ctrl+G lists them.").format(count=len(new)), breached)
            self._shown += [now] * (room + 1)

    def _banner(self, text: str, breached: bool) -> None:
        self._desk.notify(text, severity="error" if breached else "warning", timeout=BANNER_SECONDS, markup=False)


class PromiseWatch:
    """Announces promised callbacks when their time comes, to their owner or, where nobody has one, to who may make it.

    It wakes itself for the next one, because a time comes without anybody's commit.
    """

    def __init__(self, desk: DeskApp) -> None:
        self._desk = desk
        self._known: set[DuePromise] | None = None
        self._wake: Timer | None = None

    def forget(self) -> None:
        """Another person sits down."""
        self._known = None

    def heard(self, promises: Promises, now: datetime) -> None:
        """Announces those among the due ones that are new; one that becomes anyone's is new again."""
        known, self._known = self._known, set(promises.due)
        if known is not None:
            new = [promise for promise in promises.due if promise not in known]
            if len(new) > MOST_BANNERS:
                self._banner(_("{count} promised callbacks are due. F6 lists them.").format(count=len(new)))
            else:
                for promise in new:
                    self._banner(promise_told(promise, self._desk))
            if new and self._desk.look.bell:
                self._desk.bell()
        if self._wake is not None:
            self._wake.stop()
            self._wake = None
        if promises.next_at is not None:
            wait = max(0.1, (promises.next_at - now) / timedelta(seconds=1))
            self._wake = self._desk.set_timer(min(wait, LONGEST_WAIT_SECONDS), self._desk.session.read_status)

    def _banner(self, text: str) -> None:
        self._desk.notify(text, severity="warning", timeout=BANNER_SECONDS, markup=False)


def promise_told(promise: DuePromise, desk: DeskApp) -> str:
    """One promised callback in a line: mark, customer, since when, and whose it is."""
    due = near(promise.due_at, clock.now(), desk.zone)
    name = one_line(promise.who)
    sentence = (
        _("! You promised {name} to call back at {due}.  F6")
        if promise.owner_id
        else _("! {name} was promised a call back at {due}; anyone may make it.  F6")
    )
    return sentence.format(name=name, due=due)


def told(alert: AlertRow, desk: DeskApp) -> str:
    """One alert in a line: mark, number, which clock, and when it is or was due.

    A warning that is read only after the due time says that this has passed.
    """
    now = clock.now()
    late = alert.breached or alert.due_at <= now
    due = near(alert.due_at, now, desk.zone)
    mark = "x" if late else "!"
    kind = alert.clock_kind.label
    sentence = _("{kind} overdue since {due}") if late else _("{kind} due at {due}")
    return f"{mark} {one_line(alert.label)}  {sentence.format(kind=kind, due=due)}"
