"""Forms about one case, for every screen that works on cases: filled, saved, and refused in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from models.complaints import levels
from models.complaints.queries import ComplaintFile, complaint_file, complaint_timeline, next_level
from models.events.queries import Touches, touches
from models.events.tables import Subject
from models.i18n import N_, _
from models.presence.operations import Opened
from models.telling import TimelineRow
from screens.complaints import asking, deeds
from screens.complaints.cases import Case
from screens.complaints.file_text import next_level_said
from screens.desk import DeskScreen
from screens.dialogs.kept_form import Asked, KeptForm, Latest, Values, Versioned
from screens.plain import one_line
from screens.ticket.telling import timeline_entry

Refilled = Callable[[ComplaintFile], Sequence[Asked]]
"""The fields of a form as the case fills them."""


def about(case: Case, question: str) -> str:
    """A question with the case that it is about."""
    return f"{case.number}  {one_line(case.customer_name)}".rstrip() + f"\n{question}"


async def fill(
    screen: DeskScreen,
    case: Case,
    name: str,
    title: str,
    fields: Sequence[Asked],
    deed: deeds.Deed,
    done: str,
    intro: Content | None = None,
    *,
    worked_on: Callable[[], None],
    again: Refilled | None = None,
    named_by: str = "",
) -> None:
    """A form for one deed, to be awaited in a worker of `screen`; a refusal is said in the form.

    Where a colleague saved first, the two are put together with what `again` makes of the case by then, its fields told by
    the event that names `named_by` if they have no names of their own; what only adds something never collides.
    `worked_on` is called once it is done.
    """
    desk = screen.desk

    async def save(values: Values, version: int | None) -> str:
        await desk.door.ask(deed, case.id, values, actor=screen.actor, expected_version=version)
        desk.tell(_(done).format(number=case.number))
        worked_on()
        return ""

    async def read() -> Latest:
        file, rows, touched = await desk.door.ask(_latest, case.id)
        if named_by:
            touched = Touches({}, touched.of(named_by))
        happened = [timeline_entry(row, desk.zone).plain for row in rows]
        return Latest(file.version, again(file) if again else (), touched, happened)

    key = f"{screen.actor.staff_id}:case_{name}:{case.id}"
    versioned = None if deed in deeds.ADDING else Versioned(case.version, read)
    editing = Opened(Subject.COMPLAINT, case.id, editing=True)
    form = KeptForm(
        about(case, title), fields, save, kept=desk.unsent, key=key, intro=intro, versioned=versioned, open_record=editing
    )
    await desk.push_screen_wait(form)


async def register(screen: DeskScreen, case: Case, *, worked_on: Callable[[], None]) -> None:
    """Corrects the register: class, grade, urgency and what is wanted."""
    fields, done = asking.register_fields, N_("{number}: register changed.")
    at_first = fields(await screen.desk.door.ask(complaint_file, case.id))
    title = _("Edit the register")
    await fill(screen, case, "register", title, at_first, deeds.register, done, worked_on=worked_on, again=fields)


async def escalate(screen: DeskScreen, case: Case, *, worked_on: Callable[[], None]) -> None:
    """Raises a case one level, after showing what the next one will see; at the top it says that there is none."""
    above = await screen.desk.door.ask(next_level, case.id)
    if above is None:
        screen.desk.tell(await screen.desk.door.ask(_why_no_further, case.id))
        return
    deed, done = deeds.escalate_to(above.level), N_("{number}: escalated.")
    fields = asking.escalation_fields(above)
    intro = next_level_said(above, await screen.desk.door.ask(complaint_file, case.id))
    await fill(screen, case, "escalate", _("Escalate the complaint"), fields, deed, done, intro, worked_on=worked_on)


def _why_no_further(case_id: int) -> str:
    file = complaint_file(case_id)
    return _("{number} is at the highest level already: {level}, {owner}. Nobody stands above.").format(
        number=file.number, level=levels.titled(file.level), owner=one_line(file.owner_name) or _("nobody yet")
    )


def _latest(case_id: int) -> tuple[ComplaintFile, list[TimelineRow], Touches]:
    return complaint_file(case_id), complaint_timeline(case_id, limit=3), touches(Subject.COMPLAINT, case_id)
