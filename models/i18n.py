"""Messages in the reader's language, from gettext catalogues; switchable while the program runs.

`_()` translates now; `N_()` only marks a message that is translated when it is shown (labels of columns,
commands, enum members), so that one desk can change its language at any moment.
"""

from __future__ import annotations

import gettext as _gettext
from enum import StrEnum
from functools import cache
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "workstation"


class Language(StrEnum):
    """The languages that the catalogues hold; English is the language of the source."""

    CHINESE = "zh_CN"
    ENGLISH = "en"

    @property
    def own_name(self) -> str:
        """The language's name as its speakers write it."""
        return {"zh_CN": "中文", "en": "English"}[self.value]

    @classmethod
    def of_locale(cls, locale: str | None) -> Language:
        """The language that fits a locale name such as zh_CN.UTF-8; Chinese unless it says English."""
        return cls.ENGLISH if (locale or "").lower().startswith("en") else cls.CHINESE


@cache
def _catalogue(language: Language) -> _gettext.NullTranslations:
    if language is Language.ENGLISH:
        return _gettext.NullTranslations()
    return _gettext.translation(DOMAIN, LOCALE_FOLDER, [language.value])


_current = Language.CHINESE


def use_language(language: Language) -> None:
    """Every message from now on is in `language`."""
    global _current
    _current = language


def current_language() -> Language:
    """The language that messages are in at present."""
    return _current


def _(message: str) -> str:
    """The message in the current language; an unknown message is returned as it is."""
    return _catalogue(_current).gettext(message) if message else message


def in_language(message: str, language: Language) -> str:
    """The message in one certain language, for a search over what people may call a thing."""
    return _catalogue(language).gettext(message) if message else message


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message for `count` things in the current language."""
    return _catalogue(_current).ngettext(singular, plural, count)


def N_(message: str) -> str:
    """Marks a message for the catalogues; it is translated where it is shown."""
    return message
