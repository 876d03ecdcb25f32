"""A ticket's history reads as sentences in the reader's language, with what changed from and to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models import database
from models.clock import FakeClock
from models.customers.tables import CustomerLevel
from models.i18n import Language, use_language
from models.people.permissions import SYSTEM
from models.sla.operations import acknowledge
from models.sla.queries import open_alerts
from models.sla.sweep import sweep
from models.sla.tables import Priority
from models.tickets import operations
from models.tickets.categories import add_category
from models.tickets.queries import TimelineRow, ticket_timeline
from models.tickets.tables import HoldReason
from tests.models.builders import SmallSite, category_id, customer, small_site, ticket

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai."""


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    fake_clock.at = MONDAY
    return small_site()


def _told(ticket_id: int, what: str) -> TimelineRow:
    return next(row for row in ticket_timeline(ticket_id) if row.what.startswith(what))


def _life(site: SmallSite, clock: FakeClock) -> int:
    """A ticket through every move, with a warning, a breach and an acknowledged alert on the way."""
    opened = ticket(actor=site.agent, customer_id=customer(level=CustomerLevel.B)).id
    operations.claim(opened, actor=site.technician)
    operations.assign(opened, site.agent.staff_id or 0, actor=site.supervisor)
    operations.respond(opened, "明天上门", actor=site.agent)
    operations.record_contact(opened, actor=site.agent)
    operations.start(opened, actor=site.agent)
    operations.hold(opened, HoldReason.CUSTOMER, "等客户寄回", actor=site.agent)
    clock.advance(timedelta(hours=1))
    operations.resume(opened, actor=site.agent)
    operations.change_priority(opened, Priority.HIGH, "客户催促", actor=site.agent)
    operations.change_category(opened, category_id("technical_support"), actor=site.agent)
    clock.advance(timedelta(days=6))
    sweep()
    alerts = open_alerts(site.agent.staff_id or 0, site.agent.roles, None)
    acknowledge(alerts[0].id, actor=site.agent)
    operations.offer_for_acceptance(opened, "更换灯珠", actor=site.agent)
    operations.rework(opened, "仍闪烁", actor=site.agent)
    operations.offer_for_acceptance(opened, actor=site.agent)
    operations.accept(opened, actor=site.agent)
    operations.close(opened, actor=site.agent)
    operations.reopen(opened, "回访不满意", actor=site.agent)
    operations.add_note(opened, "已道歉", actor=site.agent)
    operations.resolve(opened, "换新", actor=site.agent)
    return opened


def test_every_event_of_a_life_is_a_sentence(site: SmallSite, fake_clock: FakeClock) -> None:
    opened = _life(site, fake_clock)
    rows = ticket_timeline(opened)
    assert rows[-1].what == "Opened the ticket (Hotline, priority Medium)"
    for row in rows:
        assert row.who, row
        assert " " in row.what, row
        assert "{" not in row.what + row.detail, row
        assert "…" not in row.what, row
    use_language(Language.CHINESE)
    for row in ticket_timeline(opened):
        assert any("\u4e00" <= character <= "\u9fff" for character in row.what), row


def test_what_changed_says_from_what_to_what(site: SmallSite, fake_clock: FakeClock) -> None:
    opened = _life(site, fake_clock)
    assert _told(opened, "Assigned the ticket to 张敏").detail == "Responsible: 王工 -> 张敏"
    assert _told(opened, "Replied").detail == "明天上门"
    assert (
        _told(opened, "Put the ticket on hold: Waiting for the customer").detail == "Status: In progress -> On hold\n等客户寄回"
    )
    assert _told(opened, "Changed the priority: Medium -> High").detail == "客户催促"
    assert _told(opened, "Changed the category: Repair -> Technical support").detail == ""
    recomputed = _told(opened, "The due times were computed anew").detail
    assert "Resolution: 2026-11-2" in recomputed
    assert " -> " in recomputed
    breach = _told(opened, "Resolution: overdue since 2026-11-")
    assert "Told: " in breach.detail
    assert "Noticed at 2026-11-29 10:00" in breach.detail
    assert breach.who == "The system"
    assert _told(opened, "Sent the work back").detail == "Status: Awaiting acceptance -> In progress\n仍闪烁"
    assert _told(opened, "Reopened").detail == "Status: Closed -> In progress\n回访不满意"
    assert _told(opened, "Wrote a note").detail == "已道歉"


def test_a_category_of_the_sites_own_is_told_by_its_name(site: SmallSite) -> None:
    opened = ticket(actor=site.agent).id
    operations.change_category(opened, add_category("recall", "召回", actor=SYSTEM), actor=site.agent)
    assert _told(opened, "Changed the category").what.endswith("Repair -> 召回")


def test_a_merge_is_told_on_both_sides(site: SmallSite) -> None:
    kept, double = ticket(), ticket()
    operations.merge_tickets(kept.id, double.id, actor=site.agent)
    assert _told(double.id, f"Merged the ticket into {kept.number}").who == "张敏"
    assert _told(kept.id, f"Took in the double {double.number}").who == "张敏"


def test_an_erased_fact_leaves_a_gap(site: SmallSite) -> None:
    opened = ticket()
    operations.claim(opened.id, actor=site.agent)
    database.execute("UPDATE event_detail SET body = '', salt = ''")
    assert {row.what for row in ticket_timeline(opened.id)} >= {"Took the ticket", "Opened the ticket (…, priority …)"}


def test_a_cancellation_says_why_and_which_clocks_end(site: SmallSite) -> None:
    opened = ticket()
    operations.cancel(opened.id, "客户撤回", actor=site.supervisor)
    assert _told(opened.id, "Cancelled").detail == "Status: New -> Cancelled\n客户撤回"
    assert _told(opened.id, "The clocks no longer count").detail.startswith("First response: due 2026-11-2")


def test_what_is_new_is_told_apart_from_what_is_known(site: SmallSite) -> None:
    opened = ticket(actor=site.agent).id
    operations.add_note(opened, "客户来电催办", actor=site.agent)
    known = ticket_timeline(opened)
    assert ticket_timeline(opened, after=known[0].position) == []
    operations.add_note(opened, "已约周五上门", actor=site.technician)
    new = ticket_timeline(opened, after=known[0].position)
    assert [row.detail for row in new] == ["已约周五上门"]
    assert [*new, *known] == ticket_timeline(opened)
