"""One telephone number, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.customers.phone import PhoneNumber, masked, parse, shown
from models.errors import DomainError, Fault

AREA = "0571"

mobiles = st.from_regex(r"13[5-9][0-9]{8}", fullmatch=True)
locals_ = st.from_regex(r"8[5-8][0-9]{6}", fullmatch=True)
extensions = st.from_regex(r"[0-9]{1,6}", fullmatch=True)
extension_words = st.sampled_from(
    ["转{}", " 转 {}", "转分机{}", " ext. {}", " ext {}", "x{}", "#{}", " 分机{}", " 分机号：{}", ",{}", "轉{}"]
)

_FULL_WIDTH = str.maketrans("0123456789-+() #", "０１２３４５６７８９－＋（）　＃")


@st.composite
def written(draw: st.DrawFn, groups: list[str]) -> str:
    """The groups with some separator between them, perhaps in full-width characters."""
    text = draw(st.sampled_from(["", " ", "-", ".", "—", "  ", "/"])).join(groups)
    return text.translate(_FULL_WIDTH) if draw(st.booleans()) else text


@given(data=st.data(), mobile=mobiles, before=st.sampled_from(["", "0", "+86", "+86 ", "0086", "0086-", "86", "(+86)", "+86(0)"]))
def test_every_form_of_a_mobile_is_the_same_number(data: st.DataObject, mobile: str, before: str) -> None:
    text = before + data.draw(written([mobile[:3], mobile[3:7], mobile[7:]]))
    assert parse(text, area_code=AREA) == PhoneNumber(f"+86{mobile}")


@given(
    data=st.data(),
    local=locals_,
    before=st.sampled_from(["0571", "571", "(0571)", "+86571", "+86 (0)571-", "0086571", "+86-0571-", ""]),
)
def test_every_form_of_a_landline_is_the_same_number(data: st.DataObject, local: str, before: str) -> None:
    text = before + data.draw(written([local[:4], local[4:]]))
    assert parse(text, area_code=AREA) == PhoneNumber(f"+86571{local}")


@given(local=locals_, extension=extensions, word=extension_words, before=st.sampled_from(["0571-", "0571", "+86 571 ", ""]))
def test_an_extension_is_kept_apart(local: str, extension: str, word: str, before: str) -> None:
    assert parse(before + local + word.format(extension), area_code=AREA) == PhoneNumber(f"+86571{local}", extension)


@given(
    local=locals_,
    extension=st.from_regex(r"[0-9]{3,4}", fullmatch=True),
    before=st.sampled_from(["0571-", "0571 ", "+86-571-", ""]),
)
def test_a_last_group_after_a_whole_number_is_an_extension(local: str, extension: str, before: str) -> None:
    assert parse(f"{before}{local}-{extension}", area_code=AREA) == PhoneNumber(f"+86571{local}", extension)


@given(
    number=st.one_of(mobiles.map("+86{}".format), locals_.map("+86571{}".format)), extension=st.one_of(st.just(""), extensions)
)
def test_what_is_shown_means_the_number_again(number: str, extension: str) -> None:
    assert parse(shown(number).replace("-", "") + (f"转{extension}" if extension else "")) == PhoneNumber(number, extension)


@given(text=st.one_of(st.text(max_size=60), st.text("0123456789+-#x转() ext.,０８", max_size=27)))
def test_odd_text_gives_digits_that_fit_the_columns_or_is_refused_as_too_long(text: str) -> None:
    number, refused = PhoneNumber("", ""), "too long"
    try:
        number = parse(text, area_code=AREA)
    except DomainError as error:
        refused = str(error.facts["reason"])
    assert refused == "too long"
    assert number.number == "" or number.number.lstrip("+").isdigit()
    assert len(number.number) <= 24
    assert len(number.extension) <= 12


@given(
    number=st.one_of(
        mobiles.map("+86{}".format), locals_.map("+86571{}".format), st.from_regex(r"\+1650253[0-9]{4}", fullmatch=True)
    )
)
def test_a_masked_number_hides_four_digits(number: str) -> None:
    assert "****" in masked(number)
    assert sum(c.isdigit() for c in masked(number)) <= len(shown(number)) - 4


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("95588", "95588"),
        ("+86 95588", "95588"),
        ("0086-95588", "95588"),
        ("10086", "10086"),
        ("110", "110"),
        ("400-812-3431", "+864008123431"),
        ("010-65551234", "+861065551234"),
        ("+1 650-253-0000", "+16502530000"),
        ("001 650 253 0000", "+16502530000"),
        ("+44 20 7946 0958", "+442079460958"),
        ("19912342046", "+8619912342046"),
        ("1234", "1234"),
        ("", ""),
        ("n/a", ""),
        ("转802", "802"),
        ("١٣٨١٢٣٤٢٠٤٦", "+8613812342046"),
    ],
)
def test_other_numbers(text: str, number: str) -> None:
    assert parse(text, area_code=AREA) == PhoneNumber(number)


def test_another_country_has_its_own_plan() -> None:
    assert parse("(650) 253-0000 ext. 7", country="US") == PhoneNumber("+16502530000", "7")


@pytest.mark.parametrize("text", ["1" * 40, "1" * 10_000, "问" * 10_000, "+86" + "9" * 30])
def test_what_is_too_long_for_a_number_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as caught:
        parse(text)
    assert caught.value.fault is Fault.INVALID
    assert len(caught.value.message()) < 200


@pytest.mark.parametrize(
    ("number", "extension", "hidden", "whole"),
    [
        ("+8613812342046", "", "138****2046", "138 1234 2046"),
        ("+8657188123431", "802", "0571-88****31-802", "0571-88123431-802"),
        ("+861065551234", "", "010-65****34", "010-65551234"),
        ("+869911234567", "", "0991-12****7", "0991-1234567"),
        ("+864008123431", "", "400-81****1", "400-812-3431"),
        ("+16502530000", "", "+165****0000", "+1 650-253-0000"),
        ("95588", "", "95588", "95588"),
        ("", "", "", ""),
    ],
)
def test_masked_and_shown(number: str, extension: str, hidden: str, whole: str) -> None:
    assert (masked(number, extension), shown(number, extension)) == (hidden, whole)
