"""The commands of call intake, as the registry lists them."""

from __future__ import annotations

from models.i18n import N_
from models.people.permissions import Permission
from screens.command import Command, Scope

INTAKE = (
    Command(
        "intake.save",
        "f2,ctrl+s",
        N_("Save the call"),
        N_("Asks how the call ended, by one digit, and saves it."),
        "save",
        Scope.INTAKE,
        Permission.TAKE_CALLS,
        short=N_("Save"),
    ),
    Command(
        "intake.park",
        "escape",
        N_("Park the call"),
        N_("Puts the call aside with everything typed and shows the queue; an empty form is simply left."),
        "park",
        Scope.INTAKE,
        short=N_("Park"),
    ),
    Command(
        "intake.next_call",
        "ctrl+n",
        N_("Take back a parked call"),
        N_("Takes the parked call that waits longest; the one in hand is parked."),
        "next_call",
        Scope.INTAKE,
        short=N_("Parked"),
    ),
    Command(
        "intake.hold",
        "ctrl+o",
        N_("Hold"),
        N_("Puts the caller on hold, or speaks to them again; the waiting time is counted."),
        "hold",
        Scope.INTAKE,
    ),
    Command(
        "intake.hang_up",
        "ctrl+t",
        N_("Call ended"),
        N_("The caller has hung up; what follows counts as wrap-up."),
        "hang_up",
        Scope.INTAKE,
        short=N_("Ended"),
    ),
    Command(
        "intake.ready",
        "ctrl+r",
        N_("Ready for calls"),
        N_("Ends the wrap-up: you are available again."),
        "ready",
        Scope.INTAKE,
        short=N_("Ready"),
    ),
    Command(
        "intake.file",
        "ctrl+f",
        N_("Customer file"),
        N_("Opens the caller's file: numbers, address, contacts."),
        "file",
        Scope.INTAKE,
        short=N_("File"),
    ),
    Command(
        "intake.turn",
        "ctrl+down,ctrl+up",
        N_("Customer or history"),
        N_("On a narrow screen: turns between the customer's card and the history."),
        "turn",
        Scope.INTAKE,
        in_key_line=False,
    ),
    Command(
        "intake.scroll_down",
        "ctrl+pagedown",
        N_("Scroll the history down"),
        N_("Scrolls the customer's card or history; the focus stays in the form."),
        "scroll_side(1)",
        Scope.INTAKE,
        in_key_line=False,
    ),
    Command(
        "intake.scroll_up",
        "ctrl+pageup",
        N_("Scroll the history up"),
        N_("Scrolls the customer's card or history back."),
        "scroll_side(-1)",
        Scope.INTAKE,
        in_key_line=False,
    ),
)
