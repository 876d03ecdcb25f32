"""The wheel built from this tree and installed elsewhere works like the tree: nothing it needs at run time is left behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("models", "screens", "workstation", ".ci", "pyproject.toml", "README.md")
SAMPLE = ROOT / "tests" / "data" / "boston311"


def _run(*words: object, folder: Path, expected: int = 0) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "WORKSTATION_DATABASE")}
    environment |= {"HOME": str(folder), "XDG_DATA_HOME": str(folder / "data"), "XDG_STATE_HOME": str(folder / "state")}
    done = subprocess.run([str(word) for word in words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == expected, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that no other test finds a file half written."""
    tree = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tree / part, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(source, tree / part)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps", "--no-build-isolation")
    _run(*pip, "--wheel-dir", tree / "dist", tree, folder=tree)
    (built,) = (tree / "dist").glob("*.whl")
    return built


def test_everything_that_is_no_python_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder in ("models", "screens", "workstation")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".tcss", ".toml", ".po")
    }
    wanted.add("models/locale/zh_CN/LC_MESSAGES/workstation.mo")
    assert wanted - inside == set()
    assert not [name for name in inside if name.startswith(("tests/", "docs/"))]


def test_installed_elsewhere_it_makes_a_site_and_brings_in_cases(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    libraries = _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=tmp_path).strip()
    Path(libraries, "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel, folder=tmp_path)
    program = tmp_path / "venv" / "bin" / "workstation"
    where = _run(python, "-c", "import workstation, models; print(workstation.__file__, models.__file__)", folder=tmp_path)
    assert str(ROOT) not in where
    assert _run(program, "--version", folder=tmp_path).startswith("workstation ")
    assert _run(program, "--language", "zh", "db", "--help", folder=tmp_path).startswith("用法：")
    assert json.loads(_run(program, "db", "init", "--json", folder=tmp_path))["applied"][0] == "0001_initial"
    found = "from workstation import config, databases, founding\nfrom models import database\nfrom models.i18n import Language\n"
    found += "databases.open_site(config.load())\nwith database.connection():\n"
    found += "    founding.found(founding.Founder('Boston', Language.ENGLISH, '1001', 'Zhang Min', 'correct-horse-7'))\n"
    _run(python, "-c", found, folder=tmp_path)
    words = ("import", "tickets", SAMPLE / "cases.csv", "--map", SAMPLE / "cases.toml", "--json")
    assert json.loads(_run(program, *words, folder=tmp_path))["new"] == 441
    assert json.loads(_run(program, "db", "check", "--json", folder=tmp_path))["sound"] is True
    _run(python, "-c", "import screens.desk, workstation.app", folder=tmp_path)
