"""A run of the whole suite fails where a half of it didn't run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.halves import Halves


def _report(name: str, outcome: str = "passed") -> pytest.TestReport:
    return pytest.TestReport(f"tests/test_it.py::test_it[{name}]", ("", 0, ""), {}, cast(Any, outcome), None, "call")


def _ended(halves: Halves) -> int:
    session = cast(Any, SimpleNamespace(exitstatus=pytest.ExitCode.OK))
    halves.pytest_sessionfinish(session)
    return int(session.exitstatus)


def test_a_whole_run_without_a_test_on_a_server_has_failed() -> None:
    halves = Halves(whole=True)
    for name, outcome in (("sqlite", "passed"), ("zh-sqlite-80", "passed"), ("postgresql", "skipped"), ("postgresql", "failed")):
        halves.pytest_runtest_logreport(_report(name, outcome))
    assert halves.missing == ["postgresql"]
    assert _ended(halves) == pytest.ExitCode.TESTS_FAILED
    halves.pytest_runtest_logreport(_report("en-postgresql"))
    assert _ended(halves) == pytest.ExitCode.OK


def test_a_run_of_some_tests_need_not_have_both() -> None:
    assert _ended(Halves(whole=False)) == pytest.ExitCode.OK
