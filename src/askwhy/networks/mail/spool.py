"""Letters that came, kept on the disk until they are read: memory stays flat, a stop costs little.

Each day of arrival has a file with a letter a line, so that both folders' letters can be read in
one order although they come one folder after the other.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Letter:
    """A letter by arrival: when, whether in Sent, its UID there, and its beginning."""

    at: datetime
    is_sent: bool
    uid: int
    raw: bytes


class Spool:
    """A folder of letters. `state` names what is brought: another one begins anew."""

    def __init__(self, folder: Path, state: str) -> None:
        self._folder = folder
        self._done = folder / "done.json"
        self._state = state
        self._next: dict[str, int] = {}
        told = json.loads(self._done.read_text("utf-8")) if self._done.exists() else {}
        if told.get("state") == state:
            self._next = told["next"]
        elif folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def next_after(self, name: str, first: int) -> int:
        """The UID at which a folder is to be gone on with."""
        return max(first, self._next.get(name, 0))

    def keep(self, name: str, letters: Iterable[Letter], until: int) -> None:
        """Put letters down, all of a folder before the UID `until` being here then."""
        lines: dict[str, list[str]] = {}
        for one in letters:
            told = [int(one.at.timestamp()), one.is_sent, one.uid, one.raw.decode("latin-1")]
            # The line end stands first: a line that a stop cut short spoils none after it.
            lines.setdefault(f"{one.at:%Y-%m-%d}", []).append("\n" + json.dumps(told))
        for day, some in lines.items():
            with (self._folder / f"{day}.jsonl").open("a", encoding="ascii") as file:
                file.writelines(some)
        self._next[name] = until
        half = self._done.with_suffix(".part")
        half.write_text(json.dumps({"state": self._state, "next": self._next}), "utf-8")
        half.replace(self._done)

    def letters(self) -> Iterator[Letter]:
        """All letters by arrival."""
        for path in sorted(self._folder.glob("*.jsonl")):
            yield from _of_a_day(path)

    def oldest(self) -> datetime | None:
        """When the first of them came."""
        return next((one.at for one in self.letters()), None)


def _of_a_day(path: Path) -> Iterator[Letter]:
    """A day's letters; one that stands twice, since a stop cut its writing, comes once."""
    places: dict[tuple[int, bool, int], int] = {}
    with path.open("rb") as file:
        offset = 0
        for line in file:
            told = _read(line)
            if told is not None:
                places[told[0], told[1], told[2]] = offset
            offset += len(line)
        for _, offset in sorted(places.items()):
            file.seek(offset)
            told = _read(file.readline())
            assert told is not None, "it was read a moment ago"
            at, is_sent, uid, raw = told
            yield Letter(datetime.fromtimestamp(at, UTC), is_sent, uid, raw.encode("latin-1"))


def _read(line: bytes) -> tuple[int, bool, int, str] | None:
    try:
        at, is_sent, uid, raw = json.loads(line)
    except ValueError:
        return None
    return at, is_sent, uid, raw
