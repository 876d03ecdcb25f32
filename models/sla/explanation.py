"""Why a due time is what it is, as lines that a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.choices import Choice
from models.errors import DomainError, Fault
from models.i18n import N_, _, ngettext
from models.site.queries import site
from models.sla.calendar import DayKind, DayStep, Span
from models.sla.clocks import ClockState, clock_state
from models.sla.course import Course
from models.sla.tables import Verdict


class LineKind(Choice):
    """What a line of an explanation is about; a screen may colour or indent by it."""

    START = "start", N_("Start")
    TARGET = "target", N_("Target")
    CALENDAR = "calendar", N_("Calendar")
    DAY = "day", N_("Day")
    PAUSE = "pause", N_("Pause")
    NOTE = "note", N_("Note")
    DUE = "due", N_("Due time")


@dataclass(frozen=True)
class Line:
    """One line: what it is about, and its text in the reader's language."""

    kind: LineKind
    text: str


@dataclass(frozen=True)
class Explanation:
    """A due time and the lines that lead to it; `due_at` is None while a pause lasts."""

    due_at: datetime | None
    lines: tuple[Line, ...]

    def text(self) -> str:
        """All lines, one below the other."""
        return "\n".join(line.text for line in self.lines)


def explain(clock_id: int) -> Explanation:
    """Why the clock's due time is what it is. Raises DomainError(NOT_FOUND)."""
    state = clock_state(clock_id)
    if state is None:
        raise DomainError(Fault.NOT_FOUND, what=N_("The clock"))
    zone = state.course.calendar.zone if not state.course.calendar.definition.round_the_clock else site().zone
    return explanation(state.course, zone, head=_policy_lines(state), tail=_verdict_lines(state, zone))


def _policy_lines(state: ClockState) -> list[Line]:
    head = _("{clock}, round {round}").format(clock=state.kind.label, round=state.round)
    lines = [Line(LineKind.TARGET, head)]
    if state.policy_name:
        policy = _("Policy {name}, version {version}").format(name=state.policy_name, version=state.policy_version)
        lines.append(Line(LineKind.TARGET, policy))
    return lines


def _verdict_lines(state: ClockState, zone: ZoneInfo) -> list[Line]:
    if state.stopped_at is not None:
        text = _("Ended {moment}: {verdict}").format(moment=_moment(state.stopped_at, zone), verdict=state.verdict.label)
        return [Line(LineKind.NOTE, text)]
    if state.verdict is Verdict.BREACHED and state.noticed_at is not None:
        text = _("Breached; noticed {moment}").format(moment=_moment(state.noticed_at, zone))
        return [Line(LineKind.NOTE, text)]
    return []


def explanation(course: Course, zone: ZoneInfo, *, head: list[Line] | None = None, tail: list[Line] | None = None) -> Explanation:
    """Why a course's due time is what it is; moments are shown in `zone`."""
    due = course.due_at
    until = due if due is not None else course.paused_since or course.started_at
    lines = [
        *(head or []),
        Line(LineKind.START, _("Start: {moment}").format(moment=_moment(course.started_at, zone))),
        Line(LineKind.TARGET, _target(course)),
        *_start_lines(course),
        *_calendar_lines(course),
        *_pause_lines(course, until, zone),
        *_day_lines(course, until, zone),
        *_due_lines(course, due, zone),
        *(tail or []),
    ]
    return Explanation(due, tuple(lines))


def _target(course: Course) -> str:
    if course.given_due_at is not None:
        return _("Target: a due time that was set as it is")
    if course.working_days is not None:
        text = ngettext("Target: {count} working day", "Target: {count} working days", course.working_days)
        return text.format(count=course.working_days)
    return _("Target: {duration}").format(duration=duration(timedelta(minutes=course.minutes or 0)))


def _start_lines(course: Course) -> list[Line]:
    """Why a target in working days that starts outside opening hours ends at a closing time."""
    if course.working_days is None or course.given_due_at is not None or course.calendar.is_open(course.started_at):
        return []
    return [Line(LineKind.NOTE, _("It starts outside opening hours, so it is due at the closing of its last working day"))]


def _calendar_lines(course: Course) -> list[Line]:
    definition = course.calendar.definition
    if definition.round_the_clock:
        return [Line(LineKind.CALENDAR, _("Counted round the clock, every day"))]
    text = _("Counted in opening hours: {calendar} ({zone})").format(calendar=definition.name, zone=definition.timezone)
    return [Line(LineKind.CALENDAR, text)]


def _pause_lines(course: Course, until: datetime, zone: ZoneInfo) -> list[Line]:
    lines = []
    for start, end in course.spans:
        if start < until:
            lost = course.calendar.between(max(start, course.started_at), end)
            text = _("Pause {start} to {end}: {lost} of opening hours not counted")
            text = text.format(start=_moment(start, zone), end=_moment(end, zone), lost=duration(lost))
            lines.append(Line(LineKind.PAUSE, text))
    return lines


def _day_lines(course: Course, until: datetime, zone: ZoneInfo) -> list[Line]:
    """One line for every day that counted or was a holiday; plain days off are left out."""
    if course.calendar.definition.round_the_clock:
        return []
    lines = []
    used = timedelta(0)
    steps = course.calendar.explain(course.started_at, until, course.spans)
    unknown = {step.day.year for step in steps if step.official_unknown}
    for alike in _runs(steps):
        used += alike[0].total
        if alike[0].total or alike[0].kind in (DayKind.HOLIDAY, DayKind.MAKE_UP):
            lines.append(Line(LineKind.DAY, _day(alike[0], alike[-1].day, used, zone)))
    for year in sorted(unknown):
        text = _("The official holidays of {year} are not known yet: only weekends are taken as days off.")
        lines.append(Line(LineKind.NOTE, text.format(year=year)))
    return lines


def _runs(steps: list[DayStep]) -> list[list[DayStep]]:
    """The days in order, those that follow each other uncounted for the same reason together."""
    runs: list[list[DayStep]] = []
    for step in steps:
        last = runs[-1][-1] if runs else None
        if last is not None and not last.total and not step.total and (last.kind, last.name) == (step.kind, step.name):
            runs[-1].append(step)
        else:
            runs.append([step])
    return runs


def _day(step: DayStep, last: date, used: timedelta, zone: ZoneInfo) -> str:
    """One line for `step`, or for the run of days from it to `last` that did not count for the same reason."""
    named = _day_name(step.day) if step.day == last else f"{_day_name(step.day)} - {_day_name(last)}"
    if step.kind in (DayKind.HOLIDAY, DayKind.MAKE_UP):
        named += f" {step.kind.label}" + (f" {_(step.name)}" if step.name else "")
    if not step.total:
        return _("{day}: not counted").format(day=named)
    spans = ", ".join(_span(span, zone) for span in step.counted)
    text = _("{day}: {hours} = {total}, {used} in all")
    return text.format(day=named, hours=spans, total=duration(step.total), used=duration(used))


def _day_name(day: date) -> str:
    return f"{day.isoformat()} {_(_WEEKDAYS[day.weekday()])}"


_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def _due_lines(course: Course, due: datetime | None, zone: ZoneInfo) -> list[Line]:
    if due is not None:
        return [Line(LineKind.DUE, _("Due: {moment}").format(moment=_moment(due, zone)))]
    since = course.paused_since or course.started_at
    used = course.calendar.between(course.started_at, since, course.spans)
    text = _("Paused since {moment}; {left} are left once it runs again")
    return [Line(LineKind.DUE, text.format(moment=_moment(since, zone), left=duration(course.budget - used)))]


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    seconds = ":%S" if local.second else ""
    return local.strftime(f"%Y-%m-%d %H:%M{seconds}")


def _span(span: Span, zone: ZoneInfo) -> str:
    start, end = (moment.astimezone(zone) for moment in span)
    return f"{start:%H:%M}-{end:%H:%M}"


def duration(time: timedelta) -> str:
    """An amount of time in hours and minutes, with seconds where it has some."""
    seconds = int(time.total_seconds())
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    if seconds:
        return _("{hours} h {minutes:02d} min {seconds:02d} s").format(hours=hours, minutes=minutes, seconds=seconds)
    return _("{hours} h {minutes:02d} min").format(hours=hours, minutes=minutes)
