"""What was revealed is masked again by itself when the site's minutes are over."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from screens.revealed import Revealed


class _Desk:
    """A screen whose door answers with 5 minutes and whose timer is run by the test."""

    def __init__(self) -> None:
        self.timers: list[tuple[float, Callable[[], object]]] = []
        self.desk = SimpleNamespace(door=SimpleNamespace(ask=self._five))

    async def _five(self, *_asked: object) -> int:
        return 5

    def set_timer(self, seconds: float, call: Callable[[], object]) -> None:
        self.timers.append((seconds, call))


async def test_a_revealed_text_is_masked_again_after_its_minutes() -> None:
    screen: Any = _Desk()
    painted: list[str] = []
    revealed = Revealed(screen, lambda: painted.append(revealed.get(7, "138****2046")))
    await revealed.show(7, "138 1234 2046")
    ((seconds, call),) = screen.timers
    assert (seconds, revealed.get(7, "-"), revealed.get(8, "-")) == (300, "138 1234 2046", "-")
    call()
    assert (painted, revealed.get(7, "-")) == (["138 1234 2046", "138****2046"], "-")
