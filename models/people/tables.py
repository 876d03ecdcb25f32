"""Tables of the people who work here: staff, roles, skills, desk sessions and agent states."""

from __future__ import annotations

import peewee

from models.choices import Choice
from models.database import Table
from models.fields import EnumField, OptionalUtcDateTimeField, UtcDateTimeField, optional_reference, reference
from models.i18n import N_
from models.site.tables import Region


class Role(Choice):
    """What a staff member is employed to do; each role's permissions are in `permissions.py`."""

    PHONE_AGENT = "phone_agent", N_("Phone agent")
    CALLBACK_AGENT = "callback_agent", N_("Callback agent")
    SERVICE_SUPERVISOR = "service_supervisor", N_("Service supervisor")
    TECHNICAL_SUPERVISOR = "technical_supervisor", N_("Technical supervisor")
    DISPATCHER = "dispatcher", N_("Dispatcher")
    SUPPORT_ENGINEER = "support_engineer", N_("Support engineer")
    TECHNICIAN = "technician", N_("Technician")
    INSPECTOR = "inspector", N_("Inspector")
    PARTS_KEEPER = "parts_keeper", N_("Parts keeper")
    DEPARTMENT_MANAGER = "department_manager", N_("Department manager")
    FINANCE = "finance", N_("Finance")
    GENERAL_MANAGER = "general_manager", N_("General manager")
    ADMINISTRATOR = "administrator", N_("Administrator")
    WALL = "wall", N_("Wall screen")


class AgentState(Choice):
    """What an agent is doing, for the status line and the supervisor's board."""

    AVAILABLE = "available", N_("Available")
    ON_CALL = "on_call", N_("On a call")
    WRAP_UP = "wrap_up", N_("Wrap-up")
    BREAK = "break", N_("Break")
    AWAY = "away", N_("Away")
    OFFLINE = "offline", N_("Offline")


class Team(Table):
    """People who share a queue."""

    code = peewee.CharField(max_length=20, unique=True, verbose_name=N_("Code"))
    name = peewee.CharField(max_length=60, verbose_name=N_("Team"))
    region = optional_reference(Region, verbose_name=N_("Region"))
    active = peewee.BooleanField(default=True, verbose_name=N_("In use"))

    class Meta:
        table_name = "team"


class Staff(Table):
    """A staff member; the staff number is what people sign in with and what customers are told."""

    number = peewee.CharField(max_length=12, unique=True, verbose_name=N_("Staff number"))
    name = peewee.CharField(max_length=60, verbose_name=N_("Name"))
    pinyin = peewee.CharField(max_length=120, default="", index=True)
    initials = peewee.CharField(max_length=30, default="", index=True)
    region = optional_reference(Region, verbose_name=N_("Region"))
    team = optional_reference(Team, verbose_name=N_("Team"))
    language = peewee.CharField(max_length=8, null=True, verbose_name=N_("Language"))
    password_hash = peewee.CharField(max_length=200, null=True)
    must_change_password = peewee.BooleanField(default=True)
    failed_sign_ins = peewee.IntegerField(default=0)
    failed_at = OptionalUtcDateTimeField()
    os_user = peewee.CharField(max_length=60, null=True, unique=True, verbose_name=N_("User name on this machine"))
    active = peewee.BooleanField(default=True)
    external_key = peewee.CharField(max_length=80, null=True, unique=True)
    version = peewee.IntegerField(default=1)
    created_at = UtcDateTimeField()

    class Meta:
        table_name = "staff"


class StaffRole(Table):
    """A role that a staff member holds."""

    staff = reference(Staff, on_delete="CASCADE")
    role = EnumField(Role)

    class Meta:
        table_name = "staff_role"
        indexes = ((("staff", "role"), True),)


class Skill(Table):
    """Something that not everybody can repair or advise on."""

    code = peewee.CharField(max_length=20, unique=True, verbose_name=N_("Code"))
    name = peewee.CharField(max_length=60, verbose_name=N_("Skill"))

    class Meta:
        table_name = "skill"


class StaffSkill(Table):
    """How well a staff member masters a skill: 1 knows it, 2 works alone, 3 teaches it."""

    staff = reference(Staff, on_delete="CASCADE")
    skill = reference(Skill, on_delete="CASCADE")
    level = peewee.SmallIntegerField(default=1, constraints=[peewee.Check("level BETWEEN 1 AND 3")])

    class Meta:
        table_name = "staff_skill"
        indexes = ((("staff", "skill"), True),)


class DeskSession(Table):
    """One sign-in at one desk, from its start to its end."""

    staff = reference(Staff)
    desk = peewee.CharField(max_length=80)
    started_at = UtcDateTimeField()
    seen_at = UtcDateTimeField()
    ended_at = OptionalUtcDateTimeField()

    class Meta:
        table_name = "desk_session"
        indexes = ((("staff", "started_at"), False),)


class AgentStateSpan(Table):
    """How long an agent was in one state; at most one span of a person is open."""

    staff = reference(Staff)
    state = EnumField(AgentState)
    reason = peewee.CharField(max_length=60, default="")
    started_at = UtcDateTimeField()
    ended_at = OptionalUtcDateTimeField()

    class Meta:
        table_name = "agent_state_span"
        indexes = ((("staff", "started_at"), False), (("ended_at",), False))


AgentStateSpan.add_index(AgentStateSpan.staff, unique=True, where=AgentStateSpan.ended_at.is_null(), name="agent_state_open")
