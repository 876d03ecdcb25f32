"""A ticket taken down wrongly is corrected: what may be, who is told, and by which words it is found afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models import database, search
from models.clock import FakeClock
from models.customers.tables import Contact, Customer, CustomerStatus
from models.customers.writing import names_of
from models.errors import DomainError, Fault
from models.events.queries import timeline
from models.events.tables import Subject
from models.i18n import Language, use_language
from models.merging import Side, merged
from models.people.permissions import SYSTEM
from models.privacy.operations import close_account
from models.search import SearchIndex
from models.tickets import operations
from models.tickets.editing import Editable, editable
from models.tickets.operations import edit_ticket
from models.tickets.queries import QueueQuery, QueueView, queue_page, ticket_file, ticket_timeline
from models.tickets.tables import Ticket
from tests.models.builders import SmallSite, customer, owned_product, small_site, ticket

WRONG, RIGHT = "+8613812342046", "13900001111"


@pytest.fixture
def site(site_database: str, fake_clock: FakeClock) -> SmallSite:
    return small_site()


def _refused(call: Callable[[], object]) -> Fault:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.fault


def _found(word: str) -> list[int]:
    return [row.id for row in queue_page(QueueQuery(QueueView.ALL, text=word), limit=9)]


def _contact(customer_id: int) -> int:
    contact_id: int = Contact.insert(customer=customer_id, name="曾丽").execute()
    return contact_id


def _number(ticket_id: int) -> str:
    return str(Ticket.get_by_id(ticket_id).contact_number)


def test_it_is_found_by_its_new_words_and_not_by_the_old(site: SmallSite) -> None:
    opened = ticket(problem="水泵漏水")
    due = ticket_file(opened.id).next_due_at
    edit_ticket(opened.id, problem="灯带不亮", actor=site.agent, expected_version=1)
    assert (_found("灯带"), _found("水泵")) == ([opened.id], [])
    file = ticket_file(opened.id)
    assert (file.problem, file.version, file.next_due_at) == ("灯带不亮", 2, due)


def test_the_timeline_says_from_what_to_what_in_both_languages_and_masks_numbers(site: SmallSite) -> None:
    owner = customer("宏达建材")
    contact = _contact(owner)
    lamp, pump = owned_product(owner, serial_number="7781"), owned_product(owner, "P-9", "水泵")
    opened = ticket(customer_id=owner, owned_product_id=lamp, contact_number=WRONG, problem="不亮")
    edit_ticket(opened.id, contact=contact, contact_number="138 1111 2046", owned_product=pump, actor=site.agent)
    edit_ticket(opened.id, contact_number=RIGHT, problem="闪烁", actor=site.technician)
    told = {}
    for language in (Language.CHINESE, Language.ENGLISH):
        use_language(language)
        told[language] = [(row.who, row.what, row.detail) for row in ticket_timeline(opened.id)[:2]]
    assert told[Language.ENGLISH] == [
        ("王工", "Corrected the ticket", "Call back at: 138****2046 -> 139****1111\nProblem: 不亮 -> 闪烁"),
        (
            "张敏",
            "Corrected the ticket",
            "Contact: - -> 曾丽\nCall back at: edited\nProduct: LX-60W 吸顶灯 7781 -> P-9 水泵",
        ),
    ]
    assert [what for _who, what, _detail in told[Language.CHINESE]] == ["更正了工单"] * 2
    assert "问题：不亮 -> 闪烁" in told[Language.CHINESE][0][2]
    assert _number(opened.id) == "+8613900001111"


def test_nothing_changed_is_no_event_and_no_version(site: SmallSite) -> None:
    opened = ticket(problem="不亮")
    events = len(timeline(Subject.TICKET, opened.id))
    edit_ticket(opened.id, problem=" 不亮 ", contact=None, actor=site.agent)
    edit_ticket(opened.id, actor=site.agent)
    assert (len(timeline(Subject.TICKET, opened.id)), ticket_file(opened.id).version) == (events, 1)


def test_only_the_customer_s_own_contacts_and_products_will_do(site: SmallSite) -> None:
    opened, theirs = ticket(customer_id=customer("周敏")), customer("陈晓梅")
    contact, product = _contact(theirs), owned_product(theirs)
    assert _refused(lambda: edit_ticket(opened.id, contact=contact, actor=site.agent)) is Fault.NOT_FOUND
    assert _refused(lambda: edit_ticket(opened.id, owned_product=product, actor=site.agent)) is Fault.NOT_FOUND
    assert _refused(lambda: edit_ticket(ticket().id, owned_product=product, actor=site.agent)) is Fault.NOT_FOUND


@pytest.mark.parametrize("number", ["138****2047", "不知道", "1" * 40])
def test_what_is_no_whole_number_is_refused(site: SmallSite, number: str) -> None:
    opened = ticket(contact_number=WRONG)
    assert _refused(lambda: edit_ticket(opened.id, contact_number=number, actor=site.agent)) is Fault.INVALID
    assert _number(opened.id) == WRONG
    edit_ticket(opened.id, contact_number="", actor=site.agent)
    assert _number(opened.id) == ""


def test_a_resolved_ticket_s_callback_follows_its_number_and_a_closed_ticket_stays(site: SmallSite) -> None:
    opened = ticket(customer_id=customer(), contact_number=WRONG)
    operations.resolve(opened.id, "换新", actor=site.agent)
    edit_ticket(opened.id, contact_number=RIGHT, actor=site.agent)
    assert database.rows("SELECT number, version FROM callback WHERE ticket_id = ?", (opened.id,)) == [("+8613900001111", 2)]
    assert _refused(lambda: edit_ticket(opened.id, problem=" ", actor=site.agent)) is Fault.MISSING
    operations.close(opened.id, actor=site.agent)
    assert _refused(lambda: edit_ticket(opened.id, problem="x", actor=site.agent)) is Fault.NOT_POSSIBLE_NOW
    cancelled = ticket()
    operations.cancel(cancelled.id, "重复", actor=site.supervisor)
    assert _refused(lambda: edit_ticket(cancelled.id, problem="x", actor=site.agent)) is Fault.NOT_POSSIBLE_NOW


def test_a_closed_account_takes_no_new_words(site: SmallSite) -> None:
    owner = customer()
    opened = ticket(customer_id=owner)
    Customer.update(status=CustomerStatus.CLOSED).where(Customer.id == owner).execute()
    assert _refused(lambda: edit_ticket(opened.id, problem="x", actor=site.agent)) is Fault.ACCOUNT_CLOSED


def test_a_closing_of_the_account_takes_what_stood_there_before(site: SmallSite) -> None:
    owner = customer("宏达建材")
    opened = ticket(customer_id=owner, contact_number=WRONG, problem="宏达的水泵漏水")
    edit_ticket(opened.id, contact_number=RIGHT, problem="宏达的灯带不亮", actor=site.agent)
    operations.cancel(opened.id, "重复", actor=site.supervisor)
    with database.transaction():
        search.write(SearchIndex.CUSTOMERS, owner, names_of(owner))
    close_account(owner, "客户要求注销", actor=SYSTEM)
    kept = "".join(body for (body,) in database.rows("SELECT body FROM event_detail"))
    assert [word for word in ("13812342046", "13900001111", "水泵", "灯带") if word in kept] == []
    use_language(Language.ENGLISH)
    assert [row.detail for row in ticket_timeline(opened.id) if row.what == "Corrected the ticket"] == [""]


def _written(seen: Editable) -> dict[str, object]:
    return {"contact_number": seen.file.contact_number_masked, "problem": seen.file.problem}


def test_two_people_s_corrections_of_different_fields_both_stand(site: SmallSite) -> None:
    opened = ticket(contact_number=WRONG, problem="不亮")
    seen = editable(opened.id)
    edit_ticket(opened.id, contact_number="13812432046", actor=site.technician, expected_version=seen.file.version)
    mine = {**_written(seen), "problem": "闪烁"}
    with pytest.raises(DomainError) as refused:
        edit_ticket(opened.id, problem="闪烁", actor=site.agent, expected_version=seen.file.version)
    assert (refused.value.fault, refused.value.facts["who"]) == (Fault.STALE, "王工")
    now = editable(opened.id)
    assert now.renumbered == now.file.version > seen.renumbered
    merge = merged(_written(seen), mine, _written(now))
    assert (merge.collisions, merge.settled({})["problem"]) == ((), "闪烁")
    edit_ticket(opened.id, problem="闪烁", actor=site.agent, expected_version=now.file.version)
    assert (_number(opened.id), ticket_file(opened.id).problem) == ("+8613812432046", "闪烁")
    theirs = {**_written(now), "problem": "冒烟"}
    assert merged(_written(now), mine, theirs).settled({"problem": Side.THEIRS})["problem"] == "冒烟"
