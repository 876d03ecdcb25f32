"""Real cases with their own verdict: what the City of Boston calls overdue, the clocks call breached, and nothing else."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

from models import database
from models.events.verification import verify_log
from tests.workstation.conftest import Ask
from tests.workstation.importing.conftest import DATA, look

SAMPLE = DATA / "boston311" / "cases.csv"
MAP = DATA / "boston311" / "cases.toml"
WHOLE = "boston311_2011-07_08.csv.gz"
END_OF_2011 = "2011-12-31T23:59"
VERDICTS = (
    "SELECT t.external_key, c.verdict FROM ticket t JOIN clock c ON c.subject = 'ticket' AND c.subject_id = t.id"
    " AND c.kind = 'resolution' WHERE c.verdict <> 'running'"
)


def _log(path: Path) -> list[dict[str, str]]:
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()
    return list(csv.DictReader(text.splitlines()))


def _compared(log: list[dict[str, str]]) -> Counter[tuple[str, str]]:
    """How often the log's word met which verdict, over the rows with both dates and a word."""
    verdicts = dict(look(VERDICTS))
    judged = [row for row in log if row["target_dt"] and row["closed_dt"] and row["ontime"]]
    return Counter((row["ontime"], verdicts[row["case_enquiry_id"]]) for row in judged)


def _import_and_compare(ask: Ask, file: Path) -> Counter[tuple[str, str]]:
    log = _log(file)
    first = ask("import", "tickets", file, "--map", MAP, "--json")
    assert (first.code, first.json["new"], first.json["refused"]) == (0, len(log), 0)
    again = ask("import", "tickets", file, "--map", MAP, "--json").json
    assert (again["new"], again["changed"], again["same"], again["refused"]) == (0, 0, len(log), 0)
    still_open = [row for row in log if not row["closed_dt"]]
    overdue = [row for row in still_open if row["target_dt"] and row["target_dt"] <= "2011-12-31 23:59:00"]
    swept = ask("sla", "sweep", "--as-of", END_OF_2011, "--json").json
    assert swept["flagged"]["sla_breached"] == len(overdue)
    assert ask("sla", "sweep", "--as-of", END_OF_2011, "--json").json["flags"] == []
    assert look("SELECT count(*) FROM ticket WHERE open") == [(len(still_open),)]
    assert look("SELECT count(*) FROM ticket WHERE sla = 'breached'") == [(len(overdue),)]
    with database.connection():
        checked = verify_log()
    assert checked.broken is None
    assert checked.events > len(log)
    return _compared(log)


def test_the_sample_is_judged_as_the_city_judged_it(site: Path, ask: Ask) -> None:
    assert _import_and_compare(ask, SAMPLE) == {("ONTIME", "met"): 210, ("OVERDUE", "breached"): 110}


def test_all_cases_of_two_months_are_judged_as_the_city_judged_them(site: Path, ask: Ask, large_samples: Path) -> None:
    file = large_samples / WHOLE
    assert _import_and_compare(ask, file) == {("ONTIME", "met"): 13_553, ("OVERDUE", "breached"): 3_132}
