"""From a figure on the board to the rows behind it, and every figure of a longer period, cut."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from models import clock
from models.calls.tables import Call
from screens.board.figures import FigureStrip
from screens.board.report import ReportScreen
from screens.board.why import WhyScreen
from screens.ticket.screen import TicketScreen
from tests.screens.a_morning import Morning, settled
from tests.screens.conftest import OpenDesk, text_of, wait_for_text
from tests.screens.elsewhere import elsewhere


@pytest.fixture
def morning(morning: Morning) -> Morning:
    """A Friday's tickets, and two calls: one answered late, one in time."""
    elsewhere(_call_twice, morning)
    return morning


def _call_twice(morning: Morning) -> None:
    for number, wait in (("K-late", 50), ("K-soon", 5)):
        rang = clock.now() - timedelta(hours=1)
        Call.insert(
            number=number,
            client_uuid=str(uuid4()),
            agent=morning.site.agent.staff_id,
            ticket=morning.overdue,
            offered_at=rang,
            answered_at=rang + timedelta(seconds=wait),
            ended_at=rang + timedelta(minutes=3),
        ).execute()


async def test_enter_on_a_figure_leads_to_what_spoils_it(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(actor=morning.site.supervisor, size=(80, 24), opens_board=True) as (desk, pilot):
        await wait_for_text(desk, pilot, "50.0 %")
        desk.screen.query_one(FigureStrip).focus()
        await pilot.press("enter")
        await wait_for_text(desk, pilot, ">= 80.0 %")
        assert isinstance(desk.screen, ReportScreen)
        line = desk.screen.figures.row
        assert line is not None
        assert (line.name, line.value, line.missed) == ("Service level", "50.0 %", True)
        assert "Mark" not in text_of(desk)
        await pilot.press("tab", "space")
        await wait_for_text(desk, pilot, "13:00")
        assert not desk.screen.parts.marks
        await pilot.press("shift+tab", "enter")
        await wait_for_text(desk, pilot, "K-late")
        assert isinstance(desk.screen, WhyScreen)
        first = desk.screen.table.row
        assert first is not None
        assert (first.row.label, first.row.fits) == ("K-late", False)
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "T-261119-001")
        assert isinstance(desk.screen, TicketScreen)
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert isinstance(desk.screen, ReportScreen)
        await pilot.press("3", "c")
        await wait_for_text(desk, pilot, "Cut by what?")
        await pilot.press("3")
        await wait_for_text(desk, pilot, "cut by Agent")
        await wait_for_text(desk, pilot, "8012")
        await pilot.press("left_square_bracket")
        await wait_for_text(desk, pilot, "2026-10-01 -> 2026-10-31")
        await pilot.press("right_square_bracket", "end", "enter")
        await wait_for_text(desk, pilot, "No open ticket here any more")


async def test_an_appraisal_leads_to_its_rows(open_desk: OpenDesk, morning: Morning) -> None:
    async with open_desk(actor=morning.site.supervisor, size=(80, 24), opens_board=True) as (desk, pilot):
        await wait_for_text(desk, pilot, "50.0 %")
        await pilot.press("i")
        await wait_for_text(desk, pilot, "Records in order")
        for key in ("end", "enter", "end"):
            await pilot.press(key)
            await settled(pilot)
        await pilot.press("f1")
        await wait_for_text(desk, pilot, "are true no count can say")
        await pilot.press("escape", "enter")
        await wait_for_text(desk, pilot, "K-late")
