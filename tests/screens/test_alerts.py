"""Alerts: a new one is said without taking key or focus, counted until somebody acknowledges it."""

from __future__ import annotations

from datetime import timedelta

from textual.app import ComposeResult
from textual.widgets import Input

from models.clock import FakeClock
from models.people.permissions import SYSTEM
from models.sla.operations import install_default_policies
from models.sla.sweep import next_event_at, sweep
from models.sla.tables import Priority
from models.tickets.operations import claim
from screens.desk import DeskScreen
from screens.rooms import Rooms
from tests.models.builders import install_categories, ticket
from tests.screens.conftest import EmptyScreen, OpenDesk, SmallSite, text_of, wait_for_text
from tests.screens.elsewhere import another_desk


class Form(DeskScreen):
    """A field."""

    def compose_body(self) -> ComposeResult:
        yield Input()


class Opened(EmptyScreen):
    """Stands for the ticket."""


ROOMS = Rooms(queue=Form, intake=EmptyScreen, ticket=lambda _ticket_id: Opened())


def _urgent_of_the_agent(site: SmallSite) -> str:
    install_categories()
    install_default_policies(actor=SYSTEM)
    opened = ticket(actor=site.agent, priority=Priority.URGENT)
    claim(opened.id, actor=site.agent)
    return opened.number


def _breach(standing: FakeClock) -> None:
    due = next_event_at()
    assert due is not None
    standing.advance(due - standing.at + timedelta(hours=3))
    sweep()


async def test_a_breach_rings_and_is_counted_until_acknowledged(
    open_desk: OpenDesk, small_site: SmallSite, fake_clock: FakeClock
) -> None:
    number = await another_desk(_urgent_of_the_agent, small_site)
    async with open_desk(rooms=ROOMS) as (desk, pilot):
        await wait_for_text(desk, pilot, "Mine 1")
        rung: list[None] = []
        desk.bell = lambda: rung.append(None)  # type: ignore[method-assign]
        await pilot.press("a")
        await another_desk(_breach, fake_clock)
        desk.database_changed()
        await wait_for_text(desk, pilot, f"x {number}")
        assert rung == [None]
        await pilot.press("b")
        assert desk.screen.query_one(Input).value == "ab"
        assert "x 1" in text_of(desk).split("\n")[0] or "x 2" in text_of(desk).split("\n")[0]
        await pilot.press("ctrl+g")
        await wait_for_text(desk, pilot, "overdue since")
        await pilot.press("ctrl+a")
        await wait_for_text(desk, pilot, "No alert waits for you")
        await pilot.press("escape")
        desk.clear_notifications()
        await wait_for_text(desk, pilot, "x 1", gone=True)


async def test_enter_opens_the_ticket_of_the_marked_alert(
    open_desk: OpenDesk, small_site: SmallSite, fake_clock: FakeClock
) -> None:
    await another_desk(_urgent_of_the_agent, small_site)
    await another_desk(_breach, fake_clock)
    async with open_desk(rooms=ROOMS) as (desk, pilot):
        await pilot.press("ctrl+g")
        await wait_for_text(desk, pilot, "overdue since")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(desk.screen, Opened)


async def test_the_bell_can_be_off(open_desk: OpenDesk, small_site: SmallSite, fake_clock: FakeClock) -> None:
    await another_desk(_urgent_of_the_agent, small_site)
    async with open_desk(rooms=ROOMS) as (desk, pilot):
        await wait_for_text(desk, pilot, "Mine 1")
        rung: list[None] = []
        desk.bell = lambda: rung.append(None)  # type: ignore[method-assign]
        desk.session.switch_bell()
        await another_desk(_breach, fake_clock)
        desk.database_changed()
        await wait_for_text(desk, pilot, "overdue since")
        assert rung == []


async def test_no_alert_is_shown_on_a_locked_desk(open_desk: OpenDesk, small_site: SmallSite, fake_clock: FakeClock) -> None:
    number = await another_desk(_urgent_of_the_agent, small_site)
    async with open_desk(rooms=ROOMS) as (desk, pilot):
        await wait_for_text(desk, pilot, "Mine 1")
        await pilot.press("f12")
        await another_desk(_breach, fake_clock)
        desk.session.read_status()
        await desk.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(desk.screen, DeskScreen) is False
        assert number not in text_of(desk)
