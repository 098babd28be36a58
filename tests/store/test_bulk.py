"""Rows go in alike, however many are given at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from askwhy.store import record as kept
from askwhy.store import schema
from askwhy.store.bulk import COPY_FROM, TOGETHER, insert_new, insert_numbered

if TYPE_CHECKING:
    from askwhy.app.home import Record

COLUMNS = ("account_id", "key", "name")
SIZES = (1, 2, TOGETHER - 1, TOGETHER, TOGETHER + 1, COPY_FROM + 1, 3 * TOGETHER + 2)


def contacts(connection: sa.Connection) -> list[tuple[int, str, str]]:
    c = schema.contacts.c
    found = connection.execute(sa.select(c.id, c.key, c.name).order_by(c.id))
    return [(id_, key, name) for id_, key, name in found]


@pytest.mark.parametrize("size", SIZES)
def test_what_a_table_holds_stays_as_it_is(record: Record, size: int) -> None:
    with record.write() as connection:
        account = kept.ensure_account(connection, "linkedin", "linkedin").id
        before = [(account, f"name:{n}", "before") for n in range(0, size, 3)]
        assert insert_new(connection, schema.contacts, COLUMNS, before) == len(before)
        rows = [(account, f"name:{n}", "after") for n in range(size)]
        assert insert_new(connection, schema.contacts, COLUMNS, rows) == size - len(before)
        assert {key: name for _, key, name in contacts(connection)} == {
            f"name:{n}": "after" if n % 3 else "before" for n in range(size)
        }


@pytest.mark.parametrize("size", SIZES)
def test_rows_that_are_numbered_beforehand_keep_their_numbers(record: Record, size: int) -> None:
    with record.write() as connection:
        account = kept.ensure_account(connection, "linkedin", "linkedin").id
        told: list[tuple[int, str, str]] = []
        for turn in "ab":
            rows = [(account, f"name:{turn}{n}", "") for n in range(size)]
            ids = insert_numbered(connection, schema.contacts, COLUMNS, rows)
            told += [(id_, key, "") for id_, (_, key, _) in zip(ids, rows, strict=True)]
        assert contacts(connection) == told
        assert insert_numbered(connection, schema.contacts, COLUMNS, []) == ()
