"""What is typed into a form is on the disk after a pause, offered to the same person at the next desk, and dropped once saved."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from models.calls.journal import Journal
from models.errors import DomainError, Fault
from models.fields import FieldSpec
from models.i18n import N_
from screens.desk import DeskApp
from screens.dialogs.kept_form import Asked, KeptForm, Values
from screens.dialogs.kept_text import KeptText
from tests.screens.conftest import OpenDesk, SmallSite, text_of, wait_for_text

NOTE, FORM = "note:7", "case_plan:3"
WANTED = FieldSpec("plan", N_("Plan"), "", True, 2000, (), "long text", None)


def dialog(desk: DeskApp) -> KeptText:
    return KeptText("What was the customer told?", kept=desk.unsent, key=NOTE)


def form(desk: DeskApp) -> KeptForm:
    async def save(_values: Values, _version: int | None) -> str:
        return ""

    return KeptForm("Plan", (Asked(WANTED),), save, kept=desk.unsent, key=FORM)


async def on_disk(pilot: Pilot[None], journal: Journal, staff_id: int, wanted: dict[str, str]) -> None:
    """Waits until the journal holds exactly these texts."""
    try:
        async with asyncio.timeout(60):
            while journal.entries.of(staff_id) != wanted:
                await pilot.pause()
    except TimeoutError:
        pytest.fail(f"the journal holds {journal.entries.of(staff_id)}")


async def test_a_text_outlives_the_desk_and_is_its_persons_alone(
    open_desk: OpenDesk, small_site: SmallSite, tmp_path: Path
) -> None:
    staff_id = small_site.agent.staff_id or 0
    beside = Journal(tmp_path / "journal.db")
    async with open_desk() as (desk, pilot):
        desk.push_screen(dialog(desk))
        await pilot.press(*"told", "space", *"him")
        await on_disk(pilot, beside, staff_id, {NOTE: "told him"})
    async with open_desk(actor=small_site.supervisor) as (desk, pilot):
        desk.push_screen(dialog(desk))
        await wait_for_text(desk, pilot, "What was the customer told?")
        assert "told him" not in text_of(desk)
        await pilot.press("f2")
        await wait_for_text(desk, pilot, "Nothing is written yet.")
    async with open_desk() as (desk, pilot):
        desk.push_screen(dialog(desk))
        await wait_for_text(desk, pilot, "told him")
        await wait_for_text(desk, pilot, "This is what you wrote before.")
        await pilot.press("escape")
        desk.unsent.pop(NOTE)
        await on_disk(pilot, beside, staff_id, {})
    beside.close()


async def test_what_could_not_be_kept_of_one_person_drops_nothing_of_the_next(
    open_desk: OpenDesk, small_site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_text: object) -> None:
        raise DomainError(Fault.JOURNAL_AWAY, reason="full")

    staff_id = small_site.supervisor.staff_id or 0
    beside = Journal(tmp_path / "journal.db")
    async with open_desk() as (desk, _pilot):
        beside.entries.keep(staff_id, NOTE, "hers")
        with monkeypatch.context() as disk:
            disk.setattr(desk.journal.entries, "keep", full)
            desk.unsent[NOTE] = "his"
            desk.unsent.end()
        desk.unsent.begin(staff_id)
        desk.unsent.keep_now()
        assert beside.entries.of(staff_id) == {NOTE: "hers"}
    beside.close()


async def test_a_form_that_was_saved_leaves_nothing(open_desk: OpenDesk, small_site: SmallSite, tmp_path: Path) -> None:
    staff_id = small_site.agent.staff_id or 0
    beside = Journal(tmp_path / "journal.db")
    async with open_desk() as (desk, pilot):
        desk.push_screen(form(desk))
        await pilot.press(*"new")
        desk.session.keep_drafts()
        assert '"new"' in beside.entries.of(staff_id)[FORM]
        await pilot.press("f2")
        await on_disk(pilot, beside, staff_id, {})
    beside.close()


async def test_a_damaged_journal_is_told_at_the_start(open_desk: OpenDesk, tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"no journal" * 500)
    async with open_desk(actor=None) as (desk, pilot):
        await wait_for_text(desk, pilot, "unsaved calls and texts was damaged.")
        await wait_for_text(desk, pilot, "calls and texts could still be read")
