"""Opening the record, and the sentences of what can go wrong with it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from askwhy.app.home import Record
from askwhy.store import database, migrations, schema
from askwhy.store import record as kept
from askwhy.store.database import StoreBusy, StoreFailed, StoreFull, StoreIsNewer, StoreIsNoStore
from askwhy.store.migrations import HEAD

VERSIONS = Path(migrations.__file__).parent / "versions"


@pytest.mark.parametrize("name", ["what?", "50%20of it", "a#b", "a&b=c", "Ä é", "caf\udce9"])
def test_the_record_lies_in_its_folder_whatever_the_folder_is_called(
    name: str, tmp_path: Path
) -> None:
    """A “?” once ended the file's name, and the record lay beside the folder, for all to read."""
    home = tmp_path / name
    Record(home, is_apart=True).close()
    assert list(tmp_path.iterdir()) == [home]
    assert (home / "askwhy.sqlite").stat().st_size
    assert (home / "askwhy.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_new_record_has_the_tables_of_the_schema(record: Record) -> None:
    with record.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_the_migrations_lead_to_the_same_tables(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Emptied and made again by the migrations alone, down to the text of each index."""

    def shape(connection: sa.Connection) -> set[str]:
        if connection.dialect.name == "sqlite":
            sql = "SELECT replace(sql, char(9), '') FROM sqlite_master WHERE sql IS NOT NULL"
            rows = connection.exec_driver_sql(sql).scalars()
            return {"".join(str(row).split()).replace('"', "") for row in rows}
        sql = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
        return set(connection.exec_driver_sql(sql).scalars())

    with record.read() as connection:
        made = shape(connection)
    with record.write() as connection:
        schema.metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    monkeypatch.setattr(database, "_make", lambda _engine: False)
    again = Record(record.home)
    with again.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
        if connection.dialect.name == "postgresql":
            assert shape(connection) == made
        else:
            names = {line.partition("(")[0] for line in shape(connection)}
            assert names == {line.partition("(")[0] for line in made}
    again.close()


def test_a_record_of_each_earlier_revision_is_brought_up_to_date(
    record: Record,
) -> None:
    """What stood in it stays."""
    before = sorted(each.name[:4] for each in VERSIONS.glob("[0-9]*.py"))[:-1]
    assert before, "there are earlier revisions"
    for revision in before:
        config = Config()
        config.set_main_option("script_location", str(VERSIONS.parent))
        with record.write() as connection:
            schema.metadata.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE alembic_version")
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            kept.ensure_account(connection, "linkedin", "mine")
        again = Record(record.home)
        with again.read() as connection:
            assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
            assert [one.name for one in kept.accounts(connection)] == ["mine"]
        again.close()


def test_a_second_opening_finds_the_record_as_it_was(tmp_path: Path) -> None:
    first = Record(tmp_path)
    with first.write() as connection:
        kept.ensure_account(connection, "linkedin", "mine")
    first.close()
    second = Record(tmp_path)
    with second.read() as connection:
        assert [one.name for one in kept.accounts(connection)] == ["mine"]
    second.close()


def test_the_store_is_for_its_owner_only(tmp_path: Path) -> None:
    Record(tmp_path / "home").close()
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "home" / "askwhy.sqlite").stat().st_mode & 0o777 == 0o600


def test_what_was_written_is_on_the_disk(tmp_path: Path) -> None:
    record = Record(tmp_path)
    with record.read() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    record.close()


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "askwhy.sqlite"
    path.write_text("These are my tax papers. " * 100)
    with pytest.raises(StoreIsNoStore, match=r"is no askwhy store.*Move it away"):
        Record(tmp_path)
    assert path.read_text().startswith("These are my tax papers.")


def test_a_store_of_a_later_version_is_refused(tmp_path: Path) -> None:
    Record(tmp_path).close()
    with sqlite3.connect(tmp_path / "askwhy.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreIsNewer, match="Update askwhy"):
        Record(tmp_path)


def test_a_second_writer_is_told_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    first, second = Record(tmp_path), Record(tmp_path)
    with first.write(), pytest.raises(StoreBusy, match="Let it finish"), second.write():
        pass
    first.close()
    second.close()


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    first, second = Record(tmp_path), Record(tmp_path)
    with first.write() as connection:
        kept.ensure_account(connection, "linkedin", "mine")
        with second.read() as other:
            assert kept.accounts(other) == []
    first.close()
    second.close()


def test_a_full_disk_is_said_and_nothing_is_changed(tmp_path: Path) -> None:
    record = Record(tmp_path)
    with record.write() as connection:
        kept.ensure_account(connection, "linkedin", "mine")
    with pytest.raises(StoreFull, match=r"disk is full.*Nothing was changed"), record.write() as c:
        pages = c.exec_driver_sql("PRAGMA page_count").scalar_one()
        c.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for number in range(10_000):
            kept.ensure_account(c, "linkedin", f"account {number}")
    record.close()
    again = Record(tmp_path)
    with again.read() as connection:
        assert [one.name for one in kept.accounts(connection)] == ["mine"]
    again.close()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match="cannot be used"):
        Record(tmp_path / "file" / "home")


def test_the_newest_revision_is_the_last_file() -> None:
    assert max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py")) == HEAD


def test_keys_and_constraints_hold_without_the_program(record: Record) -> None:
    with record.write() as connection:
        kept.ensure_account(connection, "linkedin", "mine")
    insert = schema.contacts.insert().values(account_id=1, key="handle:a", name="A")
    with record.write() as connection:
        connection.execute(insert)
    with pytest.raises(sa.exc.IntegrityError), record.write() as connection:
        connection.execute(insert)
    with pytest.raises(sa.exc.IntegrityError), record.write() as connection:
        connection.execute(schema.contacts.insert().values(account_id=77, key="b", name="B"))


def test_a_row_among_a_million_that_refers_to_none_takes_all_of_them_back(tmp_path: Path) -> None:
    """Where much is written, references are checked at the end instead of row by row."""
    record = Record(tmp_path)
    contacts = schema.contacts
    with pytest.raises(AssertionError, match="refers to none"), record.write(much=True) as much:
        kept.ensure_account(much, "linkedin", "mine")
        much.execute(contacts.insert().values(account_id=77, key="b", name="B"))
    with record.read() as connection:
        assert kept.accounts(connection) == []
    with pytest.raises(sa.exc.IntegrityError), record.write() as little:
        little.execute(contacts.insert().values(account_id=77, key="b", name="B"))
    record.close()
