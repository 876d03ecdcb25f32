"""The head of a ticket's screen: who, what, entitled to what, and how its clocks stand."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from models import clock
from models.customers.tables import CustomerLevel
from models.i18n import _
from models.products.entitlements import describe
from models.sla.queries import ClockRow
from models.sla.tables import SlaState, Verdict
from models.tickets.file import TicketFile
from models.tickets.queries import ClockCell
from models.tickets.tables import HoldReason
from screens.clock_text import day_hour_and_minute
from screens.desk import DeskApp
from screens.plain import fit, one_line
from screens.ticket.due_text import MARKS, clock_cell
from screens.widgets.columns import Tone

TONE_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.MUTED: "dim",
    Tone.GOOD: "$text-success",
    Tone.WARNING: "$text-warning bold",
    Tone.DANGER: "$text-error bold",
}
LABEL_CELLS = 14
CLOCK_CELLS = 17


def _joined(*parts: str) -> str:
    return "  ".join(one_line(part) for part in parts if part)


def head(file: TicketFile) -> Content:
    """Number, state and owner; customer; product with what its owner is entitled to today."""
    mark = MARKS.get(file.sla, "")
    owner = _("Owner: {name}").format(name=file.owner_name or "-")
    first = Content.assemble(
        (f"{mark} " if mark else "", TONE_STYLES[Tone.DANGER if file.sla is SlaState.BREACHED else Tone.WARNING]),
        (file.number, "bold"),
        "  ",
        (_status(file), "bold"),
        "  ",
        _joined(_("Priority: {priority}").format(priority=file.priority.label), file.category_name, file.channel.label, owner),
    )
    lines = [first, Content(_customer(file)), Content(_product(file))]
    if file.merged_into_number:
        lines.append(Content(_("Double of {number}").format(number=file.merged_into_number)))
    elif file.cancel_reason:
        lines.append(Content(_("Cancelled: {reason}").format(reason=one_line(file.cancel_reason))))
    return Content("\n").join(line for line in lines if line.plain)


def _status(file: TicketFile) -> str:
    return f"{file.status.label} ({file.hold_reason.label})" if file.hold_reason else file.status.label


def _customer(file: TicketFile) -> str:
    if file.customer is None:
        return _joined(_("Customer unknown"), file.contact_number_masked)
    level = file.customer.level.label if file.customer.level is CustomerLevel.VIP else ""
    where = "/".join(one_line(part) for part in (file.customer.region_name, file.customer.city) if part)
    contact = _("Contact: {name}").format(name=file.contact_name) if file.contact_name else ""
    return _joined(file.customer.name, level, where, contact, file.contact_number_masked)


def _product(file: TicketFile) -> str:
    if file.product is None:
        return ""
    serial = _("SN {number}").format(number=file.product.serial_number) if file.product.serial_number else ""
    entitled = describe(file.product.entitlements) if file.product.entitlements else ""
    return _joined(f"{file.product.model_code} {file.product.model_name}", serial, entitled)


def clock_line(row: ClockRow, desk: DeskApp, reason: HoldReason | None = None) -> Content:
    """One clock: what it waits for, how it stands, when it is due, by which policy."""
    now = clock.now()
    cell = ClockCell(row.due_at, row.verdict, row.paused_at is not None, row.stopped_at)
    warned = row.warn_at is not None and now >= row.warn_at
    shown = clock_cell(cell, now, reason=reason, due_soon=warned)
    over = row.stopped_at is None and row.due_at is not None and now >= row.due_at
    mark = "x" if over or row.verdict is Verdict.BREACHED else "=" if cell.paused else "!" if shown.tone is Tone.WARNING else " "
    due = "" if row.due_at is None else _("due {moment}").format(moment=day_hour_and_minute(row.due_at, desk.zone))
    policy = (
        _("{policy}, version {version}").format(policy=row.policy_name, version=row.policy_version) if row.policy_name else ""
    )
    again = _("round {round}").format(round=row.round) if row.round > 1 else ""
    return Content.assemble(
        (f"{mark} {fit(row.kind.label, LABEL_CELLS)} {fit(shown.text, CLOCK_CELLS)}", TONE_STYLES[shown.tone]),
        f" {fit(due, 16)} ",
        (_joined(again, policy), "dim"),
    )


class Clocks(Static):
    """A ticket's present clocks, a line each; repainted only when a word of them changes."""

    help = "The clocks of this ticket; e explains how a due time came about."
    _said = ""

    def show(self, file: TicketFile, desk: DeskApp) -> None:
        """Says how the clocks stand now."""
        current = [row for row in file.clocks if row.current]
        lines = [clock_line(row, desk, file.hold_reason) for row in current]
        content = Content("\n").join(lines) if lines else Content(_("No clock runs on this ticket."))
        if content.plain != self._said:
            self._said = content.plain
            self.update(content)
