"""Counts of complaints by class, cause, product, region, responsibility, level or month (统计表, 分析表, 总结表)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from models import database
from models.choices import Choice
from models.complaints import levels
from models.complaints.tables import Cause, Closing, ComplaintClass, ComplaintGrade, Responsibility
from models.fields import from_stored, optional_from_stored, to_stored
from models.i18n import N_, _
from models.people.sight import present
from models.site.queries import site

REPEAT_DAYS = 90
"""A case of a customer who complained in so many days before counts as a repeat."""


class Dimension(Choice):
    """By what the cases are counted."""

    CLASS = "class", N_("Class")
    CAUSE = "cause", N_("Cause")
    PRODUCT = "product", N_("Product")
    REGION = "region", N_("Region")
    RESPONSIBILITY = "responsibility", N_("Responsibility")
    LEVEL = "level", N_("Level of escalation")
    GRADE = "grade", N_("Grade")
    MONTH = "month", N_("Month")


@dataclass(frozen=True)
class StatisticsRow:
    """One value of a dimension: cases opened, of them closed, closed in time, confirmed by the customer, and repeats."""

    value: str
    opened: int
    closed: int
    closed_in_time: int
    confirmed: int
    repeats: int
    compensation: int

    @property
    def in_time(self) -> float | None:
        """The share of the closed cases whose resolution clocks were all kept, from 0 to 1."""
        return self.closed_in_time / self.closed if self.closed else None

    @property
    def repeat_rate(self) -> float | None:
        """The share of the cases whose customer had complained within REPEAT_DAYS before, from 0 to 1."""
        return self.repeats / self.opened if self.opened else None


_DAY_MICROSECONDS = 86_400_000_000


def repeated(case: str) -> str:
    """The condition that the case of that alias is a repeat; one that was merged into another is no complaint of its own."""
    return (
        f"EXISTS (SELECT 1 FROM complaint e WHERE e.customer_id = {case}.customer_id AND e.merged_into_id IS NULL"
        f" AND e.opened_at < {case}.opened_at AND e.opened_at >= {case}.opened_at - {REPEAT_DAYS * _DAY_MICROSECONDS})"
    )


_CASES = (
    "SELECT c.complaint_class, c.cause, m.code, r.name, c.responsibility, c.level, c.grade, c.opened_at, c.closing,"
    " CASE WHEN EXISTS (SELECT 1 FROM clock k WHERE k.subject = 'complaint' AND k.subject_id = c.id"
    " AND k.kind = 'resolution' AND k.verdict = 'breached') THEN 1 ELSE 0 END,"
    f" CASE WHEN {repeated('c')} THEN 1 ELSE 0 END,"
    " COALESCE((SELECT SUM(p.compensation) FROM plan p WHERE p.complaint_id = c.id AND p.state = 'approved'), 0)"
    " FROM complaint c LEFT JOIN owned_product o ON o.id = c.owned_product_id LEFT JOIN product_model m ON m.id = o.model_id"
    " LEFT JOIN region r ON r.id = c.region_id WHERE c.opened_at >= ? AND c.opened_at < ? AND c.merged_into_id IS NULL"
)


def statistics(
    dimension: Dimension, start: datetime, end: datetime, *, region_id: int | None = None
) -> tuple[StatisticsRow, list[StatisticsRow]]:
    """All cases opened from `start` up to `end`, in total and by the values of a dimension, the most frequent first.

    A case that was merged into another counts there only. Months and levels stand in their order.
    """
    region_id = present().narrowed(region_id)
    condition, values = (" AND c.region_id = ?", (region_id,)) if region_id is not None else ("", ())
    found = database.rows(_CASES + condition, (to_stored(start), to_stored(end), *values))
    zone = site().zone
    counts: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for class_, cause, product, region, responsibility, level, grade, opened_at, closing, late, repeat, compensation in found:
        words = {
            Dimension.CLASS: ComplaintClass(class_).label,
            Dimension.CAUSE: Cause(cause).label if cause else _("not found yet"),
            Dimension.PRODUCT: product or _("no product"),
            Dimension.REGION: region or _("no region"),
            Dimension.RESPONSIBILITY: Responsibility(responsibility).label if responsibility else _("not found yet"),
            Dimension.LEVEL: levels.titled(level),
            Dimension.GRADE: ComplaintGrade(grade).label,
            Dimension.MONTH: f"{from_stored(opened_at).astimezone(zone):%Y-%m}",
        }
        counter = counts.setdefault(words[dimension], Counter())
        for tally in (counter, total):
            tally["opened"] += 1
            tally["closed"] += closing is not None
            tally["closed_in_time"] += closing is not None and not late
            tally["confirmed"] += closing == Closing.CONFIRMED.value
            tally["repeats"] += repeat
            tally["compensation"] += compensation
    rows = [_row(value, counter) for value, counter in counts.items()]
    in_order = dimension in (Dimension.MONTH, Dimension.LEVEL)
    rows.sort(key=(lambda row: row.value) if in_order else (lambda row: (-row.opened, row.value)))
    return _row("", total), rows


def first_opened() -> datetime | None:
    """When the first case of the site was opened; None where there is none."""
    ((first,),) = database.rows("SELECT MIN(opened_at) FROM complaint")
    return optional_from_stored(first)


def _row(value: str, tally: Counter[str]) -> StatisticsRow:
    names = ("opened", "closed", "closed_in_time", "confirmed", "repeats", "compensation")
    return StatisticsRow(value, *(tally[name] for name in names))
