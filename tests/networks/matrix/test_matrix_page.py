"""The page on Matrix: each of its commands is run as it stands there, against a server."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest
from click.testing import CliRunner
from tests.networks.linkedin_api.test_linkedin_api import MemoryRing
from tests.networks.matrix.synapse import PASSWORD
from tests.networks.test_channel_contract import ASK, PROTOCOL

from askwhy.app import clock
from askwhy.cli import askwhy
from askwhy.networks.matrix.connector import SEALED

if TYPE_CHECKING:
    from tests.networks.matrix.harness import MatrixHarness

PAGE = Path(__file__).parents[3] / "docs" / "matrix.md"
DAY = timedelta(days=1)


class Owner:
    """Somebody who works through the page, with a clock that they can set."""

    def __init__(self, home: Path) -> None:
        self.home, self.ahead = home, timedelta()

    def now(self) -> datetime:
        at = datetime.now(UTC) + self.ahead  # noqa: TID251 (it is the clock)
        return at.replace(microsecond=0)

    def do(self, command: str) -> str:
        words = ["--home", str(self.home), *command.split()]
        done = CliRunner().invoke(askwhy, words, catch_exceptions=False)
        assert done.exit_code == 0, (command, done.output)
        self.ahead += timedelta(seconds=10)
        return done.output


@pytest.mark.slow
def test_each_command_of_the_page_runs(
    matrix_harness: MatrixHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness, owner = matrix_harness, Owner(tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", owner.now)
    # A machine without a keyring: a token of a login that nothing else uses.
    token = harness.server.join(harness.owner)
    for name, said in {**harness.answers(), "password": token}.items():
        monkeypatch.setenv(f"ASKWHY_MATRIX_{name}".upper(), said)
    days = {"first_day": -9, "last_day": 30, "texts": 99, "everything": 199}
    said_days = {name: owner.now().date() + many * DAY for name, many in days.items()}
    Path("winter.toml").write_text(PROTOCOL.format(**said_days), "utf-8")
    harness.request("ana", "")
    commands = re.findall(r"^ {4}askwhy (.*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    told = []
    for number, command in enumerate(commands):
        if commands[number - 1 : number + 1] == ["sync", "sync"]:
            assert harness.is_accepted("ana")
            assert harness.got("ana") == []
            owner.ahead += DAY
        told.append(owner.do(command))
    assert "Requests are read with the time of their notification" in told[0]
    assert SEALED in told[0]
    assert harness.got("ana", 1) == [ASK]
    assert Path("winter.html").stat().st_size > 1000
    assert [one for one in commands if one.startswith("sync")] == ["sync"] * 4
    assert commands[0] == "connect matrix"


def test_every_link_and_variable_of_the_page_is_there() -> None:
    text = PAGE.read_text("utf-8")
    assert [one for one in re.findall(r"\]\(([\w.-]+)\)", text)
            if not (PAGE.parent / one).exists()] == []  # fmt: skip
    variables = set(re.findall(r"ASKWHY_MATRIX_(\w+)", text))
    assert variables == {"HOMESERVER", "USER", "PASSWORD", "SENDS_ALONE"}


@pytest.mark.slow
def test_the_keyring_gets_the_token_and_nobody_the_password(
    matrix_harness: MatrixHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = MemoryRing()
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    try:
        for name, said in matrix_harness.answers().items():
            monkeypatch.setenv(f"ASKWHY_MATRIX_{name}".upper(), said)
        monkeypatch.setenv("ASKWHY_MATRIX_SENDS_ALONE", "no")
        owner = Owner(tmp_path / "home")
        owner.do("connect matrix")
        matrix_harness.request("ana", "")
        monkeypatch.delenv("ASKWHY_MATRIX_PASSWORD")
        assert "1 request" in owner.do("sync")
    finally:
        keyring.set_keyring(before)
    (kept,) = ring.held.values()
    assert sorted(json.loads(kept)) == ["access_token", "passphrase"]
    for path in (tmp_path / "home").rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path
