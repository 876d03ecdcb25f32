"""The first start: a few questions in the terminal, and a site stands with its administrator, categories and policies."""

from __future__ import annotations

import contextlib
import getpass
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import peewee

from models import database
from models.errors import DomainError
from models.i18n import N_, Language, _, current_language, use_language
from models.people import passwords
from models.people.operations import add_staff
from models.people.permissions import SYSTEM
from models.people.tables import Role, Staff
from models.site.operations import found_site
from models.site.queries import is_founded
from models.site.settings import RULES, SettingName
from models.site.tables import Site
from models.sla.defaults import install_default_policies
from models.text import required
from models.tickets.categories import install_categories
from workstation.refusal import Refusal

ADMINISTRATOR_NUMBER = "1001"
"""The number offered to who presses Enter."""


@dataclass(frozen=True)
class Founder:
    """What the first start has to know; the password is the administrator's own."""

    site_name: str
    language: Language
    number: str
    name: str
    password: str


@dataclass(frozen=True)
class Terminal:
    """How a question is asked; a test has answers of its own."""

    line: Callable[[str], str] = input
    secret: Callable[[str], str] = getpass.getpass
    tell: Callable[[str], None] = print


def ensure_founded(terminal: Terminal | None = None) -> None:
    """Asks who runs the site where the open database has none yet; does nothing otherwise.

    Raises Refusal where nobody can be asked; KeyboardInterrupt or EOFError pass through, and nothing was written.
    """
    with database.connection():
        if is_founded():
            return
        if terminal is None and not (sys.stdin and sys.stdin.isatty()):
            raise Refusal(_("The first start asks a few questions, so it needs a terminal."))
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - gives the questions an editable line that knows wide characters
        found(_asked(terminal or Terminal()))


def found(founder: Founder) -> None:
    """Writes the site, its administrator, the categories, mainland China's calendar and the default policies, or nothing.

    Raises DomainError for values that can't be used, or where the site is founded already.
    """
    with database.transaction():
        found_site(founder.site_name, language=founder.language)
        roles = {Role.ADMINISTRATOR, Role.SERVICE_SUPERVISOR}
        add_staff(founder.number, founder.name, roles, password=founder.password, own_password=True, actor=SYSTEM)
        install_categories()
        install_default_policies(actor=SYSTEM)


def _asked(terminal: Terminal) -> Founder:
    language = _asked_language(terminal)
    use_language(language)
    terminal.tell(_("This database is new. Five answers, and the desk opens; Ctrl+C stops, and nothing is kept."))
    founder = Founder("", language, "", "", "")
    founder = replace(founder, site_name=_asked_line(terminal, _("Name of the company or department"), Site.name))
    default = ADMINISTRATOR_NUMBER
    founder = replace(founder, number=_asked_line(terminal, _("Administrator's staff number"), Staff.number, default))
    founder = replace(founder, name=_asked_line(terminal, _("Administrator's name"), Staff.name))
    shortest = int(RULES[SettingName.PASSWORD_LENGTH].default)
    return replace(founder, password=asked_password(terminal, number=founder.number, name=founder.name, shortest=shortest))


def _asked_language(terminal: Terminal) -> Language:
    """Asked in both languages, because nobody has chosen one yet."""
    languages = list(Language)
    offered = "  ".join(f"{place} {language.own_name}" for place, language in enumerate(languages, start=1))
    default = languages.index(current_language())
    while True:
        answer = terminal.line(f"语言 / Language: {offered} [{default + 1}] ").strip()
        if not answer:
            return languages[default]
        if answer.isdigit() and 1 <= int(answer) <= len(languages):
            return languages[int(answer) - 1]


def _asked_line(terminal: Terminal, question: str, field: peewee.Field[str], default: str = "") -> str:
    while True:
        answer = terminal.line(f"{question}{f' [{default}]' if default else ''}: ") or default
        try:
            return required(answer, field)
        except DomainError as error:
            terminal.tell(error.refusal())


def asked_password(terminal: Terminal, *, number: str, name: str, shortest: int) -> str:
    """A password for the person with that number and name, asked for until it is strong and typed twice alike."""
    while True:
        password = terminal.secret(_("Password (not shown): "))
        try:
            passwords.require_strong(password, number=number, name=name, shortest=shortest)
        except DomainError as error:
            terminal.tell(error.refusal())
            continue
        if terminal.secret(_("The same again: ")) == password:
            return password
        terminal.tell(_(DIFFERENT))


DIFFERENT = N_("The two are different; once more.")
