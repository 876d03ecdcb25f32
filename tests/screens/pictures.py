"""Screens as plain text, compared with files: small and large terminal, Chinese and English.

After a wanted change of looks run the tests with WORKSTATION_PICTURES=write and read what changed.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from models.i18n import Language
from screens.desk import DeskApp
from tests.screens.conftest import text_of

WHOLE, BELOW_STATUS, BETWEEN_BARS = slice(None), slice(1, None), slice(1, -1)
"""Which lines are compared: those of the status line depend on the site, those of the key line on other rooms."""
SETTLED_SECONDS = 1.0
"""After this time a screen that nobody touches is as it stays; only waited for where pictures are written."""
SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
LANGUAGES = {"zh": Language.CHINESE, "en": Language.ENGLISH}


def at_each_size_in_each_language(test: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a test the words `size` and `language`: keys of SIZES and LANGUAGES, and parts of the files' names."""
    return pytest.mark.parametrize("language", LANGUAGES)(pytest.mark.parametrize("size", SIZES)(test))


async def assert_looks_like(desk: DeskApp, pilot: Pilot[None], file: Path, *, lines: slice = WHOLE) -> None:
    """Waits until the screen is as its picture, which is written first where asked to; fails where it does not become so."""

    def shown() -> str:
        return "\n".join(line.rstrip() for line in text_of(desk).split("\n")[lines]).rstrip() + "\n"

    if os.environ.get("WORKSTATION_PICTURES") == "write":
        await pilot.pause(SETTLED_SECONDS)
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown(), encoding="utf-8")
    wanted = file.read_text(encoding="utf-8")
    try:
        async with asyncio.timeout(30):
            while shown() != wanted:
                await pilot.pause()
    except TimeoutError:
        assert shown() == wanted
