"""Pages, ranks and counts of the queue agree with a plain list of all tickets, and every one comes from an index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import database
from models.clock import NEVER, FakeClock
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.customers.phone import parse
from models.fields import to_stored
from models.people.permissions import Actor
from models.sla.tables import Priority, SlaState, Verdict
from models.tickets import operations
from models.tickets.queries import (
    END,
    QueueQuery,
    QueueRow,
    QueueSort,
    QueueView,
    queue_count,
    queue_page,
    queue_rank,
    queue_rows,
    view_counts,
)
from models.tickets.queue import statement
from models.tickets.tables import HoldReason, Ticket, TicketStatus
from tests.halves import on_postgresql, on_sqlite
from tests.models.builders import SmallSite, category_id, customer, owned_product, small_site, ticket

START = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


def _staff_id(actor: Actor) -> int:
    assert actor.staff_id is not None
    return actor.staff_id


def _tickets(site: SmallSite) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows with many ties, with and without owner and due time, open and not."""
    statuses = (TicketStatus.NEW, TicketStatus.IN_PROGRESS, TicketStatus.ON_HOLD, TicketStatus.CLOSED)
    return st.lists(
        st.fixed_dictionaries(
            {
                "owner": st.sampled_from([None, site.agent.staff_id, site.technician.staff_id]),
                "status": st.sampled_from(statuses),
                "priority": st.sampled_from(Priority),
                "sla": st.sampled_from(SlaState),
                "hold_reason": st.sampled_from([HoldReason.CUSTOMER, HoldReason.PARTS]),
                "next_due_at": st.sampled_from([NEVER, *(START + timedelta(hours=hours) for hours in range(4))]),
                "opened_at": st.sampled_from([START + timedelta(minutes=minutes) for minutes in range(5)]),
            }
        ),
        min_size=1,
        max_size=40,
    )


def _insert(rows: list[dict[str, Any]]) -> None:
    kind = category_id("repair")
    with database.transaction():
        database.execute("DELETE FROM ticket")
        for position, row in enumerate(rows):
            held = row["status"] is TicketStatus.ON_HOLD
            Ticket.insert(
                **{**row, "hold_reason": row["hold_reason"] if held else None},
                number=f"T-261120-{position:03d}",
                client_uuid=str(uuid4()),
                category=kind,
                problem="",
                open=row["status"] is not TicketStatus.CLOSED,
            ).execute()


_BELONGS: dict[QueueView, Callable[[QueueRow, int], bool]] = {
    QueueView.MINE: lambda row, me: row.owner_id == me,
    QueueView.UNASSIGNED: lambda row, me: row.owner_id is None,
    QueueView.DUE_SOON: lambda row, me: row.sla is SlaState.WARNED,
    QueueView.OVERDUE: lambda row, me: row.sla is SlaState.BREACHED,
    QueueView.WAITING_FOR_CUSTOMER: lambda row, me: row.hold_reason is HoldReason.CUSTOMER,
    QueueView.WAITING_FOR_PARTS: lambda row, me: row.hold_reason is HoldReason.PARTS,
    QueueView.TEAM: lambda row, me: True,
    QueueView.ALL: lambda row, me: True,
}
_RANKS = list(Priority)
_ORDER: dict[QueueSort, Callable[[QueueRow], tuple[int, ...]]] = {
    QueueSort.NEXT_DUE: lambda row: (to_stored(row.next_due_at), row.id),
    QueueSort.NEWEST: lambda row: (-to_stored(row.opened_at), -row.id),
    QueueSort.PRIORITY: lambda row: (_RANKS.index(row.priority), to_stored(row.next_due_at), row.id),
}


def _expected(query: QueueQuery, me: int) -> list[int]:
    """The ids that the list should have, by sorting all tickets here."""
    every = queue_rows([id_ for (id_,) in database.rows("SELECT id FROM ticket")])
    opened = [row for row in every if query.view is QueueView.ALL or row.status is not TicketStatus.CLOSED]
    sort = QueueSort.NEWEST if query.view is QueueView.ALL else query.sort
    return [row.id for row in sorted((row for row in opened if _BELONGS[query.view](row, me)), key=_ORDER[sort])]


def _forward(query: QueueQuery, size: int) -> list[QueueRow]:
    found = queue_page(query, limit=size)
    while found and (page := queue_page(query, after=found[-1].key, limit=size)):
        found += page
    return found


def _backward(query: QueueQuery, size: int) -> list[QueueRow]:
    found = queue_page(query, before=END, limit=size)
    while found and (page := queue_page(query, before=found[0].key, limit=size)):
        found = page + found
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_paging_agrees_with_a_plain_list(site: SmallSite, data: st.DataObject) -> None:
    me = _staff_id(site.agent)
    _insert(data.draw(_tickets(site)))
    size = data.draw(st.integers(1, 9))
    counts = view_counts(QueueQuery(QueueView.ALL, staff_id=me))
    for view in QueueView:
        query = QueueQuery(view, data.draw(st.sampled_from(QueueSort)), staff_id=me)
        expected = _expected(query, me)
        rows = _forward(query, size)
        assert [row.id for row in rows] == expected
        assert [row.id for row in _backward(query, size)] == expected
        assert queue_count(query) == counts[view] == len(expected)
        for position, row in enumerate(rows):
            assert queue_rank(query, row.key) == position
        middle = len(expected) // 2
        assert [row.id for row in queue_page(query, offset=middle, limit=size)] == expected[middle : middle + size]


_INDEX = {
    QueueView.MINE: "ticket_open_owner",
    QueueView.UNASSIGNED: "ticket_open_owner",
    QueueView.DUE_SOON: "ticket_open_sla",
    QueueView.OVERDUE: "ticket_open_sla",
    QueueView.WAITING_FOR_CUSTOMER: "ticket_open_hold_reason",
    QueueView.WAITING_FOR_PARTS: "ticket_open_hold_reason",
    QueueView.TEAM: "ticket_open_team",
    QueueView.ALL: "ticket_opened_at_id",
}
_SUFFIX = {QueueSort.NEXT_DUE: "_due", QueueSort.NEWEST: "_newest", QueueSort.PRIORITY: "_priority"}


@on_sqlite
@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("sort", QueueSort)
@pytest.mark.parametrize("view", QueueView)
def test_every_page_comes_from_its_index(site_database: str, view: QueueView, sort: QueueSort, backward: bool) -> None:
    query = QueueQuery(view, sort, staff_id=1, team_id=1)
    sql, values = statement(query, key=(0, 0, 0, 0), backward=backward, limit=40)
    plan = [detail for *_ids, detail in database.rows(f"EXPLAIN QUERY PLAN {sql}", values)]
    index = _INDEX[view] + ("" if view is QueueView.ALL else _SUFFIX[sort])
    at = next((number for number, step in enumerate(plan) if f"INDEX {index} (" in step), None)
    assert at is not None, plan
    assert "TEMP B-TREE" not in plan[at + 1], plan
    assert "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)" in plan, plan


@on_postgresql
@pytest.mark.parametrize("view", QueueView)
def test_the_server_walks_the_index_too(site: SmallSite, view: QueueView) -> None:
    with database.transaction():
        database.execute("SET LOCAL enable_seqscan = off")
        database.execute("SET LOCAL enable_bitmapscan = off")
        for sort in QueueSort:
            sql, values = statement(QueueQuery(view, sort, staff_id=1, team_id=1), key=(0, 0, 0, 0), backward=False, limit=40)
            plan = [line for (line,) in database.rows(f"EXPLAIN {sql}", values)]
            index = _INDEX[view] + ("" if view is QueueView.ALL else _SUFFIX[sort])
            at = next((number for number, line in enumerate(plan) if f"using {index} " in line), None)
            assert at is not None, plan
            assert not any("Sort" in line for line in plan[at - 2 : at]), plan


def test_a_row_shows_customer_product_owner_and_clocks(site: SmallSite) -> None:
    customer_id = customer("宏达建材")
    opened = ticket(customer_id=customer_id, owned_product_id=owned_product(customer_id, "LX-H2"), problem="整排高杆灯不亮" * 50)
    operations.claim(opened.id, actor=site.technician)
    operations.respond(opened.id, "今天下午到", actor=site.technician)
    (row,) = queue_page(QueueQuery(QueueView.MINE, staff_id=site.technician.staff_id), limit=10)
    assert (row.customer_name, row.product_code, row.owner_name, len(row.problem)) == ("宏达建材", "LX-H2", "王工", 200)
    assert (row.response.verdict, row.resolution.verdict) == (Verdict.MET, Verdict.RUNNING)
    assert row.resolution.due_at == row.next_due_at


def test_rows_by_id_keep_the_order_asked_for(site: SmallSite) -> None:
    first, second = ticket(), ticket()
    assert [row.id for row in queue_rows([second.id, 999, first.id])] == [second.id, first.id]
    assert queue_rows([]) == []


def test_a_team_without_tickets_sees_none_and_no_team_sees_all(site: SmallSite) -> None:
    ticket()
    assert queue_count(QueueQuery(QueueView.TEAM, team_id=7)) == 0
    assert queue_count(QueueQuery(QueueView.TEAM)) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("闪烁", {"lamp"}),
        ("吸顶", {"lamp"}),
        ("建国", {"lamp"}),
        ("建国 闪烁", {"lamp"}),
        ("建国 漏水", set()),
        ("ljg", {"lamp"}),
        ("lijian", {"lamp"}),
        ("lx-60", {"lamp"}),
        ("ＬＸ－６０", {"lamp"}),
        ("T-261121", {"lamp", "heater"}),
        ("261121", {"lamp", "heater"}),
        ("261121-002", {"heater"}),
        ("261121002", {"heater"}),
        ("002", {"heater"}),
        ("2046", {"lamp"}),
        ("7781", {"lamp"}),
        ("漏水管", set()),
        ("E42", {"heater"}),
        ("阀门", {"heater"}),
        ("[/]%", set()),
        ("' OR 1=1 --", set()),
        ("   ", {"lamp", "heater"}),
    ],
)
def test_the_filter_finds(site: SmallSite, text: str, found: set[str]) -> None:
    customer_id = open_customer(CustomerDraft("李建国", numbers=(parse("13812342046"),)), actor=site.agent)
    lamp = ticket(customer_id=customer_id, owned_product_id=owned_product(customer_id, serial_number="7781A"))
    heater = ticket(problem="热水器漏水,水管接口松,代码 E42")
    operations.resolve(heater.id, "更换阀门", actor=site.agent)
    names = {lamp.id: "lamp", heater.id: "heater"}
    query = QueueQuery(QueueView.ALL, text=text)
    assert {names[row.id] for row in queue_page(query, limit=10)} == found
    assert queue_count(query) == len(found)
    assert view_counts(query) == {view: queue_count(replace(query, view=view)) for view in QueueView}
