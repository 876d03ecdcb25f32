"""Saving a callback: what will follow is said while the form is filled in, and asked before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from models import clock
from models.callbacks.consequences import Consequence, ConsequenceKind
from models.callbacks.file import CallbackFile
from models.callbacks.report import CallbackReport, HandedIn, hand_in
from models.callbacks.tables import AttemptOutcome, CallbackStatus
from models.errors import DomainError, Fault
from models.i18n import N_, _
from models.people.permissions import Actor
from screens.callbacks.changes import with_changes_seen
from screens.callbacks.form import CallbackForm
from screens.clock_text import day_hour_and_minute
from screens.desk import DeskApp
from screens.dialogs.kept_text import KeptText

_NO_SECOND_WAY = (ConsequenceKind.OPEN_COMPLAINT, ConsequenceKind.SEND_BACK_COMPLAINT)
_ENDS_WITHOUT_CALL = (AttemptOutcome.REFUSED,)


def ends_unreached(file: CallbackFile, outcome: AttemptOutcome) -> bool:
    """Whether the attempt is the last one: the customer is then told another way."""
    if outcome in (AttemptOutcome.REACHED, AttemptOutcome.REFUSED, AttemptOutcome.ANOTHER_TIME):
        return False
    return outcome is AttemptOutcome.WRONG_NUMBER or file.last_try


def what_follows(file: CallbackFile, form: CallbackForm, zone: ZoneInfo) -> str:
    """What F2 will do with what stands in the form, in a sentence; empty while nothing was said."""
    outcome = form.chosen
    if outcome is None:
        return ""
    if outcome is AttemptOutcome.REACHED:
        if form.said_satisfied is None:
            return _("A result of 3 or more means satisfied.")
        return (file.if_satisfied if form.said_satisfied else file.if_dissatisfied).describe()
    if outcome in _ENDS_WITHOUT_CALL:
        return _("The callback ends: the customer refused. A comment says why.")
    if ends_unreached(file, outcome):
        return _("The callback ends as unreachable; F2 asks which message was left another way.")
    if outcome is AttemptOutcome.ANOTHER_TIME:
        return _("It comes back at the time that the customer asked for.")
    return _("It comes back at {moment} unless you change the time.").format(moment=day_hour_and_minute(file.proposed_next, zone))


async def written_report(desk: DeskApp, file: CallbackFile, form: CallbackForm, *, actor: Actor) -> str | None:
    """Hands the form in and returns what is to be told; None where the person went back. Raises DomainError.

    Where a colleague came first, what follows is asked anew for the callback as it is then.
    """

    async def handed_in(present: CallbackFile) -> str | None:
        report = await _report(desk, present, form)
        if report is None:
            return None
        handed = await desk.door.ask(hand_in, present.id, report, actor=actor, expected_version=present.version)
        desk.unsent.pop(message_key(present.id), None)
        return _told(handed, report, desk)

    return await with_changes_seen(desk, file, handed_in)


async def _report(desk: DeskApp, file: CallbackFile, form: CallbackForm) -> CallbackReport | None:
    outcome = form.chosen
    if outcome is None:
        raise DomainError(Fault.MISSING, field=N_("Attempt"))
    papers, comment = form.checked_papers(), form.comment_text
    if outcome is AttemptOutcome.REACHED:
        answers = form.answers()
        consequence: Consequence | None = file.if_satisfied
        if not answers.satisfied:
            consequence = await _dissatisfied(desk, file)
        return None if consequence is None else CallbackReport(outcome, papers, answers, consequence)
    if outcome in _ENDS_WITHOUT_CALL:
        return CallbackReport(outcome, papers, comment=comment)
    if ends_unreached(file, outcome):
        question = _("Which message was left another way (text message, e-mail, letter)? It is kept.")
        asked = KeptText(question, kept=desk.unsent, key=message_key(file.id), value=_message())
        message = await desk.push_screen_wait(asked)
        return None if message is None else CallbackReport(outcome, papers, comment=comment, message=message)
    return CallbackReport(outcome, papers, comment=comment, next_at=form.next_moment(clock.now()))


def _message() -> str:
    return _("We could not reach you by telephone to ask about our service. If anything is not right, please call our hotline.")


async def _dissatisfied(desk: DeskApp, file: CallbackFile) -> Consequence | None:
    """Names what will happen before it does; the agent may open a complaint instead, or go back."""
    proposed = file.if_dissatisfied
    options = [(proposed, proposed.describe())]
    if proposed.kind not in _NO_SECOND_WAY:
        instead = file.if_complaint
        options.append((instead, _("Open a complaint instead: {what}").format(what=instead.describe())))
    return await desk.choose(_("The customer is dissatisfied. This will happen:"), options)


def _told(handed: HandedIn, report: CallbackReport, desk: DeskApp) -> str:
    if handed.consequence is not None:
        satisfied = report.answers is not None and report.answers.satisfied
        return f"{_('Satisfied.') if satisfied else _('Dissatisfied.')} {handed.consequence.describe()}"
    if handed.status is CallbackStatus.OPEN and report.next_at is not None:
        return _("{outcome}. Next attempt {moment}.").format(
            outcome=report.outcome.label, moment=day_hour_and_minute(report.next_at, desk.zone)
        )
    return _("{outcome}. The callback has ended: {status}.").format(outcome=report.outcome.label, status=handed.status.label)


def message_key(callback_id: int) -> str:
    """What names the message left another way among the texts that are kept."""
    return f"callback_message:{callback_id}"


def reason_key(callback_ids: Sequence[int]) -> str:
    """What names the reason for closing callbacks without a call among the texts that are kept."""
    return ":".join(["callback_excuse", *map(str, callback_ids)])


async def asked_reason(desk: DeskApp, callback_ids: Sequence[int]) -> str | None:
    """Why callbacks will not be made; None where the person went back. The text is kept until the caller drops it."""
    question = _("Why will this callback not be made? The reason is kept.")
    key = reason_key(callback_ids)
    return await desk.push_screen_wait(KeptText(question, kept=desk.unsent, key=key, lines=False, limit=240))
