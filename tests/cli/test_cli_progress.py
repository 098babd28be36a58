"""The bar is drawn on a terminal, and only there; what was said stays clean."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell

pytestmark = pytest.mark.slow

SECONDS = 240
ESCAPE = b"\x1b["


def seen_on_a_terminal(process: subprocess.Popen[bytes], screen: int) -> bytes:
    """Everything that a process writes to its terminal until it ends."""
    seen = b""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        is_over = process.poll() is not None
        while select.select([screen], [], [], 0.05)[0]:
            try:
                seen += os.read(screen, 1 << 16)
            except OSError:  # how Linux tells that the other side of a terminal was closed
                return seen
        if is_over:
            return seen
    raise AssertionError("the command is stuck")


def on_a_terminal(shell: Shell, *words: str | Path) -> tuple[bytes, bytes]:
    """Run with the error stream on a terminal and the output in a pipe: (screen, output)."""
    screen, other = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    with (shell.home.parent / "out").open("w+b") as out:
        process = subprocess.Popen(shell.words(*words), stdout=out, stderr=other, env=environment)
        os.close(other)
        seen = seen_on_a_terminal(process, screen)
        os.close(screen)
        assert process.wait(SECONDS) == 0, seen
        out.seek(0)
        return seen, out.read()


def test_a_bar_is_drawn_on_a_terminal_and_taken_away(shell: Shell, large: Path) -> None:
    screen, out = on_a_terminal(shell, "import", large)
    assert b"large.zip" in screen
    assert b"%" in screen
    assert "━".encode() in screen
    assert ESCAPE + b"2K" in screen, "the line is cleared again"
    assert b"large.zip (format: 2026)" in out
    assert b"messages" in out
    assert ESCAPE not in out
    assert b"%" not in out


def test_what_is_already_known_needs_no_bar(shell: Shell, archive: Path) -> None:
    shell("import", archive)
    screen, out = on_a_terminal(shell, "import", archive)
    assert screen == b""
    assert b"already imported" in out


def test_nothing_is_drawn_in_a_pipe(shell: Shell, large: Path) -> None:
    said = shell.apart("import", large)
    assert (said.status, said.err) == (0, "")
    assert "\x1b" not in said.out
    assert "%" not in said.out


def test_a_name_in_the_bar_is_a_name_and_no_markup(
    shell: Shell, large: Path, tmp_path: Path
) -> None:
    """Square brackets in a file's name are not a style, and control signs steer nothing."""
    odd = tmp_path / "a[red]\x1b]0;title\x07[b.zip"
    odd.write_bytes(large.read_bytes())
    screen, out = on_a_terminal(shell, "import", odd)
    assert b"a[red]]0;title[b.zip" in screen
    assert b"\x1b]0;" not in screen
    assert b"a[red]]0;title[b.zip (format: 2026)" in out
