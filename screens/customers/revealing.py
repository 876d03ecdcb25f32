"""Revealing what a customer's file hides: one number, or the address, for a reason that is kept."""

from __future__ import annotations

from models.customers.operations import reveal_address, reveal_number
from models.customers.queries import CustomerFile
from models.i18n import _
from models.people.permissions import Actor
from screens.desk import DeskApp
from screens.revealed import Revealed

ADDRESS = "address"


async def ask_and_reveal(desk: DeskApp, file: CustomerFile, revealed: Revealed, actor: Actor) -> None:
    """Asks which number, or the address, and why; then shows it for the site's minutes."""
    options: list[tuple[int | str, str]] = [(row.id, row.masked) for row in file.numbers]
    if file.address_masked or file.email_masked:
        options.append((ADDRESS, f"{_('Address')} {file.address_masked} {file.email_masked}".rstrip()))
    if not options:
        desk.tell(_("The file has no number."))
        return
    chosen: int | str | None = options[0][0]
    if len(options) > 1:
        chosen = await desk.choose(_("Which number?"), options)
    if chosen is None:
        return
    told: list[str] = []

    async def reveal(reason: str) -> None:
        if isinstance(chosen, int):
            told.append(await desk.door.ask(reveal_number, chosen, reason, actor=actor))
        else:
            told.extend(filter(None, await desk.door.ask(reveal_address, file.id, reason, actor=actor)))

    question = _("Why must the number be seen? The reason is kept on record.")
    if await desk.ask_text(question, limit=240, keep_as=f"reveal:customer:{file.id}", save=reveal) is not None:
        await revealed.show(chosen, " ".join(told))
