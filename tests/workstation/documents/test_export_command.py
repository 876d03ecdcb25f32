"""`workstation export` writes what it says it writes, and refuses everything else in one sentence."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from models import database
from models.complaints.operations import ComplaintDraft, open_complaint
from models.complaints.queries import complaint_file
from models.complaints.tables import ComplaintClass
from models.i18n import Language
from models.people.permissions import SYSTEM
from models.registers.catalogue import REGISTERS
from tests.workstation.conftest import Ask
from tests.workstation.documents.reading import sheets
from workstation import config, databases
from workstation.founding import Founder, found


@pytest.fixture
def number(home: Path) -> str:
    """The number of a complaint in a founded site's own database."""
    databases.open_site(config.load())
    with database.connection():
        found(Founder("星河照明", Language.ENGLISH, "1001", "张敏", "correct-horse-7"))
        draft = ComplaintDraft(client_uuid=str(uuid4()), complaint_class=ComplaintClass.FEE, content="多收上门费")
        shown = complaint_file(open_complaint(draft, actor=SYSTEM).id).number
    database.close()
    return shown


def test_every_form_or_one_of_them(ask: Ask, home: Path, number: str) -> None:
    answer = ask("export", "complaint", number, "-o", home / "all.xlsx")
    assert (answer.code, answer.err) == (0, "")
    assert str(home / "all.xlsx") in answer.out
    assert len(sheets(home / "all.xlsx")) == 6
    assert (
        ask("--language", "zh", "export", "complaint", number.lower(), "--document", "tracking", "-o", home / "t.xlsx").code == 0
    )
    assert [sheet.title for sheet in sheets(home / "t.xlsx")] == ["投诉案件追踪表"]


def test_statistics_and_the_daily_sheet(ask: Ask, home: Path, number: str) -> None:
    words = ("export", "complaint-statistics", "--from", "2026-01-01", "--to", "2026-12-31", "-o", home / "s.xlsx")
    assert ask(*words).code == 0
    assert len(sheets(home / "s.xlsx")) == 3
    assert "exists already" in ask(*words).err
    assert ask(*words, "--overwrite").code == 0
    for name in ("d.csv", "d.xlsx"):
        assert ask("export", "daily-callbacks", "--day", "2026-11-24", "-o", home / name).code == 0


def test_every_register_by_its_name(ask: Ask, home: Path, number: str) -> None:
    for kind, register in REGISTERS.items():
        days = ("--from", "2026-01-01", "--to", "2026-12-31") if register.by_period else ()
        file = home / f"{kind.value}.csv"
        answer = ask("export", kind.value.replace("_", "-"), *days, "-o", file)
        assert (answer.code, answer.err) == (0, ""), kind
        assert file.exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("complaint", "C-999", "-o", "x.xlsx"), 1, "There is no complaint C-999."),
        (("complaint", "C-999", "--document", "letter", "-o", "x.xlsx"), 2, "letter is not one of"),
        (("complaint", "{number}", "-o", "x.pdf"), 1, "must end in .xlsx"),
        (("complaint", "{number}", "-o", "nowhere/x.xlsx"), 1, "there is no such file"),
        (("complaint", "{number}", "-o", "folder.xlsx"), 1, "it is a folder"),
        (("complaint", "{number}", "--overwrite", "-o", "folder.xlsx"), 1, "it is a folder"),
        (("complaint", "{number}"), 2, "--output is missing"),
        (("daily-callbacks", "--day", "2026-02-30", "-o", "x.xlsx"), 2, "2026-02-30 is not a day"),
        (("daily-callbacks", "--day", "9999-12-31", "-o", "x.xlsx"), 2, "9999-12-31 is not a day"),
        (("call-log", "--from", "2026-02-02", "-o", "x.xlsx"), 1, "Which days?"),
        (("call-log", "--day", "2026-02-02", "--staff", "4711", "-o", "x.xlsx"), 1, "There is no staff member 4711"),
        (("persons", "--day", "2026-02-02", "-o", "x.xlsx"), 2, "--day"),
        (("complaint-statistics", "--from", "2026-02-02", "--to", "2026-02-01", "-o", "x.xlsx"), 1, "ends before it begins"),
        (
            ("complaint-statistics", "--from", "2026-02-01", "--to", "2026-02-02", "--region", "HD", "-o", "x.xlsx"),
            1,
            "There is no region HD",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    ask: Ask, home: Path, number: str, words: tuple[str, ...], code: int, said: str
) -> None:
    (home / "folder.xlsx").mkdir()
    answer = ask("export", *(word.format(number=number) for word in words))
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1
    assert not (home / "x.xlsx").exists()
