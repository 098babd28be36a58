"""What was deleted, off the disk as well: a database leaves it lying in its file until then."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from askwhy.store import database
from askwhy.store.database import StoreBusy, StoreFull
from askwhy.store.schema import metadata

if TYPE_CHECKING:
    import sqlalchemy as sa


def scrub(connection: sa.Connection) -> None:
    """Write the whole record anew, without what was deleted. Raises StoreBusy and StoreFull.

    To be called with a connection that has nothing open. A server's own log and backups are
    its administrator's.
    """
    connection.rollback()
    if connection.engine.dialect.name == "postgresql":
        free = connection.execution_options(isolation_level="AUTOCOMMIT", askwhy_reads=True)
        for table in metadata.sorted_tables:
            free.exec_driver_sql(f'VACUUM FULL "{table.name}"')
        return
    path = connection.engine.url.database
    assert path is not None, "a record is a file"
    try:
        is_whole = _rewrite(path)
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise StoreFull(f"The disk is full: {path} cannot be written anew.") from error
        is_whole = False
    if not is_whole:
        said = f"Another askwhy uses {path}, where deleted words lie until it has finished."
        raise StoreBusy(said)


def _rewrite(path: str) -> bool:
    """Whether everything old is gone: nobody was looking at it in the meantime."""
    patience = database.BUSY_SECONDS
    with closing(sqlite3.connect(path, timeout=patience, isolation_level=None)) as alone:
        alone.execute("PRAGMA secure_delete = ON")
        alone.execute("VACUUM")
        is_busy, *_ = alone.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy
