"""The suite's two halves, SQLite and PostgreSQL: a run of the whole suite in which one of them didn't run has failed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import pytest

ENGINES = ("sqlite", "postgresql")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For a test of what SQLite alone has, or that shows nothing of an engine: one of them is enough for it."""
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""For a test of what there is on PostgreSQL only."""

_ENGINE = re.compile(rf"[\[-]({'|'.join(ENGINES)})[\]-]")


class Halves:
    """Counts what passed on each engine, says it at the end, and fails a whole run that leaves an engine out."""

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._passed: Counter[str] = Counter()

    @property
    def missing(self) -> list[str]:
        """The engines that a run of the whole suite had to be on, and wasn't."""
        return [engine for engine in ENGINES if self._whole and not self._passed[engine]]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self._passed.update(_ENGINE.findall(report.nodeid))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.missing and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        passed = ", ".join(f"{self._passed[engine]} on {engine}" for engine in ENGINES)
        terminalreporter.write_line(f"passed by engine: {passed}")
        for engine in self.missing:
            terminalreporter.write_line(f"FAILED: no test passed on {engine}; the suite has to run on both engines")


def is_whole(arguments: Iterable[str], config: pytest.Config) -> bool:
    """Whether every test was asked for, by command-line `arguments` that name no other places than the settings do."""
    narrowed = ("keyword", "markexpr", "lf", "collectonly", "deselect")
    return list(arguments) == config.getini("testpaths") and not any(config.getoption(name, None) for name in narrowed)
