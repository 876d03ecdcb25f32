"""Find: customers and tickets in one box, and what Enter leads to."""

from __future__ import annotations

from uuid import uuid4

from textual.widgets import Input

from models.complaints.operations import ComplaintDraft, open_complaint
from models.complaints.tables import ComplaintClass
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.customers.phone import parse
from models.people.permissions import SYSTEM
from screens.find import Find
from screens.rooms import Rooms
from tests.models.builders import install_categories, ticket
from tests.screens.conftest import EmptyScreen, OpenDesk, looked_up, wait_for_text


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
    customer_id, ticket_id = await looked_up(_records)
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
    number = await looked_up(_complaint)
    async with open_desk(rooms=ROOMS) as (desk, pilot):
        await pilot.press("f3", *number.lower().replace("-", ""))
        await wait_for_text(desk, pilot, "灯罩破裂")
        await pilot.press("enter")
        assert isinstance(desk.screen, Shown)
        assert desk.screen.record == "complaint"


async def test_what_fits_nothing_says_what_to_do_and_keeps_the_words(open_desk: OpenDesk) -> None:
    async with open_desk(rooms=ROOMS) as (desk, pilot):
        await pilot.press("f3", *"[/]x")
        await wait_for_text(desk, pilot, "Nothing fits")
        await pilot.press("enter")
        assert isinstance(desk.screen, Find)
        assert desk.screen.query_one(Input).value == "[/]x"
