"""The commands of the list of complaints and of cases."""

from __future__ import annotations

from models.i18n import N_
from models.people.permissions import Permission
from screens.command import Command, Scope

_VIEWS = (
    N_("View: my complaints"),
    N_("View: open complaints"),
    N_("View: overdue complaints"),
    N_("View: plans awaiting approval"),
    N_("View: levels 3 and 4"),
    N_("View: all complaints"),
)

COMPLAINTS = (
    *(
        Command(
            f"complaints.view_{digit}",
            f"{digit},{chr(ord(str(digit)) + 0xFEE0)}",
            label,
            N_("Shows this view, at the case where it was left."),
            f"view({digit})",
            Scope.COMPLAINTS,
            in_key_line=False,
        )
        for digit, label in enumerate(_VIEWS, 1)
    ),
    Command(
        "complaints.open",
        "ctrl+n",
        N_("New complaint"),
        N_("Registers a complaint of a customer who wrote or came: asks who, then the register."),
        "new_case",
        Scope.COMPLAINTS,
        Permission.OPEN_COMPLAINT,
    ),
    Command(
        "complaints.statistics",
        "ctrl+r",
        N_("Statistics of complaints"),
        N_("Counts complaints by class, cause, product, region, responsibility, level, grade or month."),
        "case_statistics",
        Scope.COMPLAINTS,
        in_key_line=False,
    ),
    Command(
        "complaints.back",
        "escape",
        N_("To the queue"),
        N_("Goes back to the ticket queue."),
        "back",
        Scope.COMPLAINTS,
        in_key_line=False,
    ),
)

_DIMENSIONS = (
    N_("By class"),
    N_("By cause"),
    N_("By product"),
    N_("By region"),
    N_("By responsibility"),
    N_("By level"),
    N_("By grade"),
    N_("By month"),
)

STATISTICS = (
    Command(
        "statistics.write",
        "f2,e,ｅ",
        N_("Write a file"),
        N_("Writes summary, counts and analysis of these days as XLSX, with bars; the export is on record."),
        "write",
        Scope.STATISTICS,
        Permission.EXPORT,
        short=N_("Export"),
    ),
    Command("statistics.period", "p,ｐ", N_("Period"), N_("Goes on to the next period."), "period", Scope.STATISTICS),
    *(
        Command(
            f"statistics.by_{digit}",
            f"{digit},{chr(ord(str(digit)) + 0xFEE0)}",
            label,
            N_("Counts the cases by this."),
            f"view({digit})",
            Scope.STATISTICS,
            in_key_line=False,
        )
        for digit, label in enumerate(_DIMENSIONS, 1)
    ),
    Command("statistics.back", "escape", N_("Back"), N_("Goes back to the complaints."), "back", Scope.STATISTICS),
)


_NAMED = {"+": "plus"}
"""Textual's names of keys that aren't letters."""


def _work(
    name: str,
    key: str,
    label: str,
    help: str,
    permission: Permission | None = Permission.WORK_ON_COMPLAINT,
    *,
    danger: bool = False,
    in_key_line: bool = False,
    short: str | None = None,
) -> Command:
    keys = f"{_NAMED.get(key, key)},{chr(ord(key) + 0xFEE0)}" if len(key) == 1 else key
    return Command(f"case.{name}", keys, label, help, f"case_{name}", Scope.CASE, permission, danger, in_key_line, short)


CASE = (
    _work(
        "investigate",
        "i",
        N_("Investigate"),
        N_("Begins the investigation and names its team."),
        in_key_line=True,
    ),
    _work("find", "f", N_("Record findings"), N_("Ends the investigation: findings, cause, responsibility."), in_key_line=True),
    _work(
        "plan",
        "p",
        N_("Draft a plan"),
        N_("Writes how the case is put right: remedy, measures, who, until when, compensation."),
        in_key_line=True,
    ),
    _work(
        "submit",
        "s",
        N_("Submit the plan"),
        N_("Says which level must approve the plan, then submits it."),
        in_key_line=True,
    ),
    _work(
        "approve",
        "a",
        N_("Approve"),
        N_("Approves the plan, as far as your level may grant its amount."),
        Permission.APPROVE_PLAN,
        in_key_line=True,
    ),
    _work(
        "reject",
        "n",
        N_("Reject"),
        N_("Rejects the plan with a reason; the second time the case goes one level up."),
        Permission.APPROVE_PLAN,
        in_key_line=True,
    ),
    _work("tick", "d", N_("Tick a measure"), N_("Records that a measure was carried out."), in_key_line=True),
    _work(
        "tell",
        "t",
        N_("Tell the customer"),
        N_("Records what the customer was told; the follow-up call arises by itself."),
        in_key_line=True,
    ),
    _work("reply", "r", N_("Reply"), N_("Records a reply: the process and the expected time."), in_key_line=True),
    _work(
        "escalate",
        "f7",
        N_("Escalate"),
        N_("Raises the case one level; shows first who gets it and what they will see."),
        in_key_line=True,
    ),
    _work(
        "hand_over",
        "h",
        N_("Hand over"),
        N_("Gives the case, or all that are marked, to a colleague at the same level."),
        Permission.ASSIGN_TICKET,
    ),
    _work(
        "acknowledge",
        "y",
        N_("Acknowledge alerts"),
        N_("Takes note of the alerts of the case, or of all that are marked; they climb no further."),
        Permission.ACKNOWLEDGE_ALERT,
    ),
    _work("contacted", "c", N_("Contact made"), N_("Records that the customer was spoken to, which is no reply yet.")),
    _work("register", "g", N_("Edit the register"), N_("Corrects class, grade, urgency, remedy wanted and content.")),
    _work(
        "evidence",
        "v",
        N_("Add evidence"),
        N_("Adds a statement, a record or a file; of a file its checksum is kept."),
    ),
    _work("notice", "b", N_("Notice to a department"), N_("Tells a department how the case is handled.")),
    _work("ask_time", "x", N_("Ask for more time"), N_("Asks the level above for a later due time, before the clock expires.")),
    _work(
        "decide_time",
        "o",
        N_("Decide on more time"),
        N_("Grants or refuses the time that was asked for; the old due time is kept."),
        Permission.APPROVE_PLAN,
    ),
    _work("step_down", "w", N_("Return to the level below"), N_("Returns the case to the level below, with a reason.")),
    _work("explain", "e", N_("Why due"), N_("Explains how each due time came about: hours counted, holidays, policy."), None),
    _work(
        "link",
        "+",
        N_("Link a record"),
        N_("Ties a ticket, a call or another complaint to the case; both sides show it."),
    ),
    _work("linked", "l", N_("Open a linked record"), N_("Opens a ticket, callback or complaint that belongs to the case."), None),
    _work(
        "write",
        "f2",
        N_("Write documents"),
        N_("Writes the case's forms (register, investigation, handling, report, notice, tracking) as XLSX, to be signed."),
        Permission.EXPORT,
    ),
    _work(
        "merge",
        "m",
        N_("Merge doubles"),
        N_("Ends this case in favour of another one of the same customer."),
        Permission.CLOSE_COMPLAINT,
    ),
    _work(
        "withdraw",
        "u",
        N_("Withdrawn"),
        N_("Records that the customer withdrew the complaint, with the reason."),
        danger=True,
    ),
    _work(
        "close",
        "z",
        N_("Close by decision"),
        N_("Closes the case without the customer's confirmation, with a reason."),
        Permission.CLOSE_COMPLAINT,
        danger=True,
    ),
    Command(
        "case.menu",
        "full_stop,。",
        N_("Actions"),
        N_("Lists what can be done to the case, to be picked by digit or by its key."),
        "case_menu",
        Scope.CASE,
    ),
    _work(
        "take_over",
        "f9",
        N_("Take over"),
        N_("Makes you the owner of the case, or of all that are marked, at the level where you stand."),
        in_key_line=True,
    ),
    Command(
        "case.previous",
        "left_square_bracket,【,［",
        N_("Previous"),
        N_("Goes to the previous case of the list behind this one."),
        "record(-1)",
        Scope.CASE_FILE,
        in_key_line=False,
    ),
    Command(
        "case.next",
        "right_square_bracket,】,］",
        N_("Next"),
        N_("Goes to the next case of the list behind this one."),
        "record(1)",
        Scope.CASE_FILE,
        in_key_line=False,
    ),
    Command(
        "case.customer",
        "ctrl+f",
        N_("Customer file"),
        N_("Opens the customer's file: numbers, contacts, products, history."),
        "customer",
        Scope.CASE_FILE,
        in_key_line=False,
    ),
    Command(
        "case.back", "escape", N_("Back"), N_("Goes back; text that is not saved is offered again."), "back", Scope.CASE_FILE
    ),
)
