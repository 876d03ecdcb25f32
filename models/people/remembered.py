"""The password of whoever sits at a desk, remembered by the process: it opens the desk's lock while the database is away."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from models import clock, database
from models.errors import DomainError, Fault
from models.people import passwords
from models.people.attempts import delay_left
from models.people.permissions import Actor
from models.site.queries import setting
from models.site.settings import SettingName


class RememberedPassword:
    """A password's hash, and how often it was tried in vain at this desk; nothing of it is ever written down.

    Attempts are slower after each failure and end after as many as at a sign-in; one counts as failed from its start. Failures
    with the database at hand count too, so that cutting the line gives nobody new attempts.
    """

    def __init__(self) -> None:
        self._known = False
        self._hash: str | None = None
        self._most = 0
        self._failures = 0
        self._failed_at: datetime | None = None

    def learn(self, actor: Actor) -> None:
        """Reads the hash that the person has now. Raises DomainError(DATABASE_AWAY)."""
        ((self._hash,),) = database.rows("SELECT password_hash FROM staff WHERE id = ?", (actor.staff_id,))
        self._most = setting(SettingName.SIGN_IN_ATTEMPTS)
        self._known = True

    def failed(self) -> None:
        """Counts an attempt that was in vain."""
        self._failures += 1
        self._failed_at = clock.now()

    def succeeded(self) -> None:
        """Forgets the attempts in vain."""
        self._failures, self._failed_at = 0, None

    def require(self, password: str) -> None:
        """Raises DomainError(SIGN_IN_REFUSED, _DELAYED or _LOCKED) unless the password fits, DATABASE_AWAY if none was learnt.

        Who has no password came by the machine's own sign-in, so any answer will do.
        """
        if not self._known:
            raise DomainError(Fault.DATABASE_AWAY)
        if self._hash is None:
            return
        if self._failures >= self._most:
            raise DomainError(Fault.SIGN_IN_LOCKED)
        waiting = delay_left(self._failures, self._failed_at)
        if waiting > timedelta():
            raise DomainError(Fault.SIGN_IN_DELAYED, seconds=math.ceil(waiting.total_seconds()))
        self.failed()
        if not passwords.fits(password, self._hash):
            raise DomainError(Fault.SIGN_IN_LOCKED if self._failures >= self._most else Fault.SIGN_IN_REFUSED)
        self.succeeded()
