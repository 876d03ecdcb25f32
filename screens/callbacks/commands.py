"""The commands of the callback list and of an open callback."""

from __future__ import annotations

from models.i18n import N_
from models.people.permissions import Permission
from screens.command import Command, Scope

_VIEWS = (
    N_("View: due callbacks"),
    N_("View: today's callbacks"),
    N_("View: promised callbacks"),
    N_("View: complaint follow-ups"),
    N_("View: dissatisfied customers"),
    N_("View: all callbacks"),
)

CALLBACKS = (
    Command(
        "callbacks.take_on",
        "f9",
        N_("Take the callback on"),
        N_("Makes you responsible for the callback, or for all that are marked."),
        "take_on",
        Scope.CALLBACKS,
        Permission.MAKE_CALLBACK,
        short=N_("Take on"),
    ),
    Command(
        "callbacks.everybody",
        "m,ｍ",
        N_("Mine or everybody's"),
        N_("Shows what is yours or anyone's, or everybody's callbacks."),
        "everybody",
        Scope.CALLBACKS,
        short=N_("Mine/all"),
    ),
    Command(
        "callbacks.sheet",
        "d,ｄ",
        N_("Daily sheet"),
        N_("Shows the daily callback sheet: due, done, reached and satisfied, by agent."),
        "sheet",
        Scope.CALLBACKS,
    ),
    Command(
        "callbacks.plan",
        "i,ｉ",
        N_("Plan interviews"),
        N_("Picks customers for a round of interviews and spreads the calls over days and people."),
        "plan",
        Scope.CALLBACKS,
        Permission.PLAN_INTERVIEWS,
        short=N_("Interviews"),
    ),
    Command(
        "callbacks.open_record",
        "o,ｏ",
        N_("Open the ticket or complaint"),
        N_("Goes to the ticket or complaint that the callback is about."),
        "open_record",
        Scope.CALLBACKS,
        in_key_line=False,
    ),
    Command(
        "callbacks.excuse",
        "x,ｘ",
        N_("Close without a call"),
        N_("Closes a callback that will not be made; the reason is kept."),
        "excuse",
        Scope.CALLBACKS,
        Permission.EXCUSE_CALLBACK,
        danger=True,
        in_key_line=False,
    ),
    Command(
        "callbacks.back", "escape", N_("Unmark all"), N_("Takes the marks away."), "back", Scope.CALLBACKS, in_key_line=False
    ),
    *(
        Command(
            f"callbacks.view_{digit}",
            f"{digit},{chr(ord(str(digit)) + 0xFEE0)}",
            label,
            N_("Shows this view, at the callback where it was left."),
            f"view({digit})",
            Scope.CALLBACKS,
            in_key_line=False,
        )
        for digit, label in enumerate(_VIEWS, 1)
    ),
)

CALLBACK = (
    Command(
        "callback.save",
        "f2,ctrl+s",
        N_("Save the callback"),
        N_("Records what came of the attempt; a dissatisfied answer says first what will follow."),
        "save",
        Scope.CALLBACK,
        Permission.MAKE_CALLBACK,
        short=N_("Save"),
    ),
    Command(
        "callback.papers",
        "p,ｐ",
        N_("Check the papers"),
        N_("Goes to the warranty card, the service sheet and the signature; digits say which are there."),
        "papers",
        Scope.CALLBACK,
        Permission.MAKE_CALLBACK,
        short=N_("Papers"),
    ),
    Command(
        "callback.reveal",
        "ctrl+r",
        N_("Reveal the number"),
        N_("Shows the number to call in full; the reason you give is kept on record."),
        "reveal",
        Scope.CALLBACK,
        Permission.REVEAL_NUMBERS,
        short=N_("Reveal"),
    ),
    Command(
        "callback.take_on",
        "f9",
        N_("Take the callback on"),
        N_("Makes you responsible for this callback."),
        "take_on",
        Scope.CALLBACK,
        Permission.MAKE_CALLBACK,
        short=N_("Take on"),
    ),
    Command(
        "callback.open_record",
        "ctrl+o",
        N_("Open the ticket or complaint"),
        N_("Goes to the ticket or complaint that the callback is about; what you typed stays."),
        "open_record",
        Scope.CALLBACK,
        short=N_("Record"),
    ),
    Command(
        "callback.customer",
        "ctrl+t",
        N_("Customer file"),
        N_("Opens the customer's file; what you typed stays."),
        "customer",
        Scope.CALLBACK,
        in_key_line=False,
    ),
    Command(
        "callback.excuse",
        "ctrl+x",
        N_("Close without a call"),
        N_("Closes a callback that will not be made; the reason is kept."),
        "excuse",
        Scope.CALLBACK,
        Permission.EXCUSE_CALLBACK,
        danger=True,
        in_key_line=False,
    ),
    Command(
        "callback.back",
        "escape",
        N_("Back"),
        N_("Goes back to the list; what you entered is offered again."),
        "back",
        Scope.CALLBACK,
    ),
)
