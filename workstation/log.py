"""This user's log file: what happened, when and where in the program, without anybody's data."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from types import TracebackType

from workstation.files import private_file, private_folder
from workstation.refusal import Refusal

LARGEST_BYTES = 1_000_000
"""A log that is longer when it is opened becomes the old one, and the old one goes."""

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WordlessFormatter(logging.Formatter):
    """Writes of an exception its kind and its places in the program; its words may hold a customer's data."""

    def formatException(self, ei: ExceptionInfo) -> str:
        """The chain of exceptions, the first cause first."""
        lines: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines[:0] = [*traceback.format_tb(error.__traceback__), f"{type(error).__module__}.{type(error).__qualname__}\n"]
            error = error.__cause__ or error.__context__
        return "".join(lines).rstrip()


def open_log(folder: Path) -> Path | None:
    """Starts the log in `folder`; None where this machine has no place for one, and nothing is logged then."""
    handler: logging.Handler = logging.NullHandler()
    path: Path | None = None
    try:
        path = private_folder(folder) / "workstation.log"
        if path.exists() and path.stat().st_size > LARGEST_BYTES:
            path.replace(path.with_name("workstation.old.log"))
        if not path.exists():
            private_file(path)
        handler = logging.FileHandler(path, encoding="utf-8")
        handler.setFormatter(WordlessFormatter("%(asctime)s %(levelname)s %(message)s"))
    except (Refusal, OSError):
        path = None
    logging.basicConfig(handlers=[handler], level=logging.INFO)
    return path
