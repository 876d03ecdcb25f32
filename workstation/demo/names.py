"""Invented people, companies, addresses and telephone numbers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from random import Random

from workstation.demo.wording import english_names, in_english, said

_WORDS: dict[str, str] = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
_COMMON_SURNAMES = _WORDS["common_surnames"]
_SURNAMES = _COMMON_SURNAMES + _WORDS["other_surnames"]
_ONE_CHARACTER = _WORDS["one_character"]
_TWO_CHARACTERS = _WORDS["two_characters"].split()
_COMPANY_WORDS = _WORDS["company_words"].split()
_COMPANY_TRADES = _WORDS["company_trades"].split()
_STREETS = _WORDS["streets"].split()
_ESTATES = _WORDS["estates"].split()
POSITIONS = _WORDS["positions"].split()
"""What people do in the companies that they speak for."""


@dataclass(frozen=True)
class City:
    """A city, the area code of its telephones and the code of its regional centre."""

    name: str
    area_code: str
    region: str


REGIONS: dict[str, str] = {"HD": "华东中心", "HN": "华南中心", "HB": "华北中心", "XN": "西南中心"}
"""The regional centres by code."""

CITIES: tuple[City, ...] = (
    City("杭州", "0571", "HD"),
    City("上海", "021", "HD"),
    City("南京", "025", "HD"),
    City("苏州", "0512", "HD"),
    City("宁波", "0574", "HD"),
    City("广州", "020", "HN"),
    City("深圳", "0755", "HN"),
    City("佛山", "0757", "HN"),
    City("厦门", "0592", "HN"),
    City("北京", "010", "HB"),
    City("天津", "022", "HB"),
    City("石家庄", "0311", "HB"),
    City("济南", "0531", "HB"),
    City("成都", "028", "XN"),
    City("重庆", "023", "XN"),
    City("昆明", "0871", "XN"),
)


def person(random: Random) -> str:
    """A person's name; common surnames come up as often as they do."""
    if in_english():
        return f"{random.choice(english_names('surnames'))} {random.choice(english_names('given'))}"
    surname = random.choice(_COMMON_SURNAMES if random.random() < 0.5 else _SURNAMES)
    return surname + random.choice(_TWO_CHARACTERS if random.random() < 0.7 else _ONE_CHARACTER)


def company(random: Random, city: City) -> str:
    """A company's name, with its city."""
    if in_english():
        return f"{said(city.name)} {random.choice(english_names('companies'))} {random.choice(english_names('trades'))}"
    return f"{city.name}{random.choice(_COMPANY_WORDS)}{random.choice(_COMPANY_TRADES)}"


def address(random: Random, city: City) -> str:
    """Where somebody lives or works."""
    if in_english():
        return _english_address(random, city)
    street = f"{city.name}市{random.choice(_STREETS)}{random.randint(1, 399)}号"
    if random.random() < 0.4:
        return street
    house, stair, floor, flat = random.randint(1, 20), random.randint(1, 4), random.randint(1, 26), random.randint(1, 4)
    return f"{street}{random.choice(_ESTATES)}{house}幢{stair}单元{floor}0{flat}室"


def _english_address(random: Random, city: City) -> str:
    street = f"{random.randint(1, 399)} {random.choice(english_names('streets'))}, {said(city.name)}"
    if random.random() < 0.4:
        return street
    estate = random.choice(english_names("estates"))
    return f"Flat {random.randint(1, 26)}0{random.randint(1, 4)}, House {random.randint(1, 20)}, {estate}, {street}"


def mobile(random: Random) -> str:
    """A mobile number of the 154 and 179 ranges, which no Chinese operator has been given."""
    return f"{random.choice(('154', '179'))}{random.randrange(10**8):08d}"


def landline(random: Random, city: City) -> str:
    """A fixed number that begins with 17 after its area code: no exchange gives its subscribers a leading 1."""
    return f"{city.area_code}17{random.randrange(10**6):06d}"
