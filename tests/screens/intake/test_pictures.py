"""What the intake looks like at both sizes and in both languages, as text that a reader can compare.

Set WORKSTATION_PICTURES=write to write the files anew after a change that is meant.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.i18n import Language
from models.people.permissions import SYSTEM
from models.tickets.operations import TicketDraft, open_ticket
from screens.desk import DeskApp
from tests.screens.conftest import text_of
from tests.screens.intake.conftest import CallCentre, OpenIntake, asked, paste, settled

PICTURES = Path(__file__).parent / "pictures"


def pictured(desk: DeskApp, name: str) -> tuple[str, str]:
    """What is on the screen, and its picture (written first, where asked to)."""
    picture = PICTURES / f"{name}.txt"
    shown = "\n".join(line.rstrip() for line in text_of(desk).split("\n")) + "\n"
    if os.environ.get("WORKSTATION_PICTURES") == "write":
        picture.write_text(shown, encoding="utf-8")
    return shown, picture.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_call_of_the_sketch(
    call_centre: CallCentre, open_intake: OpenIntake, size: tuple[int, int], language: Language
) -> None:
    async with open_intake(size=size) as (desk, pilot, intake):
        ((repair,),) = await asked(desk, "SELECT id FROM category WHERE code = 'repair'")
        earlier = TicketDraft(
            client_uuid="00000000-0000-4000-8000-000000000001",
            category_id=repair,
            problem="开灯十分钟后闪烁",
            customer_id=call_centre.li,
            owned_product_id=call_centre.ceiling_lamp,
        )
        await desk.door.ask(open_ticket, earlier, actor=SYSTEM)
        if language is Language.CHINESE:
            await pilot.press("ctrl+l")
        name = f"{language.value}_{size[0]}x{size[1]}"
        await pilot.press("陈")
        await pilot.press("梅")
        await pilot.press("backspace", "backspace", *"13900001111")
        await settled(desk, pilot)
        shown, picture = pictured(desk, f"candidates_{name}")
        assert shown == picture
        intake.form.number.value = ""
        await pilot.press(*"2046", "enter", "1", "1")
        intake.form.problem.post_message(paste("开灯十分钟后闪烁,已换过一次灯珠\n[/] 第二行"))
        await settled(desk, pilot)
        desk.clear_notifications()
        await settled(desk, pilot)
        shown, picture = pictured(desk, f"call_{name}")
        assert shown == picture
        await pilot.press("ctrl+down")
        await pilot.press("f2")
        await pilot.pause()
        shown, picture = pictured(desk, f"ending_{name}")
        assert shown == picture
        await pilot.press("escape")
