"""The pictures in docs/, taken of the program itself on the demo's site. `python -m tests.readme.pictures` takes them anew."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from html import escape, unescape
from itertools import groupby
from pathlib import Path
from random import Random

from rich.cells import cell_len
from textual.pilot import Pilot

from models import clock, database, migrations
from models.calls.journal import Journal
from models.door import Door
from models.i18n import Language, current_language, use_language
from models.people.operations import sign_in_os_user
from models.people.permissions import Actor
from screens.desk import DeskApp
from workstation.demo.colleagues import AGENT
from workstation.demo.crew import load_crew
from workstation.demo.past import make_morning, make_past
from workstation.demo.site import NAME, found_demo_site, os_user
from workstation.demo.wording import said

DOCS = Path(__file__).resolve().parents[2] / "docs"
AT = datetime(2026, 11, 20, 2, 32, tzinfo=UTC)
"""10:32 on a Friday in Shanghai: pictures taken tomorrow show the same."""

SIZE = (120, 34)
PROBLEM = {Language.CHINESE: "开灯十分钟后闪烁", Language.ENGLISH: "Flickers after ten minutes"}
"""What is told of the call in hand."""
_TEXT = re.compile(
    r'<text (?P<head>[^>]*?)x="(?P<x>[\d.]+)"(?P<middle>[^>]*?)textLength="(?P<length>[\d.]+)"(?P<tail>[^>]*)>'
    r"(?P<text>[^<]*)</text>"
)
_FONT_FACE = re.compile(r"@font-face \{.*?\}", re.DOTALL)
_ID = re.compile(r"terminal-\d+")


_CALLER = (
    "SELECT n.number FROM contact_number n JOIN customer c ON c.id = n.customer_id"
    " WHERE c.level = 'vip' AND c.kind = 'person' AND n.position = 0"
    " ORDER BY (SELECT count(*) FROM ticket t WHERE t.customer_id = c.id) DESC, c.id LIMIT 1"
)


def drawn(svg: str) -> str:
    """The exported picture with Chinese characters as wide as they are, no font from the network, and steady names."""
    lengths = ((float(found["length"]), len(unescape(found["text"]))) for found in _TEXT.finditer(svg))
    cell = next(length / count for length, count in lengths if count > 3)
    svg = _TEXT.sub(lambda found: _in_cells(found, cell), svg)
    return _ID.sub("terminal", _FONT_FACE.sub("", svg)).replace("Fira Code", "Noto Sans Mono CJK SC, monospace")


def _in_cells(found: re.Match[str], cell: float) -> str:
    """One run of text in pieces of equally wide characters, each begun in its own cell: no font can push the columns."""
    pieces, at = [], float(found["x"])
    for (blank, _cells), characters in groupby(unescape(found["text"]), key=lambda one: (one.isspace(), cell_len(one))):
        text = "".join(characters)
        width = cell_len(text) * cell
        if not blank:
            head = f'{found["head"]}x="{at:.1f}"{found["middle"]}textLength="{width:.1f}"{found["tail"]}'
            pieces.append(f"<text {head}>{escape(text)}</text>")
        at += width
    return "".join(pieces)


async def _settled(pilot: Pilot[None]) -> None:
    """Everything that was asked has been answered and painted."""
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def queue(pilot: Pilot[None]) -> None:
    """All open tickets, what is due first at the top."""
    await pilot.press("7")


async def call(pilot: Pilot[None]) -> None:
    """A call in hand: the caller on file, the product and the category chosen, the problem half told."""
    ((number,),) = _asked(_CALLER)
    await pilot.press("f4")
    await _settled(pilot)
    await pilot.press(*number.removeprefix("+86"))
    await _settled(pilot)
    await pilot.press("enter", "1", "1", *("space" if letter == " " else letter for letter in PROBLEM[current_language()]))
    await pilot.pause(0.6)


async def ticket(pilot: Pilot[None]) -> None:
    """One ticket with its clocks and its timeline."""
    await pilot.press("enter")


PICTURES: dict[str, Callable[[Pilot[None]], Awaitable[None]]] = {"queue": queue, "call": call, "ticket": ticket}


def _asked(sql: str) -> list[tuple[str]]:
    with database.connection():
        return database.rows(sql)


def _made(url: str, language: Language) -> Actor:
    database.open(url)
    with database.connection():
        migrations.migrate()
        site, crew = found_demo_site(language), load_crew()
        make_morning(Random("pictures"), site, crew, at_desk=AGENT)
        for _ in make_past(Random("the past of the pictures"), site, crew, customers=0, tickets=200):
            pass
        actor = sign_in_os_user(os_user(AGENT), desk="pictures")
    assert actor is not None
    return actor


async def take(language: Language, folder: Path) -> dict[str, str]:
    """Every picture in one language, by name; `folder` takes the site they are taken of."""
    use_language(language)
    taken = {}
    with clock.fixed(AT):
        actor = _made(f"sqlite:///{folder / 'site.db'}", language)
        for name, pose in PICTURES.items():
            app = DeskApp(door=Door(), journal=Journal(folder / f"{name}.db"), actor=actor, site=said(NAME))
            async with app.run_test(size=SIZE) as pilot:
                await _settled(pilot)
                await pose(pilot)
                await _settled(pilot)
                taken[name] = drawn(app.export_screenshot(title="workstation"))
            app.door.close()
    return taken


def main() -> None:
    """Takes every picture in every language."""
    for language in Language:
        with tempfile.TemporaryDirectory() as folder:
            for name, svg in asyncio.run(take(language, Path(folder))).items():
                (DOCS / f"{name}.{language.value[:2]}.svg").write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
