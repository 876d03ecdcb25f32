"""What happened to a callback, as sentences in the reader's language."""

from __future__ import annotations

from models.callbacks.consequences import ConsequenceKind
from models.callbacks.tables import AttemptOutcome, CallbackKind, CallbackStatus
from models.events.tables import Subject
from models.i18n import N_, _
from models.telling import Language, TimelineRow, told_timeline

_SENTENCES: dict[str, str] = {
    "promised": N_("Promised to call back at {due_at}"),
    "arisen": N_("To be called back: {kind_of}, planned for {due_at}"),
    "taken_on": N_("Took the callback on"),
    "handed_over": N_("Handed the callback over to {owner_to}"),
    "released": N_("Anyone may make it now: it was not made in time"),
    "papers_checked": N_("Papers: warranty card {warranty_card}, service sheet {service_sheet}, signature {signature}"),
    "attempted": N_("Tried: {outcome}; next attempt {next_at}"),
    "answered": N_("Reached the customer; satisfied: {satisfied}. {consequence}"),
    "number_revealed": N_("Revealed the telephone number"),
    "number_corrected": N_("Corrected the telephone number, with the ticket's"),
    "ended": N_("Ended without a call: {status}"),
}


def _yes_or_no(value: object) -> str:
    return _("yes") if value else _("no")


_LANGUAGE = Language(
    subject=Subject.CALLBACK,
    sentences=_SENTENCES,
    choices={"kind_of": CallbackKind, "outcome": AttemptOutcome, "status": CallbackStatus, "consequence": ConsequenceKind},
    words=dict.fromkeys(("warranty_card", "service_sheet", "signature", "satisfied"), _yes_or_no),
    texts={"attempted": "text", "ended": ("reason", "message"), "number_revealed": "reason"},
)


def callback_timeline(callback_id: int, *, limit: int = 200) -> list[TimelineRow]:
    """A callback's history, newest first."""
    return told_timeline(_LANGUAGE, callback_id, limit=limit)
