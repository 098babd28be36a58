"""The network of the kill harness: a file, which goes on when whoever called it dies."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from askwhy.networks import Automation, Capabilities, Receipt

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from askwhy.facts import Party

START = datetime(2026, 10, 5, 9, tzinfo=UTC)
PAUSE = 0.03
"""How long, at most, the network takes before and after it does something, in seconds."""


@dataclass(frozen=True, slots=True)
class Round:
    """One record and its network. `since` is when its clock began, `factor` how fast it runs."""

    home: str
    file: str
    since: float
    factor: float
    reads_back: bool
    goes_on: bool

    def clock(self) -> datetime:
        passed = (time.time() - self.since) * self.factor  # noqa: TID251 (the bench's own clock)
        return START + timedelta(seconds=int(passed))


class FileChannel:
    """Each message is a line, on the disk before anybody is told so."""

    def __init__(self, one: Round, chance: random.Random) -> None:
        self._one = one
        self._chance = chance
        self.capabilities = Capabilities(
            can_accept=True,
            can_send=True,
            can_read_back=one.reads_back,
            automation=Automation.ALLOWED,
        )

    def accept(self, who: Party) -> Receipt:
        self._act(f"accept\t{who.handle}")
        return Receipt()

    def reject(self, who: Party) -> Receipt:
        self._act(f"reject\t{who.handle}")
        return Receipt()

    def send(self, key: UUID, who: Party, text: str) -> Receipt:
        self._act(f"send\t{who.handle}\t{key}\t{text}")
        return Receipt(str(key))

    def read_back(self, key: UUID, who: Party, text: str) -> Sequence[Receipt]:  # noqa: ARG002
        time.sleep(self._chance.uniform(0, PAUSE))
        return [Receipt(str(key)) for row in read(self._one.file) if row[2:3] == [str(key)]]

    def _act(self, line: str) -> None:
        before, after = (self._chance.uniform(0, PAUSE) for _ in range(2))
        if not self._one.goes_on:
            time.sleep(before)
            append(self._one.file, line)
            time.sleep(after)
            return
        child = fork(partial(_append_later, self._one.file, line, before))
        os.waitpid(child, 0)
        time.sleep(after)


def _append_later(file: str, line: str, wait: float) -> None:
    """On its way already: the death of whoever called changes nothing."""
    os.setsid()
    time.sleep(wait)
    append(file, line)


def append(file: str, line: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(handle, f"{line}\n".encode())
    os.fsync(handle)
    os.close(handle)


def read(file: str) -> list[list[str]]:
    path = Path(file)
    return [row.split("\t") for row in path.read_text().splitlines()] if path.exists() else []


def fork(act: Callable[[], None]) -> int:
    """Do something in a process of its own; return its number."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        act()
        code = 0
    finally:
        os._exit(code)
