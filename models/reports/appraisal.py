"""Each person's appraisal of a period: five criteria, each with its points, and from their weights a score and a grade.

A criterion gives as many points as its value is of the target, 100 at most; for a time as many as the target is of it.
The score is the mean of the points by the site's weights; a criterion that nothing was counted for has no weight. The
grades are those of the training rules: excellent, good, pass, fail.

Record accuracy is what the data can show: that a record is complete and was not corrected afterwards. It does not show
whether what was written is true. Complete are: a ticket opened with a customer, and with a product where its category needs
one, whose category nobody had to change; an answered call with an outcome, and with a category unless it was a wrong number
or dropped; a ticket resolved with a solution written down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from models import database
from models.choices import Choice
from models.i18n import N_, _
from models.people.permissions import Actor, Permission
from models.periods import Period
from models.reports.definitions import DAY, Definition, Source, Target, Unit, shown
from models.reports.tallies import Cut, Dimension, Register, one
from models.reports.why import WhyRow, order, rows_behind
from models.site.queries import setting
from models.site.settings import SettingName


class Criterion(Choice):
    """What a person is judged by, in the order of the weights."""

    SATISFACTION = "satisfaction", N_("Satisfied customers")
    TIME_TO_SOLVE = "time_to_solve", N_("Mean time to solve")
    SUCCESS = "success", N_("Solved at the first attempt")
    RESPONSE = "response", N_("Response in time")
    RECORDS = "records", N_("Records in order")


class AppraisalGrade(Choice):
    """How good a score is."""

    EXCELLENT = "excellent", N_("Excellent")
    GOOD = "good", N_("Good")
    PASS = "pass", N_("Pass")
    FAIL = "fail", N_("Fail")


CRITERIA: Mapping[Criterion, Definition] = {
    Criterion.SATISFACTION: Definition(
        N_("Customers who said in the period that they are satisfied ÷ customers asked, for the tickets that the person had."),
        Unit.SHARE,
        (Source.SURVEYS,),
        "good",
        ("counted",),
        Target(0.85),
    ),
    Criterion.TIME_TO_SOLVE: Definition(
        N_("Time from opening to resolution of the tickets resolved in the period that the person had ÷ their number."),
        Unit.DAYS,
        (Source.TICKETS,),
        "good",
        ("counted",),
        Target(1.5 * DAY, at_most=True),
    ),
    Criterion.SUCCESS: Definition(
        N_("Tickets resolved in the period without rework and without reopening ÷ tickets resolved, of those the person had."),
        Unit.SHARE,
        (Source.TICKETS,),
        "good",
        ("counted",),
        Target(0.9),
    ),
    Criterion.RESPONSE: Definition(
        N_("First responses given in time ÷ first responses given in the period, on the tickets that the person has."),
        Unit.SHARE,
        (Source.RESPONSES,),
        "good",
        ("counted",),
        Target(1.0),
    ),
    Criterion.RECORDS: Definition(
        N_(
            "Complete records ÷ records of the period. Tickets opened: customer, product where needed, category never corrected. "
            "Calls answered: outcome and category. Tickets resolved: solution. Whether the words are true no count can say."
        ),
        Unit.SHARE,
        (Source.TICKETS,),
        "good",
        ("counted",),
        Target(1.0),
    ),
}


def _register(rows: str, at: str, person: str, good: str, record: tuple[str, str, str], condition: str, took: str) -> Register:
    return Register(
        rows=f"{rows} JOIN staff p ON p.id = {person}",
        at=at,
        columns={Dimension.AGENT: "p.id", Dimension.REGION: "p.region_id"},
        counts={"counted": "1", "good": good},
        record=record,
        took=took,
        condition=condition,
    )


_TICKET = ("'ticket'", "t.id", "t.number")
_SOLVED = "t.status IN ('resolved', 'closed') AND t.merged_into_id IS NULL"
_TOOK = "t.resolved_at - t.opened_at"
_COMPLETE = (
    "t.customer_id IS NOT NULL AND (t.owned_product_id IS NOT NULL OR NOT g.needs_product) AND NOT EXISTS (SELECT 1 FROM event e"
    " WHERE e.subject = 'ticket' AND e.subject_id = t.id AND e.kind = 'category_changed')"
)
_REGISTERS: Mapping[Criterion, tuple[Register, ...]] = {
    Criterion.SATISFACTION: (
        _register(
            "survey y JOIN callback b ON b.id = y.callback_id JOIN ticket t ON t.id = b.ticket_id",
            "y.at",
            "t.owner_id",
            one("y.satisfied"),
            _TICKET,
            "1 = 1",
            "NULL",
        ),
    ),
    Criterion.TIME_TO_SOLVE: (_register("ticket t", "t.resolved_at", "t.owner_id", _TOOK, _TICKET, _SOLVED, _TOOK),),
    Criterion.SUCCESS: (
        _register(
            "ticket t",
            "t.resolved_at",
            "t.owner_id",
            one("t.rework_count = 0 AND t.reopen_count = 0"),
            _TICKET,
            _SOLVED,
            _TOOK,
        ),
    ),
    Criterion.RESPONSE: (
        _register(
            "clock k JOIN ticket t ON t.id = k.subject_id",
            "k.stopped_at",
            "t.owner_id",
            one("k.verdict = 'met'"),
            _TICKET,
            "k.subject = 'ticket' AND k.kind = 'first_response' AND k.verdict IN ('met', 'breached')",
            "k.stopped_at - k.started_at",
        ),
    ),
    Criterion.RECORDS: (
        _register(
            "ticket t JOIN category g ON g.id = t.category_id",
            "t.opened_at",
            "t.opened_by_id",
            one(_COMPLETE),
            _TICKET,
            "t.merged_into_id IS NULL",
            "NULL",
        ),
        _register(
            "call c",
            "c.offered_at",
            "c.agent_id",
            one("c.ending IS NOT NULL AND (c.category_id IS NOT NULL OR c.ending IN ('wrong_number', 'dropped'))"),
            ("CASE WHEN c.ticket_id IS NULL THEN 'call' ELSE 'ticket' END", "COALESCE(c.ticket_id, c.id)", "c.number"),
            "c.direction = 'inbound' AND c.answered_at IS NOT NULL AND c.ended_at IS NOT NULL",
            "NULL",
        ),
        _register("ticket t", "t.resolved_at", "t.owner_id", one("t.solution <> ''"), _TICKET, _SOLVED, "NULL"),
    ),
}


@dataclass(frozen=True)
class Judged:
    """One criterion of one person: how many were counted, the value in the criterion's unit, and its points (0 to 100)."""

    counted: int
    value: float | None
    points: float | None
    weight: int


@dataclass(frozen=True)
class AppraisalRow:
    """One person's appraisal; without anything counted there is neither score nor grade."""

    staff_id: int
    number: str
    name: str
    judged: dict[Criterion, Judged]
    score: float | None
    grade: AppraisalGrade | None


def weights() -> dict[Criterion, int]:
    """The site's weight of each criterion; they make 100 together."""
    return dict(zip(Criterion, map(int, setting(SettingName.APPRAISAL_WEIGHTS).split()), strict=True))


def limits() -> tuple[tuple[AppraisalGrade, int], ...]:
    """The lowest score of each grade at this site, the best grade first."""
    lowest = map(int, reversed(setting(SettingName.APPRAISAL_GRADES).split()))
    return tuple(zip((AppraisalGrade.EXCELLENT, AppraisalGrade.GOOD, AppraisalGrade.PASS), lowest, strict=True))


def grade_of(score: float, lowest: tuple[tuple[AppraisalGrade, int], ...]) -> AppraisalGrade:
    """The grade of a score under the site's `limits`."""
    return next((grade for grade, least in lowest if score >= least), AppraisalGrade.FAIL)


def points(criterion: Criterion, value: float | None) -> float | None:
    """How many of 100 points a value gives; None where nothing was counted."""
    target = CRITERIA[criterion].target
    if value is None or target is None:
        return None
    reached = (target.bound / value if value else 1.0) if target.at_most else value / target.bound
    return 100 * min(1.0, reached)


def appraisal(period: Period, *, actor: Actor, region_id: int | None = None) -> list[AppraisalRow]:
    """Everybody for whom something was counted, the best first. Raises DomainError(NOT_ALLOWED)."""
    actor.require(Permission.DIRECT_STAFF)
    cut = Cut(region_id=region_id)
    counts = {criterion: _counts(criterion, period, cut) for criterion in Criterion}
    everybody = {person for found in counts.values() for person in found}
    weight, lowest = weights(), limits()
    names = {id_: rest for id_, *rest in database.rows("SELECT id, number, name FROM staff")}
    rows = []
    for person in everybody:
        judged = {}
        for criterion in Criterion:
            tally = counts[criterion].get(person, Counter())
            value = CRITERIA[criterion].value(tally)
            judged[criterion] = Judged(tally["counted"], value, points(criterion, value), weight[criterion])
        score = score_of(judged)
        number, name = names[person]
        rows.append(AppraisalRow(person, number, name, judged, score, None if score is None else grade_of(score, lowest)))
    return sorted(rows, key=lambda row: (-(row.score or 0), row.number))


def score_of(judged: Mapping[Criterion, Judged]) -> float | None:
    """The mean of the points by their weights; None where nothing that has a weight was counted."""
    known = [(one_.points, one_.weight) for one_ in judged.values() if one_.points is not None]
    whole = sum(weight for _points, weight in known)
    return sum(points_ * weight for points_, weight in known) / whole if whole else None


def _counts(criterion: Criterion, period: Period, cut: Cut) -> dict[int, Counter[str]]:
    whole: dict[int, Counter[str]] = {}
    for register in _REGISTERS[criterion]:
        for person, tally in register.counted(period, cut, Dimension.AGENT).items():
            whole.setdefault(person, Counter()).update(tally)
    return whole


def appraised(staff_id: int, criterion: Criterion, period: Period, *, actor: Actor, limit: int = 300) -> list[WhyRow]:
    """The rows behind one criterion of one person, what cost points first. Raises DomainError(NOT_ALLOWED)."""
    actor.require(Permission.DIRECT_STAFF)
    definition, cut = CRITERIA[criterion], Cut(agent_id=staff_id)
    found = [row for register in _REGISTERS[criterion] for row in rows_behind(definition, register, period, cut, limit)]
    return sorted(found, key=order(definition))[:limit]


def explained(criterion: Criterion) -> str:
    """How a criterion is counted and what gives all its points, in the reader's language."""
    definition = CRITERIA[criterion]
    assert definition.target is not None
    bound = shown(definition.unit, definition.target.bound)
    full = _("All points: at most {bound}.") if definition.target.at_most else _("All points: at least {bound}.")
    return f"{criterion.label}: {_(definition.formula)}\n{full.format(bound=bound)}"
