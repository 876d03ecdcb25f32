"""Disks under a database that fill up or take no writing any more. Only root on Linux can make them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import LiteralString

import psycopg

from tests.stress.server import Server

LOG_DISK_BYTES, DATA_DISK_BYTES = 40_000_000, 80_000_000
"""Two files of a server's log; a site."""
FULL_PAGES: LiteralString = "ALTER TABLE {} SET (fillfactor = 10)"


class Disk:
    """A small file system of its own at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leaves no byte free."""
        with self._filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"0" * 4096)

    def free(self) -> None:
        """Gives back what was filled."""
        self._filler.unlink()


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Disk]:
    """A file system of `size` bytes that goes with the block."""
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder))
    try:
        yield Disk(folder)
    finally:
        _run("umount", "--lazy", str(folder))


@contextmanager
def seen_through(folder: Path) -> Iterator[Path]:
    """A second way to a folder, which can be made one for reading only."""
    seen = folder.with_name(f"{folder.name}-seen")
    seen.mkdir()
    _run("mount", "--bind", str(folder), str(seen))
    try:
        yield seen
    finally:
        _run("umount", "--lazy", str(seen))


def only_read(seen: Path, refused: bool) -> None:
    """Makes what `seen_through` gave a way for reading only, or one for writing again; nobody may write there meanwhile."""
    _run("mount", "-o", f"remount,bind,{'ro' if refused else 'rw'}", str(seen))


def freeze(file: Path, frozen: bool) -> None:
    """Lets nobody write to an SQLite file and what belongs to it, not even who has them open; or lets them again."""
    _run("chattr", "+i" if frozen else "-i", *(str(part) for part in file.parent.glob(f"{file.name}*")))


def put_site_on(disk: Disk, server: Server) -> None:
    """Moves a server's site, not its log, to a disk; pages count as full at a tenth, so that rows need new ones."""
    server.own(disk.folder)
    with psycopg.connect(server.url.replace("/postgres?", "/template1?"), autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{disk.folder}'")  # type: ignore[call-overload]
        connection.execute("ALTER DATABASE postgres SET TABLESPACE small")
    with psycopg.connect(server.url, autocommit=True) as connection:
        for (table,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            connection.execute(psycopg.sql.SQL(FULL_PAGES).format(psycopg.sql.Identifier(table)))


def put_log_on(disk: Disk, server: Server) -> None:
    """Moves a server's write-ahead log to a disk of its own."""
    server.stop()
    log = server.data / "pg_wal"
    shutil.move(log, disk.folder / "log")
    log.symlink_to(disk.folder / "log")
    server.own(disk.folder)
    server.start()


def fill_log(disk: Disk, server: Server) -> None:
    """Fills the disk and writes until the server's log needs a new file, at which the server ends itself."""
    disk.fill()
    with suppress(psycopg.Error), psycopg.connect(server.url, autocommit=True) as connection:
        while True:
            connection.execute("CREATE TABLE IF NOT EXISTS of_another_program (number int)")
            connection.execute("INSERT INTO of_another_program VALUES (1)")
            connection.execute("SELECT pg_switch_wal()")


def free_log(disk: Disk, server: Server) -> None:
    """Gives room again and has the server there again."""
    disk.free()
    server.see_to_it()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
