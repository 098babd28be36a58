"""Triage at a real terminal: one key for each answer, and a note."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from askwhy.app.home import Record
from askwhy.store import reading
from askwhy.store import record as kept

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell


def answers(shell: Shell) -> list[dict[str, str]]:
    """What the owner said, of whomever they said something."""
    with closing(Record(shell.home)) as record, record.read() as connection:
        (account,) = kept.accounts(connection)
        return [dict(one.entries) for one in reading.histories(connection, account.id)
                if one.entries]  # fmt: skip


@pytest.mark.slow
def test_one_key_says_each_thing_and_nothing_waits_for_enter(shell: Shell, archive: Path) -> None:
    shell("import", archive)
    terminal = shell.at_terminal("triage")
    terminal.read_until("q end")
    terminal.press("t")
    terminal.read_until("Your note")
    terminal.press("met in Ghent\r")
    terminal.press("k")
    terminal.read_until("u unknown")
    terminal.press("y")
    for known, mutual in (("h", "n"), ("n", "u")):
        terminal.read_until("q end")
        terminal.press(known)
        terminal.read_until("u unknown")
        terminal.press(mutual)
    terminal.read_until("q end")
    terminal.press("s")
    terminal.read_until("q end")
    terminal.press("q")
    assert terminal.end() == 0
    assert sorted(answers(shell), key=lambda one: one["known"]) == [
        {"contact of contacts": "no", "known": "heard of"},
        {"contact of contacts": "yes", "known": "known", "note": "met in Ghent"},
        {"contact of contacts": "unknown", "known": "never"},
    ]


def test_without_a_terminal_the_answers_are_read_line_by_line(shell: Shell, archive: Path) -> None:
    from click.testing import CliRunner

    from askwhy.cli import askwhy

    shell("import", archive)
    words = ["--home", str(shell.home), "triage"]
    done = CliRunner().invoke(askwhy, words, input="k\ny\nq\n", catch_exceptions=False)
    assert done.exit_code == 0
    assert answers(shell) == [{"contact of contacts": "yes", "known": "known"}]
