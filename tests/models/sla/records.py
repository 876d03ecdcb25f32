"""Stand-ins that the tests of the engine share: records without a table, and a policy whose figures are easy to follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models import clock, database
from models.events.queries import EventRow, timeline
from models.events.tables import Subject
from models.people.permissions import SYSTEM
from models.people.tables import Role, Staff, StaffRole
from models.sla import subjects
from models.sla.calendar import CalendarDefinition, Window
from models.sla.operations import adopt_calendar, adopt_policy, start_clocks
from models.sla.policies import LadderStepDraft, PolicyDraft, TargetDraft
from models.sla.queries import ClockRow, clocks
from models.sla.tables import ClockKind, Priority, Relation, SlaState

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
"""A Monday at opening time, without a holiday near."""
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
OFFICE = CalendarDefinition("Asia/Shanghai", windows=((Window(540, 1080),),) * 5 + ((),) * 2)
"""Monday to Friday 09:00-18:00."""

LADDER = (
    LadderStepDraft(75, Relation.OWNER, 15),
    LadderStepDraft(100, Relation.OWNER, 15),
    LadderStepDraft(100, Relation.SUPERVISOR, 30),
    LadderStepDraft(125, Relation.MANAGER, 30),
    LadderStepDraft(150, Relation.GENERAL_MANAGER, 60),
)
TARGETS = (
    TargetDraft(ClockKind.CONTACT, minutes=30, priority=Priority.URGENT, round_the_clock=True),
    TargetDraft(ClockKind.FIRST_RESPONSE, minutes=120),
    TargetDraft(ClockKind.RESOLUTION, minutes=480),
    TargetDraft(ClockKind.RESOLUTION, minutes=240, priority=Priority.HIGH),
    TargetDraft(ClockKind.RESOLUTION, working_days=5, category="complaint"),
)
"""Reply 2 h; solution 8 h, when high 4 h, of a complaint 5 working days; contact 30 min only when urgent."""


@dataclass
class Records:
    """Speaks for records that have no table: who owns them, and the summaries written on them."""

    owners: dict[int, int] = field(default_factory=dict)
    regions: dict[int, int] = field(default_factory=dict)
    summaries: dict[int, tuple[datetime, SlaState]] = field(default_factory=dict, repr=False)

    def owner_id(self, subject_id: int, /) -> int | None:
        return self.owners.get(subject_id)

    def region_id(self, subject_id: int, /) -> int | None:
        return self.regions.get(subject_id)

    def region_ids(self, subject_ids: Collection[int], /) -> Mapping[int, int | None]:
        return {subject_id: self.regions.get(subject_id) for subject_id in subject_ids}

    def label(self, subject_id: int, /) -> str:
        return f"T-{subject_id:03d}"

    def labels(self, subject_ids: Collection[int], /) -> Mapping[int, str]:
        return {subject_id: self.label(subject_id) for subject_id in subject_ids}

    def unacknowledged(self, subject_id: int, raised_at: datetime, /) -> None:
        """These records have no levels of their own to climb."""

    def write_summary(self, subject_id: int, next_due_at: datetime, state: SlaState, /) -> None:
        self.summaries[subject_id] = (next_due_at, state)


def staff(number: str, *roles: Role) -> int:
    """A staff member with these roles and nothing else."""
    staff_id: int = Staff.insert(number=number, name=number, created_at=clock.now()).execute()
    for role in roles:
        StaffRole.insert(staff=staff_id, role=role).execute()
    return staff_id


def install_policy(**changes: object) -> None:
    """The office calendar and the policy of TARGETS and LADDER for tickets."""
    with database.transaction():
        adopt_calendar("Office", OFFICE, actor=SYSTEM)
        draft = PolicyDraft("Tickets", Subject.TICKET, "Office", TARGETS, LADDER)
        adopt_policy(PolicyDraft(**{**vars(draft), **changes}), actor=SYSTEM)


def open_record(
    subject_id: int, *, at: datetime | None = None, category: str | None = None, priority: Priority = Priority.MEDIUM
) -> None:
    """Starts the clocks of a record."""
    moment = at or clock.now()
    start_clocks(Subject.TICKET, subject_id, category=category, priority=priority, started_at=moment, actor=SYSTEM)


def clock_of(subject_id: int, kind: ClockKind) -> ClockRow:
    """A record's present clock of one kind."""
    (found,) = [row for row in clocks(Subject.TICKET, subject_id) if row.kind is kind and row.current]
    return found


def happened(subject_id: int, kind: str) -> list[EventRow]:
    """A record's events of one kind, oldest first."""
    return [row for row in reversed(timeline(Subject.TICKET, subject_id)) if row.kind == kind]


def register_records() -> Records:
    """Makes a fresh stand-in speak for tickets."""
    records = Records()
    subjects.register(Subject.TICKET, records)
    return records
