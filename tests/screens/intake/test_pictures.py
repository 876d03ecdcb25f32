"""What the intake looks like: callers who fit, a call in hand, and the question how it ends."""

from __future__ import annotations

from pathlib import Path

from models.people.permissions import SYSTEM
from models.tickets.operations import TicketDraft, open_ticket
from tests.screens.intake.conftest import CallCentre, OpenIntake, asked, paste, settled
from tests.screens.pictures import SIZES, assert_looks_like, at_each_size_in_each_language

PICTURES = Path(__file__).parent / "pictures"


@at_each_size_in_each_language
async def test_a_call_from_its_number_to_its_end(
    call_centre: CallCentre, open_intake: OpenIntake, size: str, language: str
) -> None:
    async with open_intake(size=SIZES[size]) as (desk, pilot, intake):
        ((repair,),) = await asked(desk, "SELECT id FROM category WHERE code = 'repair'")
        earlier = TicketDraft(
            client_uuid="00000000-0000-4000-8000-000000000001",
            category_id=repair,
            problem="开灯十分钟后闪烁",
            customer_id=call_centre.li,
            owned_product_id=call_centre.ceiling_lamp,
        )
        await desk.door.ask(open_ticket, earlier, actor=SYSTEM)
        if language == "zh":
            await pilot.press("ctrl+l")
        await pilot.press("陈")
        await pilot.press("梅")
        await pilot.press("backspace", "backspace", *"13900001111")
        await settled(desk, pilot)
        await assert_looks_like(desk, pilot, PICTURES / f"candidates-{size}-{language}.txt")
        intake.form.number.value = ""
        await pilot.press(*"2046", "enter", "1", "1")
        intake.form.problem.post_message(paste("开灯十分钟后闪烁,已换过一次灯珠\n[/] 第二行"))
        await settled(desk, pilot)
        desk.clear_notifications()
        await settled(desk, pilot)
        await assert_looks_like(desk, pilot, PICTURES / f"call-{size}-{language}.txt")
        await pilot.press("ctrl+down")
        await pilot.press("f2")
        await pilot.pause()
        await assert_looks_like(desk, pilot, PICTURES / f"ending-{size}-{language}.txt")
        await pilot.press("escape")
