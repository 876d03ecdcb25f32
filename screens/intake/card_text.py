"""The words of the right side: candidates, the caller's card, the history; stored text is shown as text only."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from textual.content import Content

from models import clock
from models.calls.card import CallerCard, HistoryRow
from models.customers.callers import CallerMatch
from models.i18n import _, ngettext
from models.products.entitlements import describe
from models.products.queries import OwnedProductRow
from models.sla.tables import SlaState
from screens.clock_text import day_hour_and_minute, hour_and_minute
from screens.forms import digit_for
from screens.intake.calls import CallInHand
from screens.plain import one_line, plain
from screens.ticket.due_text import time_left

STRONG, WARNING, BREACH, FAINT = "bold", "bold $warning", "bold $error", "dim"
MOST_DIGITS = 9
"""Candidates that a digit picks; the rest are reached with Down."""
MOST_TEXT = 80
"""How much of a text a line of the history tells."""
_MARKS = {SlaState.BREACHED: ("x", BREACH), SlaState.WARNED: ("!", WARNING)}


def parked(calls: Sequence[CallInHand], zone: ZoneInfo) -> str:
    """The calls that wait, each with the time at which it was answered."""
    texts = [f"{one_line(call.name)} {hour_and_minute(call.draft.answered_at or clock.now(), zone)}" for call in calls]
    return _("Parked: {calls}   Ctrl+N takes the first one back").format(calls=" | ".join(texts))


def candidates(matches: Sequence[CallerMatch], marked: int) -> list[Content]:
    """Who may be calling, the marked one first seen by its sign; digits pick behind a Chinese name or after an arrow key."""
    lines = [plain(_("Who is it? Enter takes the marked one, Down and Up mark."))]
    for position, match in enumerate(matches):
        place = "/".join(filter(None, (match.region_name, match.city)))
        name = one_line(match.name if not match.contact_name else f"{match.name} ({match.contact_name})")
        sign = ">" if position == marked else " "
        digit = digit_for(position) if position < MOST_DIGITS else " "
        text = f"{sign}{digit} {name}  {match.number_masked}  {match.level.label}  {one_line(place)}"
        lines.append(Content.styled(plain(text).plain, STRONG if position == marked else ""))
    return lines


def new_file(number: str, name: str) -> list[str]:
    """Nobody is found: what will be opened with the call."""
    lines = [
        _("No file has this number."),
        _("A new file is opened with the call: {name} {number}").format(name=one_line(name) or "?", number=one_line(number)[:40]),
    ]
    return lines if name.strip() else [*lines, _("Type the caller's name.")]


def number_label(card: CallerCard) -> str:
    """The number of this call as the form shows it, or the customer's own; the name where there is neither."""
    numbers = card.customer.numbers
    return card.calling_from or (numbers[0].masked if numbers else one_line(card.customer.name))


def product_label(owned: OwnedProductRow) -> str:
    """One owned product in a line: model, name, serial number."""
    serial = f" SN {owned.serial_number}" if owned.serial_number else ""
    return one_line(f"{owned.model_code} {owned.model_name}{serial}")


def customer(card: CallerCard, zone: ZoneInfo) -> list[Content]:
    """The card: who they are, what is open, their numbers, their products with what they entitle to."""
    file = card.customer
    place = "/".join(filter(None, (file.region_name, file.city)))
    head = "  ".join(filter(None, (one_line(file.name), file.kind.label, file.level.label, one_line(place))))
    lines = [Content.styled(plain(head).plain, STRONG)]
    lines += standing(card, zone)
    if file.numbers:
        lines.append(plain(_("Phone {numbers}").format(numbers="  ".join(row.masked for row in file.numbers))))
    lines += products(card) or [plain(_("No product on file; type the model in the form."))]
    if file.note:
        lines.append(plain(_("Note: {note}").format(note=one_line(file.note))))
    return lines


def standing(card: CallerCard, zone: ZoneInfo) -> list[Content]:
    """What the customer waits for most: open complaints, and the callback that was promised."""
    lines = []
    if card.open_complaints:
        text = ngettext("! {count} open complaint", "! {count} open complaints", card.open_complaints)
        lines.append(Content.styled(text.format(count=card.open_complaints), BREACH))
    if card.callbacks:
        due = day_hour_and_minute(card.callbacks[0].due_at, zone)
        lines.append(Content.styled(_("! Callback promised for {time}").format(time=due), WARNING))
    return lines


def products(card: CallerCard) -> list[Content]:
    """What the customer owns with the digit that picks it, and what each entitles to; empty where nothing is on file."""
    lines: list[Content] = []
    for position, owned in enumerate(card.products):
        bought = owned.purchased_on.isoformat() if owned.purchased_on else ""
        lines.append(plain(f"{digit_for(position)} {product_label(owned)}  {bought}"))
        lines.append(Content.styled(f"    {describe(owned.entitlements)}", FAINT))
    return lines


def belongings(card: CallerCard, zone: ZoneInfo) -> Content:
    """What a customer's file shows beside its fields: what they wait for, what they own, what there was with them."""
    owned = products(card) or [plain(_("No product on file."))]
    titles = [Content.styled(title, STRONG) for title in (_("What they own"), _("History"))]
    past = [_entry(row, zone) for row in card.history] or [plain(_("Nothing so far."))]
    lines = [*standing(card, zone), titles[0], *owned, plain(""), titles[1], *past]
    return Content("\n").join(lines)


def history(card: CallerCard, zone: ZoneInfo) -> list[Content]:
    """What there was between the customer and us, newest first; what is open says how long is left."""
    lines = [_entry(row, zone) for row in card.history]
    return lines or [plain(_("Nothing yet: this is the customer's first call."))]


def _entry(row: HistoryRow, zone: ZoneInfo) -> Content:
    mark, style = _MARKS.get(row.sla, (" ", "")) if row.open else (" ", "")
    kind = row.direction.label if row.direction is not None else row.kind.label
    left = time_left(row.due_at, clock.now()) if row.open and row.due_at is not None else ""
    state = row.state.label if row.state is not None else ""
    parts = (day_hour_and_minute(row.at, zone), kind, row.number, row.category_name, state, left, one_line(row.text)[:MOST_TEXT])
    return Content.styled(f"{mark} {plain(one_line('  '.join(filter(None, parts)))).plain}", style)
