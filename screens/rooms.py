"""Where the desk's screens are made: each is imported when it is first wanted, so that a start costs only what it shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from textual.screen import Screen


def _made(module: str, name: str, *arguments: object) -> Screen[Any]:
    return cast("Screen[Any]", getattr(import_module(module), name)(*arguments))


def _asked(module: str, name: str, *arguments: object) -> Awaitable[None]:
    return cast("Awaitable[None]", getattr(import_module(module), name)(*arguments))


@dataclass(frozen=True)
class Rooms:
    """Makers of the screens that the app opens by name; a test gives its own."""

    sign_in: Callable[[], Screen[Any]] = lambda: _made("screens.sign_in", "SignInScreen")
    queue: Callable[[], Screen[Any]] = lambda: _made("screens.queue.screen", "QueueScreen")
    intake: Callable[[], Screen[Any]] = lambda: _made("screens.intake.screen", "IntakeScreen")
    ticket: Callable[[int], Screen[Any]] = lambda ticket_id: _made("screens.ticket.screen", "TicketScreen", ticket_id)
    complaints: Callable[[], Screen[Any]] = lambda: _made("screens.complaints.screen", "ComplaintsScreen")
    complaint: Callable[[int], Screen[Any]] = lambda complaint_id: _made("screens.complaints.case", "CaseScreen", complaint_id)
    complaint_statistics: Callable[[], Screen[Any]] = lambda: _made("screens.complaints.statistics", "StatisticsScreen")
    customer: Callable[[int | None], Screen[Any]] = lambda customer_id: _made(
        "screens.customers.screen", "CustomerScreen", customer_id
    )
    callbacks: Callable[[], Screen[Any]] = lambda: _made("screens.callbacks.screen", "CallbacksScreen")
    callback: Callable[[int], Screen[Any]] = lambda callback_id: _made(
        "screens.callbacks.callback", "CallbackScreen", callback_id
    )
    board: Callable[[], Screen[Any]] = lambda: _made("screens.board.screen", "BoardScreen")
    administration: Callable[[], Screen[Any]] = lambda: _made("screens.administration.screen", "AdministrationScreen")
    catalogue: Callable[[], Screen[Any]] = lambda: _made("screens.administration.screen", "AdministrationScreen", "products")
    registers: Callable[[], Screen[Any]] = lambda: _made("screens.registers.screen", "RegistersScreen")
    left_behind: Callable[..., Awaitable[None]] = lambda *arguments: _asked(
        "screens.intake.left_behind", "offer_left_behind", *arguments
    )
    find: Callable[[], Screen[Any]] = lambda: _made("screens.find", "Find")
    alerts: Callable[[], Screen[Any]] = lambda: _made("screens.alerts", "Alerts")
    palette: Callable[..., Screen[Any]] = lambda *arguments: _made("screens.palette", "Palette", *arguments)
    help: Callable[..., Screen[Any]] = lambda *arguments: _made("screens.help", "Help", *arguments)
    lock: Callable[[], Screen[Any]] = lambda: _made("screens.lock", "Lock")
    password: Callable[[], Screen[Any]] = lambda: _made("screens.password", "ChangePassword")
