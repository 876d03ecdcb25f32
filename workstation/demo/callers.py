"""Customers who own lamps, and who of them calls next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from models import clock, database
from models.customers import phone
from models.customers.drafts import ContactDraft, CustomerDraft
from models.customers.operations import open_customer
from models.customers.tables import CustomerKind, CustomerLevel
from models.people.permissions import SYSTEM
from models.products.drafts import OwnedProductDraft
from models.products.operations import add_owned_product
from workstation.demo import names
from workstation.demo.catalogue import MODELS, DemoModel
from workstation.demo.wording import said

_BY_CODE = {model.code: model for model in MODELS}
_COMPANIES = 0.22
_LEVELS = {CustomerLevel.VIP: 4, CustomerLevel.A: 12, CustomerLevel.B: 28, CustomerLevel.C: 56}
_PURCHASES_REACH_BACK = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Caller:
    """Somebody who may call: the file, the number shown on the display, and what they own (id and model)."""

    customer_id: int
    contact_id: int | None
    name: str
    number: str
    region_id: int | None
    products: tuple[tuple[int, DemoModel], ...]


class CustomerFiles:
    """Opens customer files with what the customers own.

    `regions` and `models` give the ids by code. The same seed opens the same files.
    """

    def __init__(self, random: Random, *, regions: Mapping[str, int], models: Mapping[str, int], today: datetime) -> None:
        self._random = random
        self._regions = regions
        self._models = models
        self._today = today

    def open_one(self) -> int:
        """Opens the next file, as of a day before the year that the demo remembers, and returns its id."""
        random = self._random
        opened_at = self._today - timedelta(days=random.randint(370, 1200), minutes=random.randint(0, 600))
        company = random.random() < _COMPANIES
        with database.transaction():
            with clock.fixed(opened_at):
                customer_id = open_customer(self._company() if company else self._person(), actor=SYSTEM)
            for _ in range(random.choice((1, 2, 3, 5)) if company else random.choice((1, 1, 1, 2, 2, 3))):
                self._buy(customer_id, opened_at, company)
        return customer_id

    def _person(self) -> CustomerDraft:
        random = self._random
        city = random.choice(names.CITIES)
        numbers = [names.mobile(random)]
        if random.random() < 0.15:
            numbers.append(names.landline(random, city))
        return self._draft(names.person(random), CustomerKind.PERSON, city, numbers, ())

    def _company(self) -> CustomerDraft:
        random = self._random
        city = random.choice(names.CITIES)
        switchboard = names.landline(random, city)
        contacts = tuple(
            ContactDraft(
                name=names.person(random),
                title=said(random.choice(names.POSITIONS)),
                numbers=(phone.parse(f"{switchboard}转{random.randint(100, 899)}" if n else names.mobile(random)),),
            )
            for n in range(random.randint(1, 2))
        )
        return self._draft(names.company(random, city), CustomerKind.COMPANY, city, [switchboard], contacts)

    def _draft(
        self, name: str, kind: CustomerKind, city: names.City, numbers: list[str], contacts: tuple[ContactDraft, ...]
    ) -> CustomerDraft:
        return CustomerDraft(
            name=name,
            kind=kind,
            level=self._random.choices(list(_LEVELS), list(_LEVELS.values()))[0],
            region_id=self._regions[city.region],
            city=said(city.name),
            address=names.address(self._random, city),
            numbers=tuple(phone.parse(number) for number in numbers),
            contacts=contacts,
        )

    def _buy(self, customer_id: int, opened_at: datetime, company: bool) -> None:
        """Puts a product on the file, once it was bought and the file was there."""
        random = self._random
        model = random.choice([model for model in MODELS if company or not model.companies_only])
        bought = self._today - random.random() ** 2 * _PURCHASES_REACH_BACK
        delivered = min(self._today, bought + timedelta(days=random.randint(0, 6)))
        draft = OwnedProductDraft(
            customer_id=customer_id,
            model_id=self._models[model.code],
            serial_number=f"{model.serial}{bought:%y%m}{random.randrange(10**5):05d}",
            purchased_on=bought.date(),
            delivered_on=delivered.date(),
        )
        with clock.fixed(max(opened_at, delivered)):
            add_owned_product(draft, actor=SYSTEM)


def random_caller(random: Random) -> Caller:
    """One of the customers on file, with the number they call from."""
    ((highest,),) = database.rows("SELECT max(id) FROM customer")
    ((customer_id, contact_id, name, number, region_id),) = database.rows(
        "SELECT c.id, n.contact_id, COALESCE(p.name, c.name), n.number, c.region_id FROM customer c"
        " JOIN contact_number n ON n.customer_id = c.id LEFT JOIN contact p ON p.id = n.contact_id"
        " WHERE c.id >= ? ORDER BY c.id, n.position, n.id LIMIT 1",
        (random.randint(1, max(1, highest - 10)),),
    )
    owned = database.rows(
        "SELECT o.id, m.code FROM owned_product o JOIN product_model m ON m.id = o.model_id"
        " WHERE o.customer_id = ? ORDER BY o.id",
        (customer_id,),
    )
    products = tuple((owned_id, _BY_CODE[code]) for owned_id, code in owned if code in _BY_CODE)
    return Caller(customer_id, contact_id, name, number, region_id, products)
