"""Find: customers and tickets in one box, and what Enter leads to."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from textual.widgets import Input

from models.complaints.operations import ComplaintDraft, open_complaint
from models.complaints.tables import ComplaintClass
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.customers.phone import parse
from models.people.permissions import SYSTEM
from screens import keys_in_order
from screens.dialogs.finder import Finder
from screens.find import Find
from screens.rooms import Rooms
from tests.models.builders import install_categories, ticket
from tests.screens.conftest import EmptyScreen, OpenDesk, wait_for_text
from tests.screens.elsewhere import another_desk


class Shown(EmptyScreen):
    """Stands for a record that was opened."""

    def __init__(self, record: str) -> None:
        super().__init__()
        self.record = record


ROOMS = Rooms(
    queue=EmptyScreen,
    intake=EmptyScreen,
    ticket=lambda ticket_id: Shown(f"ticket {ticket_id}"),
    customer=lambda customer_id: Shown(f"customer {customer_id}"),
    complaint=lambda _complaint_id: Shown("complaint"),
)


def _records() -> tuple[int, int]:
    install_categories()
    customer_id = open_customer(CustomerDraft(name="李建国", numbers=(parse("13800002046"),)), actor=SYSTEM)
    return customer_id, ticket(customer_id=customer_id, problem="开灯十分钟后闪烁").id


def _complaint() -> str:
    draft = ComplaintDraft(client_uuid=str(uuid4()), complaint_class=ComplaintClass.PRODUCT_QUALITY, content="灯罩破裂")
    return open_complaint(draft, actor=SYSTEM).number


async def test_a_name_finds_the_file_and_its_tickets_and_enter_opens_the_marked_one(open_desk: OpenDesk) -> None:
    customer_id, ticket_id = await another_desk(_records)
    async with open_desk(rooms=ROOMS) as (desk, pilot):
        await pilot.press("f3", *"ljg")
        await wait_for_text(desk, pilot, "李建国")
        await wait_for_text(desk, pilot, "138****2046")
        await pilot.press("down", "enter")
        assert isinstance(desk.screen, Shown)
        assert desk.screen.record == f"ticket {ticket_id}"
        desk.pop_screen()
        await pilot.press("f3", *"ljg")
        await wait_for_text(desk, pilot, "138****2046")
        await pilot.press("down", "up", "enter")
        assert isinstance(desk.screen, Shown)
        assert desk.screen.record == f"customer {customer_id}"
        desk.pop_screen()
        await pilot.press("f3", *"闪烁")
        await wait_for_text(desk, pilot, "开灯十分钟后闪烁")
        await pilot.press("enter")
        assert isinstance(desk.screen, Shown)
        assert desk.screen.record == f"ticket {ticket_id}"


async def test_a_complaint_is_found_by_its_number_however_it_is_typed(open_desk: OpenDesk) -> None:
    number = await another_desk(_complaint)
    async with open_desk(rooms=ROOMS) as (desk, pilot):
        await pilot.press("f3", *number.lower().replace("-", ""))
        await wait_for_text(desk, pilot, "灯罩破裂")
        await pilot.press("enter")
        assert isinstance(desk.screen, Shown)
        assert desk.screen.record == "complaint"


class Slow(Finder[str, str]):
    """Finds the words themselves, once the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Semaphore(0)

    async def look_for(self, text: str) -> list[str]:
        await self.answers.acquire()
        return [text]

    def line(self, found: str) -> str:
        return found

    def picked(self, found: str) -> None:
        self.dismiss(found)


async def test_enter_ahead_of_the_answer_picks_what_was_typed_and_nothing_found_before(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys_in_order, "PATIENCE_SECONDS", 0.01)
    async with open_desk(rooms=ROOMS) as (desk, pilot):
        picked: list[str | None] = []
        slow = Slow()
        await desk.push_screen(slow, picked.append)
        slow.answers.release()
        await pilot.press(*"77")
        await wait_for_text(desk, pilot, "Enter opens")
        await pilot.press("8", "1", "enter")
        async with asyncio.timeout(30):
            while desk.keys_waiting:
                await pilot.pause()
        assert picked == []
        for _word in ("778", "7781"):
            slow.answers.release()
        async with asyncio.timeout(30):
            while not picked:
                await pilot.pause()
        assert picked == ["7781"]


async def test_what_fits_nothing_says_what_to_do_and_keeps_the_words(open_desk: OpenDesk) -> None:
    async with open_desk(rooms=ROOMS) as (desk, pilot):
        await pilot.press("f3", *"[/]x")
        await wait_for_text(desk, pilot, "Nothing fits")
        await pilot.press("enter")
        assert isinstance(desk.screen, Find)
        assert desk.screen.query_one(Input).value == "[/]x"
