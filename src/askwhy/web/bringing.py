"""How far an import is, and a safe place for what was uploaded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import ExitStack

    from askwhy.app.bringing.ingest import Outcome

_UNFIT = re.compile(r"[^\w .()+-]")
LONGEST = 120
"""How much of an uploaded file's name is kept, in bytes."""


@dataclass(slots=True)
class Bringing:
    """How far an import is: `done` of `total` bytes of `name`; `failure` is why it ended early.

    `is_counting`: everything is read, and is being counted.
    `then` is the page to go on to; empty for an import, which tells what it brought.
    """

    name: str = ""
    done: int = 0
    total: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    failure: str = ""
    is_counting: bool = False
    is_over: bool = False
    then: str = ""

    def advance(self, name: str, done: int, total: int) -> None:
        """Take down how far it is."""
        self.name, self.done, self.total = name, done, total

    @property
    def percent(self) -> int:
        """How much of the file at hand is read, from 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0


def safe_name(told: str) -> str:
    """The last part of an uploaded file's name, with nothing in it that means a place."""
    last = told.replace("\\", "/").rpartition("/")[2]
    kept = _UNFIT.sub("_", last).encode(errors="replace")[-LONGEST:].decode(errors="ignore")
    return kept.strip(". ") or "upload"


def free_path(folder: Path, name: str) -> Path:
    """Where nothing lies yet: the name, or the name behind a number."""
    path, number = folder / name, 0
    while path.exists():
        number += 1
        path = folder / f"{number} {name}"
    return path


def new_folder(undone: ExitStack) -> Path:
    """A folder of its own, readable by the owner only; removed where `undone` is not disarmed."""
    folder = Path(mkdtemp(prefix="askwhy-import-"))
    undone.callback(rmtree, folder, ignore_errors=True)
    return folder
