"""Due times explained, calendars written out and read back, sweeps that say what they flagged."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import database
from models.i18n import Language
from models.sla.calendar import CalendarDefinition
from models.sla.calendar_forms import read_calendar_file
from tests.workstation.conftest import Ask
from workstation import config, databases
from workstation.calendar_file import as_toml
from workstation.founding import Founder, found

CALENDAR = """
name = "夜间值班 \\"B\\""
timezone = "Europe/Berlin"

[windows]
monday = ["08:00-12:00", "13:00-17:30"]
friday = ["22:00-06:00"]

[[holidays]]
name = "Closed"
from = 2026-12-24
to = 2026-12-31

[[holidays]]
yearly = "05-01"

[[make_up_days]]
date = 2026-02-14
like = "friday"
"""


@pytest.fixture
def site(home: Path) -> str:
    """A founded site in the own database."""
    settings = config.load()
    databases.open_site(settings)
    with database.connection():
        found(Founder("星河照明", Language.ENGLISH, "1001", "张敏", "correct-horse-7"))
    database.close()
    return settings.database


def test_a_due_time_is_printed_with_its_reasons(ask: Ask) -> None:
    answer = ask("sla", "due", "--start", "2026-09-30T16:00", "--target", "4h")
    assert answer.code == 0
    assert "2026-10-08" in answer.out, "the national holiday is skipped"
    assert len(answer.out.splitlines()) > 4


def test_pauses_and_a_calendar_file_count_and_json_names_the_zone(home: Path, ask: Ask) -> None:
    (home / "night.toml").write_text(CALENDAR, "utf-8")
    words = ("sla", "due", "--calendar", home / "night.toml", "--start", "2026-11-23T11:00", "--target", "2h", "--json")
    plain = ask(*words).json
    assert plain["due_at"] == "2026-11-23T14:00:00+01:00"
    assert plain["timezone"] == "Europe/Berlin"
    pause = ("--pause", "2026-11-23T11:30/2026-11-23T13:30")
    paused = ask(
        "sla", "due", "--calendar", home / "night.toml", "--start", "2026-11-23T11:00", "--target", "2h", *pause, "--json"
    )
    assert paused.json["due_at"] == "2026-11-23T15:00:00+01:00"
    assert any(line["kind"] == "pause" for line in paused.json["why"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--start", "yesterday", "--target", "4h"), "yesterday"),
        (("--start", "2026-11-21T14:32", "--target", "0h"), "longer than zero"),
        (("--start", "2026-11-21T14:32", "--target", "soon"), "soon"),
        (("--start", "2026-11-21T14:32", "--target", "4h", "--pause", "x"), "x"),
        (("--start", "2026-11-21T14:32", "--target", "4h", "--calendar", "none.toml"), "none.toml"),
    ],
)
def test_what_cannot_be_computed_is_one_sentence(ask: Ask, words: tuple[str, ...], said: str) -> None:
    answer = ask("sla", "due", *words)
    assert answer.code == 1
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_a_calendar_goes_in_and_comes_out_equal(home: Path, ask: Ask, site: str) -> None:
    (home / "night.toml").write_text(CALENDAR, "utf-8")
    assert ask("sla", "calendar", "import", home / "night.toml", "--json").json == {"name": '夜间值班 "B"', "version": 1}
    assert ask("sla", "calendar", "import", home / "night.toml", "--json").json["version"] == 2
    assert ask("sla", "calendar", "export", '夜间值班 "B"', "-o", home / "out.toml").code == 0
    assert read_calendar_file(home / "out.toml") == read_calendar_file(home / "night.toml")
    again = ask("sla", "calendar", "export", '夜间值班 "B"', "-o", home / "out.toml")
    assert "it exists already" in again.err
    assert "is not there any more" in ask("sla", "calendar", "export", "none").err
    assert "none.toml can't be used: there is no such file." in ask("sla", "calendar", "import", home / "none.toml").err


def test_the_official_calendar_comes_out_and_reads_back_equal(home: Path, ask: Ask, site: str) -> None:
    definition = read_calendar_file_of(ask("sla", "calendar", "export", "Service hours").out, home)
    assert definition.official == "cn"
    assert read_calendar_file_of(as_toml(definition), home) == definition


def read_calendar_file_of(text: str, folder: Path) -> CalendarDefinition:
    path = folder / "again.toml"
    path.write_text(text, "utf-8")
    return read_calendar_file(path)


def test_a_sweep_of_an_empty_site_flags_nothing(ask: Ask, site: str) -> None:
    answer = ask("sla", "sweep", "--as-of", "2030-01-01", "--json")
    assert answer.json["flagged"] == {"sla_warned": 0, "sla_breached": 0, "sla_escalated": 0, "alert_climbed": 0}
    assert ask("sla", "sweep").code == 0


def test_calendars_are_renewed_only_when_there_is_something_new(ask: Ask, site: str) -> None:
    assert ask("sla", "calendar", "renew", "--json").json == {"renewed": []}
    assert "has the official holidays" in ask("sla", "calendar", "renew").out
