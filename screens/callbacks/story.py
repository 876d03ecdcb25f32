"""What stands around the callback's form: whom to call, what about, what to say, what happened before."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from textual.content import Content

from models import clock
from models.callbacks.file import CallbackFile
from models.callbacks.tables import CallbackKind, CallbackStatus
from models.customers.tables import CustomerLevel
from models.i18n import N_, _
from screens.callbacks.columns import MARKS, tone_of
from screens.clock_text import day_hour_and_minute
from screens.plain import one_line, plain
from screens.ticket.due_text import time_left
from screens.ticket.head import TONE_STYLES
from screens.ticket.telling import timeline_entry
from screens.widgets.columns import Tone

SCORE_LABELS = (N_("Result"), N_("Timeliness"), N_("Attitude"), N_("Quality"), N_("Fee"))


def _joined(*parts: str) -> str:
    return "  ".join(one_line(part) for part in parts if part)


def head(file: CallbackFile, number: str, zone: ZoneInfo) -> Content:
    """Whom to call at which number; what about; due when, whose, how often tried."""
    now = clock.now()
    is_open = file.status is CallbackStatus.OPEN
    tone = tone_of(file.kind, file.sla, file.due_at) if is_open else Tone.PLAIN
    level = file.customer_level.label if file.customer_level in (CustomerLevel.VIP, CustomerLevel.A) else ""
    quiet = ""
    if is_open and file.quiet:
        quiet = _("! not at this hour: {time} there").format(time=f"{file.customer_time:%H:%M}")
    first = Content.assemble(
        (one_line(file.customer_name) or _("Customer unknown"), "bold"),
        "  ",
        (number or _("no number"), "bold $text-accent"),
        "  ",
        _joined(level, file.place),
        "  ",
        (quiet, "$text-warning bold"),
    )
    again = _("round {round}").format(round=file.round) if file.round > 1 else ""
    record = file.record
    served = _("served by {name}").format(name=record.served_by) if record and record.served_by else ""
    second = Content(_joined(file.kind.label, again, record.number if record else "", record.product if record else "", served))
    due = _("due {moment}").format(moment=day_hour_and_minute(file.due_at, zone))
    standing = time_left(file.due_at, now) if is_open else file.status.label
    tried = _("no. {number}").format(number=len(file.attempts) + 1) if is_open else ""
    owner = _("Owner: {name}").format(name=file.owner_name or _("anyone"))
    third = Content.assemble(
        (f"{MARKS.get(tone, '')} {due}  {standing}".strip(), TONE_STYLES[tone]),
        "  ",
        _joined(owner, tried, file.done_reason),
    )
    return Content("\n").join([first, second, third])


def story(file: CallbackFile, zone: ZoneInfo) -> Content:
    """The script, what it is about, the answers, the attempts and the history."""
    parts = [_part(_("What to say"), file.script)] if file.status is CallbackStatus.OPEN else [_answers(file)]
    if file.about and file.kind is not CallbackKind.INTERVIEW:
        parts.append(_part(_("What about"), file.about))
    if file.record is not None:
        parts.append(_part(_("Problem"), file.record.problem))
        if file.record.done:
            parts.append(_part(_("Solution"), file.record.done))
    if file.attempts:
        lines = [
            _joined(day_hour_and_minute(row.at, zone), row.outcome.label, row.agent_name, row.comment) for row in file.attempts
        ]
        parts.append(_part(_("Attempts"), "\n".join(lines)))
    entries = Content("\n").join(timeline_entry(row, zone) for row in file.timeline)
    parts.append(Content.assemble((_("History"), "bold"), "\n", entries))
    return Content("\n\n").join(part for part in parts if part.plain)


def _part(title: str, text: str) -> Content:
    return Content.assemble((title, "bold"), "\n", plain(text))


def _answers(file: CallbackFile) -> Content:
    if file.survey is None:
        return Content("")
    scores = "  ".join(
        f"{_(label)} {'-' if score is None else score}" for label, score in zip(SCORE_LABELS, file.survey.scores, strict=True)
    )
    satisfied = _("Satisfied: {answer}").format(answer=_("Yes") if file.survey.satisfied else _("No"))
    return _part(_("Answers"), "\n".join(part for part in (satisfied, scores, file.survey.comment) if part))
