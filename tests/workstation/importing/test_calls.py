"""Calls with their dirt into the register, and the figures that the report gives of them."""

from __future__ import annotations

from pathlib import Path

from models import database
from tests.workstation.conftest import Ask
from tests.workstation.importing.conftest import DATA, Write, look

MAP = DATA / "bank_calls" / "calls.toml"
HEADING = (
    "vru_line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,"
    "ser_start,ser_exit,ser_time,agent\n"
)
ROWS = (
    "AA0101,1,0,0,PS,1999-01-01,0:00:31,0:00:36,5,0:00:36,0:03:09,153,HANG,0:00:00,0:00:00,0,NO_SERVER\n"
    "AA0101,2,0,2,PS,1999-01-01,6:55:20,6:55:26,6,6:55:26,6:55:43,17,AGENT,6:55:43,6:56:37,54,A23\n"
    "AA0101,3,0,0,TT,1999-01-01,7:41:16,7:41:10,-6,0:00:00,0:00:00,0,AGENT,7:41:25,7:44:53,208,NO_SERVER\n"
    "AA0101,4,0,0,NW,1999-01-01,23:59:58,0:00:04,6,0:00:04,0:00:30,26,AGENT,0:00:30,0:01:00,30,A23\n"
    "AA0101,5,0,0,PS,1999-01-01,8:00:00,8:00:05,5,0:00:00,0:00:00,0,PHANTOM,0:00:00,0:00:00,0,NO_SERVER\n"
)
WHOLE = "bank_calls_1999-01.csv.gz"


def _at_the_bank() -> None:
    """The site's days are the bank's."""
    with database.connection():
        database.execute("UPDATE site SET timezone = 'Asia/Jerusalem'")


def test_dirty_calls_go_in_once_and_give_their_figures(site: Path, ask: Ask, write: Write) -> None:
    _at_the_bank()
    file = write("calls.csv", HEADING + ROWS)
    first = ask("import", "calls", file, "--map", MAP, "--json").json
    assert (first["rows"], first["new"], first["refused"], first["ignored"]) == (5, 4, 0, 1)
    again = ask("import", "calls", file, "--map", MAP, "--json").json
    assert (again["new"], again["same"]) == (0, 4)
    (found,) = ask("report", "all", "--from", "1999-01-01", "--to", "1999-01-02", "--json").json
    assert (found["offered"], found["answered"]) == (4, 3)
    assert (found["service_level"], found["abandonment"]) == (2 / 4, 1 / 4)
    assert found["handle_time"] == (54 + 208 + 30) * 1_000_000 / 3
    by_day = ask("report", "offered", "--from", "1999-01-01", "--to", "1999-01-02", "--by", "day", "--json").json
    assert [(row["label"], row["offered"]) for row in by_day] == [("1999-01-01", 3), ("1999-01-02", 1)]
    by_agent = ask("report", "answered", "--from", "1999-01-01", "--to", "1999-01-02", "--by", "agent", "--json").json
    assert [(row["label"], row["answered"]) for row in by_agent] == [("A23 A23", 2), ("nobody", 1)]
    assert look("SELECT count(*) FROM call WHERE ended_at < offered_at OR answered_at < offered_at") == [(0,)]


def test_the_report_reads_well(site: Path, ask: Ask, write: Write) -> None:
    _at_the_bank()
    ask("import", "calls", write("calls.csv", HEADING + ROWS), "--map", MAP)
    told = ask("report", "service_level,offered", "--from", "1999-01-01", "--to", "1999-01-02", "--explain")
    assert "Service level: Calls answered within 20 s" in told.out
    assert "Service level: 50.0 %" in told.out
    table = ask("report", "service_level,offered", "--from", "1999-01-01", "--to", "1999-01-02", "--by", "category").out
    assert next(line.split() for line in table.splitlines()[1:]) == ["callback", "100.0", "%", "1"]
    assert ask("report", "nonsense").code == 2
    assert ask("report", "all", "--from", "1999-02-01", "--to", "1999-01-01").code == 1


def test_a_banks_whole_month_gives_the_figures_that_its_readers_know(site: Path, ask: Ask, large_samples: Path) -> None:
    _at_the_bank()
    file = large_samples / WHOLE
    done = ask("import", "calls", file, "--map", MAP, "--json").json
    assert (done["rows"], done["new"], done["refused"], done["ignored"]) == (31_599, 31_359, 0, 240)
    month = ("--from", "1999-01-01", "--to", "1999-02-01")
    (found,) = ask("report", "all", *month, "--json").json
    assert found["offered"] == 31_359
    assert [round(100 * found[name], 1) for name in ("answer_rate", "abandonment", "service_level")] == [86.3, 13.7, 52.3]
    by_type = {row["label"]: row for row in ask("report", "offered,answered", *month, "--by", "category", "--json").json}
    assert (by_type["callback"]["offered"], by_type["callback"]["answered"]) == (927, 852)
    by_day = {row["label"]: row["offered"] for row in ask("report", "offered", *month, "--by", "day", "--json").json}
    assert max(by_day.items(), key=lambda day: day[1]) == ("1999-01-03", 2_093)
