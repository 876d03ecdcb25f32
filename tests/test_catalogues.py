"""The catalogues hold every message of the program, none that it doesn't say, each with the same placeholders."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from models.i18n import LOCALE_FOLDER, Language

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("models", "screens", "workstation")
MARKS = ("_", "N_", "ngettext")
TRANSLATED = [language for language in Language if language is not Language.ENGLISH]


@cache
def said() -> dict[str, str]:
    """Every message of the program with the place that says it first, also one that stands inside another call."""
    found: dict[str, str] = {}
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                    text = node.args[0]
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        found.setdefault(text.value, f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def translations(language: Language) -> Iterator[tuple[Path, Message]]:
    """Every entry of a language's catalogues with its file."""
    for room in sorted((LOCALE_FOLDER / language.value).glob("*.po")):
        with room.open("rb") as file:
            for message in read_po(file, locale=language.value):
                if message.id:
                    yield room, message


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(text: str) -> set[str]:
    """The names in braces; a text with braces of another kind has none."""
    try:
        return {name for _text, name, _form, _conversion in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: Language) -> None:
    known = {_id(message) for _room, message in translations(language) if all(_texts(message))}
    assert {text: place for text, place in said().items() if text and text not in known} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_over(language: Language) -> None:
    assert [(room.name, _id(message)) for room, message in translations(language) if _id(message) not in said()] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_the_same(language: Language) -> None:
    differing = [
        (room.name, _id(message), text)
        for room, message in translations(language)
        for text in _texts(message)
        if placeholders(_id(message)) != placeholders(text)
    ]
    assert differing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_doubtful(language: Language) -> None:
    """A fuzzy entry was guessed by a tool."""
    assert [_id(message) for _room, message in translations(language) if message.fuzzy] == []


def test_no_message_is_put_together_before_it_is_translated() -> None:
    """`_(f"...")` looks up a text that no catalogue can hold."""
    built = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for floor in FLOORS
        for path in sorted((ROOT / floor).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS
        if node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert built == []
