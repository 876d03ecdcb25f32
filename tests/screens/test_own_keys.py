"""A person's own keys: what works is shown and works, what can't is refused in a sentence that says which key was kept."""

from __future__ import annotations

import pytest

from screens.own_keys import own_keymap
from screens.themes import Look
from tests.screens.conftest import OpenDesk, wait_for_text


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("Ctrl+Y", "ctrl+y"),
        ("Ctrl+K", "ctrl+k"),
        ("q", "q,ｑ"),
        ("ctrl+k, ctrl+y", "ctrl+k,ctrl+y"),
        ("Ins", "insert"),
    ],
)
def test_keys_are_written_as_people_write_them(written: str, keys: str) -> None:
    keymap, refused = own_keymap({"ticket.claim": written})
    assert refused == []
    assert keymap["ticket.claim"].split(",")[0] == keys.split(",")[0]
    assert len(keymap["ticket.claim"].split(",")) == len(keys.split(","))


@pytest.mark.parametrize(
    ("command", "written", "said"),
    [
        ("ticket.clam", "Ctrl+Y", "ticket.clam is no command, so its keys were left out. Near to it: ticket.claim"),
        ("ticket.claim", "Ctrl+I", "Ctrl+I can't be the key of ticket.claim: terminals don't deliver it. F9 was kept."),
        ("ticket.claim", "shift+f5", "terminals don't deliver it. F9 was kept."),
        ("ticket.claim", "Alt+1", "terminals don't deliver it. F9 was kept."),
        ("ticket.claim", "Ctrl+[", "terminals don't deliver it. F9 was kept."),
        ("ticket.claim", "Enter", "it moves or picks everywhere. F9 was kept."),
        ("ticket.claim", "", "no key is named. F9 was kept."),
        ("ticket.claim", "F3", "F3 can't be the key of ticket.claim: it already means: Find. F9 was kept."),
        ("ticket.claim", "n", "it already means: "),
    ],
)
def test_what_can_not_be_used_is_refused_and_the_usual_key_kept(command: str, written: str, said: str) -> None:
    keymap, refused = own_keymap({command: written})
    assert keymap == {}
    (sentence,) = refused
    assert said in sentence


def test_two_commands_may_change_places() -> None:
    keymap, refused = own_keymap({"ticket.respond": "h", "ticket.hold": "r"})
    assert refused == []
    assert (keymap["ticket.respond"][0], keymap["ticket.hold"][0]) == ("h", "r")


async def test_own_keys_work_and_show_and_a_refused_one_is_told(open_desk: OpenDesk) -> None:
    look = Look(keys={"app.help": "Ctrl+Y", "app.find": "Ctrl+M"})
    async with open_desk(look=look) as (desk, pilot):
        await wait_for_text(desk, pilot, "Ctrl+Y Help")
        await wait_for_text(desk, pilot, "Ctrl+M can't be the key of app.find")
        await pilot.press("f1")
        assert not desk.screen.is_modal
        await pilot.press("ctrl+y")
        await wait_for_text(desk, pilot, "Ctrl+Y")
        assert desk.screen.is_modal
