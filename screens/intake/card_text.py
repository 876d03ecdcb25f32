"""The words of the right side: candidates, the caller's card, the history; stored text is shown as text only."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from textual.content import Content

from models import clock
from models.calls.queries import CallerCard
from models.clock import NEVER
from models.customers.callers import CallerMatch
from models.i18n import _, ngettext
from models.products.entitlements import describe
from models.products.queries import OwnedProductRow
from models.sla.tables import SlaState
from screens.clock_text import day_hour_and_minute
from screens.forms import digit_for
from screens.intake.times import remaining
from screens.plain import one_line, plain

STRONG, WARNING, BREACH, FAINT = "bold", "bold $warning", "bold $error", "dim"
_MARKS = {SlaState.BREACHED: ("x", BREACH), SlaState.WARNED: ("!", WARNING)}


def candidates(matches: Sequence[CallerMatch], marked: int) -> list[Content]:
    """Who may be calling, the marked one first seen by its sign; digits pick behind a Chinese name or after an arrow key."""
    lines = [plain(_("Who is it? Enter takes the marked one, Down and Up mark."))]
    for position, match in enumerate(matches):
        place = "/".join(filter(None, (match.region_name, match.city)))
        name = one_line(match.name if not match.contact_name else f"{match.name} ({match.contact_name})")
        sign = ">" if position == marked else " "
        text = f"{sign}{digit_for(position)} {name}  {match.number_masked}  {match.level.label}  {one_line(place)}"
        lines.append(Content.styled(plain(text).plain, STRONG if position == marked else ""))
    return lines


def new_file(number: str, name: str) -> list[str]:
    """Nobody is found: what will be opened with the call."""
    return [
        _("No file has this number."),
        _("A new file is opened with the call: {name} {number}").format(name=one_line(name) or "?", number=one_line(number)[:40]),
        _("Type the caller's name."),
    ]


def number_label(card: CallerCard, number_text: str) -> str:
    """The caller's number as the form shows it: masked where the file has it."""
    numbers = card.file.numbers
    return numbers[0].masked if numbers else one_line(number_text) or one_line(card.file.name)


def product_label(owned: OwnedProductRow) -> str:
    """One owned product in a line: model, name, serial number."""
    serial = f" SN {owned.serial_number}" if owned.serial_number else ""
    return one_line(f"{owned.model_code} {owned.model_name}{serial}")


def customer(card: CallerCard) -> list[Content]:
    """The card: who they are, what is open, their numbers, their products with what they entitle to."""
    file = card.file
    place = "/".join(filter(None, (file.region_name, file.city)))
    head = "  ".join(filter(None, (one_line(file.name), file.kind.label, file.level.label, one_line(place))))
    lines = [Content.styled(plain(head).plain, STRONG)]
    if card.open_complaints:
        text = ngettext("! {count} open complaint", "! {count} open complaints", card.open_complaints)
        lines.append(Content.styled(text.format(count=card.open_complaints), BREACH))
    if file.numbers:
        lines.append(plain(_("Phone {numbers}").format(numbers="  ".join(row.masked for row in file.numbers))))
    for position, owned in enumerate(card.products):
        bought = owned.purchased_on.isoformat() if owned.purchased_on else ""
        lines.append(plain(f"{digit_for(position)} {product_label(owned)}  {bought}"))
        lines.append(Content.styled(f"    {describe(owned.entitlements)}", FAINT))
    if not card.products:
        lines.append(plain(_("No product on file; type the model in the form.")))
    if file.note:
        lines.append(plain(_("Note: {note}").format(note=one_line(file.note))))
    return lines


def history(card: CallerCard, zone: ZoneInfo) -> list[Content]:
    """What is open first, with the time left; then what there was, newest first."""
    now = clock.now()
    lines = []
    for row in card.open_tickets:
        mark, style = _MARKS.get(row.sla, (" ", ""))
        left = remaining(row.next_due_at, now) if row.next_due_at < NEVER else ""
        text = f"{mark} {row.number} {row.status.label} {left} {one_line(row.problem)}"
        lines.append(Content.styled(plain(text).plain, style))
    for promised in card.callbacks:
        text = _("Callback promised for {time}: {about}").format(
            time=day_hour_and_minute(promised.due_at, zone), about=one_line(promised.about)
        )
        lines.append(plain(f"  {text}"))
    lines += [
        plain(f"  {day_hour_and_minute(entry.at, zone)} {entry.number} {entry.what} {one_line(entry.detail)}")
        for entry in card.history
    ]
    return lines or [plain(_("Nothing yet: this is the customer's first call."))]
