"""Telephone numbers as people write and say them, to one form that can be compared, and back to what people read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from models.errors import DomainError, Fault
from models.i18n import N_

LONGEST_NUMBER = 20
LONGEST_EXTENSION = 8
_LONGEST_TEXT = 100

_DASHES = "-‐‑‒–—―−－﹣ー"
_EXTENSION_WORD = re.compile(
    r"(?:转|轉|分机号?|分機號?|内线|內線|;?\s*ext(?:ension|n)?|x|#|,|;)[\s.:=号]*(?P<extension>[0-9]{1,8})\s*\)?\s*$",
    re.IGNORECASE,
)
_LAST_GROUP = re.compile(r"-\s*(?P<extension>[0-9]{1,6})\s*$")
_LOCAL = re.compile(r"[2-8][0-9]{6,7}")
_NOT_DIGITS = re.compile(r"[^0-9]")
_CHINA = 86
_SERVICE = ("400", "800")
_CHINESE_MOBILE = re.compile(r"1[3-9][0-9]{9}")


@dataclass(frozen=True)
class PhoneNumber:
    """A number in E.164 (`+8613812342046`), or its bare digits where no country's plan knows it (95588); the extension apart."""

    number: str
    extension: str = ""

    @property
    def known(self) -> bool:
        """Whether it is a valid number of some country's plan."""
        return self.number.startswith("+")

    @property
    def reversed_digits(self) -> str:
        """The digits from the last to the first, for look-up by the last ones."""
        return _NOT_DIGITS.sub("", self.number)[::-1]


def parse(text: str, *, country: str = "CN", area_code: str = "", field: str = N_("Telephone number")) -> PhoneNumber:
    """The number that `text` means to a site in `country` with `area_code` (with or without its leading 0).

    Takes +86, 0086 and 0 prefixes, an area code with or without its 0, local numbers, extensions (转802, ext. 802, -802, #802,
    x802), full-width digits and any punctuation; never raises for odd text, which gives its bare digits, perhaps none.
    Raises DomainError(INVALID) under the label `field` for more digits than any number has.
    """
    plain = _plain(text)
    body, extension = _without_extension_word(plain)
    digits = _NOT_DIGITS.sub("", body)
    if len(digits) > LONGEST_NUMBER + LONGEST_EXTENSION or len(plain) > _LONGEST_TEXT:
        raise _too_long(text, field)
    if not digits:
        return PhoneNumber("", "")
    for number, own_extension in _readings(body, digits, country, area_code.lstrip("0")):
        valid = _valid(number, country)
        if valid:
            return PhoneNumber(valid, extension or own_extension)
    if len(digits) > LONGEST_NUMBER:
        raise _too_long(text, field)
    return PhoneNumber(_national(body, digits, country), extension)


def _too_long(text: str, field: str) -> DomainError:
    shown_part = text if len(text) <= 30 else f"{text[:29]}…"
    return DomainError(Fault.INVALID, field=field, value=shown_part, reason=N_("too long"))


def _plain(text: str) -> str:
    """NFKC with one kind of dash and ASCII digits; other countries' digits count as digits too."""
    folded = unicodedata.normalize("NFKC", text[: 10 * _LONGEST_TEXT])
    return "".join(
        "-" if c in _DASHES else str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in folded
        if unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    ).strip()


def _without_extension_word(plain: str) -> tuple[str, str]:
    found = _EXTENSION_WORD.search(plain)
    if found and _NOT_DIGITS.sub("", plain[: found.start()]):
        return plain[: found.start()], found["extension"]
    return plain, ""


def _readings(body: str, digits: str, country: str, area_code: str) -> Iterator[tuple[str, str]]:
    """What the text may mean, the likeliest first: a number as it can be dialled, and the extension it would leave over."""
    international = body.lstrip(" (").startswith("+")
    last = _LAST_GROUP.search(body)
    before_last = _NOT_DIGITS.sub("", body[: last.start()]) if last else ""
    if area_code and not international:
        if _LOCAL.fullmatch(digits):
            yield f"0{area_code}{digits}", ""
        if last and _LOCAL.fullmatch(before_last):
            yield f"0{area_code}{before_last}", last["extension"]
    yield f"+{digits}" if international else digits, ""
    if last and before_last:
        yield f"+{before_last}" if international else before_last, last["extension"]


def _valid(number: str, country: str) -> str | None:
    """The number in E.164 where some country's plan has it; a mainland mobile by its shape, as new ranges come every year."""
    import phonenumbers  # 40 ms once, so it is loaded with the first number

    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    new_mobile = parsed.country_code == _CHINA and _CHINESE_MOBILE.fullmatch(str(parsed.national_number))
    if not new_mobile and not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _national(body: str, digits: str, country: str) -> str:
    """The digits of a number that no plan knows, without the site's own country code: +86 95588 is 95588."""
    import phonenumbers

    own_code = str(phonenumbers.country_code_for_region(country))
    for prefix in (own_code if body.lstrip(" (").startswith("+") else "", f"00{own_code}"):
        if prefix and digits.startswith(prefix) and len(digits) > len(prefix):
            return digits.removeprefix(prefix)
    return digits


def shown(number: str, extension: str = "") -> str:
    """The whole number as people of its country read it: 138 1234 2046, 0571-88123431-802, 400-812-3431, +1 650-253-0000."""
    if not number.startswith("+86"):
        return _with_extension(_foreign(number), extension)
    *prefix, local = _groups(number)
    if _CHINESE_MOBILE.fullmatch(local):
        local = f"{local[:3]} {local[3:7]} {local[7:]}"
    elif prefix and prefix[0] in _SERVICE:
        local = f"{local[:3]}-{local[3:]}"
    return _with_extension("-".join([*prefix, local]), extension)


def masked(number: str, extension: str = "") -> str:
    """The number with four digits hidden: 138****2046, 0571-88****31-802; service numbers of up to 6 digits stay as they are."""
    *prefix, local = _groups(number)
    return _with_extension("-".join([*prefix, _hidden(local)]), extension)


def _groups(number: str) -> tuple[str, ...]:
    """A mainland number in its national form, area code apart; any other as it is."""
    if not number.startswith("+86"):
        return (number,)
    national = number[3:]
    if _CHINESE_MOBILE.fullmatch(national):
        return (national,)
    if len(national) == 10 and national.startswith(_SERVICE):
        return (national[:3], national[3:])
    if len(national) >= 9:
        length = 2 if national.startswith(("10", "2")) else 3
        return (f"0{national[:length]}", national[length:])
    return (national,)


def _hidden(digits: str) -> str:
    if len(digits) <= 6:
        return digits
    if len(digits) >= 11:
        return f"{digits[:-8]}****{digits[-4:]}"
    return f"{digits[:2]}****{digits[6:]}"


def _foreign(number: str) -> str:
    if not number.startswith("+"):
        return number
    import phonenumbers

    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _with_extension(number: str, extension: str) -> str:
    return f"{number}-{extension}" if extension else number
