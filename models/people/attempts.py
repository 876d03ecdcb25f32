"""Attempts at a password: counted before they are tried, slower after each failure, locked after too many."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from models import clock, database
from models.errors import DomainError, Fault
from models.events.operations import record
from models.events.tables import Subject
from models.fields import optional_from_stored, to_stored
from models.people import passwords
from models.people.permissions import SYSTEM
from models.site.queries import setting
from models.site.settings import SettingName


@dataclass(frozen=True)
class Attempt:
    """A sign-in that may be tried: whose it is and what the password is compared with."""

    staff_id: int
    password_hash: str | None


def begin_attempt(number: str) -> Attempt | None:
    """Counts one more failure beforehand, where the person exists and neither the delay nor the lock forbids the attempt.

    None for an unknown number. Raises DomainError(SIGN_IN_DELAYED or SIGN_IN_LOCKED).
    """
    with database.transaction():
        found = database.rows("SELECT id FROM staff WHERE number = ? AND active", (number,))
        if not found:
            return None
        staff_id: int = found[0][0]
        database.lock_row("staff", staff_id)
        ((kept, failures, failed_at),) = database.rows(
            "SELECT password_hash, failed_sign_ins, failed_at FROM staff WHERE id = ?", (staff_id,)
        )
        if failures >= setting(SettingName.SIGN_IN_ATTEMPTS):
            raise DomainError(Fault.SIGN_IN_LOCKED)
        waiting = delay_left(failures, optional_from_stored(failed_at))
        if waiting > timedelta():
            raise DomainError(Fault.SIGN_IN_DELAYED, seconds=math.ceil(waiting.total_seconds()))
        database.execute(
            "UPDATE staff SET failed_sign_ins = failed_sign_ins + 1, failed_at = ? WHERE id = ?",
            (to_stored(clock.now()), staff_id),
        )
        return Attempt(staff_id, kept)


def delay_left(failures: int, failed_at: datetime | None) -> timedelta:
    """What is left of the delay after so many failures; never more than the whole of it, also where the clock was set back."""
    delay = passwords.delay_after(failures)
    if failed_at is None:
        return timedelta()
    return min(delay - (clock.now() - failed_at), delay)


def end_attempt(attempt: Attempt, password: str, *, desk: str) -> None:
    """Tries the password: no failures are left if it is right; raises DomainError(SIGN_IN_REFUSED or SIGN_IN_LOCKED) if not."""
    right = passwords.fits(password, attempt.password_hash)
    with database.transaction():
        database.lock_row("staff", attempt.staff_id)
        if right:
            database.execute("UPDATE staff SET failed_sign_ins = 0, failed_at = NULL WHERE id = ?", (attempt.staff_id,))
            return
        record(Subject.STAFF, attempt.staff_id, "sign_in_failed", actor=SYSTEM, desk=desk)
        ((failures,),) = database.rows("SELECT failed_sign_ins FROM staff WHERE id = ?", (attempt.staff_id,))
        locked = failures >= setting(SettingName.SIGN_IN_ATTEMPTS)
        if locked:
            record(Subject.STAFF, attempt.staff_id, "sign_in_locked", actor=SYSTEM, failures=failures)
    raise DomainError(Fault.SIGN_IN_LOCKED if locked else Fault.SIGN_IN_REFUSED)
