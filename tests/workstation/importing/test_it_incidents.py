"""Real lives of incidents: replayed through our life cycle they agree with what the log itself says of them."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

from models import database
from models.events.verification import verify_log
from models.tickets.timeline import ticket_timeline
from tests.workstation.conftest import Ask
from tests.workstation.importing.conftest import DATA, Write, look
from workstation.importing.kinds import Kind
from workstation.importing.mapping import read_mapping

FOLDER = DATA / "it_incidents"
SAMPLE, MAP = FOLDER / "events.csv", FOLDER / "incidents.toml"
WHOLE = "it_incident_events.csv.gz"
Log = dict[str, list[dict[str, str]]]


def _log(path: Path) -> Log:
    """Every incident's rows in their order."""
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()
    incidents: Log = defaultdict(list)
    for row in csv.DictReader(text.splitlines()):
        incidents[row["number"]].append(row)
    return incidents


def _events() -> dict[str, list[tuple[str, dict[str, object]]]]:
    """Every ticket's events in their order, by the log's number."""
    told: dict[str, list[tuple[str, dict[str, object]]]] = defaultdict(list)
    for key, kind, body in look(
        "SELECT t.external_key, e.kind, d.body FROM event e JOIN event_detail d ON d.event_id = e.id"
        " JOIN ticket t ON t.id = e.subject_id WHERE e.subject = 'ticket' ORDER BY e.subject_id, e.position"
    ):
        told[key].append((kind, json.loads(body)))
    return told


@cache
def _meant() -> Mapping[str, str]:
    """Our state for each of the log's words."""
    return read_mapping(MAP, Kind.HISTORIES).values["status"]


def _states(rows: list[dict[str, str]]) -> list[str]:
    """The states that the log's own words mean, each where it changes; our states between two that it leaves out don't count."""
    states = [_meant()[row["incident_state"]] for row in rows if _meant()[row["incident_state"]]]
    return [state for before, state in pairwise(["new", *states]) if before != state]


def _passes_through(ours: list[str], theirs: list[str]) -> bool:
    """Whether our states are theirs in their order, with none but the life cycle's own steps between."""
    following = iter(ours)
    return all(state in following for state in theirs)


def _replay_and_compare(ask: Ask, file: Path) -> Counter[str]:
    """Imports the log twice; what agrees with its own columns is asserted, the hand-overs that don't are counted by reason."""
    log, events = _log(file), sum(1 for _row in _lines(file))
    first = ask("import", "histories", file, "--map", MAP, "--json")
    assert (first.code, first.json["new"], first.json["refused"]) == (0, events, 0)
    before = look("SELECT count(*), max(id) FROM event")
    again = ask("import", "histories", file, "--map", MAP, "--json").json
    assert (again["new"], again["changed"], again["same"]) == (0, 0, events)
    assert look("SELECT count(*), max(id) FROM event") == before, "a second run changes nothing"
    told = _events()
    columns = "external_key, status, reopen_count, resolved_at, closed_at"
    tickets = {key: rest for key, *rest in look(f"SELECT {columns} FROM ticket")}
    late = {key for (key,) in look(_BREACHED)}
    differing: Counter[str] = Counter()
    for key, rows in log.items():
        status, reopened, resolved_at, closed_at = tickets[key]
        states = [str(facts["status_to"]) for _kind, facts in told[key] if "status_to" in facts]
        theirs = _states(rows)
        assert _passes_through(states, theirs), key
        assert (states[-1], status) == (theirs[-1], theirs[-1]), key
        assert reopened == int(rows[-1]["reopen_count"]) == sum(kind == "reopened" for kind, _facts in told[key]), key
        assert (key in late) == (rows[-1]["made_sla"] == "false"), key
        assert resolved_at <= closed_at
        handed_over = sum(kind == "handed_over" for kind, _facts in told[key])
        if handed_over != int(rows[-1]["reassignment_count"]):
            assert handed_over + 1 == int(rows[-1]["reassignment_count"]), key
            differing[_why(rows)] += 1
    with database.connection():
        assert verify_log().broken is None
    return differing


_BREACHED = (
    "SELECT t.external_key FROM ticket t JOIN clock c ON c.subject = 'ticket' AND c.subject_id = t.id"
    " WHERE c.kind = 'resolution' AND c.verdict = 'breached'"
)


def _lines(file: Path) -> list[str]:
    packed = file.read_bytes()
    return (gzip.decompress(packed) if file.suffix == ".gz" else packed).decode().splitlines()[1:]


def _why(rows: list[dict[str, str]]) -> str:
    """Between which two groups the log counted a hand-over that its own rows don't show."""
    for before, after in pairwise(rows):
        counted = before["reassignment_count"] != after["reassignment_count"]
        if counted and before["assignment_group"] == after["assignment_group"]:
            return "unknown group to unknown group" if after["assignment_group"] == "?" else "to the same group"
    return "unexplained"


def test_the_sample_lives_here_as_it_lived_there(site: Path, ask: Ask) -> None:
    assert _replay_and_compare(ask, SAMPLE) == {"unknown group to unknown group": 3, "to the same group": 1}
    ((ticket_id,),) = look("SELECT id FROM ticket WHERE external_key = 'INC0002284'")
    with database.connection():
        told = [row.what for row in ticket_timeline(ticket_id)]
    assert told[0] == "Brought in from another system"
    assert "Closed the ticket" in told


def test_six_thousand_lives_agree_with_their_log(site: Path, ask: Ask, large_samples: Path) -> None:
    file = large_samples / WHOLE
    assert _replay_and_compare(ask, file) == {"unknown group to unknown group": 11, "to the same group": 8}
    assert look("SELECT count(*) FROM ticket") == [(6_000,)]
    assert look("SELECT sum(reopen_count), count(*) FROM ticket WHERE reopen_count > 0") == [(92, 69)]
    assert len(look(_BREACHED)) == 2_196
    assert look("SELECT count(*) FROM ticket WHERE open") == [(0,)]


HEADING = (
    "number,incident_state,made_sla,opened_at,sys_updated_at,contact_type,category,subcategory,u_symptom,impact,urgency,priority"
)
HEADING += ",assignment_group,assigned_to\n"
REST = "Phone,Category 1,Subcategory 2,Symptom 3,2 - Medium,2 - Medium,3 - Moderate,Group 70,Resolver 1\n"


def _row(key: str, state: str, at: str, in_time: str = "true") -> str:
    return f"{key},{state},{in_time},1/3/2016 08:00,{at},{REST}"


def test_bad_lines_are_told_and_the_rest_of_a_life_is_kept(site: Path, ask: Ask, write: Write) -> None:
    rows = [
        _row("INC1", "New", "1/3/2016 08:00"),
        _row("INC1", "Active", "31/2/2016 09:00"),
        _row("INC1", "Awaiting User Info", "1/3/2016 10:00"),
        _row("INC1", "New", "1/3/2016 10:30"),
        _row("INC1", "Resolved", "1/3/2016 11:00"),
        _row("INC2", "New", "1/3/2016 08:00"),
        _row("INC2", "Thinking", "1/3/2016 09:00"),
        _row("INC1", "Closed", "2/3/2016 08:00"),
        "INC3,New\n",
    ]
    answer = ask("import", "histories", write("log.csv", HEADING + "".join(rows)), "--map", MAP, "--json")
    assert (answer.code, answer.json["new"], answer.json["refused"]) == (1, 4, 5)
    report = list(csv.reader(Path(answer.json["refused_file"]).read_text("utf-8-sig").splitlines()))[1:]
    reasons = {int(number): reason for number, reason, *_cells in report}
    assert "31/2/2016 09:00 is not a date" in reasons[3]
    assert "no step of the life cycle leads there" in reasons[5]
    assert "the other rows of INC1 are kept" in reasons[5]
    assert "Thinking is none of" in reasons[8]
    assert "don't stand together; those at its first place are kept" in reasons[9]
    assert look("SELECT external_key, status FROM ticket ORDER BY external_key") == [("INC1", "resolved"), ("INC2", "new")]
    kinds = [kind for kind, _facts in _events()["INC1"]]
    assert kinds == ["opened", "held", "resolved", "imported"]


def test_an_open_ticket_that_was_late_is_flagged_by_the_next_sweep(site: Path, ask: Ask, write: Write) -> None:
    rows = _row("INC1", "Active", "1/3/2016 09:00") + _row("INC1", "Awaiting Vendor", "3/3/2016 09:00", "false")
    assert ask("import", "histories", write("log.csv", HEADING + rows), "--map", MAP, "--json").json["new"] == 2
    assert look("SELECT status, hold_reason, sla FROM ticket") == [("on_hold", "third_party", "in_time")]
    ask("sla", "sweep", "--json")
    assert look("SELECT sla FROM ticket") == [("breached",)]


def test_a_dry_run_keeps_nothing(site: Path, ask: Ask) -> None:
    answer = ask("import", "histories", SAMPLE, "--map", MAP, "--dry-run", "--json").json
    assert (answer["new"], answer["refused"]) == (506, 0)
    assert look("SELECT count(*) FROM ticket") == [(0,)]
