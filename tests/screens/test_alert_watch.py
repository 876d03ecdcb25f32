"""New alerts are told by a few banners, however many come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from models import clock
from models.events.tables import Subject
from models.sla.queries import AlertRow
from models.sla.tables import ClockKind, Relation
from screens.alert_watch import BANNER_SECONDS, MOST_BANNERS, AlertWatch
from screens.desk import DeskApp
from tests.conftest import START


class Listener:
    """Stands for the desk: keeps the sentences that it was told to show."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.rings = 0
        self.zone = ZoneInfo("UTC")
        self.look = SimpleNamespace(bell=True)
        self.screen = SimpleNamespace(query=lambda _kind: [])

    def notify(self, text: str, **_how: Any) -> None:
        self.said.append(text)

    def bell(self) -> None:
        self.rings += 1


def _alerts(*ids: int) -> list[AlertRow]:
    return [
        AlertRow(id_, Subject.TICKET, id_, f"T-{id_}", ClockKind.RESOLUTION, 100, Relation.OWNER, START, START, True)
        for id_ in ids
    ]


def _watch() -> tuple[AlertWatch, Listener]:
    desk = Listener()
    watch = AlertWatch(cast(DeskApp, desk))
    watch.heard([], START)
    return watch, desk


def test_what_stood_before_the_sign_in_is_not_announced() -> None:
    desk = Listener()
    AlertWatch(cast(DeskApp, desk)).heard(_alerts(1, 2), START)
    assert desk.said == []


def test_each_new_alert_is_announced_once_with_the_bell() -> None:
    watch, desk = _watch()
    watch.heard(_alerts(1), START)
    watch.heard(_alerts(1), START + timedelta(seconds=1))
    assert len(desk.said) == 1
    assert "T-1" in desk.said[0]
    assert desk.rings == 1


def test_a_flood_of_alerts_never_builds_a_wall_of_banners() -> None:
    watch, desk = _watch()
    known: list[int] = []
    for step in range(40):
        known.append(step + 1)
        watch.heard(_alerts(*known), START + timedelta(seconds=step * 0.1))
    assert len(desk.said) == MOST_BANNERS + 1
    watch.heard(_alerts(*known, 99), START + timedelta(seconds=4 + 2 * BANNER_SECONDS))
    assert "T-99" in desk.said[-1]


def test_many_at_once_are_one_sentence() -> None:
    watch, desk = _watch()
    watch.heard(_alerts(*range(1, 11)), START)
    assert len(desk.said) == 1
    assert "10" in desk.said[0]


def test_a_warning_that_is_told_a_day_late_says_so_with_its_day() -> None:
    watch, desk = _watch()
    with clock.fixed(START + timedelta(days=1)):
        watch.heard([replace(alert, breached=False) for alert in _alerts(1)], clock.now())
    assert desk.said == [f"x T-1  Resolution overdue since {START:%m-%d %H:%M}  Ctrl+G"]
