"""A command on many records at once: done to each by itself, and said honestly what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.content import Content

from models.events.tables import Subject
from models.i18n import _, ngettext
from models.many import Outcome, on_many
from screens.desk import DeskScreen
from screens.dialogs.reading import Reading
from screens.plain import plain


async def do_to_many(
    screen: DeskScreen,
    subject: Subject,
    ids: Sequence[int],
    call: Callable[..., object],
    *arguments: Any,
    told: Callable[[int], str],
    worked_on: Callable[[frozenset[int]], None],
) -> bool:
    """Calls an operation for each record and tells what was done and what was refused; whether it was done to any.

    `told` makes the sentence for so many records; `worked_on` hears which they were before anything is said.
    """
    outcomes = await screen.desk.door.ask(on_many, subject, ids, call, *arguments, actor=screen.actor)
    fine = frozenset(outcome.id for outcome in outcomes if outcome.error is None)
    worked_on(fine)
    if len(fine) == len(outcomes):
        screen.desk.tell(told(len(fine)))
    else:
        shown = _outcomes_shown(outcomes, told(len(fine)) if fine else "")
        await screen.desk.push_screen_wait(Reading(_("Not all of it was done"), shown))
    return bool(fine)


def _outcomes_shown(outcomes: Sequence[Outcome], done: str) -> Content:
    """How many were done, and each refused one with its reason."""
    refused = [outcome for outcome in outcomes if outcome.error is not None]
    head = ngettext("{count} was refused:", "{count} were refused:", len(refused)).format(count=len(refused))
    lines = [f"{outcome.number}  {outcome.error.message()}" for outcome in refused if outcome.error is not None]
    stay = _("They stay marked.")
    return plain("\n".join([*([done, ""] if done else []), head, *lines, "", stay]))
