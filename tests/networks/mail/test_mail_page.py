"""The page on mail: each of its commands is run as it stands there, against real servers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.networks.mastodon.test_mastodon_page import DAY, Owner
from tests.networks.test_channel_contract import ASK, PROTOCOL

from askwhy.app import clock
from askwhy.networks.mail.connector import FIELDS

if TYPE_CHECKING:
    from tests.networks.mail.harness import MailHarness

PAGE = Path(__file__).parents[3] / "docs" / "mail.md"


@pytest.mark.slow
def test_each_command_of_the_page_runs(
    mail_harness: MailHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness, owner = mail_harness, Owner(tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", owner.now)
    for name, said in harness.answers().items():
        monkeypatch.setenv(f"ASKWHY_MAIL_{name}".upper(), said)
    days = {"first_day": -9, "last_day": 30, "texts": 99, "everything": 199}
    said_days = {name: owner.now().date() + many * DAY for name, many in days.items()}
    Path("winter.toml").write_text(PROTOCOL.format(**said_days), "utf-8")
    harness.request("ana", "Hello, I read your work.")
    commands = re.findall(r"^ {4}askwhy (.*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert [one for one in commands if one.startswith("sync")] == ["sync"] * 4
    told = []
    for number, command in enumerate(commands):
        if commands[number - 1 : number + 1] == ["sync", "sync"]:
            assert harness.is_accepted("ana")
            assert harness.got("ana") == []
            owner.ahead += DAY
        told.append(owner.do(command))
    assert commands[:2] == ["connect mail", "connect"]
    assert "you approve each" in told[1]
    assert harness.got("ana", 1) == [ASK]
    assert Path("winter.html").stat().st_size > 1000


def test_every_variable_of_the_page_is_there_and_watching_is_named() -> None:
    text = PAGE.read_text("utf-8")
    variables = set(re.findall(r"ASKWHY_MAIL_(\w+)", text))
    assert variables == {one.name.upper() for one in FIELDS} | {"SENDS_ALONE"}
    assert "askwhy sync --watch" in text
