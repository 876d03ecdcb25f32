"""Records that belong to a case: linked by a key, opened by another; and doubles that become one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from models.complaints.operations import link
from models.complaints.queries import ComplaintFile, complaint_file, complaints_of
from models.complaints.records import Linkable, linkable, record_numbered
from models.complaints.tables import Stage
from models.events.tables import Subject
from models.i18n import N_, _
from models.people.permissions import Actor
from screens.clock_text import day_hour_and_minute
from screens.complaints.asking import RECORD, text_of_case
from screens.complaints.cases import Case
from screens.complaints.deeds import merge_into
from screens.complaints.file_text import named
from screens.complaints.filling import about, fill
from screens.desk import DeskScreen
from screens.plain import one_line
from screens.records import OPENED_BY


async def link_record(screen: DeskScreen, case: Case, *, worked_on: Callable[[], None]) -> None:
    """Links one of the customer's tickets, calls and cases, or any other by its number; both sides show it then."""
    desk = screen.desk
    found = await desk.door.ask(linkable, case.id)
    options = [*(_line(record, desk.zone) for record in found), _("Another record, by its number")]
    chosen = await desk.choose(about(case, _("What belongs to the case too?")), list(enumerate(options)))
    if chosen is None:
        return
    if chosen < len(found):
        await desk.door.ask(partial(link, actor=screen.actor), case.id, found[chosen].subject, found[chosen].id)
    else:

        async def by_number(number: str) -> None:
            await desk.door.ask(partial(_link_numbered, actor=screen.actor), case.id, number)

        question = _("The number of a ticket, a call or a complaint")
        if await desk.ask_text(question, limit=16, keep_as=f"case_link:{case.id}", save=by_number) is None:
            return
    desk.tell(_("{number}: linked, both ways.").format(number=case.number))
    worked_on()


async def merge(screen: DeskScreen, case: Case, *, worked_on: Callable[[], None]) -> None:
    """Ends the case as a double of another open one of the same customer; its history stays."""
    options = await screen.desk.door.ask(_others, case.id)
    if not options:
        screen.desk.tell(_("{number}: the customer has no other open complaint.").format(number=case.number))
        return
    keep = await screen.desk.choose(about(case, _("Which case is kept? This one ends as its double.")), options)
    if keep is not None:
        fields, done = text_of_case(reason=True), N_("{number}: merged.")
        await fill(screen, case, "merge", _("Why are they one?"), fields, merge_into(keep), done, worked_on=worked_on)


def _others(case_id: int) -> list[tuple[int, str]]:
    """The customer's other open cases."""
    file = complaint_file(case_id)
    if file.customer_id is None:
        return []
    found = complaints_of(Subject.CUSTOMER, file.customer_id)
    return [(id_, f"{number}  {stage.label}") for id_, number, stage in found if id_ != case_id and stage is not Stage.CLOSED]


def _line(record: Linkable, zone: ZoneInfo) -> str:
    return f"{record.number}  {day_hour_and_minute(record.at, zone)}  {one_line(record.text)[:40]}".rstrip()


def _link_numbered(case_id: int, number: str, *, actor: Actor) -> None:
    subject, record_id = record_numbered(number, label=RECORD.label)
    link(case_id, subject, record_id, actor=actor)


async def open_linked(screen: DeskScreen, case: Case, file: ComplaintFile) -> None:
    """Opens a record that belongs to the case or to its customer; asks which, where there are several."""
    rows = dict.fromkeys((*file.links, *file.doubles, *file.of_customer))
    options = [(row, named(row)) for row in rows if row.subject in OPENED_BY]
    if not options:
        screen.desk.tell(_("{number}: no other record belongs to the case.").format(number=case.number))
        return
    row = options[0][0] if len(options) == 1 else await screen.desk.choose(about(case, _("Which record?")), options)
    if row is not None:
        OPENED_BY[row.subject](screen.desk, row.subject_id)
