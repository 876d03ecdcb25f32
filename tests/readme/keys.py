"""The README's table of keys, made from the registry of commands. `python -m tests.readme.keys` writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from models.i18n import Language, _, use_language
from screens.commands import COMMANDS, Command, Scope, key_name

T = TypeVar("T")

README = Path(__file__).resolve().parents[2] / "README.md"
BEGIN, END = "<!-- keys: made by python -m tests.readme.keys -->", "<!-- end of keys -->"


def table() -> str:
    """The table: key, command in English and in Chinese and by its id, by the place where it works; only commands with a key."""
    lines = ["| Key | Command | 命令 | Id |", "| --- | --- | --- | --- |"]
    for scope in Scope:
        commands = [command for command in COMMANDS if command.scope is scope and command.keys]
        if commands:
            english, chinese = (_in(language, partial(_, scope.value)) for language in (Language.ENGLISH, Language.CHINESE))
            lines.append(f"| | **{english}** | **{chinese}** | |")
            lines.extend(_row(command) for command in commands)
    return "\n".join(lines)


def _row(command: Command) -> str:
    keys = " ".join(f"`{key}`" for key in _in(Language.ENGLISH, lambda: list(_key_names(command))))
    return f"| {keys} | {_in(Language.ENGLISH, command.name)} | {_in(Language.CHINESE, command.name)} | `{command.id}` |"


def _key_names(command: Command) -> Iterator[str]:
    """The command's keys as people write them, without the full-width twins that an input method sends."""
    for key in command.keys.split(","):
        name = key_name(key)
        if name.isascii() and key != "ideographic_space":
            yield "\\|" if name == "|" else name


def _in(language: Language, call: Callable[[], T]) -> T:
    use_language(language)
    return call()


def with_table(text: str) -> str:
    """The README's text with the table as it should be now."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text("utf-8")), "utf-8")
