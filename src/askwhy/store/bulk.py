"""Rows into a table, those it holds left alone: the one place where the two databases differ."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Sequence

COPY_FROM = 500
TOGETHER = 200
"""Rows of one statement: of the widest table, a tenth of the values that SQLite takes."""


def insert_new(
    connection: sa.Connection,
    table: sa.Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> int:
    """Insert the rows whose keys the table does not hold; return how many that were."""
    if not rows:
        return 0
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        return _insert_postgres(connection, table.name, names, len(columns), rows)
    return _insert_sqlite(connection, table.name, names, len(columns), rows)


def insert_numbered(
    connection: sa.Connection,
    table: sa.Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> Sequence[int]:
    """Insert rows none of which the table holds; return their ids, in order.

    The ids are drawn beforehand, so that nothing has to be read back.
    """
    if not rows:
        return ()
    ids = _next_ids(connection, table, len(rows))
    numbered = [(id_, *row) for id_, row in zip(ids, rows, strict=True)]
    written = insert_new(connection, table, ("id", *columns), numbered)
    assert written == len(rows), f"rows of {table.name} were there before"
    return ids


def _next_ids(connection: sa.Connection, table: sa.Table, count: int) -> Sequence[int]:
    """Ids that nobody else is given. On SQLite there is one writer at a time."""
    if connection.dialect.name == "postgresql":
        serial = sa.func.pg_get_serial_sequence(table.name, "id")
        drawn = sa.select(sa.func.nextval(serial)).select_from(sa.func.generate_series(1, count))
        return connection.execute(drawn).scalars().all()
    begin = 1 + (connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0)
    return range(begin, begin + count)


def set_indexes_aside(connection: sa.Connection, table: sa.Table) -> list[sa.Index]:
    """Drop the indexes of an SQLite table that is empty, and return them to be built anew.

    Sorting a million keys once costs half of finding a million places. The rows to come must
    differ in what is to be unique, for until then nothing holds them to it.
    """
    if connection.dialect.name != "sqlite" or connection.execute(sa.select(table).limit(1)).first():
        return []
    indexes = sorted(table.indexes, key=lambda one: str(one.name))
    for index in indexes:
        index.drop(connection)
    return indexes


def update_rows(
    connection: sa.Connection,
    table: sa.Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Set columns of many rows; each tuple holds the values and then the row's id."""
    if not rows:
        return
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    values = ", ".join(f"{name} = {mark}" for name in columns)
    sql = f"UPDATE {table.name} SET {values} WHERE id = {mark}"  # noqa: S608 (our own names)
    connection.exec_driver_sql(sql, list(rows))


def _insert_sqlite(
    connection: sa.Connection, table: str, names: str, width: int, rows: Sequence[tuple[Any, ...]]
) -> int:
    """Many rows a statement, for a statement of its own costs a row as much as its place does."""
    marks = f"({', '.join('?' * width)})"
    sql = f"INSERT OR IGNORE INTO {table} ({names}) VALUES "  # noqa: S608 (our own names)
    many = sql + ", ".join([marks] * TOGETHER)
    new, end = 0, len(rows) - len(rows) % TOGETHER
    for begin in range(0, end, TOGETHER):
        told = tuple(chain.from_iterable(rows[begin : begin + TOGETHER]))
        new += connection.exec_driver_sql(many, told).rowcount
    rest = rows[end:]
    if len(rest) == 1:
        new += connection.exec_driver_sql(sql + marks, rest[0]).rowcount
    elif rest:
        new += connection.exec_driver_sql(sql + marks, list(rest)).rowcount
    return new


def _insert_postgres(
    connection: sa.Connection, table: str, names: str, width: int, rows: Sequence[tuple[Any, ...]]
) -> int:
    """Few rows by statement, many by COPY into a temporary table first."""
    if len(rows) < COPY_FROM:
        marks = ", ".join(["%s"] * width)
        values = ", ".join([f"({marks})"] * len(rows))
        sql = f"INSERT INTO {table} ({names}) VALUES {values} ON CONFLICT DO NOTHING"  # noqa: S608
        return connection.exec_driver_sql(sql, tuple(v for row in rows for v in row)).rowcount
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT {names} FROM {table} LIMIT 0"  # noqa: S608
    )
    driver = connection.connection.driver_connection
    assert driver is not None, "an open connection has a driver"
    with driver.cursor() as cursor, cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    new = connection.exec_driver_sql(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming ON CONFLICT DO NOTHING"  # noqa: S608
    ).rowcount
    connection.exec_driver_sql("DROP TABLE incoming")
    return new
