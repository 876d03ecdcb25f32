"""The three floors keep their direction, and the code keeps its style: the contracts and rules stand in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


@pytest.mark.parametrize(
    "arguments",
    [("-c", CONTRACTS), ("-m", "ruff", "check", "--no-cache", "."), ("-m", "ruff", "format", "--no-cache", "--check", ".")],
    ids=["floors", "rules", "format"],
)
def test_the_house_is_in_order(arguments: tuple[str, ...]) -> None:
    said = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
