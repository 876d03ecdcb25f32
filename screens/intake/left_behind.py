"""Calls that an earlier run of a desk left behind: offered at the sign-in, taken back with one key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.calls.journal import KeptDraft
from models.i18n import _
from screens.clock_text import day_hour_and_minute
from screens.intake.screen import IntakeScreen
from screens.kept_call import caller_named
from screens.plain import fit, one_line

if TYPE_CHECKING:
    from screens.desk import DeskApp


async def offer_left_behind(desk: DeskApp, kept: Sequence[KeptDraft]) -> None:
    """Lists what the person's earlier desks left in the journal; the one picked is in hand again, the others parked.

    Esc leaves them where they are, to be offered at the next sign-in. To be run in a worker.
    """
    options = [(position, told(row, desk)) for position, row in enumerate(kept)]
    chosen = await desk.choose(_("Calls that were not saved. Nothing typed is lost; which one do you take back?"), options)
    if chosen is None:
        desk.tell(_("The calls stay on this machine and are offered again at the next sign-in."))
        return
    desk.new_call()
    screen = desk.screen_stack[0]
    if isinstance(screen, IntakeScreen):
        screen.call_later(screen.take_back, kept[chosen], [*kept[:chosen], *kept[chosen + 1 :]])


def told(kept: KeptDraft, desk: DeskApp) -> str:
    """When it was, whose call, and how its story begins."""
    draft = kept.draft
    who = caller_named(draft)
    line = f"{day_hour_and_minute(kept.kept_at, desk.zone)} {who} {fit(draft.problem, 30).strip()}".strip()
    return f"{line}  {one_line(kept.refusal)}" if kept.refusal else line
