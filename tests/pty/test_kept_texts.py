"""A desk that is killed while somebody writes: what stood in dialog and form is offered again, to the last pause in typing."""

from __future__ import annotations

import json
import signal
import sqlite3
from datetime import timedelta

from models import clock, database
from models.callbacks.operations import CallbackDraft, promise_callback
from models.people.permissions import SYSTEM
from models.people.queries import actor_of, staff_id_of
from models.tickets.operations import TicketDraft, claim, open_ticket
from tests.pty.conftest import AGENT, Open, Place
from tests.pty.test_whole_stories import until

SOLUTION, COMMENT = "更换驱动电源,通电两小时", "客户说下周再看"


def texts(place: Place) -> str:
    """All the texts that the journal on this machine has; a form's fields stand in it as JSON."""
    (journal,) = place.folder.glob("state/**/drafts-*.db")
    with sqlite3.connect(journal) as connection:
        found = connection.execute("SELECT body FROM entry").fetchall()
    connection.close()
    return "\n".join(body for (body,) in found)


def test_texts_survive_a_killed_desk(place: Place, open_desk: Open) -> None:
    database.open(place.url)
    with database.connection():
        ((category_id,),) = database.rows("SELECT id FROM category WHERE code = 'repair'")
        agent = actor_of(staff_id_of(AGENT) or 0)
        opened = open_ticket(TicketDraft("22222222-2222-4222-8222-222222222222", category_id, "整排灯不亮"), actor=SYSTEM)
        claim(opened.id, actor=agent)
        due_at = clock.now() + timedelta(hours=1)
        promise = CallbackDraft("33333333-3333-4333-8333-333333333333", due_at, number="+8615400002046", about="告知配件到货")
        promise_callback(promise, actor=SYSTEM)
    database.close()

    def write(nth: str) -> None:
        desk = open_desk()
        desk.wait_for("整排灯不亮")
        desk.type("d")
        desk.wait_for("如何解决")
        if nth == "first":
            desk.type(SOLUTION)
        desk.wait_for(SOLUTION)
        desk.press("escape", "f6")
        desk.wait_for("预约 1")
        desk.type("3")
        desk.wait_for("154****2046")
        desk.press("enter")
        desk.wait_for("告知配件到货", "无人接")
        if nth == "first":
            desk.type("1")
            desk.press(*["tab"] * 6)
            desk.type(COMMENT)
        desk.wait_for(COMMENT)
        if nth == "first":
            until(
                lambda: SOLUTION in texts(place) and json.dumps(COMMENT)[1:-1] in texts(place),
                "the journal to have every character",
            )
            desk.signal(signal.SIGKILL)
            desk.wait_for_exit()

    write("first")
    write("second")
