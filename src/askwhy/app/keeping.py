"""Backup and restore: the record and the keys of its studies, as one ZIP."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from askwhy.app.home import STORE_VARIABLE, Record
from askwhy.errors import Refused, YourFile

if TYPE_CHECKING:
    from collections.abc import Iterator

STORE = "askwhy.sqlite"
KEYS = "keys"


class NotHere(Refused):
    """The record is not a file of ours."""

    remedy = "Use your PostgreSQL's own backup (pg_dump), and copy the keys folder beside it."


class NoBackup(YourFile):
    """The file is no backup of askwhy's."""

    remedy = "Give the file that `askwhy backup` wrote."


def backup(home: Path, path: Path) -> None:
    """Write everything to a new ZIP, while others may go on reading and writing."""
    _refuse_server()
    if not (home / STORE).exists():
        raise Refused(f"There is nothing in {home} to back up.")
    part = path.with_name(path.name + ".part")
    try:
        with path.open("xb"):
            pass
    except FileExistsError as error:
        raise Refused(f"{path} is there already. Choose another name.") from error
    is_whole = False
    try:
        with TemporaryDirectory(prefix="askwhy-backup-") as scratch:
            copy = Path(scratch) / STORE
            with (
                closing(sqlite3.connect(home / STORE)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(copy, STORE)
                for key in sorted((home / KEYS).glob("*.key")):
                    archive.write(key, f"{KEYS}/{key.name}")
        part.chmod(0o600)
        part.replace(path)
        is_whole = True
    finally:
        if not is_whole:
            part.unlink(missing_ok=True)
            path.unlink(missing_ok=True)


def restore(home: Path, path: Path) -> None:
    """Put a backup where no record is; a record that is there is never written over."""
    _refuse_server()
    if (home / STORE).exists() and (home / STORE).stat().st_size:
        raise Refused(f"There is a record in {home} already. Move it away first.")
    try:
        with zipfile.ZipFile(path) as archive:
            members = list(_members(archive, path))
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            for info, target in members:
                where = home / target
                where.parent.mkdir(mode=0o700, exist_ok=True)
                part = where.with_name(where.name + ".part")
                with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                    file.write(archive.read(info))
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(where)
    except (OSError, zipfile.BadZipFile) as error:
        raise NoBackup(str(path), None, "it cannot be read as a backup.") from error
    Record(home).close()


def _members(archive: zipfile.ZipFile, path: Path) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """The store last: a restore that was cut short leaves no record that lacks its keys."""
    names = {info.filename: info for info in archive.infolist()}
    if STORE not in names:
        raise NoBackup(str(path), None, "there is no record in it.")
    for name, info in sorted(names.items()):
        inner = Path(name)
        if inner.parent == Path(KEYS) and inner.suffix == ".key" and inner.name == inner.parts[-1]:
            yield info, name
    yield names[STORE], STORE


def _refuse_server() -> None:
    if os.environ.get(STORE_VARIABLE):
        raise NotHere(f"The record is on a server ({STORE_VARIABLE} is set).")
