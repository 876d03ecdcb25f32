"""A small site on disk, and desks on it: whole processes at pseudo-terminals, with folders of their own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from models import database
from models.customers import phone
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.customers.tables import CustomerLevel
from models.i18n import Language, use_language
from models.people.operations import change_password, set_password
from models.people.permissions import SYSTEM
from models.people.queries import actor_of, staff_id_of
from models.products.drafts import OwnedProductDraft
from models.products.operations import add_owned_product
from tests.conftest import ROOT
from tests.pty.terminal import Terminal
from workstation.demo.site import found_demo_site

AGENT, COLLEAGUE = "8012", "8010"
PASSWORD = "lamp-light-7"
CALLER = "李建国"


@dataclass(frozen=True)
class Place:
    """A site with staff, a catalogue and one customer who owns two lamps; every desk of it keeps its drafts in `folder`."""

    url: str
    folder: Path

    @property
    def command(self) -> list[str]:
        """What is typed to start a desk."""
        return [sys.executable, "-m", "workstation", "--database", self.url, "--language", "zh"]

    @property
    def environment(self) -> dict[str, str]:
        """A user's variables; everything the program keeps goes to `folder`."""
        return {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "USER": "nobody-of-the-site",
            "LOGNAME": "nobody-of-the-site",
        }

    def desk(self, *, columns: int = 120, rows: int = 40) -> Terminal:
        """Starts a desk at a terminal of its own."""
        return Terminal(self.command, columns=columns, rows=rows, environment=self.environment, folder=ROOT)

    def signed_in(self, number: str = AGENT, *, columns: int = 120, rows: int = 40) -> Terminal:
        """A desk at which somebody has signed in; the queue is on the screen."""
        desk = self.desk(columns=columns, rows=rows)
        desk.wait_for("工号")
        desk.type(number)
        desk.press("tab")
        desk.type(PASSWORD)
        desk.press("enter")
        desk.wait_for(number, "未派")
        return desk


@pytest.fixture(scope="session")
def place_to_copy(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's database, made once."""
    path = tmp_path_factory.mktemp("place") / "site.db"
    shutil.copy(sqlite_template, path)
    furnish(f"sqlite:///{path}")
    return path


def furnish(url: str) -> None:
    """Founds the site in a migrated, empty database: two agents with a password, and the customer."""
    database.open(url)
    use_language(Language.CHINESE)
    with database.connection():
        site = found_demo_site(Language.CHINESE)
        for number in (AGENT, COLLEAGUE):
            _set_password(number)
        customer_id = open_customer(
            CustomerDraft(
                name=CALLER,
                level=CustomerLevel.VIP,
                region_id=site.regions["HD"],
                city="杭州",
                numbers=(phone.parse("15400002046"), phone.parse("0571-17123431转802")),
            ),
            actor=SYSTEM,
        )
        for code, serial, bought in (("LX-24W", "24T241105", date(2024, 3, 2)), ("LX-60W", "60C778101", date(2026, 11, 10))):
            draft = OwnedProductDraft(customer_id, site.models[code], serial, purchased_on=bought, delivered_on=bought)
            add_owned_product(draft, actor=SYSTEM)
    database.close()


def _set_password(number: str) -> None:
    staff_id = staff_id_of(number)
    assert staff_id is not None
    set_password(staff_id, "first-word-1", actor=SYSTEM)
    change_password("first-word-1", PASSWORD, actor=actor_of(staff_id))


@pytest.fixture
def place(place_to_copy: Path, tmp_path: Path) -> Place:
    path = tmp_path / "site.db"
    shutil.copy(place_to_copy, path)
    return Place(f"sqlite:///{path}", tmp_path)


Open = Callable[..., Terminal]


@pytest.fixture
def open_desk(place: Place) -> Iterator[Open]:
    """Opens desks with somebody signed in, and ends them after the test."""
    desks: list[Terminal] = []

    def opened(number: str = AGENT, *, columns: int = 120, rows: int = 40) -> Terminal:
        desks.append(place.signed_in(number, columns=columns, rows=rows))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.close()
