"""Closing a customer's account from the file, and its legal hold: each step said before it is done."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from models.customers.queries import CustomerFile
from models.i18n import _
from models.people.permissions import Actor
from models.privacy.operations import close_account, lift_legal_hold, set_legal_hold
from models.privacy.queries import legal_holds, obstacle, of_closed
from screens.plain import one_line

if TYPE_CHECKING:
    from screens.desk import DeskApp


async def ask_and_close(desk: DeskApp, file: CustomerFile, actor: Actor) -> bool:
    """Closes the account after a reason, a question whose default is No, and the typed name; whether it was done."""
    in_the_way = await desk.door.ask(obstacle, file.id)
    if in_the_way is not None:
        desk.refuse(in_the_way)
        return False
    purpose = f"close:customer:{file.id}"
    reason = await desk.ask_text(_("Why is the account closed? The reason is kept on record."), limit=240, keep_as=purpose)
    if reason is None:
        return False
    question = _(
        "Close the account of {name} for good?\n\n"
        "Names, numbers, addresses and everything written about this customer in tickets, calls, callbacks and complaints"
        " are erased. Times and figures stay. It can't be undone."
    ).format(name=one_line(file.name))
    if not await desk.confirm(question, danger=True):
        return False
    typed = await desk.ask_text(_("To confirm, type the customer's name: {name}").format(name=one_line(file.name)), limit=240)
    if typed is None:
        return False
    if typed != one_line(file.name):
        desk.tell(_("The name is another one. Nothing was changed."))
        return False
    closed = await desk.door.ask(close_account, file.id, reason, actor=actor)
    desk.unsent.keep_now()
    await asyncio.to_thread(desk.journal.forget, closed.records, closed.words)
    await forget_closed_accounts(desk)
    desk.unsent.begin(actor.staff_id)
    for customer_id in closed.files:
        desk.reach.callers.drop(customer_id)
    desk.tell(_("The account is closed."))
    if closed.paths:
        desk.tell(_("Attached files that a person must delete: {paths}").format(paths=", ".join(closed.paths)))
    return True


async def ask_and_hold(desk: DeskApp, customer_id: int, actor: Actor) -> None:
    """Puts the file under a legal hold, or lifts the one that stands, for a reason."""
    holds = await desk.door.ask(legal_holds, customer_id)
    if holds:
        question = _("Why is the legal hold lifted? It says: {reason}").format(reason=one_line(holds[0].reason))
        done = _("The legal hold is lifted.")
    else:
        question = _("Why must this file be kept? The account can't be closed until the hold is lifted.")
        done = _("The file is under a legal hold.")

    async def change(reason: str) -> None:
        if holds:
            await desk.door.ask(lift_legal_hold, holds[0].id, reason, actor=actor)
        else:
            await desk.door.ask(set_legal_hold, customer_id, reason, actor=actor)

    if await desk.ask_text(question, limit=240, keep_as=f"hold:customer:{customer_id}", save=change) is not None:
        desk.tell(done)


async def forget_closed_accounts(desk: DeskApp) -> None:
    """Drops from this machine's journal what was kept of customers whose accounts were closed, also by another desk meanwhile."""
    named = await asyncio.to_thread(desk.journal.records)
    closed = await desk.door.ask_in_background(of_closed, named) if named else frozenset()
    if closed:
        await asyncio.to_thread(desk.journal.forget, closed)
        desk.unsent.begin(desk.actor.staff_id if desk.actor is not None else None)
