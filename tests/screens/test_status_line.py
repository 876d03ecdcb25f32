"""The status line: what it says, in how many cells, and how little of it is painted again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.cells import cell_len

from models.clock import FakeClock
from models.i18n import Language, use_language
from models.people.tables import AgentState
from screens.widgets import status_line
from screens.widgets.status_line import StatusLine, changed_columns
from tests.screens.conftest import OpenDesk, text_of


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("width", [40, 80, 120])
async def test_it_fits_and_keeps_clock_and_person(
    open_desk: OpenDesk, fake_clock: FakeClock, language: Language, width: int
) -> None:
    async with open_desk(size=(width, 24)) as (desk, pilot):
        await desk.workers.wait_for_complete()
        use_language(language)
        desk.show_status(
            replace(
                desk.status,
                site="华东顾客服务中心" * 3,
                state=AgentState.ON_CALL,
                since=fake_clock.at - timedelta(seconds=161),
                my_open=7,
                warnings=2,
                breaches=1,
            )
        )
        await pilot.pause()
        line = text_of(desk).split("\n")[0]
        assert cell_len(line) <= width
        assert line.rstrip().endswith("14:32")
        assert "8012 张敏" in line
        if width >= 80:
            assert "02:41" in line
            assert "! 2" in line
            assert "x 1" in line


async def test_seconds_tick_only_during_a_call(open_desk: OpenDesk, fake_clock: FakeClock) -> None:
    async with open_desk(size=(120, 24)) as (desk, pilot):
        await desk.workers.wait_for_complete()
        line = desk.screen.query_one(StatusLine)
        desk.show_status(replace(desk.status, state=AgentState.AVAILABLE, since=fake_clock.at))
        before = line.pieces
        fake_clock.advance(timedelta(seconds=7))
        line.update_status()
        assert line.pieces == before
        desk.show_status(replace(desk.status, state=AgentState.ON_CALL))
        before = line.pieces
        fake_clock.advance(timedelta(seconds=1))
        line.update_status()
        assert [(region.width, region.height) for region in changed_columns(before, line.pieces)] == [
            (cell_len("On a call 00:08"), 1)
        ]
        await pilot.pause()


async def test_a_breach_flashes_once(open_desk: OpenDesk, fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_line, "FLASH_SECONDS", 0.05)
    async with open_desk() as (desk, pilot):
        await desk.workers.wait_for_complete()
        line = desk.screen.query_one(StatusLine)
        plain_style = line.render_line(0)
        line.flash()
        assert line.render_line(0) != plain_style
        async with asyncio.timeout(60):
            while line.render_line(0) != plain_style:
                await pilot.pause()


async def test_trouble_with_the_database_is_said(open_desk: OpenDesk) -> None:
    async with open_desk() as (desk, pilot):
        desk.show_status(replace(desk.status, trouble="Database away"))
        await pilot.pause()
        assert "Database away" in text_of(desk).split("\n")[0]
