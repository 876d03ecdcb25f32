"""Whatever can have a clock, and so an alert, is opened by its kind; what has no screen of its own is said to have none."""

from __future__ import annotations

from typing import Any

import pytest

from models.events.tables import Subject
from screens.records import open_record


class _Desk:
    """Takes down what it was told to open or to say."""

    def __init__(self) -> None:
        self.done: list[tuple[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda given: self.done.append((name, given))


@pytest.mark.parametrize(
    ("subject", "opens"),
    [(Subject.TICKET, "open_ticket"), (Subject.COMPLAINT, "open_complaint"), (Subject.CALLBACK, "open_callback")],
)
def test_a_record_is_opened_by_its_kind(subject: Subject, opens: str) -> None:
    desk: Any = _Desk()
    open_record(desk, subject, 7)
    assert desk.done == [(opens, 7)]


@pytest.mark.parametrize("subject", [None, Subject.CALL])
def test_what_has_no_screen_here_is_told(subject: Subject | None) -> None:
    desk: Any = _Desk()
    open_record(desk, subject, 7)
    assert desk.done == [("tell", "There is no record to open behind this row.")]
