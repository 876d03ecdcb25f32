"""What can go wrong, as codes with the facts a sentence needs; the sentence is in the reader's language."""

from __future__ import annotations

from enum import Enum

from models.i18n import N_, _


class Fault(Enum):
    """One way in which an operation can be refused; the value is the sentence a person reads."""

    NOT_ALLOWED = N_("You may not do this: {operation}. Nothing was changed.")
    NOT_FOUND = N_("{what} is not there any more. Nothing was changed.")
    STALE = N_("{what} was changed by {who} meanwhile. Nothing was overwritten.")
    NOT_POSSIBLE_NOW = N_("{what} is {state}; {operation} is not possible now. Nothing was changed.")
    MISSING = N_("{field} is missing. Nothing was saved; what you typed is still here.")
    TOO_LONG = N_("{field} is longer than {limit} characters. Nothing was saved; what you typed is still here.")
    INVALID = N_("{field}: {value} is not usable ({reason}). Nothing was saved; what you typed is still here.")
    DUPLICATE = N_("{what} exists already. Nothing was changed.")
    REASON_NEEDED = N_("A reason is needed for this: {operation}. Nothing was changed.")
    NO_CALENDAR = N_("The policy {policy} has no calendar, so no due time can be computed.")
    EMPTY_CALENDAR = N_("The calendar {calendar} has no opening hours within {days} days, so no due time can be computed.")
    TARGET_NOT_POSITIVE = N_("The target of {what} must be longer than zero.")
    TARGET_TOO_LONG = N_("The target is longer than {days} days. Nothing was changed.")
    TARGET_INVALID = N_("{value} is not a target; write for example 4h, 90min or 3d (working days).")
    MOMENT_INVALID = N_("{value} is not a time; write for example 2026-11-21 14:32 or 2026-11-21T14:32+08:00.")
    PAUSE_INVALID = N_("The pause {value} ends before it begins.")
    CALENDAR_INVALID = N_("The calendar {calendar} can't be used: {problem} Nothing was changed.")
    POLICY_INVALID = N_("The policy {policy} can't be used: {problem} Nothing was changed.")
    SIGN_IN_REFUSED = N_("The staff number and the password do not fit together.")
    SIGN_IN_DELAYED = N_("Too many attempts. Try again in {seconds} seconds.")
    SIGN_IN_LOCKED = N_("This sign-in is locked after too many attempts. A supervisor can lift the lock.")
    WEAK_PASSWORD = N_("This password is too easy to guess: {reason}. Nothing was changed.")
    DATABASE_BUSY = N_("The database is busy. Nothing was saved yet; what you typed is still here. Try again.")
    DATABASE_AWAY = N_("The database can't be reached. What you typed is kept on this machine.")
    DATABASE_READ_ONLY = N_(
        "The database {file} can't be written: {reason}. Make its disk, its folder and the file writable for yourself,"
        " or name another one with --database."
    )
    JOURNAL_AWAY = N_("This machine can't keep what you type ({reason}). Save the call before you leave it.")
    FILE_UNREADABLE = N_("The file {path} can't be read ({reason}). Nothing was saved; what you typed is still here.")
    FILE_NOT_WRITTEN = N_("The file was not written. {reason}")
    OVER_LIMIT = N_("This compensation is over your limit: {level} has to decide. Nothing was changed.")
    OTHER_LEVEL = N_("{name} does not stand at level {level}, where the case is. Nothing was changed.")
    OWN_PLAN = N_("You drafted this plan yourself: somebody else at {level} or above has to decide. Nothing was changed.")
    MEASURES_OPEN = N_("{count} measures of the plan are not done yet. Nothing was changed.")
    ALREADY_TAKEN = N_("{what} is already with {who}. Nothing was changed.")
    OTHER_REGION = N_("This belongs to another region, which you may not see. Nothing was changed.")
    UNDER_HOLD = N_("{what} is under a legal hold since {when} ({reason}). Nothing was changed.")
    WORK_OPEN = N_("{what} still has open work: {numbers}. Finish it first. Nothing was changed.")
    ACCOUNT_CLOSED = N_("The customer's account was closed; nothing new can be written for it. Nothing was changed.")
    SCHEMA_OLDER = N_("The database was made by an older version. Run: workstation db migrate")
    SCHEMA_NEWER = N_("The database was made by a newer version. Install the newer workstation.")
    SCHEMA_MISSING = N_("There is no workstation database at {url}. Run: workstation db init")
    UNEXPECTED = N_("Something went wrong that should not have ({reference}). Nothing was saved; what you typed is still here.")


class DomainError(Exception):
    """An operation was refused; nothing of it happened.

    `fault` says which rule, `facts` fill its sentence; `message()` is what a person reads.
    """

    def __init__(self, fault: Fault, **facts: object) -> None:
        super().__init__(fault.name)
        self.fault = fault
        self.facts = facts

    def message(self) -> str:
        """The sentence in the current language; it never holds the text of another exception."""
        return self._filled(_(self.fault.value))

    def refusal(self) -> str:
        """The message's first sentence only: why, for where nothing was typed that could be kept or lost."""
        return self._filled(_(self.fault.value).replace("。", "。\n").replace(". ", ".\n").split("\n")[0])

    def _filled(self, sentences: str) -> str:
        facts = {name: _(fact) if isinstance(fact, str) else fact for name, fact in self.facts.items()}
        return sentences.format(**facts)
