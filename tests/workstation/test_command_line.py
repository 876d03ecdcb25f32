"""Help that reads well in both languages, and one sentence for arguments that don't fit."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from models.i18n import Language, use_language
from models.wording import width
from tests.workstation.conftest import Ask
from workstation.cli import root as root_module
from workstation.cli.help import page


def _commands(command: click.Command, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _commands(below, click.Context(below, info_name=name, parent=context))


def _every_command() -> list[tuple[click.Command, click.Context]]:
    context = click.Context(root_module.root, info_name="workstation", terminal_width=80)
    return list(_commands(root_module.root, context))


@pytest.mark.parametrize("language", list(Language))
def test_every_command_explains_itself_and_each_of_its_options_within_80_columns(language: Language) -> None:
    use_language(language)
    for command, context in _every_command():
        context.terminal_width = 80
        shown = page(context, command)
        assert command.help, context.command_path
        assert all(width(line) <= 80 for line in shown.splitlines()), shown
        for parameter in command.params:
            said = getattr(parameter, "help", None) or getattr(parameter, "description", None)
            assert said, f"{context.command_path} {parameter.name}"


def test_chinese_help_has_no_english_sentences() -> None:
    use_language(Language.CHINESE)
    for command, context in _every_command():
        for line in page(context, command).splitlines():
            words = [word for word in line.split() if word.isascii() and word.isalpha() and word.islower()]
            assert len(words) <= 6, line


def test_help_is_in_the_language_asked_for(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask("--language", "zh", "db", "--help").out.startswith("用法：workstation db")
    assert ask("db", "--help").out.startswith("Usage: workstation db")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert ask("db", "--help").out.startswith("用法：workstation db")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("db", "chek"), "There is no command chek; did you mean check?"),
        (("dance",), "There is no command dance; there are: "),
        (("db", "check", "now"), "now is one argument too many."),
        (("db", "backup"), "FILE is missing."),
        (("db", "status", "--jsn"), "There is no option --jsn; did you mean --json?"),
        (("--database",), "The option --database is not used that way; see --help."),
        (("--language", "fr", "db", "status"), "--language: fr is not a language of this program. There are: zh, en."),
    ],
)
def test_wrong_arguments_get_one_sentence(ask: Ask, words: tuple[str, ...], said: str) -> None:
    answer = ask(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith(said)
    assert answer.err.count("\n") == 1


def test_an_unforeseen_error_shows_a_reference_and_is_in_the_log(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_arguments: object, **_settings: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("workstation.config.load", breaks)
    answer = ask("db", "status")
    assert answer.code == 1
    assert "secret words" not in answer.err
    assert "Something went wrong that should not have (" in answer.err


def test_the_version_is_told(ask: Ask) -> None:
    assert ask("--version").out.startswith("workstation ")
