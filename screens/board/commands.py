"""The commands of the board."""

from __future__ import annotations

from models.i18n import N_
from models.people.permissions import Permission
from screens.command import Command, Scope

BOARD = (
    Command(
        "board.acknowledge",
        "g,ｇ",
        N_("Acknowledge"),
        N_("Takes note of the marked alerts, or of the one under the cursor; they climb no further."),
        "board_acknowledge",
        Scope.BOARD,
        Permission.ACKNOWLEDGE_ALERT,
    ),
    Command(
        "board.message",
        "m,ｍ",
        N_("Send a message"),
        N_("Sends a line to the agent under the cursor; it comes up on their desk and takes no key from them."),
        "board_message",
        Scope.BOARD,
        Permission.DIRECT_STAFF,
        short=N_("Message"),
    ),
    Command(
        "board.state",
        "t,ｔ",
        N_("Set the agent's state"),
        N_("Sets what the agent under the cursor is doing, such as a break that was forgotten."),
        "board_state",
        Scope.BOARD,
        Permission.DIRECT_STAFF,
        short=N_("State"),
    ),
    Command(
        "board.queues",
        "c,ｃ",
        N_("Queues by"),
        N_("Goes on from queues by category to queues by team and by region."),
        "board_queues",
        Scope.BOARD,
    ),
    Command(
        "board.region",
        "r,ｒ",
        N_("Region"),
        N_("Narrows the board to one region, or shows the whole site."),
        "board_region",
        Scope.BOARD,
    ),
    Command(
        "board.figures",
        "v,ｖ",
        N_("Figures"),
        N_("Shows every figure of a day, week, month or year beside its target, cut by what you choose, and the rows behind it."),
        "board_figures",
        Scope.BOARD,
        Permission.VIEW_TICKETS,
    ),
    Command(
        "board.appraisal",
        "i,ｉ",
        N_("Appraisal"),
        N_("Shows each person's score and grade of a period, how it came about, and the rows behind it."),
        "board_appraisal",
        Scope.BOARD,
        Permission.DIRECT_STAFF,
        in_key_line=False,
    ),
    Command("board.back", "escape", N_("Back"), N_("Goes back to the queue."), "back", Scope.BOARD, in_key_line=False),
)

_SPANS = (N_("Figures of a day"), N_("Figures of a week"), N_("Figures of a month"), N_("Figures of a year"))

FIGURES = (
    *(
        Command(
            f"figures.span_{digit}",
            f"{digit},{chr(ord(str(digit)) + 0xFEE0)}",
            label,
            N_("Counts the figures over this period."),
            f"span({digit})",
            Scope.FIGURES,
            in_key_line=False,
        )
        for digit, label in enumerate(_SPANS, 1)
    ),
    Command(
        "figures.earlier",
        "left_square_bracket,【,［",
        N_("Earlier"),
        N_("Goes to the period before."),
        "shift(-1)",
        Scope.FIGURES,
    ),
    Command(
        "figures.later", "right_square_bracket,】,］", N_("Later"), N_("Goes to the period after."), "shift(1)", Scope.FIGURES
    ),
    Command(
        "figures.cut",
        "c,ｃ",
        N_("Cut by"),
        N_("Chooses by what the chosen figure is cut: hour, day, agent, team, region, product, category or cause."),
        "cut",
        Scope.FIGURES,
    ),
    Command("figures.back", "escape", N_("Back"), N_("Goes back to the board."), "back", Scope.FIGURES),
)
