"""The command line: arguments in, one sentence out where something doesn't fit, never a traceback."""

from __future__ import annotations

import logging
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path

from models.errors import DomainError
from models.i18n import _, use_language
from workstation import config
from workstation.refusal import Refusal

DONE = 0
REFUSED = 1
WRONG_ARGUMENTS = 2
INTERRUPTED = 130


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
        return _say(error.message(), REFUSED)
    except (EOFError, KeyboardInterrupt):
        return _say(_("Stopped."), INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        return REFUSED
    except Exception:
        return _unforeseen()


def _open_desk() -> int:
    """The desk itself, without the command line's own machinery: nobody should wait for it."""
    from workstation.app import open_desk

    return open_desk(config.load())


def _run_command(arguments: Sequence[str]) -> int:
    """Lets click find the command and run it; what doesn't fit becomes a sentence."""
    import click

    from workstation.cli.root import root
    from workstation.cli.shell import sentence

    try:
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


def _unforeseen() -> int:
    """Keeps what happened in the log, under a reference that a person can pass on."""
    reference = uuid.uuid4().hex[:8]
    log = _open_log()
    logging.getLogger("workstation").exception("unforeseen error %s", reference)
    if log is None:
        return _say(_("Something went wrong that should not have ({reference}).").format(reference=reference), REFUSED)
    told = _("Something went wrong that should not have ({reference}). What is known of it is in {file}.")
    return _say(told.format(reference=reference, file=log), REFUSED)


def _open_log() -> Path | None:
    """Starts this user's log file; None where this machine has no place for one."""
    from workstation.files import private_file, private_folder

    try:
        path = private_folder(config.state_folder()) / "workstation.log"
        if not path.exists():
            private_file(path)
        logging.basicConfig(filename=path, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    except (Refusal, OSError):
        logging.basicConfig(handlers=[logging.NullHandler()])
        return None
    return path


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
