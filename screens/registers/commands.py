"""The commands of the registers, as the registry lists them."""

from __future__ import annotations

from models.i18n import N_
from models.people.permissions import Permission
from screens.command import Command, Scope

REGISTERS = (
    Command(
        "registers.export",
        "f2,e,ｅ",
        N_("Write a file"),
        N_("Writes the register as XLSX or CSV into the folder that is shown first; the export is on record."),
        "export",
        Scope.REGISTERS,
        Permission.EXPORT,
        short=N_("Export"),
    ),
    Command(
        "registers.choose",
        "f,ｆ",
        N_("Choose a register"),
        N_("Lists every register and form; typing narrows the list."),
        "choose_register",
        Scope.REGISTERS,
        short=N_("Register"),
    ),
    Command(
        "registers.days",
        "d,ｄ",
        N_("Days shown"),
        N_("Chooses the days: today, this week, this month, or from one day to another."),
        "choose_days",
        Scope.REGISTERS,
    ),
    Command(
        "registers.region",
        "r,ｒ",
        N_("Region"),
        N_("Narrows the register to one region, or shows the whole site."),
        "choose_region",
        Scope.REGISTERS,
    ),
    Command(
        "registers.left",
        "left",
        N_("Columns to the left"),
        N_("Shows the columns before those in view."),
        "columns(-1)",
        Scope.REGISTERS,
        in_key_line=False,
    ),
    Command(
        "registers.right",
        "right",
        N_("Columns to the right"),
        N_("Shows the columns behind those in view."),
        "columns(1)",
        Scope.REGISTERS,
        in_key_line=False,
    ),
    Command(
        "registers.back",
        "escape",
        N_("Back"),
        N_("Stops the file that is being written, or goes back."),
        "back",
        Scope.REGISTERS,
        in_key_line=False,
    ),
)
