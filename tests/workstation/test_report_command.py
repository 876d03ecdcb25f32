"""`workstation report`: figures by name, cut, the open tickets by age, and everybody's appraisal."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import database, migrations
from models.tickets.operations import claim, resolve
from tests.models.builders import SmallSite, small_site, ticket
from tests.workstation.conftest import Ask


@pytest.fixture
def site(home: Path, ask: Ask) -> SmallSite:
    """A site where one ticket was solved today and one is open."""
    url = f"sqlite:///{home}/site.db"
    (home / "workstation.toml").write_text(f'database = "{url}"\n', "utf-8")
    database.open(url)
    with database.connection():
        migrations.migrate()
        people = small_site()
        solved = ticket(actor=people.agent)
        claim(solved.id, actor=people.technician)
        resolve(solved.id, "已更换", actor=people.technician)
        ticket(actor=people.agent)
    database.close()
    return people


def test_figures_backlog_and_appraisal(site: SmallSite, ask: Ask) -> None:
    assert ask("report", "solved,repair_success", "--json").json == [
        {"key": None, "label": "", "solved": 1, "repair_success": 1.0}
    ]
    assert "no product" in ask("report", "solved", "--by", "product").out
    assert [row["open"] for row in ask("report", "backlog", "--json").json] == [1, 0, 0, 0, 0]
    rows = {row["number"]: row for row in ask("report", "appraisal", "--json").json}
    assert rows["8101"]["criteria"]["success"]["value"] == 1.0
    assert rows["8101"]["grade"] == "excellent"
    told = ask("report", "appraisal", "--explain").out
    assert "Weight: 30." in told
    assert "Records in order" in told
    assert "appraisal" in ask("report", "nonsense").err
