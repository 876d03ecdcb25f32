"""What becomes of a form's values: each deed hands them to one operation of the domain, on the door's thread."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from models import clock
from models.complaints import closing, escalation, extensions, operations, plans
from models.complaints.records import record_numbered
from models.errors import DomainError, Fault
from models.i18n import N_
from models.people.finding import one_staff_member, staff_members_named
from screens.complaints.asking import MEASURES, RECORD, RESPONSIBLE, TEAM, UNTIL, YUAN
from screens.dialogs.kept_form import Values
from screens.forms import narrow
from screens.intake.times import parsed_moment

REGISTERED = ("complaint_class", "grade", "urgent", "remedy_wanted", "content", "channel", "owned_product_id")

Deed = Callable[..., object]
"""Called with the case's id and the form's values, and `actor` and `expected_version` by name."""


def reply(case_id: int, values: Values, **named: Any) -> None:
    """Records a reply to the complainant."""
    operations.reply(case_id, str(values["text"]), **named)


def tell_customer(case_id: int, values: Values, **named: Any) -> None:
    """Records what the customer was told of the result."""
    plans.tell_customer(case_id, str(values["text"]), **named)


def register(case_id: int, values: Values, **named: Any) -> None:
    """Corrects the register."""
    operations.register(case_id, **registered(values), **named)


def registered(values: Values) -> dict[str, Any]:
    """The register's columns of a form's values."""
    return {name: values[name] for name in REGISTERED if name in values}


def investigate(case_id: int, values: Values, **named: Any) -> None:
    """Begins the investigation with the team that was named, and with the remedy wanted where that was asked too."""
    team = staff_members_named(str(values["team"]), label=TEAM.label)
    operations.investigate(case_id, team, remedy_wanted=values.get("remedy_wanted"), **named)


def add_evidence(case_id: int, values: Values, **named: Any) -> None:
    """Adds a piece of evidence, with the record or file it is."""
    named.pop("expected_version")
    number, path = str(values["record"]), str(values["path"])
    subject, subject_id = record_numbered(number, label=RECORD.label) if number else (None, None)
    operations.add_evidence(
        case_id,
        values["kind"],
        str(values["description"]),
        subject=subject,
        subject_id=subject_id,
        path=Path(path).expanduser() if path else None,
        **named,
    )


def record_findings(case_id: int, values: Values, **named: Any) -> None:
    """Ends the investigation with its findings."""
    operations.record_findings(case_id, str(values["findings"]), values["cause"], values["responsibility"], **named)


def draft_plan(zone: ZoneInfo) -> Deed:
    """Writes a plan whose deadline was said in the site's zone."""

    def drafted(case_id: int, values: Values, **named: Any) -> None:
        draft = plans.PlanDraft(
            remedy=values["remedy"],
            description=str(values["description"]),
            department=str(values["department"]),
            responsible_id=one_staff_member(str(values["responsible"]), label=RESPONSIBLE.label),
            deadline=parsed_moment(str(values["deadline"]), now=clock.now(), zone=zone, label=N_("Deadline")),
            measures=tuple(_measures(str(values["measures"]))),
            compensation=fen(str(values["compensation"])),
        )
        plans.draft_plan(case_id, draft, **named)

    return drafted


def _measures(lines: str) -> list[tuple[str, int | None]]:
    measures: list[tuple[str, int | None]] = []
    for line in filter(None, map(str.strip, lines.split("\n"))):
        text, _at, who = narrow(line).rpartition("@")
        if text and who.strip():
            measures.append((text.strip(), one_staff_member(who, label=MEASURES.label)))
        else:
            measures.append((line, None))
    return measures


def fen(yuan: str) -> int:
    """An amount of yuan as people type it, in fen. Raises DomainError(INVALID)."""
    try:
        amount = Decimal(narrow(yuan).replace(",", "").strip() or "0")
        if amount.is_finite() and amount * 100 == int(amount * 100):
            return int(amount * 100)
    except InvalidOperation:
        pass
    raise DomainError(Fault.INVALID, field=YUAN.label, value=yuan, reason=N_("not an amount like 800 or 99.50"))


def approve(case_id: int, values: Values, **named: Any) -> None:
    """Approves the submitted plan."""
    plans.approve_plan(case_id, str(values["reason"]), **named)


def reject(case_id: int, values: Values, **named: Any) -> None:
    """Rejects the submitted plan."""
    plans.reject_plan(case_id, str(values["reason"]), **named)


def give_notice(case_id: int, values: Values, **named: Any) -> None:
    """Gives a department notice."""
    named.pop("expected_version")
    plans.give_notice(case_id, str(values["department"]), str(values["text"]), **named)


def escalate_to(level: int) -> Deed:
    """Raises a case to `level`."""

    def escalated(case_id: int, values: Values, **named: Any) -> None:
        owner = values.get("owner")
        owner_id = owner if isinstance(owner, int) else None
        escalation.escalate(case_id, level, str(values["reason"]), owner_id=owner_id, **named)

    return escalated


def step_down(case_id: int, values: Values, **named: Any) -> None:
    """Returns a case to the level below."""
    escalation.step_down(case_id, str(values["reason"]), **named)


def ask_time(zone: ZoneInfo) -> Deed:
    """Asks for more time until a moment that was said in the site's zone."""

    def asked(case_id: int, values: Values, **named: Any) -> None:
        until = parsed_moment(str(values["until"]), now=clock.now(), zone=zone, label=UNTIL.label)
        extensions.ask_extension(case_id, values["clock"], until, str(values["reason"]), **named)

    return asked


def decide_time(extension_id: int, *, granted: bool) -> Deed:
    """Grants or refuses a request for more time."""

    def decided(_case_id: int, values: Values, **named: Any) -> None:
        named.pop("expected_version")
        extensions.decide_extension(extension_id, granted=granted, reason=str(values["reason"]), **named)

    return decided


def close(case_id: int, values: Values, **named: Any) -> None:
    """Closes a case by decision."""
    closing.close_by_decision(case_id, str(values["reason"]), **named)


def withdraw(case_id: int, values: Values, **named: Any) -> None:
    """Records that the customer withdrew."""
    closing.withdraw(case_id, str(values["reason"]), **named)


def merge_into(keep_id: int) -> Deed:
    """Ends a case as the double of another."""

    def merged(case_id: int, values: Values, **named: Any) -> None:
        named.pop("expected_version")
        closing.merge_complaints(keep_id, case_id, str(values["reason"]), **named)

    return merged


ADDING: frozenset[Deed] = frozenset({reply, add_evidence, give_notice})
"""Deeds that only add something, so that a colleague's change in between doesn't matter."""
