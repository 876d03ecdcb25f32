"""The administration at a desk: people taken on, given passwords and let go; settings changed within their bounds."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from textual.pilot import Pilot

from models import database
from models.people.tables import Role
from models.products.drafts import ProductModelDraft
from models.products.operations import edit_model
from screens.administration.rows import AdminView
from screens.administration.screen import AdministrationScreen
from screens.desk import DeskApp
from tests.screens.conftest import OpenDesk, SmallSite, text_of, wait_for_text


async def _settled(desk: DeskApp, pilot: Pilot[None]) -> None:
    await pilot.pause()
    await desk.workers.wait_for_complete()
    await pilot.pause()


async def _rows(desk: DeskApp, sql: str) -> list[tuple[object, ...]]:
    return await desk.door.ask(database.rows, sql)


async def test_people_and_settings(open_desk: OpenDesk, small_site: SmallSite) -> None:
    administrator = replace(small_site.supervisor, roles=frozenset({Role.ADMINISTRATOR}))
    async with open_desk(actor=administrator) as (desk, pilot):
        await pilot.press("f11")
        await wait_for_text(desk, pilot, "Staff number")
        screen = desk.screen
        assert isinstance(screen, AdministrationScreen)
        await pilot.press("n", *"9001", "tab", *"赵宁", "tab", "7", "f2")
        await wait_for_text(desk, pilot, "The person was added")
        assert await _rows(desk, "SELECT r.role FROM staff s JOIN staff_role r ON r.staff_id = s.id WHERE s.number = '9001'") == [
            ("technician",)
        ]
        await wait_for_text(desk, pilot, "no password")
        await pilot.press("end", "p", "y")
        await wait_for_text(desk, pilot, "shown only this once")
        await pilot.press("escape", "x")
        await wait_for_text(desk, pilot, "none is let in again")
        await pilot.press("y")
        await wait_for_text(desk, pilot, "has left")
        assert await _rows(desk, "SELECT active FROM staff WHERE number = '9001'") == [(0,)]
        await pilot.press("2")
        await _settled(desk, pilot)
        assert screen.view is AdminView.SETTINGS
        await wait_for_text(desk, pilot, "Refund within days")
        await wait_for_text(desk, pilot, "Roles", gone=True)
        await pilot.press(*["down"] * 5, "enter", "ctrl+u", "4", "0", "f2")
        await wait_for_text(desk, pilot, "Exchange within days is 30")
        await pilot.press("ctrl+u", "2", "0", "enter")
        await wait_for_text(desk, pilot, "The change is saved.")
        assert await _rows(desk, "SELECT value FROM setting WHERE name = 'refund_days'") == [("20",)]


async def test_the_site_its_products_teams_and_skills(open_desk: OpenDesk, small_site: SmallSite) -> None:
    def other_desk() -> None:
        with database.connection():
            edit_model(1, ProductModelDraft("L", "灯", refund_days=7), actor=administrator)

    administrator = replace(small_site.supervisor, roles=frozenset({Role.ADMINISTRATOR}))
    async with open_desk(actor=administrator) as (desk, pilot):
        await pilot.press("f11", "2")
        await wait_for_text(desk, pilot, "Own area code")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "after their next start")
        await pilot.press("二", "tab", "tab", "ctrl+u", "x", "f2")
        await wait_for_text(desk, pilot, "unknown time zone")
        await pilot.press("ctrl+u", *"UTC", "tab", "tab", "０", "２", "f2")
        await wait_for_text(desk, pilot, "The change is saved.")
        assert await _rows(desk, "SELECT name, timezone, area_code FROM site") == [("华东中心二", "UTC", "2")]
        assert (desk.status.site, desk.zone.key) == ("华东中心二", "UTC")
        await pilot.press("3")
        await wait_for_text(desk, pilot, "No model is in the catalogue yet. n adds one.")
        await pilot.press("n")
        await wait_for_text(desk, pilot, "A new model")
        await pilot.press("L", "tab", "灯", "f2")
        await wait_for_text(desk, pilot, "The model is in the catalogue.")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "In use")
        await pilot.press("tab", "具")
        await asyncio.to_thread(other_desk)
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "Refund within days: - -> 7 (李主管")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "灯具 - 7 site's")
        await pilot.press("4", "n", "w", "tab", "组", "tab", "1", "f2")
        await wait_for_text(desk, pilot, "w 组 华东 0")
        await pilot.press("1", "k", "2", "l", "tab", "灯", "f2")
        await wait_for_text(desk, pilot, "2 [ ] 灯")
        await pilot.press("2", "２", "1")
        await wait_for_text(desk, pilot, "Skills of", gone=True)
        assert await _rows(desk, "SELECT level FROM staff_skill") == [(2,)]
        assert not desk.unsent


async def test_who_keeps_the_parts_sees_the_products_and_nothing_else(open_desk: OpenDesk, small_site: SmallSite) -> None:
    keeper = replace(small_site.supervisor, roles=frozenset({Role.PARTS_KEEPER}))
    async with open_desk(actor=keeper) as (desk, pilot):
        await pilot.press("f10", *"cpml")
        await wait_for_text(desk, pilot, "Product catalogue")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "Repair (m)")
        await pilot.press("1")
        await wait_for_text(desk, pilot, "You may not do this: edit staff.")
        assert "Staff number" not in text_of(desk)


async def test_who_is_no_administrator_has_no_way_there(open_desk: OpenDesk, small_site: SmallSite) -> None:
    async with open_desk(actor=small_site.supervisor) as (desk, pilot):
        await pilot.press("f11")
        await _settled(desk, pilot)
        assert not isinstance(desk.screen, AdministrationScreen)
        assert "Staff number" not in text_of(desk)
