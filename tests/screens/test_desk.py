"""The shell: its two lines, its questions, and what a key may not do to it."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult
from textual.widgets import Input

from models.errors import DomainError, Fault
from models.events.tables import Subject
from screens.desk import DeskScreen
from screens.widgets.key_line import KeyLine
from tests.screens.conftest import OpenDesk, text_of, wait_for_text


class Asks(DeskScreen):
    """A screen with a field that keeps the answers it gets."""

    answers: list[object]

    def compose_body(self) -> ComposeResult:
        self.answers = []
        yield Input(id="field")

    async def ask(self) -> None:
        self.answers.append(await self.desk.confirm("Delete [/] everything?", danger=True))


class Reads(DeskScreen):
    SHOWS_NONE_OF = frozenset({Subject.CALL})
    times = 0

    def database_changed(self) -> None:
        self.times += 1


async def test_a_screen_reads_nothing_for_records_that_it_does_not_show(open_desk: OpenDesk) -> None:
    screen = Reads()
    async with open_desk(lambda: screen) as (desk, _pilot):
        before = screen.times
        desk.database_changed(frozenset({Subject.CALL}))
        assert screen.times == before
        desk.database_changed(frozenset({Subject.CALL, Subject.TICKET}))
        desk.database_changed()
        assert screen.times == before + 2


async def test_both_lines_frame_every_screen(open_desk: OpenDesk) -> None:
    async with open_desk(Asks, size=(80, 24)) as (desk, _pilot):
        lines = text_of(desk).split("\n")
        assert "8012 张敏" in lines[0]
        assert lines[-1].rstrip().endswith("F10 Commands")


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q", "ctrl+z", "ctrl+d", "escape"])
async def test_no_key_ends_the_desk(open_desk: OpenDesk, key: str) -> None:
    async with open_desk(Asks) as (desk, pilot):
        await pilot.press(key)
        await pilot.pause()
        assert desk.is_running
        assert isinstance(desk.screen, Asks)


@pytest.mark.parametrize(
    ("keys", "answer"), [(("enter",), False), (("escape",), False), (("y",), True), (("left", "enter"), True)]
)
async def test_no_is_the_default_of_a_question(open_desk: OpenDesk, keys: tuple[str, ...], answer: bool) -> None:
    async with open_desk(Asks) as (desk, pilot):
        screen = desk.screen
        assert isinstance(screen, Asks)
        screen.start(screen.ask())
        await pilot.pause()
        assert "Delete [/] everything?" in text_of(desk)
        await pilot.press(*keys)
        await desk.workers.wait_for_complete()
        assert screen.answers == [answer]


async def test_a_refusal_is_said_and_keeps_focus_and_text(open_desk: OpenDesk) -> None:
    async with open_desk(Asks) as (desk, pilot):
        await pilot.press("a", "b")
        desk.refuse(DomainError(Fault.DUPLICATE, what="[/]x"))
        await wait_for_text(desk, pilot, "[/]x exists already. Nothing was changed.")
        await pilot.press("c")
        await pilot.pause()
        assert desk.screen.query_one(Input).value == "abc"


async def test_key_line_keeps_the_way_to_all_commands_when_narrow(open_desk: OpenDesk) -> None:
    async with open_desk(Asks, size=(24, 10)) as (desk, _pilot):
        assert desk.screen.query_one(KeyLine).shown_text.rstrip().endswith("F10 Commands")
