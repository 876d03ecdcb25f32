"""A site's data outlives every migration."""

from __future__ import annotations

from models import database, migrations
from models.clock import FakeClock
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.people.permissions import SYSTEM
from models.privacy.operations import set_legal_hold
from tests.models.builders import small_site, ticket


def test_a_site_from_before_the_legal_holds_goes_on(site_database: str, fake_clock: FakeClock) -> None:
    small_site()
    customer_id = open_customer(CustomerDraft("李建国"), actor=SYSTEM)
    opened = ticket(customer_id=customer_id)
    with database.transaction():
        database.execute("DROP TABLE legal_hold")
        database.execute("DROP INDEX ticket_region_id_opened_at_id")
        database.execute(f"DELETE FROM {migrations.HISTORY} WHERE name = '0005_legal_hold'")
    assert migrations.status().pending == ("0005_legal_hold",)
    assert migrations.migrate() == ["0005_legal_hold"]
    assert database.rows("SELECT number, customer_id FROM ticket") == [(opened.number, customer_id)]
    assert set_legal_hold(customer_id, "诉讼", actor=SYSTEM) == 1
