"""The command line as a person meets it: in this process for wording, in its own for the rest."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from askwhy.cli import askwhy
from askwhy.synth import grow, write_archive, write_large

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from askwhy.synth import World

TODAY = date(2026, 11, 16)
SECONDS = 240
"""After which a command is stuck."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and the status it ended with."""

    out: str
    err: str
    status: int

    @property
    def complaint(self) -> str:
        """The one sentence about why it did not work, of a command that said nothing else."""
        assert self.status == 1, (self.status, self.out, self.err)
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("askwhy: ")
        assert "Traceback" not in self.err
        return self.err.removeprefix("askwhy: ").strip()


ITS_OWN = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Makes the terminal the process's own, so that Ctrl-C reaches it."""


class Terminal:
    """Somebody before a terminal, who reads and presses keys."""

    def __init__(self, words: list[str], **settings: str) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", ITS_OWN, *words], stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True, env={"PATH": os.environ["PATH"], "TERM": "xterm", **settings},
        )  # fmt: skip
        os.close(theirs)
        self.seen = ""
        self._read_to = 0

    def read_until(self, words: str) -> str:
        """Wait until the words stand there, behind those waited for before; return what is new."""
        until = time.monotonic() + SECONDS
        while (place := self.seen.find(words, self._read_to)) < 0:
            assert time.monotonic() < until, self.seen[self._read_to :]
            assert self._more(), f"it ended: {self.seen[self._read_to :]}"
        new = self.seen[self._read_to : place + len(words)]
        self._read_to = place + len(words)
        return new

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def end(self) -> int:
        while self._more():
            pass
        os.close(self._ours)
        return self.process.wait(SECONDS)

    def _more(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], SECONDS)
        assert ready, self.seen
        try:
            got = os.read(self._ours, 4096)
        except OSError:  # the other side is closed
            return False
        self.seen += got.decode().replace("\r\n", "\n")
        return bool(got)


class Shell:
    """Runs `askwhy` with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: str | Path) -> Said:
        """In this process; an unexpected failure is raised."""
        words = ["--home", str(self.home), *map(str, arguments)]
        done = CliRunner().invoke(askwhy, words, prog_name="askwhy", catch_exceptions=False)
        return Said(done.stdout, done.stderr, done.exit_code)

    def words(self, *arguments: str | Path) -> list[str]:
        """The command for a process of its own."""
        return [sys.executable, "-m", "askwhy", "--home", str(self.home), *map(str, arguments)]

    def apart(self, *arguments: str | Path, before: tuple[str, ...] = ()) -> Said:
        """In a process of its own, behind a command that may take its rights away."""
        return self.end(self.start(*arguments, before=before))

    def start(self, *arguments: str | Path, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
        """The same without waiting for it; `end` waits."""
        return subprocess.Popen(
            [*before, *self.words(*arguments)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
        )  # fmt: skip

    def at_terminal(self, *arguments: str | Path, **settings: str) -> Terminal:
        """In a process of its own, before a terminal; `settings` are its environment."""
        return Terminal(self.words(*arguments), **settings)

    def end(self, process: subprocess.Popen[str]) -> Said:
        out, err = process.communicate(timeout=SECONDS)
        return Said(out, err, process.returncode)

    def at(self, home: Path) -> Shell:
        """Another one."""
        return Shell(home)


def environment(**more: str) -> dict[str, str]:
    """This process's own, without what would lead askwhy elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASKWHY_")}
    return kept | more


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASKWHY_HOME", "ASKWHY_STORE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home")


@pytest.fixture(scope="session")
def life() -> World:
    return grow(5, TODAY, connections=80, messages=200, requests=30, study=True)


@pytest.fixture(scope="session")
def archive(life: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small export as it was downloaded."""
    folder = tmp_path_factory.mktemp("download")
    return write_archive(life, folder / "Basic_LinkedInDataExport_11-16-2026.zip")


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export that takes a second or two to import."""
    path = tmp_path_factory.mktemp("large") / "large.zip"
    return write_large(path, 11, TODAY, connections=2_000, messages=30_000)


@pytest.fixture(scope="session")
def shell_at() -> Callable[[Path], Shell]:
    """For fixtures that outlive a test."""
    return Shell
