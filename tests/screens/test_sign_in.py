"""Who sits at the desk: signing in and out, the lock, the language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

from models.i18n import Language, use_language
from models.people.operations import sign_in
from models.people.permissions import SYSTEM
from models.people.queries import agent_state
from models.people.tables import AgentState, Staff
from models.site.operations import change_setting
from models.site.settings import SettingName
from screens.desk import DeskScreen
from screens.lock import Lock
from screens.rooms import Rooms
from screens.sign_in import SignInScreen
from tests.screens.conftest import PASSWORD, EmptyScreen, OpenDesk, SmallSite, text_of, wait_for_text
from tests.screens.elsewhere import another_desk


class Form(DeskScreen):
    """A field and a note of what it was asked to keep."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def compose_body(self) -> ComposeResult:
        yield Input(id="field")

    def keep_draft(self) -> None:
        self.kept.append(self.query_one(Input).value)


async def _sign_in(pilot: Pilot[None], number: str, password: str) -> None:
    await pilot.press("ctrl+u", *number, "enter", *password, "enter")


async def _state(site: SmallSite) -> AgentState:
    return (await another_desk(agent_state, site.agent.staff_id or 0))[0]


async def test_number_and_password_lead_to_the_queue(open_desk: OpenDesk, small_site: SmallSite) -> None:
    async with open_desk(Form, actor=None) as (desk, pilot):
        await _sign_in(pilot, "8012", PASSWORD)
        await wait_for_text(desk, pilot, "8012 张敏")
        assert isinstance(desk.screen, Form)
        assert desk.actor is not None
        assert desk.actor.name == "张敏"


async def test_a_wrong_password_is_refused_and_the_delay_runs_off(open_desk: OpenDesk, small_site: SmallSite) -> None:
    async with open_desk(Form, actor=None) as (desk, pilot):
        await _sign_in(pilot, "8012", "wrong")
        await wait_for_text(desk, pilot, "do not fit together")
        for _attempt in range(3):
            await pilot.press(*"wrong", "enter")
            await desk.workers.wait_for_complete()
        await wait_for_text(desk, pilot, "Try again in")
        assert isinstance(desk.screen, SignInScreen)
        assert desk.screen.query_one("#password", Input).value == ""


async def test_a_chosen_for_you_password_must_be_changed_first(open_desk: OpenDesk, small_site: SmallSite) -> None:
    await another_desk(Staff.update(must_change_password=True).where(Staff.number == "8012").execute)
    async with open_desk(Form, actor=None) as (desk, pilot):
        await _sign_in(pilot, "8012", PASSWORD)
        await wait_for_text(desk, pilot, "Choose your own now")
        await pilot.press(*"blue-kettle-77", "enter", *"blue-kettle-78", "enter")
        await wait_for_text(desk, pilot, "differ")
        await pilot.press("backspace", "7", "enter")
        await wait_for_text(desk, pilot, "8012 张敏")
        assert isinstance(desk.screen, Form)


async def test_sign_out_keeps_drafts_and_lets_the_next_person_in(open_desk: OpenDesk, small_site: SmallSite) -> None:
    async with open_desk(Form, actor=None) as (desk, pilot):
        await _sign_in(pilot, "8012", PASSWORD)
        await wait_for_text(desk, pilot, "8012 张敏")
        form = desk.screen
        assert isinstance(form, Form)
        await pilot.press("a")
        desk.action_sign_out()
        await wait_for_text(desk, pilot, "Staff number")
        assert form.kept == ["a"]
        assert await _state(small_site) is AgentState.OFFLINE
        await _sign_in(pilot, "8001", PASSWORD)
        await wait_for_text(desk, pilot, "8001 李主管")
        assert desk.screen is not form


async def test_the_lock_hides_everything_and_opens_with_the_same_password_only(
    open_desk: OpenDesk, small_site: SmallSite
) -> None:
    async with open_desk(Form) as (desk, pilot):
        form = desk.screen
        assert isinstance(form, Form)
        await pilot.press(*"secret words", "f12")
        await wait_for_text(desk, pilot, "The desk is locked")
        assert "secret words" not in text_of(desk)
        assert form.kept == ["secret words"]
        for key in ("escape", "f5", "f10", "f3", "ctrl+p", "f4", "tab", "f12"):
            await pilot.press(key)
        assert isinstance(desk.screen, Lock)
        await desk.workers.wait_for_complete()
        assert await _state(small_site) is AgentState.AWAY
        await pilot.press("ctrl+u", *"wrong", "enter")
        await wait_for_text(desk, pilot, "do not fit together")
        await pilot.press(*PASSWORD, "enter")
        await wait_for_text(desk, pilot, "secret words")
        await desk.workers.wait_for_complete()
        assert await _state(small_site) is AgentState.AVAILABLE
        assert desk.focused is form.query_one(Input)


async def test_nothing_opens_over_the_lock(open_desk: OpenDesk) -> None:
    async with open_desk(Form, rooms=Rooms(queue=Form, intake=EmptyScreen, ticket=lambda _id: EmptyScreen())) as (desk, pilot):
        await pilot.press("f12")
        await wait_for_text(desk, pilot, "The desk is locked")
        desk.open_ticket(1)
        desk.new_call("13800001111")
        await pilot.pause()
        assert isinstance(desk.screen, Lock)


async def test_language_switches_live_and_keeps_what_is_typed(open_desk: OpenDesk, small_site: SmallSite) -> None:
    use_language(Language.ENGLISH)
    async with open_desk(Form) as (desk, pilot):
        await pilot.press(*"typed", "ctrl+l")
        await wait_for_text(desk, pilot, "F10 命令")
        assert desk.screen.query_one(Input).value == "typed"
        await desk.workers.wait_for_complete()
        assert (await another_desk(Staff.get, Staff.number == "8012")).language == "zh_CN"


async def test_without_a_person_the_desk_offers_no_work(open_desk: OpenDesk) -> None:
    async with open_desk(Form, actor=None) as (desk, pilot):
        for key in ("f3", "f4", "f5", "f12", "ctrl+g"):
            await pilot.press(key)
        assert isinstance(desk.screen, SignInScreen)


async def test_a_desk_where_nobody_types_locks_itself(
    open_desk: OpenDesk, small_site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    await another_desk(change_setting, SettingName.IDLE_LOCK_MINUTES, 5, actor=SYSTEM)
    async with open_desk(Form) as (desk, pilot):
        await desk.workers.wait_for_complete()
        monkeypatch.setattr(desk, "idle_for", lambda: timedelta(minutes=4))
        await desk.session.check_in()
        assert isinstance(desk.screen, Form)
        monkeypatch.setattr(desk, "idle_for", lambda: timedelta(minutes=5))
        await desk.session.check_in()
        await wait_for_text(desk, pilot, "The desk is locked")


async def test_a_sign_in_elsewhere_ends_this_one_where_the_site_allows_one(open_desk: OpenDesk, small_site: SmallSite) -> None:
    await another_desk(change_setting, SettingName.SECOND_SIGN_IN, False, actor=SYSTEM)
    async with open_desk(Form, actor=None) as (desk, pilot):
        await _sign_in(pilot, "8012", PASSWORD)
        await wait_for_text(desk, pilot, "8012 张敏")
        await desk.workers.wait_for_complete()
        await another_desk(sign_in, "8012", PASSWORD, desk="other")
        await desk.session.check_in()
        await wait_for_text(desk, pilot, "Your sign-in was ended")
        assert isinstance(desk.screen, SignInScreen)
