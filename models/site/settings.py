"""What a site may set for itself, with the defaults that stand where it has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.choices import Choice
from models.errors import DomainError, Fault
from models.i18n import N_


class SettingName(Choice):
    """One thing that a site decides for itself."""

    REFUND_DAYS = "refund_days", N_("Refund within days")
    EXCHANGE_DAYS = "exchange_days", N_("Exchange within days")
    FREE_REPAIR_MONTHS = "free_repair_months", N_("Free repair for months")
    ON_SITE_SERVICE = "on_site_service", N_("On-site service")
    COUNT_FROM = "count_from", N_("Entitlements count from")
    SECOND_SIGN_IN = "second_sign_in", N_("Sign-in at several desks at once")
    IDLE_LOCK_MINUTES = "idle_lock_minutes", N_("Lock the desk after idle minutes (0: never)")
    SIGN_IN_ATTEMPTS = "sign_in_attempts", N_("Failed sign-ins before the lock")
    PASSWORD_LENGTH = "password_length", N_("Shortest password")
    REVEAL_MINUTES = "reveal_minutes", N_("A revealed number or address is shown for minutes")
    REGION_LIMITS = "region_limits", N_("People see only their own region and what belongs to none")
    CALLBACK_ATTEMPTS = "callback_attempts", N_("Half-days on which a callback is tried")
    CALLBACK_AFTER_DAYS = "callback_after_days", N_("Working days from resolution to the satisfaction call")
    CALLBACK_RELEASE_MINUTES = "callback_release_minutes", N_("Minutes after which a personal callback becomes anyone's")
    CALL_FROM_HOUR = "call_from_hour", N_("Customers may be called from (hour)")
    CALL_TO_HOUR = "call_to_hour", N_("Customers may be called until (hour)")
    COMPENSATION_LIMIT_AGENT = "compensation_limit_agent", N_("Compensation an agent may grant (yuan)")
    COMPENSATION_LIMIT_SUPERVISOR = "compensation_limit_supervisor", N_("Compensation a supervisor may grant (yuan)")
    COMPENSATION_LIMIT_MANAGER = "compensation_limit_manager", N_("Compensation a department manager may grant (yuan)")
    SERVICE_LEVEL_SECONDS = "service_level_seconds", N_("A call is answered in time within seconds")
    SHORT_ABANDON_SECONDS = "short_abandon_seconds", N_("Calls given up within so many seconds don't count (0: all count)")
    BOARD_WAITING_MINUTES = "board_waiting_minutes", N_("Board: a ticket waits long after minutes")
    BOARD_TALK_MINUTES = "board_talk_minutes", N_("Board: a call is long after minutes")
    BOARD_WRAP_UP_MINUTES = "board_wrap_up_minutes", N_("Board: wrap-up is long after minutes")
    BOARD_BREAK_MINUTES = "board_break_minutes", N_("Board: a break is long after minutes")
    APPRAISAL_WEIGHTS = (
        "appraisal_weights",
        N_("Appraisal: weights of satisfaction, time to solve, success, response, records"),
    )
    APPRAISAL_GRADES = "appraisal_grades", N_("Appraisal: lowest scores for pass, good, excellent")


class CountFrom(Choice):
    """From which day the days of an entitlement are counted."""

    PURCHASE = "purchase", N_("Purchase")
    DELIVERY = "delivery", N_("Delivery")


@dataclass(frozen=True)
class Rule:
    """A setting's default, whose type every value must have, and its bounds: lowest and highest, or the words allowed.

    With `steps` the value is a text of so many rising whole numbers, as `5 10 20`; with `shares` of so many whole numbers
    that make 100 together, as `50 30 20`.
    """

    default: int | bool | str
    lowest: int = 0
    highest: int = 0
    words: tuple[str, ...] = ()
    steps: int = 0
    shares: int = 0

    def check(self, name: SettingName, value: object) -> None:
        """Raises DomainError(INVALID) for a value of another type or out of bounds."""
        if type(value) is not type(self.default):
            raise DomainError(Fault.INVALID, field=name.label_id, value=value, reason=N_("another kind of value is needed"))
        if isinstance(value, bool):
            return
        if isinstance(value, int) and not self.lowest <= value <= self.highest:
            raise DomainError(Fault.INVALID, field=name.label_id, value=value, reason=f"{self.lowest}-{self.highest}")
        if isinstance(value, str) and self.steps:
            if not self._rises(value):
                raise DomainError(Fault.INVALID, field=name.label_id, value=value, reason=N_("rising whole numbers are needed"))
        elif isinstance(value, str) and self.shares:
            if not self._makes_a_hundred(value):
                reason = N_("whole numbers that make 100 together are needed")
                raise DomainError(Fault.INVALID, field=name.label_id, value=value, reason=reason)
        elif isinstance(value, str) and value not in self.words:
            raise DomainError(Fault.INVALID, field=name.label_id, value=value, reason=" / ".join(self.words))

    def _rises(self, value: str) -> bool:
        numbers = _whole_numbers(value)
        return len(numbers) == len(value.split()) == self.steps and numbers == sorted(set(numbers))

    def _makes_a_hundred(self, value: str) -> bool:
        numbers = _whole_numbers(value)
        return len(numbers) == len(value.split()) == self.shares and sum(numbers) == 100


def _whole_numbers(value: str) -> list[int]:
    return [int(word) for word in value.split() if word.isascii() and word.isdigit() and len(word) <= 6]


RULES: Mapping[SettingName, Rule] = {
    SettingName.REFUND_DAYS: Rule(15, 0, 3650),
    SettingName.EXCHANGE_DAYS: Rule(30, 0, 3650),
    SettingName.FREE_REPAIR_MONTHS: Rule(24, 0, 600),
    SettingName.ON_SITE_SERVICE: Rule(True),
    SettingName.COUNT_FROM: Rule(CountFrom.PURCHASE.value, words=tuple(choice.value for choice in CountFrom)),
    SettingName.SECOND_SIGN_IN: Rule(True),
    SettingName.IDLE_LOCK_MINUTES: Rule(0, 0, 480),
    SettingName.SIGN_IN_ATTEMPTS: Rule(8, 3, 20),
    SettingName.PASSWORD_LENGTH: Rule(8, 6, 64),
    SettingName.REVEAL_MINUTES: Rule(5, 1, 60),
    SettingName.REGION_LIMITS: Rule(False),
    SettingName.CALLBACK_ATTEMPTS: Rule(3, 1, 10),
    SettingName.CALLBACK_AFTER_DAYS: Rule(1, 0, 30),
    SettingName.CALLBACK_RELEASE_MINUTES: Rule(30, 5, 10_080),
    SettingName.CALL_FROM_HOUR: Rule(9, 0, 23),
    SettingName.CALL_TO_HOUR: Rule(21, 1, 24),
    SettingName.COMPENSATION_LIMIT_AGENT: Rule(0, 0, 10_000_000),
    SettingName.COMPENSATION_LIMIT_SUPERVISOR: Rule(500, 0, 10_000_000),
    SettingName.COMPENSATION_LIMIT_MANAGER: Rule(5000, 0, 10_000_000),
    SettingName.SERVICE_LEVEL_SECONDS: Rule(20, 1, 600),
    SettingName.SHORT_ABANDON_SECONDS: Rule(0, 0, 60),
    SettingName.BOARD_WAITING_MINUTES: Rule("60 240 480", steps=3),
    SettingName.BOARD_TALK_MINUTES: Rule("5 10 20", steps=3),
    SettingName.BOARD_WRAP_UP_MINUTES: Rule("1 3 10", steps=3),
    SettingName.BOARD_BREAK_MINUTES: Rule("10 20 30", steps=3),
    SettingName.APPRAISAL_WEIGHTS: Rule("30 20 20 15 15", shares=5),
    SettingName.APPRAISAL_GRADES: Rule("60 80 90", steps=3),
}


def checked(name: SettingName, value: object) -> Any:
    """The value, if the setting can take it; raises DomainError(INVALID) otherwise."""
    RULES[name].check(name, value)
    return value
