"""`workstation demo`: a whole site out of nothing, gone again at the end."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import click

from models import database, migrations
from models.door import Door
from models.i18n import N_, Language, _, use_language
from models.later import later
from models.people.permissions import Actor
from models.site import queries
from workstation import config, start, terminal
from workstation.cli.shell import Command, OneOf, settings_of

if TYPE_CHECKING:
    from models.people import operations as people
    from workstation import app
    from workstation.demo import colleagues, crew, past, second_process, site
else:
    app = later("workstation.app")
    people = later("models.people.operations")
    colleagues, crew, past = (later(f"workstation.demo.{name}") for name in ("colleagues", "crew", "past"))
    second_process, site = later("workstation.demo.second_process"), later("workstation.demo.site")

DESK = "demo"
SEATS = ("agent", "supervisor")


class Speed(click.ParamType[float]):
    """A positive number."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, or a refusal."""
        try:
            speed = float(value)
        except ValueError:
            speed = math.nan
        if not 0 < speed <= 100:
            self.fail(
                _("{value} is not a speed; 1 is a step every few seconds, 100 the fastest.").format(value=value), param, ctx
            )
        return speed


class Seed(click.ParamType[int]):
    """A whole number."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or a refusal."""
        try:
            return int(value)
        except ValueError:
            self.fail(_("{value} is not a whole number.").format(value=value), param, ctx)


@click.command(
    "demo",
    cls=Command,
    help=N_(
        "Open a desk on an invented site with a living hotline.\n"
        "\n"
        "Nothing is asked and nothing is kept: the site lies in a temporary folder that goes when the desk is left."
    ),
)
@click.option("--as", "role", type=OneOf(*SEATS), default="agent", help=N_("Whose desk to sit at."))
@click.option(
    "--speed", type=Speed(), default=1.0, help=N_("How fast the simulated colleagues work; 1 is a step every few seconds.")
)
@click.option("--seed", type=Seed(), default=1, help=N_("Which customers and tickets to invent; the same number gives the same."))
@click.option("--language", metavar="zh|en", help=N_("The language of the desk."))
@click.pass_context
def demo(context: click.Context, role: str, speed: float, seed: int, language: str | None) -> int:
    """Makes the site, opens the desk on it, and leaves nothing behind."""
    if not terminal.is_there():
        return start.no_terminal()
    settings = settings_of(context)
    chosen = config.language_of(language, "--language") if language else settings.language
    use_language(chosen)
    folder = Path(tempfile.mkdtemp(prefix="workstation-demo-"))
    url = f"sqlite:///{folder / 'site.db'}"
    at_desk = {"agent": colleagues.AGENT, "supervisor": colleagues.SUPERVISOR}[role]
    with second_process.colleagues(folder, url, at_desk=at_desk, seed=seed, speed=speed, language=chosen) as let_them_begin:
        actor = make_site(url, at_desk=at_desk, seed=seed, language=chosen)
        with database.connection():
            place = queries.site()
        let_them_begin()
        return app.run_desk(
            url, door=Door(), place=place, actor=actor, state_folder=folder, look=app.look_of(settings), desk_id=DESK
        )


def make_site(url: str, *, at_desk: str, seed: int, language: Language) -> Actor:
    """Makes the database at `url` with all that the first screen needs, and signs the person at the desk in."""
    database.open(url)
    with database.connection():
        migrations.migrate()
        founded = site.found_demo_site(language)
        past.make_morning(Random(f"{seed} morning"), founded, crew.load_crew(), at_desk=at_desk)
        actor = people.sign_in_os_user(site.os_user(at_desk), desk=DESK)
    if actor is None:
        raise RuntimeError(f"the demo has no colleague {at_desk}")
    return actor
