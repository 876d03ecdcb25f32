"""Who may do what: one table of role x permission, checked in the operations and asked by the screens."""

from __future__ import annotations

from dataclasses import dataclass

from models.choices import Choice
from models.errors import DomainError, Fault
from models.i18n import N_, Language
from models.people.tables import Role


class Permission(Choice):
    """Something that not everybody may do."""

    TAKE_CALLS = "take_calls", N_("take calls")
    VIEW_TICKETS = "view_tickets", N_("see tickets")
    OPEN_TICKET = "open_ticket", N_("open a ticket")
    WORK_ON_TICKET = "work_on_ticket", N_("work on a ticket")
    ASSIGN_TICKET = "assign_ticket", N_("assign a ticket")
    CHANGE_PRIORITY = "change_priority", N_("change the priority")
    CANCEL_TICKET = "cancel_ticket", N_("cancel a ticket")
    ACKNOWLEDGE_ALERT = "acknowledge_alert", N_("acknowledge an alert")
    EDIT_CUSTOMER = "edit_customer", N_("edit a customer file")
    MERGE_CUSTOMERS = "merge_customers", N_("merge customer files")
    CLOSE_ACCOUNT = "close_account", N_("close a customer's account")
    HOLD_ACCOUNT = "hold_account", N_("put a customer's file under a legal hold")
    REVEAL_NUMBERS = "reveal_numbers", N_("reveal telephone numbers")
    MAKE_CALLBACK = "make_callback", N_("make callbacks")
    EXCUSE_CALLBACK = "excuse_callback", N_("close a callback that was not made")
    PLAN_INTERVIEWS = "plan_interviews", N_("plan interviews")
    VIEW_COMPLAINTS = "view_complaints", N_("see complaints")
    OPEN_COMPLAINT = "open_complaint", N_("open a complaint")
    WORK_ON_COMPLAINT = "work_on_complaint", N_("work on a complaint")
    APPROVE_PLAN = "approve_plan", N_("approve a plan")
    CLOSE_COMPLAINT = "close_complaint", N_("close a complaint without the customer's confirmation")
    EDIT_CATALOGUE = "edit_catalogue", N_("edit the product catalogue")
    EDIT_STAFF = "edit_staff", N_("edit staff")
    UNLOCK_SIGN_IN = "unlock_sign_in", N_("lift a sign-in lock")
    EDIT_POLICIES = "edit_policies", N_("edit policies and calendars")
    EDIT_SITE = "edit_site", N_("edit the site's settings")
    VIEW_BOARD = "view_board", N_("see the board")
    DIRECT_STAFF = "direct_staff", N_("direct colleagues: message them, set their state")
    IMPORT = "import", N_("import data")
    EXPORT = "export", N_("export data")


_DESK = {
    Permission.TAKE_CALLS,
    Permission.VIEW_TICKETS,
    Permission.OPEN_TICKET,
    Permission.WORK_ON_TICKET,
    Permission.CHANGE_PRIORITY,
    Permission.ACKNOWLEDGE_ALERT,
    Permission.EDIT_CUSTOMER,
    Permission.REVEAL_NUMBERS,
    Permission.MAKE_CALLBACK,
    Permission.VIEW_COMPLAINTS,
    Permission.OPEN_COMPLAINT,
    Permission.WORK_ON_COMPLAINT,
}
_WORK = {
    Permission.VIEW_TICKETS,
    Permission.WORK_ON_TICKET,
    Permission.ACKNOWLEDGE_ALERT,
    Permission.REVEAL_NUMBERS,
    Permission.VIEW_COMPLAINTS,
    Permission.WORK_ON_COMPLAINT,
}
_LEAD = _DESK | {
    Permission.ASSIGN_TICKET,
    Permission.CANCEL_TICKET,
    Permission.MERGE_CUSTOMERS,
    Permission.UNLOCK_SIGN_IN,
    Permission.EXPORT,
    Permission.APPROVE_PLAN,
    Permission.CLOSE_COMPLAINT,
    Permission.EXCUSE_CALLBACK,
    Permission.PLAN_INTERVIEWS,
    Permission.VIEW_BOARD,
    Permission.DIRECT_STAFF,
}
_ACCOUNTS = {Permission.CLOSE_ACCOUNT, Permission.HOLD_ACCOUNT}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PHONE_AGENT: frozenset(_DESK),
    Role.CALLBACK_AGENT: frozenset(_DESK),
    Role.SERVICE_SUPERVISOR: frozenset(_LEAD),
    Role.TECHNICAL_SUPERVISOR: frozenset(_LEAD),
    Role.DISPATCHER: frozenset(
        _WORK | {Permission.VIEW_BOARD, Permission.ASSIGN_TICKET, Permission.OPEN_TICKET, Permission.CHANGE_PRIORITY}
    ),
    Role.SUPPORT_ENGINEER: frozenset(_WORK),
    Role.TECHNICIAN: frozenset(_WORK),
    Role.INSPECTOR: frozenset(_WORK),
    Role.PARTS_KEEPER: frozenset({Permission.VIEW_TICKETS, Permission.EDIT_CATALOGUE}),
    Role.DEPARTMENT_MANAGER: frozenset(_LEAD | _ACCOUNTS | {Permission.EDIT_POLICIES, Permission.EDIT_CATALOGUE}),
    Role.FINANCE: frozenset({Permission.VIEW_TICKETS, Permission.EXPORT}),
    Role.GENERAL_MANAGER: frozenset(_LEAD | _ACCOUNTS | {Permission.EDIT_POLICIES}),
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.WALL: frozenset({Permission.VIEW_BOARD}),
}


@dataclass(frozen=True)
class Actor:
    """The person on whose behalf an operation runs; without a staff id it is the system itself."""

    staff_id: int | None
    number: str
    name: str
    roles: frozenset[Role]
    region_id: int | None = None
    team_id: int | None = None
    language: Language = Language.CHINESE
    session_id: int | None = None

    def may(self, permission: Permission) -> bool:
        """Whether one of the person's roles allows it; the system itself may do everything."""
        return self.staff_id is None or any(permission in PERMISSIONS[role] for role in self.roles)

    def require(self, permission: Permission) -> None:
        """Raises DomainError(NOT_ALLOWED) unless the person may do it."""
        if not self.may(permission):
            raise DomainError(Fault.NOT_ALLOWED, operation=permission.label)


SYSTEM = Actor(staff_id=None, number="", name="", roles=frozenset())
"""The software acting by itself: the sweep, imports, automatic escalation."""

WALL_SCREEN = Actor(staff_id=0, number="", name="", roles=frozenset({Role.WALL}))
"""A screen on a wall that nobody signed in at: it may see the board and nothing else. 0 is no staff member's id."""
