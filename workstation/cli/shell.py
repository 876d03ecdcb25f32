"""What the command line is built of: translated commands, lazily loaded groups, arguments that refuse in a sentence."""

from __future__ import annotations

import difflib
import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from models import database
from models.i18n import N_, _
from workstation import databases
from workstation.cli import help as help_pages
from workstation.config import Settings

F = TypeVar("F", bound=Callable[..., Any])

JSON_HELP = N_("Answer as JSON, for programs.")


class Command(click.Command):
    """A command whose texts are catalogue messages, translated when they are shown."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes our own page: click's has no place for translated words or wide characters."""
        formatter.write(help_pages.page(ctx, self))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parses; refuses what is left over in our own words."""
        ctx.allow_extra_args = True
        left = super().parse_args(ctx, args)
        if left:
            raise click.UsageError(_("{what} is one argument too many.").format(what=left[0]), ctx)
        return left


class Group(click.Group):
    """A command with commands of its own, each imported when it is first needed: `lazy` is name -> "module:attribute"."""

    command_class = Command

    def __init__(self, *args: Any, lazy: Mapping[str, str] | None = None, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.lazy = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they were written down."""
        return [*self.lazy, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now where it is lazy."""
        if cmd_name in self.lazy:
            module, attribute = self.lazy[cmd_name].split(":")
            command = getattr(importlib.import_module(module), attribute)
            assert isinstance(command, click.Command)
            return command
        return super().get_command(ctx, cmd_name)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As `Command.format_help`."""
        formatter.write(help_pages.page(ctx, self))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command; an unknown one is refused with the nearest name there is."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            raise click.UsageError(unknown(name, self.list_commands(ctx)), ctx)
        return super().resolve_command(ctx, args)


def unknown(name: str, known: list[str]) -> str:
    """The sentence for a command that there isn't."""
    near = difflib.get_close_matches(name, known, 1)
    if near:
        return _("There is no command {name}; did you mean {near}?").format(name=name, near=near[0])
    return _("There is no command {name}; there are: {known}.").format(name=name, known=", ".join(known))


def sentence(error: click.ClickException) -> str:
    """What a person reads about arguments that don't fit."""
    if isinstance(error, click.NoSuchOption):
        if error.possibilities:
            near = error.possibilities[0]
            return _("There is no option {name}; did you mean {near}?").format(name=error.option_name, near=near)
        return _("There is no option {name}.").format(name=error.option_name)
    if isinstance(error, click.BadOptionUsage):
        return _("The option {name} is not used that way; see --help.").format(name=error.option_name)
    if isinstance(error, click.MissingParameter):
        return _("{name} is missing.").format(name=_parameter_name(error.param))
    if isinstance(error, click.BadParameter):
        return f"{_parameter_name(error.param)}: {error.message}"
    return error.message


def _parameter_name(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.human_readable_name if parameter is not None else ""


class OneOf(click.ParamType[str]):
    """One of a few words."""

    name = "word"

    def __init__(self, *words: str) -> None:
        self.words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The words themselves."""
        return "|".join(self.words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The word, or a refusal that names what there is."""
        if value not in self.words:
            self.fail(_("{value} is not one of: {known}.").format(value=value, known=", ".join(self.words)), param, ctx)
        return value


class Moment(click.ParamType[datetime]):
    """A date and time; without a zone it is the site's or the calendar's own time, so it stays naive here."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment, or a refusal that shows the form."""
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.fail(_("{value} is not a time such as 2026-11-21T14:32.").format(value=value), param, ctx)


class FilePath(click.ParamType[Path]):
    """A path; whether the file can be read is found out by who reads it."""

    name = "FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path, with `~` resolved."""
        return Path(value).expanduser()


def json_option(function: F) -> F:
    """The option of every command that answers a question."""
    return click.option("--json", "as_json", is_flag=True, help=JSON_HELP)(function)


def settings_of(context: click.Context) -> Settings:
    """The settings that the root command has loaded."""
    found = context.find_root().obj
    assert isinstance(found, Settings)
    return found


@contextmanager
def site_at_hand(context: click.Context) -> Iterator[None]:
    """Holds the database of a founded site open for a block. Raises as `databases.open_founded` does."""
    databases.open_founded(settings_of(context))
    with database.connection():
        yield


def answer_json(value: object) -> None:
    """Prints an answer for programs: one JSON document, UTF-8, keys in English."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
