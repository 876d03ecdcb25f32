"""Help pages in the reader's language, laid out by the width that characters take on a terminal."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import click

from models.i18n import _
from models.wording import width, wrapped

WIDEST_PAGE = 100
WIDEST_LEFT = 26


def page(context: click.Context, command: click.Command) -> str:
    """The whole help page of one command."""
    columns = min(context.terminal_width or shutil.get_terminal_size().columns, WIDEST_PAGE)
    parts = [_("Usage: {form}").format(form=_form(context, command)), "", *wrapped(_shown(command.help), columns)]
    arguments = [(p.human_readable_name, _shown(p.description)) for p in command.params if isinstance(p, Argument)]
    options = [record for p in command.get_params(context) if (record := _option_record(p, context))]
    commands = _commands(context, command)
    for title, records in ((_("Arguments:"), arguments), (_("Options:"), options), (_("Commands:"), commands)):
        if records:
            parts += ["", title, *_table(records, columns)]
    if isinstance(command, click.Group):
        below = _("COMMAND")
        parts += ["", _("More about a command: {form}").format(form=f"{context.command_path} {below} --help")]
    return "\n".join(parts)


class Argument(click.Argument):
    """A positional argument that the help page explains."""

    def __init__(self, declarations: Sequence[str], *, description: str = "", **settings: object) -> None:
        super().__init__(declarations, **settings)  # type: ignore[arg-type]
        self.description = description


def _shown(text: str | None) -> str:
    return _(text) if text else ""


def _form(context: click.Context, command: click.Command) -> str:
    options, command_word = _("OPTIONS"), _("COMMAND")
    pieces = [context.command_path, f"[{options}]"]
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            name = parameter.human_readable_name
            pieces.append(name if parameter.required else f"[{name}]")
    if isinstance(command, click.Group):
        pieces.append(f"[{command_word}]")
    return " ".join(pieces)


def _option_record(parameter: click.Parameter, context: click.Context) -> tuple[str, str] | None:
    if not isinstance(parameter, click.Option):
        return None
    left = ", ".join(parameter.opts)
    if not parameter.is_flag:
        left = f"{left} {parameter.make_metavar(context)}"
    text = _("Show this page and exit.") if "--help" in parameter.opts else _shown(parameter.help)
    needed = _("required")
    return left, f"{text} [{needed}]" if parameter.required else text


def _commands(context: click.Context, command: click.Command) -> list[tuple[str, str]]:
    if not isinstance(command, click.Group):
        return []
    found = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
    return [(name, _shown(sub.help).split("\n")[0]) for name, sub in found if sub and not sub.hidden]


def _table(records: list[tuple[str, str]], columns: int) -> list[str]:
    left_width = min(max(width(left) for left, _text in records), WIDEST_LEFT) + 2
    lines = []
    for left, text in records:
        right = wrapped(text, max(columns - left_width - 2, 20))
        if width(left) > left_width - 2:
            lines.append(f"  {left}")
        else:
            lines.append(f"  {left}{' ' * (left_width - width(left))}{right.pop(0)}")
        lines += [f"  {' ' * left_width}{line}" for line in right]
    return lines
