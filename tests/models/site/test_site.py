"""Founding a site, its settings and its regions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from models.clock import FakeClock
from models.errors import DomainError, Fault
from models.events.queries import events_of, timeline
from models.events.tables import Subject
from models.i18n import Language
from models.people.permissions import SYSTEM
from models.site.operations import add_region, change_setting, edit_region, edit_site, found_site
from models.site.queries import is_founded, regions, setting, settings, site
from models.site.settings import RULES, SettingName


@pytest.fixture
def founded(site_database: str, fake_clock: FakeClock) -> None:
    found_site(" 华东　中心 ", language=Language.CHINESE, area_code="0571")


def _fault(call: Callable[[], object]) -> Fault:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.fault


def test_before_it_is_founded_there_is_no_site(site_database: str) -> None:
    assert not is_founded()
    assert _fault(site) is Fault.NOT_FOUND


def test_a_founded_site_has_its_name_zone_and_area_code(founded: None) -> None:
    found = site()
    assert (found.name, found.language, str(found.zone), found.phone_country, found.area_code) == (
        "华东 中心",
        Language.CHINESE,
        "Asia/Shanghai",
        "CN",
        "571",
    )
    assert [row.kind for row in timeline(Subject.SITE, 1)] == ["founded"]


def test_it_is_founded_once(founded: None) -> None:
    assert _fault(lambda: found_site("x", language=Language.ENGLISH)) is Fault.DUPLICATE
    assert site().name == "华东 中心"


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"name": " "}, Fault.MISSING),
        ({"name": "x" * 61}, Fault.TOO_LONG),
        ({"timezone": "Mars/Olympus"}, Fault.INVALID),
        ({"timezone": ""}, Fault.INVALID),
        ({"timezone": "../../etc/passwd"}, Fault.INVALID),
        ({"phone_country": "China"}, Fault.INVALID),
        ({"area_code": "abc"}, Fault.INVALID),
    ],
)
def test_a_site_that_can_not_be_is_refused(site_database: str, values: dict[str, str], fault: Fault) -> None:
    usual = {"name": "x", "timezone": "UTC", "phone_country": "CN", "area_code": ""}
    assert _fault(lambda: found_site(language=Language.ENGLISH, **(usual | values))) is fault
    assert not is_founded()


def test_a_site_can_move(founded: None) -> None:
    edit_site(
        name="Boston", language=Language.ENGLISH, timezone="America/New_York", phone_country="us", area_code="617", actor=SYSTEM
    )
    assert (site().name, site().timezone, site().phone_country) == ("Boston", "America/New_York", "US")


def test_what_changes_of_a_site_is_on_record_and_a_form_filled_before_overwrites_nothing(founded: None) -> None:
    same = {"language": Language.CHINESE, "timezone": "Asia/Shanghai", "phone_country": "CN", "area_code": "0571"}
    seen = events_of(Subject.SITE, 1)
    edit_site(name="华东 中心", expected_events=seen, actor=SYSTEM, **same)  # type: ignore[arg-type]
    assert events_of(Subject.SITE, 1) == seen
    edit_site(name="华南中心", expected_events=seen, actor=SYSTEM, **same)  # type: ignore[arg-type]
    assert timeline(Subject.SITE, 1)[0].facts == {"changes": {"name": ["华东 中心", "华南中心"]}}
    late = partial(edit_site, name="x", expected_events=seen, actor=SYSTEM, **same)  # type: ignore[arg-type]
    assert _fault(late) is Fault.STALE
    assert site().name == "华南中心"


def test_settings_have_defaults_until_the_site_decides(founded: None) -> None:
    assert settings() == {name: rule.default for name, rule in RULES.items()}
    assert (setting(SettingName.REFUND_DAYS), setting(SettingName.COUNT_FROM)) == (15, "purchase")
    change_setting(SettingName.REFUND_DAYS, 7, actor=SYSTEM)
    change_setting(SettingName.REFUND_DAYS, 8, actor=SYSTEM)
    change_setting(SettingName.COUNT_FROM, "delivery", actor=SYSTEM)
    assert (setting(SettingName.REFUND_DAYS), settings()[SettingName.COUNT_FROM]) == (8, "delivery")


def test_a_changed_setting_is_on_record_once(founded: None) -> None:
    change_setting(SettingName.SECOND_SIGN_IN, False, actor=SYSTEM)
    change_setting(SettingName.SECOND_SIGN_IN, False, actor=SYSTEM)
    newest, founding = timeline(Subject.SITE, 1)
    assert (newest.facts, founding.kind) == ({"setting": "second_sign_in", "before": True, "after": False}, "founded")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (SettingName.REFUND_DAYS, -1),
        (SettingName.REFUND_DAYS, "15"),
        (SettingName.REFUND_DAYS, True),
        (SettingName.COUNT_FROM, "never"),
        (SettingName.SECOND_SIGN_IN, 1),
        (SettingName.PASSWORD_LENGTH, 2),
    ],
)
def test_a_value_of_another_kind_or_out_of_bounds_is_refused(founded: None, name: SettingName, value: object) -> None:
    assert _fault(lambda: change_setting(name, value, actor=SYSTEM)) is Fault.INVALID
    assert setting(name) == RULES[name].default


def test_regions_are_listed_by_code_and_can_go_out_of_use(founded: None) -> None:
    west = add_region("w", "华西", actor=SYSTEM)
    east = add_region("e", "华东", parent_id=west, actor=SYSTEM)
    assert [(row.id, row.name, row.parent_id) for row in regions()] == [(east, "华东", west), (west, "华西", None)]
    edit_region(west, name="西部", active=False, actor=SYSTEM)
    assert [row.code for row in regions()] == ["e"]
    assert [row.name for row in regions(inactive=True)] == ["华东", "西部"]


def test_a_region_code_is_given_once(founded: None) -> None:
    add_region("w", "华西", actor=SYSTEM)
    assert _fault(lambda: add_region("w", "华东", actor=SYSTEM)) is Fault.DUPLICATE
    assert _fault(lambda: edit_region(4711, name="x", actor=SYSTEM)) is Fault.NOT_FOUND
    assert len(regions()) == 1
