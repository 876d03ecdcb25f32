"""A site's data outlives every migration."""

from __future__ import annotations

from pathlib import Path

import peewee
import pytest

from models import database, migrations
from models.callbacks.operations import excuse, record_attempt
from models.callbacks.queue import CallbackQuery, CallbackView, callback_page
from models.callbacks.tables import AttemptOutcome
from models.clock import FakeClock
from models.customers.drafts import CustomerDraft
from models.customers.operations import open_customer
from models.events.tables import Subject
from models.i18n import Language
from models.people.operations import add_staff, sign_in_os_user
from models.people.permissions import SYSTEM
from models.people.tables import Role
from models.presence.operations import Opened, show_open
from models.presence.queries import others_at
from models.privacy.operations import set_legal_hold
from models.site.operations import found_site
from tests.halves import on_postgresql
from tests.models.builders import small_site, ticket
from tests.models.complaints.company import Company, open_callback


@on_postgresql  # SQLite gives no statement up
def test_no_index_is_given_up_for_taking_long(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "SELECT pg_sleep(0.2)"
    (tmp_path / "9999_slow.py").write_text(f'def up(migrator, db):\n    db.execute_sql("{sql}")\n', "utf-8")
    monkeypatch.setattr(migrations, "FOLDER", tmp_path)
    database.open(f"{database_url}{'&' if '?' in database_url else '?'}options=-c%20statement_timeout%3D100")
    with database.connection():
        assert migrations.migrate() == ["9999_slow"]
        with pytest.raises(peewee.OperationalError):
            database.rows(sql)
    database.close()


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


def test_a_site_whose_people_are_signed_in_goes_on_and_sees_who_is_where(site_database: str, fake_clock: FakeClock) -> None:
    found_site("华东中心", language=Language.CHINESE)
    for number in ("8012", "8101"):
        add_staff(number, number, {Role.PHONE_AGENT}, password=None, os_user=number, actor=SYSTEM)
    one, other = (sign_in_os_user(number, desk=number) or SYSTEM for number in ("8012", "8101"))
    with database.transaction():
        database.execute("DROP TABLE open_record")
        database.execute(f"DELETE FROM {migrations.HISTORY} WHERE name = '0004_open_record'")
    assert migrations.migrate() == ["0004_open_record"]
    show_open({Opened(Subject.TICKET, 7)}, actor=other)
    assert [desk.name for desk in others_at(Subject.TICKET, 7, besides=one)] == ["8101"]


def test_a_site_with_callbacks_goes_on_and_lists_those_that_are_over(site_database: str, fake_clock: FakeClock) -> None:
    company = Company()
    callback_id = open_callback("ticket_id", company.served_ticket())
    excuse(callback_id, "顾客出国", actor=company.site.supervisor)
    with database.transaction():
        for index in ("callback_ended", "callback_ended_region", "callback_ended_owner"):
            database.execute(f"DROP INDEX {index}")
        database.execute(f"DELETE FROM {migrations.HISTORY} WHERE name = '0003_ended_callbacks'")
    assert migrations.migrate() == ["0003_ended_callbacks"]
    ended = CallbackQuery(CallbackView.ENDED, everybody=True)
    assert [row.id for row in callback_page(ended, limit=9)] == [callback_id]


def test_a_site_counts_the_attempts_that_ended_its_callbacks(site_database: str, fake_clock: FakeClock) -> None:
    company = Company()
    callback_id = open_callback("ticket_id", company.served_ticket())
    record_attempt(callback_id, AttemptOutcome.REFUSED, actor=company.callback_agent)
    with database.transaction():
        database.execute("UPDATE callback SET attempts = 0 WHERE id = ?", (callback_id,))
        database.execute(f"DELETE FROM {migrations.HISTORY} WHERE name = '0011_counted_attempts'")
    assert migrations.migrate() == ["0011_counted_attempts"]
    assert database.rows("SELECT attempts FROM callback WHERE id = ?", (callback_id,)) == [(1,)]
