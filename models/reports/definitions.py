"""Each figure of the centre, once: what is divided by what, in which unit, against which target.

The formulas are the sentences that F1 shows; `tallies.py` counts what they name, under the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from models.choices import Choice
from models.complaints.statistics import REPEAT_DAYS
from models.i18n import N_, _


class Figure(Choice):
    """One figure of a period."""

    OFFERED = "offered", N_("Calls offered")
    ANSWERED = "answered", N_("Calls answered")
    ANSWER_RATE = "answer_rate", N_("Answered")
    SERVICE_LEVEL = "service_level", N_("Service level")
    SPEED_OF_ANSWER = "speed_of_answer", N_("Average speed of answer")
    ABANDONMENT = "abandonment", N_("Abandonment")
    HANDLE_TIME = "handle_time", N_("Average handle time")
    FIRST_CALL = "first_call", N_("First-call resolution")
    CONTACT_KEPT = "contact_kept", N_("Contact in time")
    RESPONSE_KEPT = "response_kept", N_("Response in time")
    RESOLUTION_KEPT = "resolution_kept", N_("Resolution in time")
    PLAN_KEPT = "plan_kept", N_("Plan in time")
    FOLLOW_UP_KEPT = "follow_up_kept", N_("Follow-up in time")
    CALLBACK_KEPT = "callback_kept", N_("Callback in time")
    LEVEL_KEPT = "level_kept", N_("Level of escalation in time")
    TIME_TO_RESPOND = "time_to_respond", N_("Time to respond")
    TIME_TO_RESPOND_URGENT = "time_to_respond_urgent", N_("Time to respond, urgent")
    SOLVED = "solved", N_("Tickets solved")
    MEAN_TO_SOLVE = "mean_to_solve", N_("Mean time to solve")
    NINETY_TO_SOLVE = "ninety_to_solve", N_("Time to solve, 90 %")
    REPAIR_SUCCESS = "repair_success", N_("Repaired at the first attempt")
    CALLBACK_COVERAGE = "callback_coverage", N_("Callback coverage")
    SATISFACTION = "satisfaction", N_("Customer satisfaction")
    COMPLAINTS = "complaints", N_("Complaints opened")
    COMPLAINT_RATE = "complaint_rate", N_("Complaint rate")
    REPEAT_COMPLAINTS = "repeat_complaints", N_("Repeat complaints")
    ESCALATED_2 = "escalated_2", N_("Escalated to level 2")
    ESCALATED_3 = "escalated_3", N_("Escalated to level 3")
    ESCALATED_4 = "escalated_4", N_("Escalated to level 4")
    HOURS_AVAILABLE = "hours_available", N_("Hours available")
    HOURS_ON_CALL = "hours_on_call", N_("Hours on calls")
    HOURS_WRAP_UP = "hours_wrap_up", N_("Hours of wrap-up")
    HOURS_BREAK = "hours_break", N_("Hours of break")
    HOURS_AWAY = "hours_away", N_("Hours away")
    OCCUPANCY = "occupancy", N_("Occupancy")


class Unit(Enum):
    """In what a figure's value is given: a count, a share from 0 to 1, or a time in microseconds."""

    COUNT = "count"
    SHARE = "share"
    SHORT_TIME = "short time"
    DAYS = "days"
    HOURS = "hours"


class Source(Enum):
    """Which register a figure is counted from."""

    CALLS = "calls"
    CLOCKS = "clocks"
    RESPONSES = "responses"
    TICKETS = "tickets"
    SURVEYS = "surveys"
    COMPLAINTS = "complaints"
    LEVELS = "levels"
    STATES = "states"


@dataclass(frozen=True)
class Target:
    """What a figure should reach: at least `bound`, or at most it where `at_most`; in the figure's own unit."""

    bound: float
    at_most: bool = False

    def met(self, value: float) -> bool:
        """Whether a value is good enough."""
        return value <= self.bound if self.at_most else value >= self.bound


@dataclass(frozen=True)
class Definition:
    """A figure is the sum of what `top` names ÷ the sum of what `bottom` names; without a bottom it is the count itself.

    `formula` is a marked message. `sources` are the registers that must know a cut for the figure to have a value in it.
    """

    formula: str
    unit: Unit
    sources: tuple[Source, ...]
    top: str
    bottom: tuple[str, ...] = ()
    target: Target | None = None
    falls: bool = False
    """Whether it has no target but should be lower than in the period before."""

    def value(self, counts: Mapping[str, int]) -> float | None:
        """The figure from counts by word; None where there is nothing to divide by."""
        top = counts.get(self.top, 0)
        if not self.bottom:
            return top
        below = sum(counts.get(word, 0) for word in self.bottom)
        return top / below if below else None


HOUR = 3_600_000_000
DAY = 24 * HOUR
"""Microseconds."""


def _calls(formula: str, unit: Unit, top: str, *bottom: str, target: Target | None = None) -> Definition:
    return Definition(formula, unit, (Source.CALLS,), top, bottom, target)


def _clock(kind: str, target: Target | None = None) -> Definition:
    formula = N_(
        "Clocks of this kind that were kept ÷ those that were kept or broken, by the moment at which that was decided: "
        "the end of a kept one, the due time of a broken one. Clocks that were cancelled don't count."
    )
    return Definition(formula, Unit.SHARE, (Source.CLOCKS,), f"{kind}_met", (f"{kind}_met", f"{kind}_breached"), target)


def _response(urgently: str, target: Target) -> Definition:
    formula = N_(
        "Time from opening to the first reply of the tickets that were answered in the period, nights and holidays included "
        "÷ their number; urgent tickets are counted apart."
    )
    return Definition(formula, Unit.HOURS, (Source.RESPONSES,), f"responding{urgently}", (f"responded{urgently}",), target)


def _hours(state: str) -> Definition:
    formula = N_("The time that agents spent in this state within the period; a state that goes on counts up to now.")
    return Definition(formula, Unit.HOURS, (Source.STATES,), state)


def _escalated(level: int) -> Definition:
    formula = N_("How often a complaint rose to this level in the period, by itself or by hand; where it began doesn't count.")
    return Definition(formula, Unit.COUNT, (Source.LEVELS,), f"level_{level}")


DEFINITIONS: Mapping[Figure, Definition] = {
    Figure.OFFERED: _calls(
        N_("Inbound calls that rang in the period. Calls given up within {short} s are left out (0: none is)."),
        Unit.COUNT,
        "offered",
    ),
    Figure.ANSWERED: _calls(N_("Inbound calls of the period that were answered."), Unit.COUNT, "answered"),
    Figure.ANSWER_RATE: _calls(N_("Calls answered ÷ calls offered."), Unit.SHARE, "answered", "offered"),
    Figure.SERVICE_LEVEL: _calls(
        N_(
            "Calls answered within {seconds} s ÷ calls offered. The wait counts from the queue, not from the menu. "
            "Calls given up within {short} s are left out (0: every call given up counts as not answered in time)."
        ),
        Unit.SHARE,
        "in_time",
        "offered",
        target=Target(0.8),
    ),
    Figure.SPEED_OF_ANSWER: _calls(
        N_("Waiting time of the answered calls ÷ calls answered."), Unit.SHORT_TIME, "waited", "answered"
    ),
    Figure.ABANDONMENT: _calls(
        N_(
            "Calls that ended without an answer ÷ calls offered. Those given up within {short} s are left out of both "
            "(0: none is)."
        ),
        Unit.SHARE,
        "abandoned",
        "offered",
        target=Target(0.05, at_most=True),
    ),
    Figure.HANDLE_TIME: _calls(
        N_("Talk, hold and wrap-up of the answered calls that are over ÷ their number."), Unit.SHORT_TIME, "handling", "handled"
    ),
    Figure.FIRST_CALL: _calls(
        N_("Calls answered with nothing left to do ÷ answered calls with an outcome other than wrong number or dropped."),
        Unit.SHARE,
        "solved_on_call",
        "with_request",
    ),
    Figure.CONTACT_KEPT: _clock("contact"),
    Figure.RESPONSE_KEPT: _clock("first_response"),
    Figure.RESOLUTION_KEPT: _clock("resolution"),
    Figure.PLAN_KEPT: _clock("plan"),
    Figure.FOLLOW_UP_KEPT: _clock("follow_up"),
    Figure.CALLBACK_KEPT: _clock("callback"),
    Figure.LEVEL_KEPT: _clock("level"),
    Figure.TIME_TO_RESPOND: _response("", Target(12 * HOUR, at_most=True)),
    Figure.TIME_TO_RESPOND_URGENT: _response("_urgently", Target(2 * HOUR, at_most=True)),
    Figure.SOLVED: Definition(
        N_("Tickets resolved in the period and not merged or cancelled."), Unit.COUNT, (Source.TICKETS,), "solved"
    ),
    Figure.MEAN_TO_SOLVE: Definition(
        N_("Time from opening to resolution of the tickets resolved in the period, nights and holidays included ÷ their number."),
        Unit.DAYS,
        (Source.TICKETS,),
        "solving",
        ("solved",),
        Target(1.5 * DAY, at_most=True),
    ),
    Figure.NINETY_TO_SOLVE: Definition(
        N_("The time within which nine of ten tickets resolved in the period were solved (nearest rank)."),
        Unit.DAYS,
        (Source.TICKETS,),
        "ninety",
        ("ninety_known",),
    ),
    Figure.REPAIR_SUCCESS: Definition(
        N_("Repairs resolved in the period without rework and without reopening ÷ repairs resolved in the period."),
        Unit.SHARE,
        (Source.TICKETS,),
        "repaired_at_once",
        ("repaired",),
        Target(0.9),
    ),
    Figure.CALLBACK_COVERAGE: Definition(
        N_(
            "Tickets resolved in the period whose customer was called about satisfaction at least once "
            "÷ tickets resolved in the period. Those whose callback is not due yet are left out."
        ),
        Unit.SHARE,
        (Source.TICKETS,),
        "called_back",
        ("to_call_back",),
        Target(1.0),
    ),
    Figure.SATISFACTION: Definition(
        N_("Customers who said in the period that they are satisfied ÷ customers who were reached and asked."),
        Unit.SHARE,
        (Source.SURVEYS,),
        "satisfied",
        ("asked",),
        Target(0.85),
    ),
    Figure.COMPLAINTS: Definition(
        N_("Complaints opened in the period; one merged into another counts once."),
        Unit.COUNT,
        (Source.COMPLAINTS,),
        "complaints",
    ),
    Figure.COMPLAINT_RATE: Definition(
        N_(
            "Complaints opened in the period ÷ tickets resolved in the period. By cause: those of a cause ÷ all tickets "
            "resolved. It should fall from period to period."
        ),
        Unit.SHARE,
        (Source.COMPLAINTS, Source.TICKETS),
        "complaints",
        ("solved",),
        falls=True,
    ),
    Figure.REPEAT_COMPLAINTS: Definition(
        N_("Complaints of the period whose customer had complained in the {days} days before ÷ complaints of the period."),
        Unit.SHARE,
        (Source.COMPLAINTS,),
        "repeated",
        ("complaints",),
        falls=True,
    ),
    Figure.ESCALATED_2: _escalated(2),
    Figure.ESCALATED_3: _escalated(3),
    Figure.ESCALATED_4: _escalated(4),
    Figure.HOURS_AVAILABLE: _hours("available"),
    Figure.HOURS_ON_CALL: _hours("on_call"),
    Figure.HOURS_WRAP_UP: _hours("wrap_up"),
    Figure.HOURS_BREAK: _hours("break"),
    Figure.HOURS_AWAY: _hours("away"),
    Figure.OCCUPANCY: Definition(
        N_("Time on calls and in wrap-up ÷ time on calls, in wrap-up and available. Breaks and absence don't count."),
        Unit.SHARE,
        (Source.STATES,),
        "busy",
        ("busy", "available"),
    ),
}


@dataclass(frozen=True)
class Rules:
    """What a site decides about counting calls, in seconds: in time up to `in_time`; given up below `short` doesn't count."""

    in_time: int
    short: int


def explained(figure: Figure, rules: Rules) -> str:
    """The formula in the reader's language, with the site's rules in it and the target where there is one."""
    definition = DEFINITIONS[figure]
    told = f"{figure.label}: {_(definition.formula).format(seconds=rules.in_time, short=rules.short, days=REPEAT_DAYS)}"
    if definition.target is None:
        return told
    bound = shown(definition.unit, definition.target.bound)
    aim = _("Target: at most {bound}.") if definition.target.at_most else _("Target: at least {bound}.")
    return f"{told}\n{aim.format(bound=bound)}"


def shown(unit: Unit, value: float | None) -> str:
    """A value as people read it: 86.3 %, 4:12, 1.5 d, 12.5 h, 1,024; a dash where there is none."""
    if value is None:
        return "-"
    if unit is Unit.SHARE:
        return f"{100 * value:.1f} %"
    if unit is Unit.SHORT_TIME:
        seconds = round(value / 1_000_000)
        return f"{seconds // 60}:{seconds % 60:02}"
    if unit is Unit.DAYS:
        return _("{days} d").format(days=f"{value / DAY:.1f}")
    if unit is Unit.HOURS:
        return _("{hours} h").format(hours=f"{value * 24 / DAY:.1f}")
    return f"{value:,.0f}"
