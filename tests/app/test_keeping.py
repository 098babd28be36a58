"""Backup and restore."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from askwhy.app.home import STORE_VARIABLE, Record
from askwhy.app.keeping import NoBackup, NotHere, backup, restore
from askwhy.app.study.studying import lock_study, running
from askwhy.errors import Refused
from askwhy.protocol.template import template
from askwhy.store import record as kept

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    record = Record(tmp_path / "home")
    path = tmp_path / "study.toml"
    path.write_text(template("S", date(2026, 10, 1), date(2026, 10, 31), "UTC"), encoding="utf-8")
    with record.write() as connection:
        kept.ensure_account(connection, "linkedin", "mine")
        lock_study(connection, record.home, path, datetime(2026, 9, 1, tzinfo=UTC))
    record.close()
    return tmp_path / "home"


def test_a_backup_brings_back_the_record_and_the_keys_of_its_studies(
    home: Path, tmp_path: Path
) -> None:
    backup(home, tmp_path / "b.zip")
    restore(tmp_path / "other", tmp_path / "b.zip")
    again = Record(tmp_path / "other")
    with again.read() as connection:
        assert [one.name for one in kept.accounts(connection)] == ["mine"]
        (one,) = running(connection, again.home)
    again.close()
    (key,) = (home / "keys").glob("*.key")
    assert one.key == key.read_bytes()
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "other" / "keys" / key.name).stat().st_mode & 0o777 == 0o600


def test_a_backup_is_whole_while_somebody_writes(home: Path, tmp_path: Path) -> None:
    record = Record(home)
    with record.write() as connection:
        kept.ensure_account(connection, "linkedin", "half done")
        backup(home, tmp_path / "b.zip")
    record.close()
    restore(tmp_path / "other", tmp_path / "b.zip")
    again = Record(tmp_path / "other")
    with again.read() as connection:
        assert [one.name for one in kept.accounts(connection)] == ["mine"]
    again.close()


def test_nothing_is_written_over(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.zip")
    before = (tmp_path / "b.zip").read_bytes()
    with pytest.raises(Refused, match="is there already"):
        backup(home, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == before
    with pytest.raises(Refused, match="a record in"):
        restore(home, tmp_path / "b.zip")


def test_there_must_be_something_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nothing in"):
        backup(tmp_path, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_something_else_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "tax.zip").write_text("papers")
    with pytest.raises(NoBackup, match=r"tax.zip.*askwhy backup"):
        restore(tmp_path / "other", tmp_path / "tax.zip")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("x", "")
    with pytest.raises(NoBackup, match="no record in it"):
        restore(tmp_path / "other", tmp_path / "empty.zip")
    assert not (tmp_path / "other" / "askwhy.sqlite").exists()


def test_a_member_that_climbs_out_of_the_folder_stays_out(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "a") as archive:
        archive.writestr("keys/../../evil.key", "x")
        archive.writestr("../evil", "x")
    restore(tmp_path / "deep" / "other", tmp_path / "b.zip")
    assert not list(tmp_path.rglob("evil*"))


def test_a_server_s_record_is_backed_up_by_the_server(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STORE_VARIABLE, "postgresql://somewhere")
    with pytest.raises(NotHere, match="pg_dump"):
        backup(home, tmp_path / "b.zip")
