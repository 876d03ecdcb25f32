"""Two files of one customer: the other one is found, and after a question everything of it moves into this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.customers.operations import merge_customers
from models.customers.queries import CustomerFile
from models.i18n import _
from models.people.permissions import Actor
from screens.dialogs.customer import ChooseCustomer
from screens.plain import one_line

if TYPE_CHECKING:
    from screens.desk import DeskApp


async def ask_and_merge(desk: DeskApp, file: CustomerFile, actor: Actor) -> bool:
    """Asks which other file is the same customer's and moves it into this one; whether it was done."""
    gone = await desk.push_screen_wait(ChooseCustomer(_("Which other file is the same customer?"), but=file.id))
    if gone is None:
        return False
    question = _("Move everything of {gone} into the file of {keep}? The other file can't be opened again.").format(
        gone=one_line(gone.name), keep=one_line(file.name)
    )
    if not await desk.confirm(question, danger=True):
        return False
    await desk.door.ask(merge_customers, file.id, gone.customer_id, actor=actor)
    desk.tell(_("The files are merged."))
    return True
