"""How a document reaches its file: whole or not at all, for its owner's eyes only, never without a record of it."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from models import database
from models.i18n import _
from models.site.queries import SiteRow
from workstation.documents.book import Book
from workstation.files import private_file, refused_file
from workstation.refusal import Refusal


def must_end_in(path: Path, *endings: str) -> None:
    """Raises Refusal where the name of a file doesn't say one of the formats there are."""
    if path.suffix.lower() not in endings:
        raise Refusal(_("{file} can't be used: its name must end in {endings}.").format(file=path, endings=", ".join(endings)))


@contextmanager
def delivered_book(
    path: Path, place: SiteRow, title: str, *, overwrite: bool, put_on_record: Callable[[], None]
) -> Iterator[Book]:
    """An empty workbook that reaches `path` when what is done with it has ended; see `delivered`."""
    with delivered(path, overwrite, put_on_record) as draft:
        book = Book(draft, place, title)
        try:
            yield book
            book.close()
        except BaseException:
            book.drop()
            raise


@contextmanager
def delivered(path: Path, overwrite: bool, put_on_record: Callable[[], None]) -> Iterator[Path]:
    """A file to write into, in a private folder beside `path` that goes with all that is in it.

    The file takes the place of `path` in the transaction that puts it on record. Raises Refusal where `path` exists already
    (unless `overwrite`) or can't be written; what was there is then still there.
    """
    reserved = False
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not overwrite or not path.exists():
            private_file(path)
            reserved = True
        with tempfile.TemporaryDirectory(prefix=".export-", dir=path.parent, ignore_cleanup_errors=True) as folder:
            draft = Path(folder) / path.name
            private_file(draft)
            yield draft
            with database.transaction():
                put_on_record()
                os.replace(draft, path)
    except BaseException as error:
        if reserved:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise refused_file(path, error) from error
        raise
