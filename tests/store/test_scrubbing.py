"""Deleted words are gone from the files, or it is said that they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from askwhy.app.home import Record
from askwhy.store import database, schema
from askwhy.store import record as kept
from askwhy.store.database import StoreBusy, StoreFull
from askwhy.store.scrubbing import scrub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "quokka " * 2_000


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A record of which a long text was deleted; its log still holds it, while it is open."""
    record = Record(tmp_path / "home")
    with record.write() as connection:
        kept.ensure_account(connection, "linkedin", "mine")
        row = {"account_id": 1, "kind": "x", "text": SECRET, "confirmed_at": 1}
        connection.execute(schema.wordings.insert().values(row))
    with record.write() as connection:
        connection.execute(schema.wordings.delete())
    yield record.home
    record.close()


def is_on_disk(home: Path) -> bool:
    return any(b"quokka" in path.read_bytes() for path in home.glob("askwhy.sqlite*"))


def test_deleted_words_are_off_the_disk_afterwards(home: Path) -> None:
    assert is_on_disk(home)
    record = Record(home)
    with record.read() as connection:
        scrub(connection)
    assert not is_on_disk(home)
    with record.read() as connection:
        assert [one.name for one in kept.accounts(connection)] == ["mine"]
    record.close()
    assert not is_on_disk(home)


@pytest.mark.parametrize("writes", [True, False])
def test_whoever_still_uses_the_record_is_waited_for(
    home: Path, monkeypatch: pytest.MonkeyPatch, writes: bool
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    first, second = Record(home), Record(home)
    with first.write() if writes else first.read() as other:
        assert other.execute(sa.select(schema.accounts.c.name)).scalar() == "mine"
        with second.read() as connection, pytest.raises(StoreBusy, match="deleted words lie"):
            scrub(connection)
    with second.read() as connection:
        scrub(connection)
    assert not is_on_disk(home)
    first.close()
    second.close()


def test_a_disk_too_full_to_write_it_anew_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    def full(_path: str) -> bool:
        msg = "database or disk is full"
        raise sqlite3.OperationalError(msg)

    monkeypatch.setattr("askwhy.store.scrubbing._rewrite", full)
    record = Record(home)
    with record.read() as connection, pytest.raises(StoreFull, match="disk is full"):
        scrub(connection)
    record.close()
