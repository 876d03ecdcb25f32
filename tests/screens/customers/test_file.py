"""The customer's file: edited in place, numbers masked until a reason is given, doubles merged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from models import database
from models.customers.drafts import CustomerDraft
from models.customers.operations import add_number, edit_customer, open_customer
from models.customers.phone import parse
from models.customers.tables import CustomerLevel
from models.people.permissions import SYSTEM
from models.people.tables import Role
from models.products.drafts import OwnedProductDraft, ProductModelDraft
from models.products.operations import add_model, add_owned_product, edit_owned_product
from models.products.queries import model_meant
from screens.customers.screen import CustomerScreen
from screens.desk import DeskApp
from screens.forms import FormField
from tests.screens.conftest import OpenDesk, SmallSite, text_of, wait_for_text

OpenFile = Callable[..., AbstractAsyncContextManager[tuple[DeskApp, Pilot[None], CustomerScreen]]]


@pytest.fixture
def li(small_site: SmallSite) -> int:
    """A file with two numbers."""
    with database.connection():
        numbers = (parse("13812342046"), parse("0571-88001231转802"))
        open_customer(CustomerDraft(name="李建国(旧)", numbers=(parse("13700001111"),)), actor=SYSTEM)
        return open_customer(CustomerDraft(name="李建国", address="西湖路 12 号 301", numbers=numbers), actor=SYSTEM)


@pytest.fixture
def open_file(li: int, open_desk: OpenDesk) -> OpenFile:
    """`async with open_file(customer_id) as (desk, pilot, screen)`."""

    @asynccontextmanager
    async def opened(customer_id: int | None = li, **more: object) -> AsyncIterator[tuple[DeskApp, Pilot[None], CustomerScreen]]:
        async with open_desk(**more) as (desk, pilot):
            screen = CustomerScreen(customer_id)
            await desk.push_screen(screen)
            await settled(desk, pilot)
            yield desk, pilot, screen

    return opened


async def settled(desk: DeskApp, pilot: Pilot[None]) -> None:
    await pilot.pause()
    await desk.workers.wait_for_complete()
    await pilot.pause()


async def rows(desk: DeskApp, sql: str) -> list[tuple[object, ...]]:
    return await desk.door.ask(database.rows, sql)


async def test_the_file_shows_no_whole_number_and_no_door(open_file: OpenFile) -> None:
    async with open_file() as (desk, _pilot, _screen):
        shown = text_of(desk)
        assert "No product on file." in shown
        assert "138****2046" in shown
        assert "13812342046" not in shown
        assert "301" not in shown


async def test_what_is_changed_is_saved_and_the_rest_stays(open_file: OpenFile, li: int) -> None:
    async with open_file() as (desk, pilot, _screen):
        await pilot.press("end", "君", "enter", "２", "1", "tab", "tab", "tab", "１", "f2")
        await settled(desk, pilot)
        assert await rows(desk, f"SELECT name, kind, level, address, region_id FROM customer WHERE id = {li}") == [
            ("李建国君", "company", "vip", "西湖路 12 号 301", 1)
        ]


async def test_a_number_is_revealed_for_a_reason_that_is_kept(open_file: OpenFile, li: int) -> None:
    async with open_file() as (desk, pilot, _screen):
        await pilot.press("ctrl+r", "1", "核", "对", "enter")
        await wait_for_text(desk, pilot, "13812342046")
        found = await rows(desk, "SELECT count(*) FROM event WHERE kind = 'number_revealed'")
        assert found == [(1,)]


async def test_a_number_is_added_and_one_that_can_be_none_is_refused_where_it_was_typed(open_file: OpenFile, li: int) -> None:
    async with open_file() as (desk, pilot, _screen):
        await pilot.press("ctrl+n", *"一", "enter")
        await wait_for_text(desk, pilot, "is not usable (no digits)")
        await pilot.press("escape", "ctrl+n", "backspace", *"１３９００００２２２２")
        await wait_for_text(desk, pilot, "This is what you wrote before.")
        await pilot.press("enter")
        await settled(desk, pilot)
        assert not desk.unsent
        await wait_for_text(desk, pilot, "139****2222")
        assert len(await rows(desk, f"SELECT 1 FROM contact_number WHERE customer_id = {li}")) == 3


async def test_leaving_with_unsaved_words_asks_first(open_file: OpenFile) -> None:
    async with open_file() as (desk, pilot, screen):
        await pilot.press("x", "escape")
        await wait_for_text(desk, pilot, "is not saved")
        await pilot.press("enter")
        await settled(desk, pilot)
        assert desk.screen is screen
        assert "x" in str(screen.query_one("#field-name", FormField).value)
        await pilot.press("escape", "y")
        await settled(desk, pilot)
        assert desk.screen is not screen
        assert not desk.unsent


async def test_what_was_typed_outlives_the_desk_and_overwrites_nothing_that_came_in_between(
    open_file: OpenFile, li: int, small_site: SmallSite
) -> None:
    def other_desk() -> None:
        with database.connection():
            edit_customer(li, actor=small_site.supervisor, expected_version=1, city="宁波")

    async with open_file() as (desk, pilot, _screen):
        await pilot.press("end", "君", "enter", "2")
        desk.session.keep_drafts()
    await asyncio.to_thread(other_desk)
    async with open_file() as (desk, pilot, _screen):
        await wait_for_text(desk, pilot, "李建国君")
        await wait_for_text(desk, pilot, "This is what you wrote before.")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "Changed meanwhile")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "The file is saved.")
        assert await rows(desk, f"SELECT name, kind, city FROM customer WHERE id = {li}") == [("李建国君", "company", "宁波")]
        assert not desk.unsent


async def test_a_missing_name_is_said_beside_the_field(open_file: OpenFile) -> None:
    async with open_file(None) as (desk, pilot, screen):
        await pilot.press("f2")
        await settled(desk, pilot)
        assert "! needed" in text_of(desk)
        assert desk.focused is screen.query_one("#field-name", FormField).control
        await pilot.press("王", "五", "f2")
        await settled(desk, pilot)
        assert ("王五", 1) in await rows(desk, "SELECT name, region_id FROM customer")


async def test_two_edits_become_one_and_only_what_collides_is_asked(open_file: OpenFile, li: int, small_site: SmallSite) -> None:
    def other_desk(**changes: Any) -> None:
        with database.connection():
            edit_customer(li, actor=small_site.supervisor, **changes)

    columns = f"SELECT city, level, address, email FROM customer WHERE id = {li}"
    async with open_file() as (desk, pilot, screen):
        await pilot.press("tab", "tab", "tab", *"宁波", "tab", *"new street", "tab", *"li@example.com")
        await asyncio.to_thread(other_desk, city="绍兴", level=CustomerLevel.A, address="西湖路 12 号 302")
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "was changed by 李主管 meanwhile")
        await wait_for_text(desk, pilot, "Level: Level C -> Level A (李主管")
        await wait_for_text(desk, pilot, "1 Mine: 宁波")
        await wait_for_text(desk, pilot, "2 Theirs: 绍兴 (李主管")
        await wait_for_text(desk, pilot, "(changed)")
        await pilot.press("escape")
        await settled(desk, pilot)
        assert str(screen.query_one("#field-city", FormField).value) == "宁波"
        assert await rows(desk, columns) == [("绍兴", "a", "西湖路 12 号 302", "")]
        await pilot.press("f2", "１", "2", "enter")
        await wait_for_text(desk, pilot, "The file is saved.")
        assert await rows(desk, columns) == [("宁波", "a", "西湖路 12 号 302", "li@example.com")]


async def test_what_a_colleague_changed_elsewhere_in_the_file_stops_no_save(
    open_file: OpenFile, li: int, small_site: SmallSite
) -> None:
    def other_desk() -> None:
        with database.connection():
            add_number(li, parse("13900003333"), actor=small_site.supervisor)

    async with open_file() as (desk, pilot, _screen):
        await pilot.press("tab", "tab", "tab", *"宁波")
        await asyncio.to_thread(other_desk)
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "The file is saved.")
        assert await rows(desk, f"SELECT city FROM customer WHERE id = {li}") == [("宁波",)]


async def test_products_contacts_and_numbers_are_put_right_from_the_file(
    open_file: OpenFile, li: int, small_site: SmallSite
) -> None:
    def given() -> int:
        with database.connection():
            for code, name in (("LX-60W", "吸顶灯"), ("LX-24W", "台灯")):
                add_model(ProductModelDraft(code, name), actor=SYSTEM)
            return add_owned_product(OwnedProductDraft(li, model_meant("LX-60W"), serial_number="SN1"), actor=SYSTEM)

    def other_desk(owned_id: int) -> None:
        with database.connection():
            edit_owned_product(owned_id, serial_number="SN7", note="厨房", actor=small_site.supervisor)

    owned_id = await asyncio.to_thread(given)
    async with open_file() as (desk, pilot, _screen):
        await pilot.press("f9")
        await wait_for_text(desk, pilot, "2 A product that is not in the file yet")
        await pilot.press("1")
        await wait_for_text(desk, pilot, "Still the customer's")
        await pilot.press("ctrl+u", *"冰箱", "tab", "end", "2", "f2")
        await wait_for_text(desk, pilot, "no model in use fits")
        await pilot.press("escape")
        await asyncio.to_thread(other_desk, owned_id)
        await pilot.press("f9", "1")
        await wait_for_text(desk, pilot, "This is what you wrote before.")
        await pilot.press("ctrl+u", *"台灯", "f2")
        await wait_for_text(desk, pilot, "Note: - -> 厨房 (李主管")
        await wait_for_text(desk, pilot, "2 Theirs: SN7 (李主管")
        await pilot.press("1", "enter")
        await wait_for_text(desk, pilot, "The product is saved.")
        await wait_for_text(desk, pilot, "LX-24W 台灯 SN SN12")
        assert await rows(desk, "SELECT serial_number, note FROM owned_product") == [("SN12", "厨房")]
        await pilot.press("ctrl+f", *"曾丽", "tab", "tab", *"１３８１２３４２０４６", "f2")
        await wait_for_text(desk, pilot, "1 138****2046 (曾丽)")
        await desk.run_action("remove_number", desk.screen)
        await wait_for_text(desk, pilot, "Which number is wrong")
        await pilot.press("1")
        await wait_for_text(desk, pilot, "Take 138****2046 (曾丽) out of the file?")
        assert "13812342046" not in text_of(desk)
        await pilot.press("enter")
        await settled(desk, pilot)
        assert await rows(desk, f"SELECT count(*) FROM contact_number WHERE customer_id = {li}") == [(2,)]
        await desk.run_action("remove_number", desk.screen)
        await wait_for_text(desk, pilot, "Which number is wrong")
        await pilot.press("1", "y")
        await wait_for_text(desk, pilot, "138****2046 is out of the file.")
        assert await rows(desk, f"SELECT number FROM contact_number WHERE customer_id = {li}") == [("+8657188001231",)]
        assert not desk.unsent


async def test_a_supervisor_merges_a_double_after_a_question(open_file: OpenFile, li: int, small_site: SmallSite) -> None:
    async with open_file(actor=small_site.supervisor) as (desk, pilot, _screen):
        await pilot.press("ctrl+t", *"李建国")
        await wait_for_text(desk, pilot, "137****1111")
        await pilot.press("enter")
        await wait_for_text(desk, pilot, "Move everything of 李建国(旧)")
        await pilot.press("y")
        await settled(desk, pilot)
        await wait_for_text(desk, pilot, "137****1111")
        assert await rows(desk, f"SELECT merged_into_id FROM customer WHERE id <> {li}") == [(li,)]


async def test_an_account_is_closed_after_a_question_and_the_typed_name(
    open_file: OpenFile, li: int, small_site: SmallSite
) -> None:
    manager = replace(small_site.supervisor, roles=frozenset({Role.DEPARTMENT_MANAGER}))
    async with open_file(actor=manager) as (desk, pilot, _screen):
        await pilot.press("ctrl+o", "本", "人", "enter")
        await wait_for_text(desk, pilot, "It can't be undone")
        await pilot.press("enter")
        await settled(desk, pilot)
        assert await rows(desk, f"SELECT name FROM customer WHERE id = {li}") == [("李建国",)]
        await pilot.press("ctrl+o", "x", "enter", "y")
        await wait_for_text(desk, pilot, "type the customer's name")
        await pilot.press(*"李建国", "enter")
        await settled(desk, pilot)
        await wait_for_text(desk, pilot, "The account is closed.")
        assert await rows(desk, f"SELECT name, status FROM customer WHERE id = {li}") == [(f"#{li}", "closed")]
