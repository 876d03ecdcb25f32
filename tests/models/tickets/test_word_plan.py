"""Whichever way words are looked for, the list holds the same rows in the same order as a plain filter."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import database
from models.clock import FakeClock
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.customers.phone import parse
from models.fields import to_stored
from models.paging import AtLeast
from models.people.permissions import SYSTEM
from models.people.sight import seeing
from models.site.operations import add_region, change_setting
from models.site.settings import SettingName
from models.sla.tables import Priority
from models.tickets import search_row, word_plan
from models.tickets.queries import (
    END,
    QueueQuery,
    QueueRow,
    QueueSort,
    QueueView,
    queue_count,
    queue_page,
    queue_rank,
    view_counts,
)
from models.tickets.queue import statement
from models.tickets.tables import Ticket
from tests.models.builders import SmallSite, category_id, owned_product, small_site, ticket

START = datetime(2026, 11, 20, tzinfo=UTC)
TICKETS = 60
WAYS: dict[str, dict[str, float]] = {
    "as it comes": {},
    "gathered": {"FEW_OWNERS": -1, "FEW_HITS": -1, "RARE_HITS": 1_000},
    "looked up": {
        "FEW_OWNERS": -1,
        "RARE_HITS": -1,
        "LOOKED_AT": 1,
        "OFTEN": 2.0,
        "FEW_HITS": -1,
        "FEW_FAR": -1,
        "SHORT_LIST": 0,
        "MANY_HITS": 1_000,
    },
    "walked": {"FEW_OWNERS": -1, "RARE_HITS": -1, "OFTEN": 0.0},
}
HANZI = ("漏水", "灯", "明伟", "李", "吸顶", "水管")
LATIN = ("lx-h2", "lx", "s000", "S0001", "e42", "Ｅ42", "lmw", "T-2611")
DIGITS = ("0003", "138", "261120", "002")


@dataclass(frozen=True)
class Plain:
    """A ticket with all that a word may be found in."""

    id: int
    number: str
    texts: tuple[str, ...]
    name: str
    spellings: tuple[str, str]
    digits: str
    serial: str
    model: tuple[str, str]
    region_id: int | None
    staff_id: int | None
    open: bool
    order: dict[QueueSort, tuple[int, ...]]

    def holds(self, word: str) -> bool:
        """As docs say: digits a number, Latin letters a number, a model, a name's spelling, anything else a part of a text."""
        word = unicodedata.normalize("NFKC", word).lower()
        if re.fullmatch("t-[0-9-]*", word):
            return self.number.lower().startswith(word)
        serial = self.serial.lower().startswith(word)
        if word.isdigit():
            day = len(word) >= 6 and self.number.replace("-", "").startswith(f"T{word}")
            return day or serial or self.number[9:] == word or self.digits.endswith(word)
        written = any(word in text.lower() for text in (*self.texts, *self.model))
        if word.isascii():
            return written or serial or any(spelling.startswith(word) for spelling in self.spellings)
        return written or word in self.name


def _make() -> tuple[list[Plain], int]:
    """Some tickets of all kinds, and a region."""
    chance = random.Random(8)
    regions = [None, add_region("east", "华东", actor=SYSTEM), add_region("north", "华北", actor=SYSTEM)]
    owners = []
    for at, name in enumerate(("李明伟", "王明伟", "李建国", "Ling Motors")):
        owner = open_customer(CustomerDraft(name, numbers=(parse(f"1381234000{at}"),)), actor=SYSTEM)
        ((pinyin, initials),) = database.rows("SELECT pinyin, initials FROM customer WHERE id = ?", (owner,))
        model = (("LX-60W", "吸顶灯"), ("LX-H2", "高杆灯"))[at % 2]
        serial = f"{'S' * (at < 3)}000{at}"  # The last one also ends the number of its owner.
        product = owned_product(owner, *model, serial_number=serial)
        owners.append((owner, product, name, (pinyin, initials), f"1381234000{at}", serial, model))
    nobody = (None, None, "", ("", ""), "", "", ("", ""))
    return [_plain(position, chance, regions, [*owners, nobody]) for position in range(TICKETS)], regions[1] or 0


def _plain(position: int, chance: random.Random, regions: list[int | None], owners: list[tuple[object, ...]]) -> Plain:
    """Writes one ticket and says what it holds."""
    owner, product, name, spellings, digits, serial, model = chance.choice(owners)
    is_open = chance.random() < 0.6
    priority, region = chance.choice(list(Priority)), chance.choice(regions)
    staff_id = chance.choice((None, 1))
    opened, due = START + timedelta(minutes=chance.randrange(9)), START + timedelta(hours=chance.randrange(6))
    problem, solution = chance.choice(("热水器漏水", "水管接口漏水,代码 E42", "灯不亮")), chance.choice(("", "更换水管"))
    number = f"T-26112{position % 2}-{position:03d}"
    with database.transaction():
        id_: int = Ticket.insert(
            number=number,
            client_uuid=str(uuid4()),
            customer=owner,
            owned_product=product,
            category=category_id("repair"),
            region=region,
            owner=staff_id,
            priority=priority,
            problem=problem,
            solution=solution,
            opened_at=opened,
            next_due_at=due,
            open=is_open,
        ).execute()
        search_row.write(id_)
    order = {
        QueueSort.NEXT_DUE: (to_stored(due), id_),
        QueueSort.NEWEST: (-to_stored(opened), -id_),
        QueueSort.PRIORITY: (list(Priority).index(priority), to_stored(due), id_),
    }
    texts = (problem, solution)
    return Plain(id_, number, texts, name, spellings, digits, serial, model, region, staff_id, is_open, order)  # type: ignore[arg-type]


def _expected(plain: list[Plain], query: QueueQuery, region_id: int | None) -> list[int]:
    """The ids of the list, by looking at each ticket and sorting them here."""
    every = query.view is QueueView.ALL
    fit = [
        one
        for one in plain
        if (every or one.open)
        and (query.view is not QueueView.UNASSIGNED or one.staff_id is None)
        and (region_id is None or one.region_id in (None, region_id))
        and all(one.holds(word) for word in query.text.split())
    ]
    return [one.id for one in sorted(fit, key=lambda one: one.order[QueueSort.NEWEST if every else query.sort])]


def _pages(query: QueueQuery, size: int) -> tuple[list[int], list[int], list[int]]:
    """The list read forward, backward, and from its middle on."""
    forward: list[QueueRow] = queue_page(query, limit=size)
    while forward and (page := queue_page(query, after=forward[-1].key, limit=size)):
        forward += page
    backward = queue_page(query, before=END, limit=size)
    while backward and (page := queue_page(query, before=backward[0].key, limit=size)):
        backward = page + backward
    later = queue_page(query, offset=len(forward) // 2, limit=size)
    if forward:
        assert queue_rank(query, later[0].key) == len(forward) // 2
    return [row.id for row in forward], [row.id for row in backward], [row.id for row in later]


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


@pytest.fixture
def plain(site: SmallSite) -> tuple[list[Plain], int]:
    change_setting(SettingName.REGION_LIMITS, True, actor=SYSTEM)
    return _make()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_way_leads_to_the_same_rows(site: SmallSite, plain: tuple[list[Plain], int], data: st.DataObject) -> None:
    tickets, own_region = plain
    text = " ".join(data.draw(st.lists(st.sampled_from((*HANZI, *LATIN, *DIGITS)), min_size=1, max_size=3)))
    view = data.draw(st.sampled_from((QueueView.ALL, QueueView.TEAM, QueueView.UNASSIGNED)))
    query = QueueQuery(view, data.draw(st.sampled_from(QueueSort)), text)
    region_id = data.draw(st.sampled_from((None, own_region)))
    expected, size = _expected(tickets, query, region_id), data.draw(st.integers(1, 30))
    middle = len(expected) // 2
    for at, thresholds in enumerate(WAYS.values()):
        with pytest.MonkeyPatch.context() as patch, seeing(replace(site.agent, region_id=region_id)):
            for name, value in thresholds.items():
                patch.setattr(word_plan, name, value)
            asked = replace(query, text=text + " " * at)  # Another text, for which no plan is known.
            assert _pages(asked, size) == (expected, expected, expected[middle : middle + size])
            assert queue_count(asked) == view_counts(asked)[view] == len(expected)


def test_of_a_word_that_many_hold_only_the_first_are_counted(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (*WAYS["walked"].items(), ("COUNTED", 5), ("COUNTED_BESIDE", 3), ("FEW_HITS", 2)):
        monkeypatch.setattr(word_plan, name, value)
    leaking = [ticket(problem="热水器漏水" if number % 2 else "灯不亮").id for number in range(12)][1::2]
    query = QueueQuery(QueueView.ALL, text="漏水")
    counted = queue_count(query)
    assert isinstance(counted, AtLeast)
    assert counted == 3
    first = queue_page(query, limit=4)
    assert [row.id for row in first + queue_page(query, after=first[-1].key, limit=4)] == leaking[::-1]
    beside = view_counts(replace(query, view=QueueView.MINE))[QueueView.ALL]
    assert isinstance(beside, AtLeast)
    assert beside == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("way", ["as it comes", "gathered"])
def test_of_many_hits_only_so_many_are_counted(site: SmallSite, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    for name, value in (*WAYS[way].items(), ("COUNTED_HITS", 2)):
        monkeypatch.setattr(word_plan, name, value)
    for _number in range(3):
        ticket(problem="热水器漏水")
    counted = queue_count(QueueQuery(QueueView.ALL, text="漏水"))
    assert isinstance(counted, AtLeast)
    assert counted == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("way", "view", "step"),
    [
        ("as it comes", QueueView.ALL, "SEARCH n USING COVERING INDEX ticket_customer_id_opened_at (customer_id=?)"),
        ("as it comes", QueueView.TEAM, "COVERING INDEX ticket_customer_id_opened_at (customer_id=? AND opened_at>?)"),
        ("looked up", QueueView.ALL, "SCAN t USING INDEX ticket_opened_at_id"),
        ("looked up", QueueView.TEAM, "INDEX ticket_open_due"),
        ("walked", QueueView.ALL, "SCAN t USING INDEX ticket_opened_at_id"),
    ],
)
def test_each_way_uses_its_index(site: SmallSite, monkeypatch: pytest.MonkeyPatch, way: str, view: QueueView, step: str) -> None:
    for name, value in WAYS[way].items():
        monkeypatch.setattr(word_plan, name, value)
    ticket()
    ticket()
    sql, values = statement(QueueQuery(view, text="明伟"), key=None, backward=False, limit=40)
    plan = [detail for *_ids, detail in database.rows(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert any(step in detail for detail in plan), plan
    assert way == "as it comes" or not any("TEMP B-TREE FOR ORDER BY" in detail for detail in plan[:2]), plan


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_server_finds_the_beginning_of_a_number_in_an_index(site: SmallSite) -> None:
    with database.transaction():
        database.execute("SET LOCAL enable_seqscan = off")
        sql, values = statement(QueueQuery(QueueView.TEAM, text="T-261121-00"), key=None, backward=False, limit=40)
        plan = [line for (line,) in database.rows(f"EXPLAIN {sql}", values)]
    assert any("ticket_number_beginning" in line for line in plan), plan
