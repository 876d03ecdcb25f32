"""Files as they come: a clear reason for each row that can't be taken, every other row whole, no crash."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from models import database
from models.people.permissions import SYSTEM
from tests.workstation.conftest import Answer, Ask
from tests.workstation.importing.conftest import TICKETS, Write, look
from workstation.importing.kinds import Kind
from workstation.importing.mapping import read_mapping
from workstation.importing.refused import RefusedRows, report_path
from workstation.importing.run import BATCH, run_import

HEADING = "no,opened,what,due,done,kind\n"


def _tickets() -> list[tuple[object, ...]]:
    return look("SELECT external_key, problem FROM ticket ORDER BY id")


def _refused(path: Path) -> list[tuple[int, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [(int(row["row"]), row["reason"]) for row in csv.DictReader(lines)]


def assert_refused_at_once(answer: Answer, said: str) -> None:
    assert answer.code == 1
    assert answer.out == ""
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert _tickets() == []


def test_rows_that_can_not_be_taken_are_named_and_the_others_are_in(site: Path, ask: Ask, write: Write, ticket_map: Path) -> None:
    file = write(
        "tickets.csv",
        HEADING + "1,2026/11/02 09:00,灯不亮,,,坏了\n"
        "2,2026/02/30 09:00,no such day,,,\n"
        ",2026/11/02 09:00,no key,,,\n"
        "4,?,no time,,,\n"
        "5,2026/11/02 09:00,too few cells\n"
        "6,2026/11/02 09:00,unknown kind,,,dance\n"
        "1,2026/11/02 09:00,the same key,,,\n"
        "7,0001-01-01 00:00,before all time zones,,,\n"
        "8,2026-11-02T09:00+02:00,a zone of its own,,,\n",
    )
    answer = ask("import", "tickets", file, "--map", ticket_map, "--json")
    assert answer.code == 1
    assert (answer.json["new"], answer.json["refused"]) == (2, 7)
    assert answer.json["refused_file"] == str(site / "tickets.refused.csv")
    reasons = dict(_refused(site / "tickets.refused.csv"))
    assert reasons[3] == "opened_at (opened): 2026/02/30 09:00 is not a date in the forms given"
    assert reasons[4] == "external_key (no) is missing"
    assert reasons[5] == "opened_at (opened) is missing"
    assert reasons[6] == "it has 3 cells, the heading has 6"
    assert reasons[7] == "category: dance is not known here; say in [values.category] or [unknown] what it is"
    assert reasons[8] == "a row before it has the same external_key"
    assert sorted(reasons) == [3, 4, 5, 6, 7, 8, 9]
    assert _tickets() == [("1", "灯不亮"), ("8", "a zone of its own")]
    assert (site / "tickets.refused.csv").stat().st_mode & 0o777 == 0o600


def test_a_name_that_two_bear_is_refused_naming_both_and_a_number_tells_them_apart(site: Path, ask: Ask, write: Write) -> None:
    for number in ("2001", "2002"):
        assert ask("staff", "add", number, "王芳", "--role", "technician").code == 0
    columns = '[columns]\nowner = "who"\nteam = "group"'
    unknown = '[unknown]\nowner = "create"\nteam = "create"\n[values.owner]\n"王芳（电机）" = "2002"\n[values.category]'
    mapping = write("who.toml", TICKETS.replace("[columns]", columns).replace("[values.category]", unknown))
    line = "{},2026/11/02 09:00,灯不亮,,,坏了,{},一组\n"
    people = ("王芳", "2001", "王芳（电机）", "张敏", "Neo")
    file = write(
        "who.csv", "no,opened,what,due,done,kind,who,group\n" + "".join(line.format(*row) for row in enumerate(people, 1))
    )
    assert ask("import", "tickets", file, "--map", mapping).code == 1
    told = "owner: 2 bear the name 王芳 (2001, 2002); say in [values.owner] which is meant"
    assert _refused(site / "who.refused.csv") == [(2, told)]
    owners = look("SELECT t.external_key, s.number FROM ticket t JOIN staff s ON s.id = t.owner_id ORDER BY 1")
    assert owners == [("2", "2001"), ("3", "2002"), ("4", "1001"), ("5", "Neo")]


def test_hostile_text_is_taken_as_text_and_reported_harmless(site: Path, ask: Ask, write: Write, ticket_map: Path) -> None:
    file = write(
        "tickets.csv",
        HEADING + "1,2026/11/02 09:00,[/] [@click=app.exit]x \x1b]0;owned\x07 \x00 =1+1,,,\n"
        '2,never,=cmd|calc,\x1b[31m,"two\nlines",\n' + "3,2026/11/02 09:00," + "x" * 10_000 + ",,,\n",
    )
    assert ask("import", "tickets", file, "--map", ticket_map, "--json").json["new"] == 2
    ((_key, problem), (_other, long)) = _tickets()
    assert problem == "[/] [@click=app.exit]x ]0;owned  =1+1"
    assert long == "x" * 10_000
    report = (site / "tickets.refused.csv").read_text("utf-8-sig")
    assert "\x1b" not in report
    assert "'=cmd|calc" in report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("packed", [False, True])
def test_chinese_files_are_read_in_their_usual_encodings(
    site: Path, ask: Ask, write: Write, ticket_map: Path, encoding: str, packed: bool
) -> None:
    content = (HEADING + "1,2026/11/02 09:00,开灯十分钟后闪烁,,,坏了\n").encode(encoding)
    file = write("tickets.csv.gz" if packed else "tickets.csv", gzip.compress(content) if packed else content)
    assert ask("import", "tickets", file, "--map", ticket_map).code == 0
    assert _tickets() == [("1", "开灯十分钟后闪烁")]


def test_files_that_can_not_be_read_are_refused_in_one_sentence(site: Path, ask: Ask, write: Write, ticket_map: Path) -> None:
    def asked(name: str, content: bytes) -> Answer:
        return ask("import", "tickets", write(name, content), "--map", ticket_map)

    row = (HEADING + "1,2026/11/02 09:00,灯,,,\n").encode()
    assert_refused_at_once(
        asked("a.csv", row.decode().encode("utf-16")), "is not written in utf-8-sig, gb18030; save it as CSV UTF-8"
    )
    assert_refused_at_once(asked("b.csv", b""), "is empty; its first row must be the heading")
    assert_refused_at_once(asked("c.csv", b"\n\n"), "is empty")
    assert_refused_at_once(asked("d.csv", b"no,opened\n1,2\n"), "has no column what; there are: no, opened")
    assert_refused_at_once(asked("e.csv", b"no,opened,what,due,done,kind,what\n"), "The column what is in the heading twice")
    assert_refused_at_once(asked("f.csv.gz", gzip.compress(row)[:-9]), "is damaged or not what its name says")
    assert_refused_at_once(asked("g.csv.gz", row), "is damaged or not what its name says")
    assert_refused_at_once(asked("h.xlsx", row), "is damaged or not what its name says")
    assert_refused_at_once(asked("i.txt", row), "is neither .csv, .csv.gz nor .xlsx")
    assert_refused_at_once(ask("import", "tickets", site / "none.csv", "--map", ticket_map), "there is no such file")
    (site / "folder.csv").mkdir()
    assert_refused_at_once(ask("import", "tickets", site / "folder.csv", "--map", ticket_map), "it is a folder")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[columns]", "[colums]", "colums: is not known here; there are: source, columns"),
        ('problem = "what"', 'problm = "what"', "columns.problm: is not known here"),
        ('problem = "what"', "", "columns.problem: is missing, and every row needs it"),
        ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Nowhere"', "Asia/Nowhere is not a time zone"),
        ('"iso"', '"%Q"', "%Q is no form of a date"),
        ('category = "repair"', 'priority = "soon"', "defaults.priority = soon: is not known here; there are: urgent"),
        ('empty = ["?", "NULL"]', "empty = 3", "source.empty: must be a list of texts"),
        ('category = "kind"', 'category = ["kind", "due"]', "columns.category: takes one column"),
        ("[values.category]", '[unknown]\ncategory = "guess"\n[values.category]', "unknown.category = guess: is not known here"),
        ("[source]", "[source", "is not valid TOML"),
    ],
)
def test_a_wrong_mapping_is_named_with_its_key(site: Path, ask: Ask, write: Write, before: str, after: str, said: str) -> None:
    file = write("tickets.csv", HEADING + "1,2026/11/02 09:00,x,,,\n")
    wrong = write("wrong.toml", TICKETS.replace(before, after))
    answer = ask("import", "tickets", file, "--map", wrong)
    assert_refused_at_once(answer, said)
    assert str(wrong) in answer.err


def _xlsx(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_a_spreadsheet_brings_dates_numbers_and_names_its_formulas(site: Path, ask: Ask, write: Write, ticket_map: Path) -> None:
    opened, done = datetime(2026, 11, 2, 9, 0), datetime(2026, 11, 2, 12, 0)  # noqa: DTZ001
    rows: list[list[object]] = [
        ["no", "opened", "what", "due", "done", "kind", None],
        [101000295613, opened, "灯不亮", datetime(2026, 11, 2, 11, 0), done, "repair"],  # noqa: DTZ001
        [2.0, opened, "=A2&B2", None, None, None],
        [3, opened, "#N/A", None, None, None],
        [None, None, None, None, None, None],
        [5, opened, "short row"],
    ]
    answer = ask("import", "tickets", write("tickets.xlsx", _xlsx(rows)), "--map", ticket_map, "--json")
    assert (answer.json["new"], answer.json["refused"]) == (2, 2)
    assert _tickets() == [("101000295613", "灯不亮"), ("5", "short row")]
    assert look("SELECT verdict FROM clock") == [("breached",)]
    reasons = dict(_refused(site / "tickets.refused.csv"))
    assert reasons == {3: "cell C3 is a formula without a value", 4: "cell C4 holds the error #N/A"}


def test_a_dry_run_says_the_same_and_keeps_nothing(site: Path, ask: Ask, write: Write, ticket_map: Path) -> None:
    numbers = range(1, BATCH + 51)
    rows = "".join(f"{number % BATCH},2026/11/02 09:00,x,,,{'dance' if number == 7 else ''}\n" for number in numbers)
    file = write("tickets.csv", HEADING + rows)
    mapping = write("create.toml", TICKETS + '\n[unknown]\ncategory = "create"\n')
    before = look("SELECT count(*) FROM event")
    tried = ask("import", "tickets", file, "--map", mapping, "--dry-run", "--json").json
    assert (tried["new"], tried["refused"]) == (BATCH, 50)
    assert _tickets() == []
    assert look("SELECT count(*) FROM event") == before
    done = ask("import", "tickets", file, "--map", mapping, "--json").json
    assert (done["new"], done["refused"]) == (BATCH, 50)


def test_a_row_that_the_database_refuses_takes_no_other_with_it(site: Path, ask: Ask, write: Write) -> None:
    mapping = write("number.toml", TICKETS.replace('resolution_due_at = "due"', 'number = "due"'))
    numbers = ["N-1", "N-2", "N-3", "N-3", "N-5"]
    rows = "".join(f"{place},2026/11/02 09:00,x,{number},,\n" for place, number in enumerate(numbers))
    answer = ask("import", "tickets", write("tickets.csv", HEADING + rows), "--map", mapping, "--json").json
    assert (answer["new"], answer["refused"]) == (4, 1)
    assert [number for number, _reason in _refused(site / "tickets.refused.csv")] == [5]
    assert len(_tickets()) == 4
    assert look("SELECT count(*) FROM event WHERE subject = 'ticket'") == [(4,)]


def test_interrupted_it_keeps_whole_batches_and_the_next_goes_on(site: Path, ask: Ask, write: Write, ticket_map: Path) -> None:
    file = write("tickets.csv", HEADING + "".join(f"{number},2026/11/02 09:00,x,,,\n" for number in range(BATCH + 7)))
    mapping = read_mapping(ticket_map, Kind.TICKETS)

    def interrupts(_share: float) -> None:
        raise KeyboardInterrupt

    with database.connection(), RefusedRows(report_path(file)) as refused:
        tally = run_import(file, mapping, refused, actor=SYSTEM, progress=interrupts)
    assert tally.stopped
    assert len(_tickets()) == tally.rows == BATCH
    again = ask("import", "tickets", file, "--map", ticket_map, "--json").json
    assert (again["new"], again["same"]) == (7, BATCH)


def test_a_database_without_a_company_takes_no_import(home: Path, ask: Ask, write: Write, ticket_map: Path) -> None:
    file = write("tickets.csv", HEADING)
    answer = ask("import", "tickets", file, "--map", ticket_map)
    assert answer.code == 1
    assert answer.err == "This database has no company yet. Start workstation once in a terminal; it asks for one.\n"
