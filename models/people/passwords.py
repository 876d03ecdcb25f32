"""Passwords: hashed with argon2, not too easy to guess, and slower to try after each failure."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from models.errors import DomainError, Fault
from models.i18n import N_

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LONGEST = 128
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a generated password is made of: nothing that is misread when it is passed on by paper or telephone."""
FREE_ATTEMPTS = 2
"""So many failures cost no waiting: everybody mistypes."""
LONGEST_DELAY = timedelta(minutes=5)
_COMMON = ("password", "passw0rd", "qwerty", "asdfgh", "zxcvbn", "1q2w3e", "iloveyou", "admin", "welcome", "woaini", "abc123")


@cache
def hasher() -> PasswordHasher:
    """What hashes at this site: argon2id at the strength that its library recommends (RFC 9106, the low-memory choice)."""
    from argon2 import PasswordHasher  # costs a desk's start 30 ms, so it is loaded at the first sign-in

    return PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash to keep; salted, so it differs each time."""
    return hasher().hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether `password` is the one that `kept` was made of; takes as long where there is none to compare with."""
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > LONGEST:
        return False
    try:
        return hasher().verify(kept or _decoy(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    """A hash to compare with where there is no person, so that the time taken doesn't tell who exists."""
    return hashed("nobody's")


def delay_after(failures: int) -> timedelta:
    """How long a sign-in must wait after so many failures in a row: 2, 4, 8 … seconds once the free ones are used."""
    if failures <= FREE_ATTEMPTS:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE_ATTEMPTS, 20)), LONGEST_DELAY)


def generated(shortest: int) -> str:
    """A random password to be passed on: groups of four, at least four of them (79 bits) and `shortest` characters."""
    groups = max(4, -(-(shortest + 1) // 5))
    return "-".join("".join(secrets.choice(LEGIBLE) for _place in range(4)) for _group in range(groups))


def require_strong(password: str, *, number: str, name: str, shortest: int) -> None:
    """Raises DomainError(WEAK_PASSWORD) for a password that is short, common, monotonous or made of the person's own number."""
    low = password.casefold()
    reason = None
    if len(password) < shortest:
        reason = N_("it is too short")
    elif len(password) > LONGEST:
        reason = N_("it is too long")
    elif len(set(low)) < 4 or _is_sequence(low):
        reason = N_("it repeats or counts")
    elif any(len(low.replace(word, "")) < 4 for word in (*_COMMON, number.casefold(), name.casefold()) if word):
        reason = N_("it is a common word or your own number")
    if reason:
        raise DomainError(Fault.WEAK_PASSWORD, reason=reason)


def _is_sequence(text: str) -> bool:
    """Whether each character follows the one before, as in 12345678 or hgfedcba."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return len(steps) == 1 and steps <= {1, -1}
