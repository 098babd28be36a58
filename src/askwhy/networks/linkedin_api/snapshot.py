"""The snapshot as an export: its pages are written as the export's tables, and read as those.

Pages that came are kept in a folder for the day, so that a stopped reading goes on there.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from typing import TYPE_CHECKING, cast

from askwhy.errors import TheirNetwork
from askwhy.facts import Position
from askwhy.networks.linkedin.archive import Member
from askwhy.networks.linkedin.columns import Kind
from askwhy.networks.linkedin.reading import Reading
from askwhy.networks.linkedin.source import ExportSource
from askwhy.networks.linkedin_api.changelog import begin_at, fetch_changes, join

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from askwhy.networks.linkedin.reading import Told
    from askwhy.networks.linkedin_api.changelog import Change
    from askwhy.networks.linkedin_api.client import Api, Row

CHANGELOG = "changelog"
"""The name of the position: when LinkedIn wrote down the latest change, in milliseconds."""
DOMAINS = {
    "PROFILE": Kind.PROFILE,
    "INVITATIONS": Kind.INVITATIONS,
    "CONNECTIONS": Kind.CONNECTIONS,
    "INBOX": Kind.MESSAGES,
}


class NothingYet(TheirNetwork):
    """LinkedIn has collated nothing so far, as after a first consent."""


class SnapshotSource:
    """A snapshot that was brought on a day; `members` are its tables in the day's folder.

    `changes` tell the instants of acceptances.
    """

    network = "linkedin"

    def __init__(
        self, members: tuple[Member, ...], now: datetime, changes: Sequence[Change] = ()
    ) -> None:
        self._members, self._changes = members, changes
        self._day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        self.name = f"LinkedIn's interface, {now:%d %B %Y}"

    def digest(self) -> str:
        """That of the same tables in an export which LinkedIn made on this day, and the changes."""
        tables = ExportSource(f"DataExport_{self._day:%m-%d-%Y}", self._members).digest()
        if not self._changes:
            return tables
        return hashlib.sha256(f"{tables} {self._changes}".encode()).hexdigest()

    def read(
        self, *, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[Told | Position]:
        """Tell what the same tables in an export would tell, then what the changes add."""
        yield from Reading(self._members, (), progress, self._day).tell()
        yield from join(self._changes, lambda: Reading(self._members, (), None, self._day).tell())
        if self._changes:
            yield Position(CHANGELOG, str(max(one.processed for one in self._changes)))


def open_snapshot(
    api: Api, folder: Path, reached: Mapping[str, str], now: datetime
) -> SnapshotSource:
    """Bring all domains, page by page; pages of today that are there are not asked for again.

    Then the changes since those in `reached`.

    Raises TheirNetwork; what came before stays in the folder.
    """
    today = folder / f"{now:%Y-%m-%d}"
    for old in folder.iterdir() if folder.is_dir() else ():
        if old != today:
            shutil.rmtree(old)
    today.mkdir(mode=0o700, parents=True, exist_ok=True)
    members = []
    for domain, kind in DOMAINS.items():
        pages = _bring(api, domain, today)
        if pages:
            members.append(_write(kind, pages, today / kind))
    if not members:
        said = "LinkedIn has gathered nothing yet. After a first consent it takes a day or two."
        raise NothingYet(said)
    changes = fetch_changes(api, begin_at(reached.get(CHANGELOG), now))
    return SnapshotSource(tuple(members), now, changes)


def _bring(api: Api, domain: str, folder: Path) -> list[Path]:
    """The files of a domain's pages, in their order."""
    pages: list[Path] = []
    end = folder / f"{domain}.end"
    while True:
        page = folder / f"{domain}-{len(pages)}.json"
        if not page.exists():
            if end.exists():
                return pages
            rows = api.page(domain, len(pages))
            if rows is None:
                end.touch()
                return pages
            # Moved into place, so that a page half written is no page.
            half = page.with_suffix(".part")
            half.write_text(json.dumps(rows), "utf-8")
            half.replace(page)
        pages.append(page)


def _write(kind: Kind, pages: list[Path], path: Path) -> Member:
    """Write the pages as a table; columns in the order in which they are first met."""
    columns = list(dict.fromkeys(key for page in pages for row in _rows(page) for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        for page in pages:
            writer.writerows(_rows(page))
    return Member(kind, kind, path.stat().st_size, path)


def _rows(page: Path) -> list[Row]:
    return cast("list[Row]", json.loads(page.read_text("utf-8")))
