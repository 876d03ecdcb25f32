"""The commands of the customer file, as the registry lists them."""

from __future__ import annotations

from models.i18n import N_
from models.people.permissions import Permission
from screens.command import Command, Scope

CUSTOMER = (
    Command(
        "customer.save",
        "f2,ctrl+s",
        N_("Save the file"),
        N_("Saves what was changed in the customer's file."),
        "save",
        Scope.CUSTOMER,
        Permission.EDIT_CUSTOMER,
        short=N_("Save"),
    ),
    Command(
        "customer.add_number",
        "ctrl+n",
        N_("Add a number"),
        N_("Adds a telephone number to the file."),
        "add_number",
        Scope.CUSTOMER,
        Permission.EDIT_CUSTOMER,
        short=N_("Number"),
    ),
    Command(
        "customer.reveal",
        "ctrl+r",
        N_("Reveal a number or address"),
        N_("Shows a telephone number or the address in full for some minutes; the reason you give is kept on record."),
        "reveal",
        Scope.CUSTOMER,
        Permission.REVEAL_NUMBERS,
        short=N_("Reveal"),
    ),
    Command(
        "customer.merge",
        "ctrl+t",
        N_("Merge two files"),
        N_("Moves everything of another file of the same customer into this one."),
        "merge",
        Scope.CUSTOMER,
        Permission.MERGE_CUSTOMERS,
        danger=True,
        short=N_("Merge"),
    ),
    Command(
        "customer.close",
        "ctrl+o",
        N_("Close the account"),
        N_("Erases the customer's personal data everywhere, for good; figures stay."),
        "close_account",
        Scope.CUSTOMER,
        Permission.CLOSE_ACCOUNT,
        danger=True,
        in_key_line=False,
    ),
    Command(
        "customer.hold",
        "",
        N_("Legal hold"),
        N_("Forbids the closing of the account for a reason, or lifts the hold that stands."),
        "hold_account",
        Scope.CUSTOMER,
        Permission.HOLD_ACCOUNT,
        in_key_line=False,
    ),
    Command("customer.leave", "escape", N_("Back"), N_("Leaves the file."), "leave", Scope.CUSTOMER),
)
