"""The site's database as a whole: made, migrated, judged, copied and put back."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from models import database, migrations
from models.database import is_postgresql, sqlite_path
from models.errors import DomainError, Fault
from models.i18n import N_, _
from models.later import later
from models.search import SearchIndex
from models.site.queries import is_founded
from workstation import config
from workstation.config import Settings, shown_url
from workstation.files import private_file, private_folder, refused_file
from workstation.refusal import Refusal

if TYPE_CHECKING:
    from models.events import anchors, verification
    from workstation import postgresql
else:
    anchors = later("models.events.anchors")
    verification, postgresql = later("models.events.verification"), later("workstation.postgresql")

PAGES_PER_STEP = 1_000
"""How much of a copy is made between two reports of progress; 4 MB at SQLite's usual page size."""

Progress = Callable[[float], None]


def open_site(settings: Settings) -> None:
    """Opens the site's database for this process and makes sure that it fits this program.

    The embedded default is made and migrated; any other database is only looked at. Raises DomainError (SCHEMA_OLDER,
    SCHEMA_NEWER, SCHEMA_MISSING, DATABASE_AWAY, DATABASE_READ_ONLY).
    """
    name_site(settings)
    with database.connection():
        make_fit(settings)


def name_site(settings: Settings) -> None:
    """Makes the site's database that of this process and connects nothing yet. Raises as `open_existing` does."""
    if settings.own_database:
        _make_private(sqlite_path(settings.database))
    open_existing(settings)


def make_fit(settings: Settings) -> None:
    """Migrates the embedded default and judges any other database, on this thread's connection. Raises as `open_site` does."""
    if settings.own_database and not migrations.status().unknown:
        migrations.migrate()
    migrations.require_current(shown_url(settings.database))


def open_founded(settings: Settings) -> None:
    """Opens the site's database as `open_site` does. Raises Refusal too where it has no company yet."""
    open_site(settings)
    with database.connection():
        if not is_founded():
            raise Refusal(_("This database has no company yet. Start workstation once in a terminal; it asks for one."))


def open_existing(settings: Settings) -> None:
    """Opens a database without judging its structure.

    Raises DomainError(SCHEMA_MISSING) for an SQLite file that isn't there, DATABASE_READ_ONLY for one that can't be written;
    Refusal where PostgreSQL's driver is not installed.
    """
    if is_postgresql(settings.database) and find_spec("psycopg") is None:
        raise Refusal(_("PostgreSQL needs one more package here. Run: pip install 'psycopg[binary]'"))
    if not is_postgresql(settings.database):
        if not sqlite_path(settings.database).is_file():
            raise DomainError(Fault.SCHEMA_MISSING, url=shown_url(settings.database))
        _require_writable(sqlite_path(settings.database))
    database.open(settings.database)


def _require_writable(path: Path) -> None:
    """Raises DomainError(DATABASE_READ_ONLY) for a file that SQLite can't write, or beside which it can't keep its log.

    It can't even be read then. The system is asked, the file not opened: to close it would drop this process's locks on it.
    """
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK):
        return
    read_only = os.statvfs(path).f_flag & os.ST_RDONLY
    reason = N_("its disk is read-only") if read_only else N_("you may not write it, or not into its folder")
    raise DomainError(Fault.DATABASE_READ_ONLY, file=path, reason=reason)


def init(settings: Settings) -> list[str]:
    """Makes the database and its tables and returns the migrations applied; none where everything stood already.

    Raises DomainError(SCHEMA_NEWER) for one that a newer version made, Refusal where the file can't be made.
    """
    if not is_postgresql(settings.database):
        _make_private(sqlite_path(settings.database))
    return migrate(settings)


def migrate(settings: Settings) -> list[str]:
    """Applies the migrations that a database lacks and returns their names. Raises as `init` does."""
    open_existing(settings)
    with database.connection():
        if migrations.status().unknown:
            raise DomainError(Fault.SCHEMA_NEWER)
        return migrations.migrate()


def _make_private(path: Path) -> None:
    """Makes the empty file, readable by its owner alone, where there is none; SQLite gives -wal and -shm the same mode."""
    private_folder(path.parent)
    if not path.exists():
        private_file(path)


@dataclass(frozen=True)
class Check:
    """What `check` found: problems as the engine words them, rows whose foreign key leads nowhere, and the event log.

    `compared` says that the log was compared with an earlier check.
    """

    integrity: tuple[str, ...]
    lost_references: tuple[str, ...]
    log: verification.LogCheck | None
    compared: bool = False

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.integrity and not self.lost_references and (self.log is None or self.log.broken is None)


def check_against_last(settings: Settings, progress: Callable[[int], None] | None = None, *, anew: bool = False) -> Check:
    """As `check`, and compares the event log with how far it went at the last check by this user; a sound one is remembered.

    `anew` forgets the last check: for a database that an older backup was put in place of. Raises Refusal where this user's
    folder can't be written.
    """
    folder = private_folder(config.state_folder()) / config.anchors_folder(settings.database)
    if anew:
        shutil.rmtree(folder, ignore_errors=True)
    try:
        heads = anchors.Anchors(folder)
        try:
            found = check(settings, progress, heads)
        except BaseException:
            heads.drop()
            raise
        if found.sound:
            heads.keep()
        else:
            heads.drop()
    except OSError as error:
        raise refused_file(folder, error) from error
    return replace(found, compared=heads.known)


def check(settings: Settings, progress: Callable[[int], None] | None = None, heads: anchors.Anchors | None = None) -> Check:
    """Reads the whole database: its pages and indexes, its references, the chain of its event log; `progress` counts events.

    PostgreSQL keeps its references itself, so only the log is checked there. Raises DomainError as `open_site` does.
    """
    integrity: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    if not is_postgresql(settings.database):
        path = sqlite_path(settings.database)
        if path.is_file():
            _require_writable(path)
            integrity = _damage(path)
            if integrity:
                return Check(integrity, (), None)
    open_existing(settings)
    with database.connection():
        migrations.require_current(shown_url(settings.database))
        if not database.on_postgresql():
            found = database.rows('SELECT DISTINCT "table", rowid, parent FROM pragma_foreign_key_check LIMIT 20')
            lost = tuple(f"{table} {rowid} -> {parent}" for table, rowid, parent in found)
        return Check(integrity, lost, verification.verify_log(progress, heads))


def _damage(path: Path) -> tuple[str, ...]:
    """What SQLite says is wrong with a file; nothing for a sound one."""
    connection = sqlite3.connect(path, timeout=database.BUSY_TIMEOUT_SECONDS)
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    except sqlite3.DatabaseError:
        return (_("the file is damaged or is no SQLite database"),)
    finally:
        connection.close()
    return () if found == ["ok"] else tuple(line for text in found for line in text.splitlines())


def compact(settings: Settings) -> None:
    """Writes the database anew, so that nothing that was erased is left in its free pages, its search index or its log.

    SQLite: the search is merged, the file rewritten, the write-ahead log emptied. PostgreSQL: dead rows are given free; their
    bytes go once others take their place. Raises Refusal where desks at work keep the log from being emptied; DomainError as
    `open_existing` does.
    """
    open_existing(settings)
    with database.connection():
        migrations.require_current(shown_url(settings.database))
        if database.on_postgresql():
            database.execute("SET statement_timeout = 0")
            database.execute("VACUUM (ANALYZE)")
            return
        for index in SearchIndex:
            database.execute(f"INSERT INTO {index.value} ({index.value}) VALUES ('optimize')")
        database.execute("VACUUM")
        ((busy, _log, _moved),) = database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise Refusal(_("The database was written anew, but desks at work keep the old pages. Close them and run it again."))


def backup(settings: Settings, target: Path, *, overwrite: bool = False, progress: Progress | None = None) -> int:
    """Writes a copy of the database as it is at one moment, while desks go on working; returns its size in bytes.

    SQLite: its own backup under one read snapshot. PostgreSQL: pg_dump's custom format. The copy appears whole or not at all.
    Raises Refusal where `target` exists and `overwrite` isn't said, or can't be written; DomainError as `open_existing` does.
    """
    if target.exists() and not overwrite:
        raise _exists(target)
    open_existing(settings)
    database.close()
    private_folder(target.parent)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            partial = Path(folder) / target.name
            if is_postgresql(settings.database):
                postgresql.dump(settings.database, partial)
            else:
                copy_sqlite(sqlite_path(settings.database), partial, progress)
            os.replace(partial, target)
        return target.stat().st_size
    except OSError as error:
        raise refused_file(target, error) from error


def _exists(path: Path) -> Refusal:
    return Refusal(_("{file} exists already. Nothing was overwritten; say --overwrite to replace it.").format(file=path))


def copy_sqlite(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copies one SQLite database into another file, as it stands at one moment; the copy needs no -wal beside it.

    Raises Refusal for a source that is damaged, or a full disk; DomainError(DATABASE_BUSY) for a source that is locked.
    """

    def report(status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(1 - remaining / max(total, 1))

    reading = sqlite3.connect(source, timeout=database.BUSY_TIMEOUT_SECONDS, isolation_level=None)
    private_file(target)
    writing = sqlite3.connect(target, isolation_level=None)
    try:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        reading.backup(writing, pages=PAGES_PER_STEP, progress=report)
        writing.execute("PRAGMA journal_mode = delete")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise DomainError(Fault.DATABASE_BUSY) from error
        if error.sqlite_errorname == "SQLITE_FULL":
            raise refused_file(target, OSError(errno.ENOSPC, "")) from error
        raise Refusal(_("{file} is damaged or is no SQLite database. Nothing was changed.").format(file=source)) from error
    finally:
        reading.close()
        writing.close()


def restore(settings: Settings, source: Path, *, overwrite: bool = False, progress: Progress | None = None) -> Check:
    """Puts a backup in the database's place and returns what a check of it found.

    SQLite: the backup is copied beside the database and checked there first; only a sound one takes its place, and only while no
    desk has the old one open. Raises Refusal where a database stands already and `overwrite` isn't said, where desks are at work,
    where the backup is not sound; DomainError(SCHEMA_NEWER) for one that a newer version made.
    """
    if not source.is_file():
        raise Refusal(_("{file} can't be used: {reason}.").format(file=source, reason=_("there is no such file")))
    if is_postgresql(settings.database):
        _refuse_standing_tables(settings, overwrite)
        postgresql.restore(settings.database, source, overwrite=overwrite)
        migrate(settings)
        return check(settings)
    target = sqlite_path(settings.database)
    if target.exists() and target.stat().st_size and not overwrite:
        raise _exists(target)
    private_folder(target.parent)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".restore-") as folder:
            candidate = Path(folder) / target.name
            copy_sqlite(source, candidate, progress)
            judged = _judged_candidate(settings, candidate, source)
            _step_aside(target)
            os.replace(candidate, target)
    except OSError as error:
        raise refused_file(target, error) from error
    return judged


def _refuse_standing_tables(settings: Settings, overwrite: bool) -> None:
    """Raises Refusal where a workstation's tables stand in the database already and `overwrite` isn't said."""
    open_existing(settings)
    with database.connection():
        if migrations.status().applied and not overwrite:
            raise _exists(Path(shown_url(settings.database)))
    database.close()


def _judged_candidate(settings: Settings, candidate: Path, source: Path) -> Check:
    """The check of a copied backup, migrated to this program's structure. Raises Refusal unless it is sound."""
    trial = Settings(config.database_url(str(candidate), ""), settings.own_database, settings.chosen_language)
    open_existing(trial)
    with database.connection():
        known = migrations.status()
        if not known.applied:
            raise Refusal(_("{file} is no backup of a workstation database. Nothing was changed.").format(file=source))
    migrate(trial)
    judged = check(trial)
    database.close()
    if not judged.sound:
        raise Refusal(_("{file} did not pass the check, so it was not restored. Nothing was changed.").format(file=source))
    copied = sqlite3.connect(candidate)
    copied.execute("PRAGMA journal_mode = delete")
    copied.close()
    return judged


def _step_aside(target: Path) -> None:
    """Makes sure that nobody has the database open, and takes its -wal and -shm away, which would ruin the restored file."""
    if target.exists() and target.stat().st_size:
        holding = sqlite3.connect(target, timeout=0)
        try:
            holding.execute("PRAGMA locking_mode = exclusive")
            holding.execute("PRAGMA journal_mode = delete").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.startswith("SQLITE_BUSY"):
                problem = _("Desks are at work on {file}. Close them first; nothing was changed.")
                raise Refusal(problem.format(file=target)) from error
        except sqlite3.DatabaseError:
            pass  # a damaged file holds nobody back: replacing it is what a restore is for
        finally:
            holding.close()
    for suffix in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
