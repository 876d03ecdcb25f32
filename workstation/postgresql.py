"""Backups of a PostgreSQL database through the server's own programs, pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from models.i18n import _
from workstation.files import private_file
from workstation.refusal import Refusal


def dump(url: str, target: Path) -> None:
    """Writes a consistent dump in pg_dump's custom format. Raises Refusal where pg_dump is missing or fails."""
    private_file(target)
    _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={target}")


def restore(url: str, source: Path, *, overwrite: bool) -> None:
    """Puts a dump into the database, all or nothing; with `overwrite` what stood there goes first.

    Raises Refusal where pg_restore is missing or fails.
    """
    cleaning = ["--clean", "--if-exists"] if overwrite else []
    _run("pg_restore", url, "--no-owner", "--single-transaction", "--exit-on-error", *cleaning, str(source))


def _run(program: str, url: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        problem = _("{program} is not installed here. It comes with PostgreSQL's client programs; nothing was done.")
        raise Refusal(problem.format(program=program))
    place, password = _without_password(url)
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run([path, f"--dbname={place}", *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = " ".join(line.strip() for line in done.stderr.strip().splitlines()[:2])
        problem = _("{program} did not succeed, so nothing was changed. It said: {reason}")
        raise Refusal(problem.format(program=program, reason=reason))


def _without_password(url: str) -> tuple[str, str]:
    """The URL without its password, which would show in the list of processes, and the password."""
    parts = urlsplit(url)
    if not parts.password:
        return url, ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}@{host}")), unquote(parts.password)
