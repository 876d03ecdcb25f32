"""Whatever the program leaves on a disk is its user's alone: files 0600, folders 0700, whatever the umask was."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

LINES = (
    "db init",
    "staff add 2001 李娜 --role phone_agent",
    "db check",
    "db backup backups/site.bak",
    "export persons -o exports/persons.csv",
    "export persons -o exports/persons.xlsx",
)
PROGRAM = """
import os, sys
os.umask(0)
from workstation.files import private_folder, private_from_now_on
private_from_now_on()
from pathlib import Path
from models import database
from models.calls.drafts import new_draft
from models.calls.journal import Journal
from models.i18n import Language
from workstation import config, databases
from workstation.cli import run
from workstation.founding import Founder, found
from workstation.log import open_log
databases.open_site(config.load())
with database.connection():
    found(Founder("x", Language.ENGLISH, "1001", "y", "correct-horse-7"))
    database.close()
for folder in ('backups', 'exports'):
    private_folder(Path(folder))
for line in sys.argv[1:]:
    run(line.split())
state = private_folder(config.state_folder())
open_log(state)
journal = Journal(state / "drafts.db")
journal.keep(new_draft(problem="x"), staff_id=1, desk="d")
os._exit(0)
"""


def test_files_are_0600_and_folders_0700(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "WORKSTATION_"))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *LINES],
        cwd=tmp_path,
        env=environment | {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = set(tmp_path.rglob("*"))
    expected = {"site.db", "drafts.db", "workstation.log", "site.bak", "staff.heads", "persons.csv", "persons.xlsx"}
    assert expected - {path.name for path in made} == set(), done.stderr
    open_to_others = {
        str(path.relative_to(tmp_path)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in made
        if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    }
    assert open_to_others == {}
