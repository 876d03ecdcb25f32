"""Files of this machine: read with a sentence where they can't be, made for their owner's eyes only."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Any

from models.i18n import N_, _
from workstation.refusal import Refusal

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

_REASONS = {
    errno.ENOENT: N_("there is no such file"),
    errno.EACCES: N_("you may not read or write it"),
    errno.EPERM: N_("you may not read or write it"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of its path is not a folder"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your share of the disk is full"),
    errno.EROFS: N_("the disk is read-only"),
    errno.EEXIST: N_("it exists already"),
}

_ANOTHER_REASON = N_("the system refused it")


def refused_file(path: Path, error: OSError) -> Refusal:
    """The sentence for a file that the system refused."""
    reason = _(_REASONS.get(error.errno or 0, _ANOTHER_REASON))
    return Refusal(_("{file} can't be used: {reason}.").format(file=path, reason=reason))


def private_from_now_on() -> None:
    """Whatever this process and its children make is their user's alone, also what a library makes without being told."""
    os.umask(0o077)


def private_folder(path: Path) -> Path:
    """Makes a folder that only its owner may enter, with what leads to it, and returns it; one that exists stays as it is.

    Raises Refusal where the system won't have it.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    except OSError as error:
        raise refused_file(path, error) from error
    return path


def private_file(path: Path, *, overwrite: bool = False) -> None:
    """Makes an empty file that only its owner may read. Raises Refusal where it exists (unless `overwrite`) or can't be made."""
    flags = os.O_CREAT | os.O_WRONLY | (os.O_TRUNC if overwrite else os.O_EXCL)
    try:
        os.close(os.open(path, flags, PRIVATE_FILE))
        path.chmod(PRIVATE_FILE)
    except OSError as error:
        raise refused_file(path, error) from error


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file says. Raises Refusal naming the file, and the line where it is not TOML."""
    import tomllib

    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise refused_file(path, error) from error
    except UnicodeDecodeError as error:
        raise Refusal(_("{file} is not written in UTF-8.").format(file=path)) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        if line is None:
            raise Refusal(_("{file} is not valid TOML.").format(file=path)) from error
        raise Refusal(_("{file}: line {line} is not valid TOML.").format(file=path, line=line[1])) from error
