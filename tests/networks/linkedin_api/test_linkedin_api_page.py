"""The page on the interface: each of its commands is run as it stands there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from askwhy.cli import askwhy
from askwhy.networks.linkedin_api import client
from askwhy.synth import grow, write_archive

if TYPE_CHECKING:
    from tests.networks.linkedin_api.conftest import LinkedIn

PAGE = Path(__file__).parents[3] / "docs" / "linkedin-api.md"


@pytest.mark.slow
def test_each_command_of_the_page_runs(
    linkedin: LinkedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = grow(8, date(2026, 11, 16), connections=90, messages=300)
    linkedin.hold(write_archive(world, tmp_path / "export.zip", extras=False))
    monkeypatch.setattr(client, "BASE", linkedin.base)
    monkeypatch.setenv("ASKWHY_LINKEDIN_TOKEN", "fictional-token-7f3a")
    commands = re.findall(r"^ {4}askwhy (.*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert commands == [
        "connect linkedin",
        "sync",
        "sync linkedin",
    ]
    for one in commands:
        words = ["--home", str(tmp_path / "home"), *one.split()]
        done = CliRunner().invoke(askwhy, words, input="2026-11-01\n", catch_exceptions=False)
        assert done.exit_code == 0, (one, done.output)


def test_watching_is_an_option_of_sync() -> None:
    assert "askwhy sync --watch" in PAGE.read_text("utf-8")
    assert "--watch" in CliRunner().invoke(askwhy, ["sync", "--help"]).stdout
