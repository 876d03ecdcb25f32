"""A site with a customer as in the sketch of the intake screen, and a desk that shows the intake."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from models import database
from models.customers.drafts import ContactDraft, CustomerDraft
from models.customers.operations import open_customer
from models.customers.phone import parse
from models.customers.tables import CustomerKind, CustomerLevel
from models.people.permissions import SYSTEM
from models.products.drafts import OwnedProductDraft, ProductModelDraft
from models.products.operations import add_model, add_owned_product
from models.sla.operations import install_default_policies
from models.tickets.categories import install_categories
from screens.desk import DeskApp
from screens.intake.screen import IntakeScreen
from screens.rooms import Rooms
from tests.screens.conftest import EmptyScreen, OpenDesk, SmallSite


@dataclass(frozen=True)
class CallCentre:
    """The site's customers: a person with two lamps, a company with a contact, two people of one number."""

    site: SmallSite
    li: int
    hongda: int
    desk_lamp: int
    ceiling_lamp: int


def _customer(name: str, *numbers: str, level: CustomerLevel = CustomerLevel.C, **more: Any) -> int:
    draft = CustomerDraft(name=name, level=level, numbers=tuple(parse(number) for number in numbers), **more)
    return open_customer(draft, actor=SYSTEM)


def _owned(customer: int, model: int, serial_number: str, day: date) -> int:
    draft = OwnedProductDraft(customer_id=customer, model_id=model, serial_number=serial_number, purchased_on=day)
    return add_owned_product(draft, actor=SYSTEM)


@pytest.fixture
def call_centre(small_site: SmallSite, fake_clock: object) -> CallCentre:
    """The site, with its policies, categories and customers."""
    with database.connection(), database.transaction():
        install_categories()
        install_default_policies(actor=SYSTEM)
        table = add_model(ProductModelDraft(code="LX-24W", name="台灯"), actor=SYSTEM)
        ceiling = add_model(ProductModelDraft(code="LX-60W", name="吸顶灯"), actor=SYSTEM)
        li = _customer(
            "李建国",
            "13812342046",
            "0571-88001231转802",
            level=CustomerLevel.VIP,
            region_id=small_site.agent.region_id,
            city="杭州",
        )
        hongda = _customer(
            "宏达建材",
            "0571-86005500",
            kind=CustomerKind.COMPANY,
            contacts=(ContactDraft("周敏", "采购", (parse("13700002222"),)),),
        )
        _customer("陈晓梅", "13900001111")
        _customer("陈大梅", "13900001111")
        return CallCentre(
            small_site,
            li,
            hongda,
            _owned(li, table, "2400017", date(2024, 3, 2)),
            _owned(li, ceiling, "7781003", date(2026, 11, 10)),
        )


OpenIntake = Callable[..., AbstractAsyncContextManager[tuple[DeskApp, Pilot[None], IntakeScreen]]]


@pytest.fixture
def open_intake(call_centre: CallCentre, open_desk: OpenDesk) -> OpenIntake:
    """`async with open_intake() as (desk, pilot, intake)`: the desk after F4; `size` and more as `open_desk` takes them."""

    @asynccontextmanager
    async def opened(**more: Any) -> AsyncIterator[tuple[DeskApp, Pilot[None], IntakeScreen]]:
        async with open_desk(rooms=Rooms(queue=EmptyScreen), **more) as (desk, pilot):
            await pilot.press("f4")
            await settled(desk, pilot)
            intake = desk.screen
            assert isinstance(intake, IntakeScreen)
            yield desk, pilot, intake

    return opened


async def settled(desk: DeskApp, pilot: Pilot[None]) -> None:
    """Returns once every look-up has come and is painted."""
    await pilot.pause()
    await desk.workers.wait_for_complete()
    await pilot.pause()


async def asked(desk: DeskApp, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of the database, asked through the door as screens do."""
    return await desk.door.ask(database.rows, sql, values)


def paste(text: str) -> events.Paste:
    """What a terminal sends for pasted text."""
    return events.Paste(text)
