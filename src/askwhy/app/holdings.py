"""What askwhy holds, and where: for the owner to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.store import looking
from askwhy.store import record as kept

if TYPE_CHECKING:
    from pathlib import Path

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.store.record import Account


@dataclass(frozen=True, slots=True)
class Holdings:
    """The accounts, how many rows of each kind there are, the folder and the size in bytes.

    `files` are the folder's files with their sizes; empty where a server keeps the record.
    """

    accounts: tuple[Account, ...]
    counts: tuple[tuple[str, int], ...]
    home: Path
    files: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        """How many bytes the files take together."""
        return sum(size for _, size in self.files)


def accounts_of(connection: sa.Connection) -> list[Account]:
    """Every account, in the order of their names."""
    return kept.accounts(connection)


def holdings(record: Record, connection: sa.Connection) -> Holdings:
    """What the record and its folder hold."""
    found = sorted(path for path in record.home.rglob("*") if path.is_file())
    return Holdings(
        tuple(kept.accounts(connection)),
        looking.counts(connection),
        record.home,
        tuple((path.relative_to(record.home).as_posix(), path.stat().st_size) for path in found),
    )
