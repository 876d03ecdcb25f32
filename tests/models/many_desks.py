"""Several desks that do one thing at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from models import database
from models.errors import DomainError

DESKS = 6


def at_once(call: Callable[[int], object]) -> list[object]:
    """What each desk got, or the fault that it was refused with."""

    def on_own_connection(desk: int) -> object:
        with database.connection():
            try:
                return call(desk)
            except DomainError as error:
                return error.fault

    with ThreadPoolExecutor(DESKS) as desks:
        return list(desks.map(on_own_connection, range(DESKS)))
