"""The command line: arguments in, one sentence out where something doesn't fit, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from models.errors import DomainError, Fault
from models.i18n import _, use_language
from models.unforeseen import take_down
from workstation import config, memory
from workstation.refusal import Refusal

DONE = 0
REFUSED = 1
WRONG_ARGUMENTS = 2
INTERRUPTED = 130
OF_SCREENS = (Fault.DATABASE_AWAY, Fault.DATABASE_BUSY, Fault.MISSING, Fault.TOO_LONG, Fault.INVALID)
"""Their message goes on with what a screen keeps; a command line keeps nothing."""


def run(arguments: Sequence[str]) -> int:
    """Runs one command line (without the program's name) and returns its exit code; without any word it opens the desk.

    0 done, 1 refused or something found wrong, 2 arguments or configuration that can't be used, 130 interrupted.
    """
    try:
        _use_language_asked_for(arguments)
        return _run_command(arguments) if arguments else _open_desk()
    except config.BadSetting as error:
        return _say(error.sentence, WRONG_ARGUMENTS)
    except Refusal as error:
        return _say(error.sentence, REFUSED)
    except DomainError as error:
        return _say(error.refusal() if error.fault in OF_SCREENS else error.message(), REFUSED)
    except (EOFError, KeyboardInterrupt):
        return _say(_("Stopped."), INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        return REFUSED
    except Exception as error:
        return _unforeseen(error)


def _open_desk() -> int:
    """The desk itself, without the command line's own machinery: nobody should wait for it."""
    memory.begin()
    from workstation.start import open_desk

    return open_desk(config.load())


def _run_command(arguments: Sequence[str]) -> int:
    """Lets click find the command and run it; what doesn't fit becomes a sentence."""
    import click

    from models.database import translated_errors
    from workstation.cli.root import root
    from workstation.cli.shell import sentence

    try:
        with translated_errors():
            result = root.main(list(arguments), prog_name="workstation", standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return WRONG_ARGUMENTS
    except click.ClickException as error:
        return _say(sentence(error), WRONG_ARGUMENTS)
    except click.Abort:
        return _say(_("Stopped."), INTERRUPTED)


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


def _unforeseen(error: Exception) -> int:
    """Keeps what happened in the log, under a reference that a person can pass on."""
    from workstation.log import open_log

    log = open_log(config.state_folder())
    reference = take_down(error)
    if log is None:
        return _say(_("Something went wrong that should not have ({reference}).").format(reference=reference), REFUSED)
    told = _("Something went wrong that should not have ({reference}). What is known of it is in {file}.")
    return _say(told.format(reference=reference, file=log), REFUSED)


def _use_language_asked_for(arguments: Sequence[str]) -> None:
    """Sets the language before anything is parsed, so that help and refusals are in it too; a bad setting is refused later."""
    use_language(config.machine_language())
    typed = None
    for argument, following in zip(arguments, [*arguments[1:], None], strict=False):
        if argument == "--language":
            typed = following
        elif argument.startswith("--language="):
            typed = argument.partition("=")[2]
    for language in (typed, None):
        try:
            use_language(config.load(language=language).language)
            return
        except Refusal:
            continue
