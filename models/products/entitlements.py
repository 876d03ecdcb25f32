"""What a product entitles its owner to on a given day (服务承诺): refund, exchange, free repair, on-site service. Pure.

Days count from the purchase or the delivery, by the site's choice; that day is day 0 and the last day still counts: bought on
1 March with 15 days, a refund is possible up to and including 16 March, with 0 days left on that day. Months end on the same
day of the later month, or on its last day where it is shorter: 24 months from 29 February 2024 end on 28 February 2026.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from models.i18n import _, ngettext


@dataclass(frozen=True)
class WarrantyTerms:
    """What is promised for a model; zero means not at all."""

    refund_days: int
    exchange_days: int
    free_repair_months: int
    on_site: bool


@dataclass(frozen=True)
class Entitlements:
    """What is left of the promises on one day.

    Days left are None where the right is over, was never given, or has no known start; `known` says whether there is a start.
    """

    refund_days_left: int | None
    exchange_days_left: int | None
    free_repair_until: date | None
    free_repair: bool
    on_site: bool
    known: bool = True


def entitlements(terms: WarrantyTerms, start: date | None, today: date) -> Entitlements:
    """What `terms` give on `today` (the site's own day) for a product bought or delivered on `start`.

    Without a known start nothing that is counted in days or months is promised. A start to come counts as today.
    """
    if start is None:
        return Entitlements(None, None, None, free_repair=False, on_site=terms.on_site, known=False)
    until = months_after(start, terms.free_repair_months) if terms.free_repair_months > 0 else None
    return Entitlements(
        refund_days_left=_days_left(terms.refund_days, start, today),
        exchange_days_left=_days_left(terms.exchange_days, start, today),
        free_repair_until=until,
        free_repair=until is not None and today <= until,
        on_site=terms.on_site,
    )


def _days_left(days: int, start: date, today: date) -> int | None:
    if days <= 0:
        return None
    left = (start - today).days + days
    return min(left, days) if left >= 0 else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it is shorter; never past the calendar's end."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def start_day(purchased_on: date | None, delivered_on: date | None, *, from_delivery: bool) -> date | None:
    """The day from which everything counts; the other one where the site's choice is not known of this product."""
    first, second = (delivered_on, purchased_on) if from_delivery else (purchased_on, delivered_on)
    return first or second


def describe(found: Entitlements) -> str:
    """One line in the reader's language, such as 可退(剩4天) 可换(剩19天) 免费保修至 2028-11-10."""
    if not found.known:
        return _("Date of purchase unknown")
    parts = []
    if found.refund_days_left is not None:
        parts.append(_("Refund {left}").format(left=_left(found.refund_days_left)))
    if found.exchange_days_left is not None:
        parts.append(_("Exchange {left}").format(left=_left(found.exchange_days_left)))
    if found.free_repair_until is not None:
        text = _("Free repair until {day}") if found.free_repair else _("Free repair ended {day}")
        parts.append(text.format(day=found.free_repair_until.isoformat()))
    if not found.free_repair:
        parts.append(_("Paid repair"))
        if found.on_site:
            parts.append(_("On site"))
    return " ".join(parts)


def _left(days: int) -> str:
    if days == 0:
        return _("(last day)")
    return ngettext("({days} day left)", "({days} days left)", days).format(days=days)
