"""The command as a person starts and stops it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.conftest import Visiting

pytestmark = pytest.mark.slow
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)(/\?token=\S+)")


def begin(home: Path, *options: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASKWHY_")}
    return subprocess.Popen(
        [sys.executable, "-m", "askwhy", "--home", str(home), "serve", "--no-browser", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=kept,
    )  # fmt: skip


def address_of(process: subprocess.Popen[str]) -> tuple[int, str]:
    assert process.stdout is not None
    for line in process.stdout:
        found = ADDRESS.search(line)
        if found:
            return int(found[1]), found[2]
    raise AssertionError(process.communicate())


def test_it_serves_until_it_is_stopped(tmp_path: Path, visiting: Visiting) -> None:
    first, second = begin(tmp_path / "home"), begin(tmp_path / "home", "--read-only")
    try:
        for process in (first, second):
            port, path = address_of(process)
            answer = visiting(port).ask("GET", path)
            assert answer.status == 303
            came = visiting(port)
            came.cookie = answer.headers["set-cookie"].partition(";")[0]
            assert ("Read-only" in came.get("/start").text) == (process is second)
    finally:
        for process in (first, second):
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
            assert "Traceback" not in said
            assert process.returncode == -signal.SIGINT


def test_it_listens_on_this_machine_only(tmp_path: Path) -> None:
    process = begin(tmp_path / "home")
    try:
        port, _ = address_of(process)
        told = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        listening = [row[1] for row in told if row[3] == "0A" and row[1].endswith(f":{port:04X}")]
        assert listening == [f"0100007F:{port:04X}"]
        assert f":{port:04X} " not in Path("/proc/net/tcp6").read_text()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = begin(tmp_path / "home", "--port", str(taken.getsockname()[1]))
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.fullmatch(r"askwhy: Port \d+ is taken on this machine\. Give another .*\n", said)
