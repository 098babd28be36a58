"""One sender for each account: a lock that dies with its process, however that dies."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from askwhy.errors import Refused
from askwhy.store.database import StoreFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from askwhy.app.home import Record
    from askwhy.store.record import Account

    Confirm = Callable[[], None]

SENDING = 0x61736B77
"""With the account's number, the name of the lock in PostgreSQL."""


class AlreadySending(Refused):
    """Another process sends for this account."""

    remedy = "Let it finish. It does the same as this one would."


@contextmanager
def sole_sender(record: Record, account: Account) -> Iterator[Confirm]:
    """Be the only sender of an account, or be refused at once.

    Yields a function to call before the network is touched: it fails where the lock was lost,
    which may happen when the connection to a server breaks. A file's lock lasts as long as the
    process, even one that is stopped.
    """
    with record.read() as connection:
        if connection.dialect.name == "postgresql":
            with _session_lock(connection, account) as confirm:
                yield confirm
            return
    with _file_lock(record.home / f"sending-{account.id}.lock", account):
        yield lambda: None


@contextmanager
def _session_lock(connection: sa.Connection, account: Account) -> Iterator[Confirm]:
    """A lock of a session of its own, which ends with it; no transaction stays open meanwhile."""
    connection.execution_options(isolation_level="AUTOCOMMIT")
    connection.detach()
    take = sa.select(sa.func.pg_try_advisory_lock(SENDING, account.id))
    if not connection.execute(take).scalar_one():
        raise AlreadySending(f"Another askwhy is sending for “{account.name}”.")
    try:
        yield lambda: connection.exec_driver_sql("SELECT 1").close()
    finally:
        # A server notices the end of a session a moment late, too late for our own next turn.
        if not connection.invalidated:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(SENDING, account.id)))


@contextmanager
def _file_lock(path: Path, account: Account) -> Iterator[None]:
    """SQLite's own lock on an empty file: the one that works alike on every system."""
    path.touch(mode=0o600)
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                said = f"Another askwhy is sending for “{account.name}”."
                raise AlreadySending(said) from error
            raise StoreFailed(f"The file {path} cannot be locked: {error}.") from error
        yield
