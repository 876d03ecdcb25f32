"""Forms: digits in both widths, pastes kept whole and harmless, messages beside the field, columns decide."""

from __future__ import annotations

from datetime import date

import pytest
from textual.app import App, ComposeResult

from models.customers.tables import Customer, CustomerLevel
from models.errors import DomainError, Fault
from models.fields import FieldSpec, spec
from models.i18n import N_
from models.tickets.tables import Grade, Ticket
from screens.forms import ChoiceField, FormField, FormInput, FormText, bound, parsed

NAME = spec(Customer.name)
SEVERITY = spec(Ticket.severity)
PROBLEM = spec(Ticket.problem)


def column(kind: str, *, required: bool = True) -> FieldSpec:
    return FieldSpec("days", N_("Days"), "", required, 5 if kind == "text" else None, (), kind, None)


class FormApp(App[None]):
    def compose(self) -> ComposeResult:
        yield bound(NAME)
        yield bound(SEVERITY, value=Grade.MEDIUM)
        yield bound(PROBLEM)


def control(app: App[None], name: str) -> FormInput | FormText | ChoiceField:
    return app.query_one(f"#field-{name}", FormField).control


@pytest.mark.parametrize(("text", "number"), [("15", 15), ("１５", 15), (" 7 ", 7), ("", None)])
def test_a_number_is_read_in_both_widths(text: str, number: int | None) -> None:
    assert parsed(column("number", required=False), text) == number


@pytest.mark.parametrize("text", ["2026-11-21", "2026/11/21", "20261121", "2026年11月21日", "２０２６－１１－２１"])
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert parsed(column("date"), text) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("kind", "text", "fault"),
    [
        ("number", "many", Fault.INVALID),
        ("number", "1" * 40, Fault.INVALID),
        ("date", "2026-02-30", Fault.INVALID),
        ("date", "soon", Fault.INVALID),
        ("text", "123456", Fault.TOO_LONG),
        ("text", "  ", Fault.MISSING),
    ],
)
def test_an_unusable_value_names_its_field(kind: str, text: str, fault: Fault) -> None:
    with pytest.raises(DomainError) as refused:
        parsed(column(kind), text)
    assert refused.value.fault is fault
    assert refused.value.facts["field"] == "Days"


async def test_the_table_decides_what_a_form_asks() -> None:
    async with FormApp().run_test() as pilot:
        assert isinstance(control(pilot.app, "name"), FormInput)
        assert isinstance(control(pilot.app, "problem"), FormText)
        severity = control(pilot.app, "severity")
        assert isinstance(severity, ChoiceField)
        assert [option.value for option in severity.options] == list(Grade)
        assert pilot.app.query_one("#field-severity", FormField).help == "1 Critical  2 High  3 Medium  4 Low"


@pytest.mark.parametrize("key", ["2", "２"])
async def test_a_digit_picks_in_both_widths(key: str) -> None:
    async with FormApp().run_test() as pilot:
        severity = control(pilot.app, "severity")
        severity.focus()
        await pilot.press(key)
        assert isinstance(severity, ChoiceField)
        assert severity.value is Grade.HIGH


async def test_arrows_go_through_the_choices_and_a_column_with_a_default_stays_filled() -> None:
    async with FormApp().run_test() as pilot:
        severity = control(pilot.app, "severity")
        severity.focus()
        await pilot.press("right", "delete", "9", "x")
        assert isinstance(severity, ChoiceField)
        assert severity.value is Grade.LOW
        await pilot.press("right")
        assert severity.value is Grade.CRITICAL


async def test_a_paste_of_many_lines_keeps_them_all_and_drops_what_drives_a_terminal() -> None:
    from textual import events

    async with FormApp().run_test() as pilot:
        text, line = control(pilot.app, "problem"), control(pilot.app, "name")
        assert isinstance(text, FormText)
        assert isinstance(line, FormInput)
        text.focus()
        text.post_message(events.Paste("一\r\n[/]二\n\x1b]0;x\x07三\n" + "长" * 10_000))
        line.post_message(events.Paste("李\n建国\x1b[2J"))
        await pilot.pause()
        assert text.text == "一\n[/]二\n]0;x三\n" + "长" * 10_000
        assert line.value == "李 建国[2J"


async def test_f6_and_f7_are_left_to_the_desk_and_tab_leaves_the_text() -> None:
    async with FormApp().run_test() as pilot:
        text = control(pilot.app, "problem")
        text.focus()
        await pilot.press("a", "f6", "f7", "b")
        assert isinstance(text, FormText)
        assert text.text == "ab"
        await pilot.press("shift+tab")
        assert pilot.app.focused is control(pilot.app, "severity")


async def test_what_is_wrong_stands_beside_the_field() -> None:
    async with FormApp().run_test(size=(80, 24)) as pilot:
        field = pilot.app.query_one("#field-name", FormField)
        error = field.check()
        assert error is not None
        assert error.fault is Fault.MISSING
        await pilot.pause()
        assert "needed" in str(field.query_one(".error").render())
        assert isinstance(field.control, FormInput)
        field.control.value = "李建国"
        assert field.check() is None
        assert not field.has_class("wrong")


async def test_other_options_keep_what_was_chosen() -> None:
    async with FormApp().run_test() as pilot:
        field = control(pilot.app, "severity")
        assert isinstance(field, ChoiceField)
        field.choose(Grade.HIGH)
        field.offer(field.options[:2])
        assert field.value is Grade.HIGH
        field.offer(field.options[:1], value=CustomerLevel.A)
        assert field.value is None
