"""Opening the record: which file or server, its settings, and its newest shape."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, OperationalError

from askwhy.errors import Expected
from askwhy.store.coding_tables import metadata
from askwhy.store.migrations import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 60
MAKING = 0x61736B77
"""The lock under which a PostgreSQL record is made: any number that nobody else uses."""


class StoreFailed(Expected):
    """The record cannot be opened, read or written; nothing of what it held is lost."""


class StoreBusy(StoreFailed):
    """Another process is writing."""

    remedy = "Let it finish, then run this again."


class StoreFull(StoreFailed):
    """No room is left on the disk."""

    remedy = "Nothing was changed. Free some space and run this again."


class StoreUnreadable(StoreFailed):
    """The disk does not read or write where the store lies."""

    remedy = (
        "Nothing was changed. Look whether the disk is there, in order and yours to write, then "
        "run this again; if it stays so, restore a backup elsewhere."
    )


class StoreIsNoStore(StoreFailed):
    """The file is something else, or damaged."""

    remedy = "Move it away, or restore a backup, then run this again."


class StoreIsNewer(StoreFailed):
    """A later version of askwhy wrote it."""

    remedy = "Update askwhy, then run this again."


def open_engine(url: str | sa.URL) -> sa.Engine:
    """Open the record at an SQLAlchemy URL, made if it is new, brought to the newest shape."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_immediately)
        sa.event.listen(engine, "commit", _check_much)
    with failures_told(url):
        _migrate(engine)
    if engine.dialect.name == "postgresql":
        engine.dispose()
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
        sa.event.listen(engine, "connect", _set_up_postgres)
        sa.event.listen(engine, "begin", _wait_for_other_writers)
    return engine


def file_url(home: Path) -> sa.URL:
    """The URL of the store in a data folder, which is made if it is missing (mode 0700)."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        reason = error.strerror or "it cannot be made"
        raise StoreFailed(f"The data folder {home} cannot be used: {reason}.") from error
    path = home / "askwhy.sqlite"
    if not path.exists():
        try:
            path.touch(mode=0o600)
        except OSError as error:
            reason = error.strerror or "it cannot be made"
            raise StoreFailed(f"The store {path} cannot be made: {reason}.") from error
    # Not written out as a text, in which “?” or “%” in the folder's name would mean something.
    return sa.URL.create("sqlite", database=str(path))


@contextmanager
def failures_told(url: str | sa.URL) -> Iterator[None]:
    """Turn a database's failure into the sentence that says what to do."""
    url = sa.make_url(url)
    is_file = url.get_backend_name() == "sqlite"
    name = url.database if is_file else url.render_as_string(hide_password=True)
    try:
        yield
    except OperationalError as error:
        said = str(error.orig)
        if "locked" in said or "busy" in said or "lock timeout" in said:
            raise StoreBusy(f"Another askwhy is writing to {name}.") from error
        if "full" in said:
            raise StoreFull(f"The disk is full: {name} cannot grow.") from error
        raise StoreUnreadable(f"The store {name} cannot be used: {said}.") from error
    except DatabaseError as error:
        said = str(error.orig)
        if "not a database" in said or "malformed" in said:
            raise StoreIsNoStore(f"{name} is no askwhy store: {said}.") from error
        raise


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Write-ahead log, full durability, enforced keys, and patience with a second process."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA cache_size = -8000")
    cursor.close()


def _begin_immediately(connection: sa.Connection) -> None:
    """Take the write lock at once where writing is meant, so that no upgrade can deadlock.

    What is sorted stays in memory, for it may be what people wrote. Only where much is written
    are the keys of an index sorted on the disk, and references checked all at once at the end.
    """
    is_much = _writes_much(connection)
    connection.exec_driver_sql(f"PRAGMA temp_store = {'FILE' if is_much else 'MEMORY'}")
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {'OFF' if is_much else 'ON'}")
    is_reader = connection.get_execution_options().get("askwhy_reads", False)
    connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")


def _check_much(connection: sa.Connection) -> None:
    """No row that was written refers to one that is not there: checked row by row elsewhere."""
    if _writes_much(connection):
        wrong = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        assert wrong is None, f"a row of {wrong} refers to none"


def _writes_much(connection: sa.Connection) -> bool:
    return bool(connection.get_execution_options().get("askwhy_writes_much", False))


def _set_up_postgres(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """The same patience."""
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    cursor.close()
    connection.commit()


def _wait_for_other_writers(connection: sa.Connection) -> None:
    """One writer at a time, as with SQLite: what a writer reads stays so until it has written.

    The statement locks before the transaction's view of the data is fixed, and no reader waits.
    """
    if not connection.get_execution_options().get("askwhy_reads", False):
        connection.exec_driver_sql("LOCK TABLE alembic_version IN SHARE ROW EXCLUSIVE MODE")


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found) if found is not None else None


def _make(engine: sa.Engine) -> bool:
    """Make a new record in its newest shape at once; return whether nobody was faster.

    A test holds that the migrations lead to the same shape.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MAKING})")
        if sa.inspect(connection).get_table_names():
            return False
        metadata.create_all(connection)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
            " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{HEAD}')")  # noqa: S608
    return True


def _migrate(engine: sa.Engine) -> None:
    with engine.connect().execution_options(askwhy_reads=True) as connection:
        found = _revision(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise StoreIsNewer("This store was written by a later version of askwhy.")
    if found is None and _make(engine):
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", os.fspath(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
