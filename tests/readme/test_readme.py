"""The README says what is so: its commands, keys, links and options are those of the program."""

from __future__ import annotations

import re
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import pytest

from models.i18n import Language
from tests.conftest import ROOT
from tests.readme.keys import README, with_table
from tests.readme.pictures import DOCS, PICTURES
from workstation.cli.root import root
from workstation.config import KEYS

TEXT = README.read_text("utf-8")
TRY, TEST = re.findall(r"```sh\n(.*?)\n```", TEXT, re.DOTALL)[:2]


def test_the_table_of_keys_is_the_registry_s() -> None:
    assert with_table(TEXT) == TEXT, "run: python -m tests.readme.keys"


def test_the_test_command_is_the_one_that_runs_before_every_landing() -> None:
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith(TEST)


def test_one_command_opens_the_demo() -> None:
    assert TRY.startswith("python3 -m venv .venv && .venv/bin/pip install --quiet . && .venv/bin/workstation ")
    assert TRY.split()[-1] in root.list_commands(root.make_context("workstation", ["--help"], resilient_parsing=True))


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#:]+)\)", TEXT))
def test_what_it_points_to_is_there(path: str) -> None:
    assert (ROOT / path).is_file()


def _settings() -> Iterator[str]:
    for line in re.findall(r'`(\w+ = "[^"`]*")`', TEXT):
        yield from tomllib.loads(line)


def test_its_settings_are_the_program_s() -> None:
    assert set(_settings()) <= set(KEYS)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_there_in_both_languages_and_loads_nothing_from_elsewhere(name: str, language: Language) -> None:
    picture = (DOCS / f"{name}.{language.value[:2]}.svg").read_text("utf-8")
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "url(http" not in picture
    assert "workstation" in picture
