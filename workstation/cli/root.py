"""The root of the command line: what holds for every command, and the desk itself where no command is named."""

from __future__ import annotations

from pathlib import Path

import click

from models.i18n import N_, use_language
from workstation import __version__, config
from workstation.cli.shell import FilePath, Group

LAZY = {
    "board": "workstation.cli.board:board",
    "db": "workstation.cli.db:db",
    "import": "workstation.cli.imports:imports",
    "export": "workstation.cli.exports:exports",
    "report": "workstation.cli.report:report",
    "sla": "workstation.cli.sla:sla",
    "customer": "workstation.cli.customers:customer",
    "region": "workstation.cli.regions:region",
    "staff": "workstation.cli.staff:staff",
    "setting": "workstation.cli.settings:setting",
    "demo": "workstation.demo.command:demo",
}

HELP = N_(
    "The call-centre workstation of an after-sales department.\n"
    "\n"
    "Without a command it opens the desk on the site's database; the first start makes that database and asks who runs it."
)


def _print_version(context: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(f"workstation {__version__}")
        context.exit()


@click.group("workstation", cls=Group, lazy=LAZY, help=HELP, invoke_without_command=True)
@click.option(
    "--database",
    metavar="URL",
    help=N_("The database to work on: a file, sqlite:///FILE or postgresql://… (WORKSTATION_DATABASE)."),
)
@click.option("--language", metavar="zh|en", help=N_("The language of this program (WORKSTATION_LANGUAGE)."))
@click.option("--config", "file", type=FilePath(), help=N_("Read this configuration file and no other (WORKSTATION_CONFIG)."))
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help=N_("Show the version and exit.")
)
@click.pass_context
def root(context: click.Context, database: str | None, language: str | None, file: Path | None) -> None:
    """Loads the settings for whatever follows."""
    context.obj = config.load(database=database, language=language, file=file)
    use_language(context.obj.language)
    if context.invoked_subcommand is None:
        from workstation import memory

        memory.begin()
        from workstation.start import open_desk

        context.exit(open_desk(context.obj))
