"""What happens to the site beside the desk of a test: on another thread, with a connection of its own, as at another desk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from models import database

P = ParamSpec("P")
T = TypeVar("T")


def elsewhere(call: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Does it before a desk is opened, and waits for it."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_connected, call, *args, **named).result()


async def another_desk(call: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Does it while a desk goes on."""
    return await asyncio.to_thread(_connected, call, *args, **named)


def _connected(call: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    with database.connection():
        return call(*args, **named)
