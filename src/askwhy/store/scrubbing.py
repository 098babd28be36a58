"""What was deleted, off the disk as well: a database leaves it lying in its file until then."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from askwhy.store.database import BUSY_SECONDS, StoreBusy
from askwhy.store.schema import metadata

if TYPE_CHECKING:
    import sqlalchemy as sa


def scrub(connection: sa.Connection) -> None:
    """Write the whole record anew, without what was deleted. Raises StoreBusy.

    To be called with a connection that has nothing open. A server's own log and backups are
    its administrator's.
    """
    engine = connection.engine
    if engine.dialect.name == "postgresql":
        connection.rollback()
        free = connection.execution_options(isolation_level="AUTOCOMMIT", askwhy_reads=True)
        for table in metadata.sorted_tables:
            free.exec_driver_sql(f'VACUUM FULL "{table.name}"')
        return
    path = engine.url.database
    assert path is not None, "a record is a file"
    connection.rollback()
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as alone:
        alone.execute("PRAGMA secure_delete = ON")
        alone.execute("VACUUM")
        is_busy, *_ = alone.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise StoreBusy(f"Another askwhy is reading {path}, which keeps deleted words on the disk.")
