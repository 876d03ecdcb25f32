"""One case as text: head, stage bar, levels, register, investigation, plans, requests, notices, links."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from models import clock
from models.complaints import levels
from models.complaints.extensions import EXTENDABLE
from models.complaints.queries import (
    ComplaintFile,
    EvidenceRow,
    ExtensionRow,
    LevelRow,
    LinkRow,
    MeasureRow,
    NextLevel,
    PlanRow,
)
from models.complaints.stages import STAGE_BAR
from models.complaints.tables import ComplaintGrade, PlanState, Stage
from models.customers.tables import CustomerLevel
from models.i18n import _
from models.sla.queries import ClockRow
from models.sla.tables import ClockKind, SlaState, Verdict
from screens.clock_text import day_hour_and_minute
from screens.plain import clean, one_line, plain
from screens.ticket.due_text import MARKS, time_left

ALARM, WARN, QUIET, DONE = "$text-error bold", "$text-warning bold", "dim", "$text-success"
CHECKSUM_SHOWN = 12
MOST_OF_A_TEXT = 160
"""Characters of a text that is shown over a form, where the form must keep its place at 80 x 24."""


def _joined(*parts: str) -> str:
    return "  ".join(one_line(part) for part in parts if part)


def yuan(fen: int) -> str:
    """An amount as people read it."""
    return _("{amount} yuan").format(amount=f"{fen / 100:,.2f}")


def head(file: ComplaintFile) -> Content:
    """Number, class and grade; customer and product; who has it."""
    mark = MARKS.get(file.sla, "")
    urgent = f"! {_('Urgent')}" if file.urgent else ""
    first = Content.assemble(
        (f"{mark} " if mark else "", ALARM if file.sla is SlaState.BREACHED else WARN),
        (file.number, "bold"),
        "  ",
        (_joined(file.grade.label, urgent), ALARM if file.urgent or file.grade is ComplaintGrade.CRITICAL else "bold"),
        "  ",
        _joined(file.complaint_class.label, file.channel.label),
    )
    level = file.customer_level.label if file.customer_level is CustomerLevel.VIP else ""
    customer = _joined(file.customer_name or _("Customer unknown"), level, file.region_name, file.contact_number_masked)
    serial = _("SN {number}").format(number=file.serial_number) if file.serial_number else ""
    product = _joined(f"{file.product_code} {file.product_name}".strip(), serial)
    return Content("\n").join([first, Content(_joined(customer, product))])


def stage_bar(file: ComplaintFile, width: int) -> Content:
    """The stages in their order; the present one stands in brackets, what lies behind is dim."""
    present = STAGE_BAR.index(file.stage)
    names = [f"[{stage.label}]" if stage is file.stage else stage.label for stage in STAGE_BAR]
    apart = " > " if cell_len(" > ".join(names)) <= width else ">"
    parts: list[Content | str | tuple[str, str]] = []
    for place, name in enumerate(names):
        if place:
            parts.append((apart, QUIET))
        parts.append((name, "bold reverse" if place == present else QUIET if place < present else ""))
    return Content.assemble(*parts)


def owner_line(file: ComplaintFile, zone: ZoneInfo) -> Content:
    """At which level the case is, with whom, since when, and when the next level's turn comes."""
    span = file.levels[-1]
    here = _("Level {level} {name}: {owner}, since {moment}").format(
        level=file.level,
        name=levels.name(file.level),
        owner=one_line(file.owner_name) or "-",
        moment=day_hour_and_minute(span.started_at, zone),
    )
    if not file.open:
        ground = file.closing.label if file.closing else ""
        return Content(_joined(here, ground, file.closing_reason))
    if file.level >= levels.TOP:
        return Content(_joined(here, _("the highest level")))
    above = levels.titled(file.level + 1)
    due = next((row.due_at for row in file.clocks if row.kind is ClockKind.LEVEL and row.current and not row.stopped_at), None)
    if due is None:
        return Content(_joined(here, _("above: {level}").format(level=above)))
    turn = _("{level} next: {time}").format(level=above, time=time_left(due, clock.now()))
    return Content.assemble(here, "  ", (turn, ALARM if clock.now() >= due else ""))


def body(file: ComplaintFile, zone: ZoneInfo) -> Content:
    """Everything that was added to the case, under headings; what is empty is left out."""
    parts: list[Content] = [_section(_("Complaint"), [_register(file)])]
    if file.stage is Stage.FOLLOW_UP:
        parts.append(
            Content.styled(_("Waits for the follow-up call (F6): satisfied closes it, dissatisfied sends it back."), WARN)
        )
    if file.findings or file.team:
        parts.append(_section(_("Investigation"), [_investigation(file)]))
    if file.evidence:
        parts.append(_section(_("Evidence"), [_evidence(number, row, zone) for number, row in enumerate(file.evidence, 1)]))
    if file.plans:
        parts.append(_section(_("Plan and approval"), [_plan(file, plan, zone) for plan in reversed(file.plans)]))
    if file.extensions:
        parts.append(_section(_("More time"), [Content(extension_said(row, zone)) for row in file.extensions]))
    if file.notices:
        notices = [
            plain(f"{day_hour_and_minute(row.given_at, zone)} {_joined(row.department, row.given_by_name)}\n    {row.text}")
            for row in file.notices
        ]
        parts.append(_section(_("Notices to departments"), notices))
    past = [row for row in file.clocks if not row.current]
    if past:
        parts.append(_section(_("Earlier clocks"), [_past_clock(row, zone) for row in past]))
    if len(file.levels) > 1:
        parts.append(_section(_("Levels"), [_level(row, zone) for row in file.levels]))
    belonging = list(_belonging(file))
    if belonging:
        parts.append(_section(_("Belongs together"), belonging))
    return Content("\n\n").join(parts)


def _section(title: str, lines: Iterable[Content]) -> Content:
    return Content("\n").join([Content.styled(title, "bold underline"), *lines])


def _labelled(label: str, text: str) -> Content:
    return Content.assemble((_("{label}: ").format(label=label), QUIET), plain(text))


def _register(file: ComplaintFile) -> Content:
    wanted = file.remedy_wanted.label if file.remedy_wanted else _("not asked yet")
    lines = [plain(file.content), _labelled(_("Remedy wanted"), wanted)]
    if file.rounds > 1:
        lines.append(_labelled(_("Round"), str(file.rounds)))
    return Content("\n").join(lines)


def _investigation(file: ComplaintFile) -> Content:
    lines = [_labelled(_("Investigation team"), ", ".join(file.team))] if file.team else []
    if file.findings:
        lines.append(plain(file.findings))
    if file.cause and file.responsibility:
        found = _(", ").join((file.cause.label, _("responsible: {who}").format(who=file.responsibility.label)))
        lines.append(_labelled(_("Cause"), found))
    return Content("\n").join(lines)


def _evidence(number: int, row: EvidenceRow, zone: ZoneInfo) -> Content:
    head_line = plain(f"{number} {row.kind.label}: {row.description}")
    by = _joined(day_hour_and_minute(row.added_at, zone), row.added_by_name)
    if not row.path:
        return Content.assemble(head_line, "  ", (by, QUIET))
    checksum = _("SHA-256 {start}..").format(start=row.sha256[:CHECKSUM_SHOWN])
    return Content.assemble(head_line, "\n    ", (_joined(clean(row.path), checksum, by), QUIET))


def _plan(file: ComplaintFile, plan: PlanRow, zone: ZoneInfo) -> Content:
    tone = {PlanState.APPROVED: DONE, PlanState.REJECTED: QUIET, PlanState.SUBMITTED: WARN}.get(plan.state, "bold")
    amount = _("compensation {amount}").format(amount=yuan(plan.compensation)) if plan.compensation else ""
    until = _("until {moment}").format(moment=day_hour_and_minute(plan.deadline, zone))
    lines = [
        Content.assemble((plan.state.label, tone), "  ", _joined(plan.remedy.label, amount)),
        plain(plan.description),
        Content(_joined(plan.department, plan.responsible_name, until)),
    ]
    if plan.decided_at is not None:
        when = day_hour_and_minute(plan.decided_at, zone)
        decided = _("Level {level}: {name} {moment}").format(
            level=plan.decided_level, name=one_line(plan.decided_by_name), moment=when
        )
        lines.append(Content(_joined(decided, plan.decision_reason)))
    else:
        lines.append(Content.styled(approval_said(file, plan), QUIET))
    if plan.state is not PlanState.REJECTED:
        lines += [_measure(row, zone) for row in plan.measures]
    return Content("\n").join(lines)


def _measure(row: MeasureRow, zone: ZoneInfo) -> Content:
    if row.done_at is None:
        return plain(f"[ ] {_joined(row.text, row.responsible_name)}")
    done = _joined(day_hour_and_minute(row.done_at, zone), row.done_by_name)
    return Content.assemble((f"[x] {one_line(row.text)}", DONE), "  ", (done, QUIET))


def approval_said(file: ComplaintFile, plan: PlanRow) -> str:
    """Which level must approve a plan, and that a case below it goes up."""
    needed = levels.titled(plan.needed_level)
    said = _("Compensation {amount}: to be approved at level {level}.").format(amount=yuan(plan.compensation), level=needed)
    if file.level < plan.needed_level:
        said += " " + _("The case goes up from level {level}.").format(level=file.level)
    return said


def extension_said(row: ExtensionRow, zone: ZoneInfo) -> str:
    """A request for more time in a line."""
    span = f"{day_hour_and_minute(row.old_due_at, zone)} -> {day_hour_and_minute(row.new_due_at, zone)}"
    return _joined(f"{row.kind.label}: {span}", row.state.label, row.asked_by_name, row.reason, row.decided_by_name)


def _past_clock(row: ClockRow, zone: ZoneInfo) -> Content:
    due = _("due {moment}").format(moment=day_hour_and_minute(row.due_at, zone)) if row.due_at else ""
    return plain(_joined(row.kind.label, _("round {round}").format(round=row.round), row.verdict.label, due))


def _level(row: LevelRow, zone: ZoneInfo) -> Content:
    start = day_hour_and_minute(row.started_at, zone)
    text = _joined(levels.titled(row.level), row.owner_name, row.trigger.label, row.reason)
    return Content.assemble((start, QUIET), "  ", plain(text))


def _belonging(file: ComplaintFile) -> Iterable[Content]:
    """What was linked, merged, or is the same customer's and still open."""
    if file.links:
        yield plain(", ".join(map(named, file.links)))
    if file.merged_into_number:
        yield Content(_("Double of {number}").format(number=file.merged_into_number))
    if file.doubles:
        yield _labelled(_("Took in the doubles"), ", ".join(row.number for row in file.doubles))
    others = [row.number for row in file.of_customer if row not in file.links]
    if others:
        yield _labelled(_("Same customer, open"), ", ".join(others))


def named(row: LinkRow) -> str:
    """A linked record as people name it."""
    return f"{row.subject.label} {row.number}".rstrip()


def next_level_said(above: NextLevel, file: ComplaintFile) -> Content:
    """What an escalation will do, and what the next level will see of the case: where it stands, what is late, what was said."""
    to = _("Goes to level {level} {name}: {owner}").format(
        level=above.level, name=above.name, owner=one_line(above.owner_name) or _("nobody stands there yet")
    )
    late = [row.kind.label for row in file.clocks if row.current and row.verdict is Verdict.BREACHED]
    lines: list[Content] = [
        Content.styled(to, "bold"),
        Content.styled(_("What they will see:"), QUIET),
        Content(_joined(file.stage.label, file.grade.label, file.complaint_class.label)),
    ]
    if late:
        lines.append(Content.styled(_("Late: {clocks}").format(clocks=_(", ").join(late)), ALARM))
    lines += [plain(_shortened(text)) for text in (file.content, file.findings) if text]
    if file.plans:
        lines.append(_plan_in_a_line(file.plans[-1]))
    return Content("\n").join(lines)


def _shortened(text: str) -> str:
    said = one_line(text)
    return said if len(said) <= MOST_OF_A_TEXT else f"{said[:MOST_OF_A_TEXT]}.."


def _plan_in_a_line(plan: PlanRow) -> Content:
    amount = _("compensation {amount}").format(amount=yuan(plan.compensation)) if plan.compensation else ""
    return plain(_joined(_("Plan"), plan.state.label, plan.remedy.label, amount, plan.decision_reason))


def running_extendable(file: ComplaintFile, zone: ZoneInfo) -> dict[ClockKind, str]:
    """The clocks that run and may be given more time, each with when it is due now."""
    now = clock.now()
    return {
        row.kind: _("due {moment}").format(moment=day_hour_and_minute(row.due_at, zone))
        for row in file.clocks
        if row.current and row.kind in EXTENDABLE and row.stopped_at is None and row.due_at is not None and row.due_at > now
    }
