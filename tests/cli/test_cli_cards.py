"""Going through the cards at a real terminal: one key a decision, five seconds to take it back."""

from __future__ import annotations

import re
import signal
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.app.clock import now
from askwhy.app.home import Record
from askwhy.app.study.studying import lock_study
from askwhy.facts import (
    Allocated,
    Asked,
    Connection,
    Coverage,
    Direction,
    Party,
    Request,
    Skipped,
    Span,
    WroteElsewhere,
)
from askwhy.facts import Record as Kind
from askwhy.protocol.template import template
from askwhy.store import deeds, delivering, studying
from askwhy.store import record as kept
from askwhy.store.intake import Intake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Shell, Terminal

    from askwhy.facts import StudyFact

pytestmark = pytest.mark.slow

SECONDS = 60
"""After which nothing comes any more."""


def run_study(shell: Shell, tmp_path: Path, names: Iterable[str], *, is_seen: bool) -> None:
    """People on LinkedIn were accepted two days ago; `is_seen` where they are known as silent."""
    at = Span.second(now() - timedelta(days=2))
    path = tmp_path / "why.toml"
    first, last = at.earliest.date() - timedelta(days=2), date(now().year + 1, 12, 31)
    path.write_text(template("Why", first, last, "UTC"), encoding="utf-8")
    record = Record(shell.home)
    with record.write() as connection:
        account = kept.ensure_account(connection, "linkedin", "linkedin")
        intake = Intake(connection, account.id)
        for name in names:
            party = Party(name, name.casefold())
            intake.add(Request(Direction.INCOMING, party, at))
            intake.add(Connection(party, at))
        if is_seen:
            intake.add(Coverage(Kind.MESSAGES, at.earliest, now()))
        intake.finish()
        lock_study(connection, record.home, path, now())
    record.close()


@pytest.fixture
def studied(shell: Shell, tmp_path: Path) -> Shell:
    """Four people who were accepted two days ago and stay silent."""
    run_study(shell, tmp_path, ("Ana", "Ben", "Cleo", "Dan"), is_seen=True)
    assert "4 newly due" in shell("tick").out
    return shell


@pytest.fixture
def sit(studied: Shell) -> Iterator[Callable[..., Terminal]]:
    """Somebody sits down before the queue and sees the first card."""
    opened: list[Terminal] = []

    def sit(**settings: str) -> Terminal:
        opened.append(studied.at_terminal("queue", **settings))
        opened[-1].read_until("q end")
        return opened[-1]

    yield sit
    for each in opened:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def states(shell: Shell) -> dict[str, str]:
    """Each card's person and state, in the order of the queue."""
    listed = shell("queue", "--list").out
    return dict(re.findall(r"^ *\d+  \w+ (.+?) — .* \[(\w+)\]$", listed, re.MULTILINE))


def earliest(shell: Shell) -> str:
    """The number of the first card."""
    return shell("queue", "--list").out.split()[0]


def facts(shell: Shell) -> list[StudyFact]:
    record = Record(shell.home)
    with record.read() as connection:
        one = studying.studies(connection)[0]
        rows = delivering.those(connection, ("drafted", "approved", "dropped", "sent"),
                                study_id=one.id)  # fmt: skip
        found = deeds.facts_of(connection, [row.contact_id for row in rows])
    record.close()
    return [fact for told in found.values() for fact in told]


def test_a_card_shows_the_words_the_page_and_the_keys(sit: Callable[..., Terminal]) -> None:
    terminal = sit()
    assert re.search(r"1 of \d+\n\w+ .+ — .+ \[drafted\]", terminal.seen)
    assert "Open: https://www.linkedin.com/in/" in terminal.seen
    assert "a approve · e edit" in terminal.seen
    terminal.press("q")
    assert terminal.end() == 0


def test_an_approval_is_written_at_once_and_z_takes_it_back(
    studied: Shell, sit: Callable[..., Terminal]
) -> None:
    first = next(iter(states(studied)))
    terminal = sit()
    terminal.press("a")
    terminal.read_until("2 of ")
    terminal.read_until("q end")
    assert states(studied)[first] == "approved"
    terminal.press("z")
    terminal.read_until("Taken back.")
    terminal.read_until("1 of ")
    assert states(studied)[first] == "drafted"
    terminal.press("q")
    assert terminal.end() == 0


def test_a_decision_is_held_for_five_seconds_and_then_written_down(
    studied: Shell, sit: Callable[..., Terminal]
) -> None:
    first = next(iter(states(studied)))
    terminal = sit()
    terminal.press("w")
    terminal.read_until("they wrote first")
    terminal.read_until("q end")
    assert first not in states(studied)
    wrote = [fact for fact in facts(studied) if isinstance(fact, WroteElsewhere)]
    assert wrote == [], "it can still be taken back"
    until = time.monotonic() + SECONDS
    while not [fact for fact in facts(studied) if isinstance(fact, WroteElsewhere)]:
        assert time.monotonic() < until
    terminal.press("z")
    terminal.read_until("nothing that could still be taken back")
    terminal.press("q")
    assert terminal.end() == 0


def test_what_was_taken_back_leaves_no_fact(studied: Shell, sit: Callable[..., Terminal]) -> None:
    before = states(studied)
    terminal = sit()
    for key in "sz":
        terminal.press(key)
        terminal.read_until("q end")
    terminal.press("p")
    terminal.read_until("how many days")
    terminal.press("3")
    terminal.read_until("It comes up again")
    terminal.press("z")
    terminal.read_until("Taken back.")
    terminal.press("q")
    assert terminal.end() == 0
    assert states(studied) == before
    assert {type(fact) for fact in facts(studied)} == {Allocated}


def test_at_the_end_everything_that_was_decided_is_written_down(
    studied: Shell, sit: Callable[..., Terminal]
) -> None:
    first, second, third, *_ = states(studied)
    terminal = sit()
    for key in "sntq":
        terminal.press(key)
        if key != "q":
            terminal.read_until("q end")
    assert terminal.end() == 0
    left = states(studied)
    assert first not in left
    assert left[second] == "drafted"
    assert third not in left


def test_broken_off_it_keeps_what_was_decided(studied: Shell, sit: Callable[..., Terminal]) -> None:
    first, *others = states(studied)
    terminal = sit()
    terminal.press("s")
    terminal.read_until("q end")
    terminal.press("\x03")
    terminal.read_until("askwhy: Stopped. What you decided is kept.")
    assert terminal.end() == -signal.SIGINT
    assert list(states(studied)) == others
    assert [fact for fact in facts(studied) if isinstance(fact, Skipped)], first


def test_killed_it_loses_nobody_who_was_asked_by_hand(
    studied: Shell, sit: Callable[..., Terminal]
) -> None:
    first, second, *_ = states(studied)
    terminal = sit()
    terminal.press("t")
    terminal.read_until("z takes it back")
    terminal.read_until("q end")
    terminal.process.kill()
    terminal.process.wait()
    assert next(iter(states(studied))) == second, "nobody is shown as due who may have been asked"
    assert not [fact for fact in facts(studied) if isinstance(fact, Asked)]
    until = time.monotonic() + SECONDS
    while not [fact for fact in facts(studied) if isinstance(fact, Asked)]:
        assert time.monotonic() < until
        assert "0 newly due" in studied("tick").out
    assert first not in states(studied)


def test_keys_that_mean_nothing_decide_nothing(
    studied: Shell, sit: Callable[..., Terminal]
) -> None:
    before = states(studied)
    terminal = sit()
    terminal.press("\x1b[A")
    terminal.press("AST9\té ")
    terminal.press("q")
    assert terminal.end() == 0
    assert states(studied) == before


def test_the_editor_of_ones_choice_is_opened(
    studied: Shell, sit: Callable[..., Terminal], tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "In my own words." > "$1"\n')
    editor.chmod(0o700)
    terminal = sit(EDITOR=str(editor))
    terminal.press("e")
    assert "characters away" in terminal.read_until("\n1 of ")
    assert "Copy this:\nIn my own words.\n" in terminal.read_until("q end")
    terminal.press("q")
    assert terminal.end() == 0
    assert "In my own words." in studied("queue", "card", earliest(studied)).out


def test_a_line_is_asked_for_where_there_is_no_editor(
    studied: Shell, sit: Callable[..., Terminal]
) -> None:
    terminal = sit()
    terminal.press("e")
    terminal.read_until("Your text")
    terminal.press("May I ask?\n")
    terminal.read_until("q end")
    terminal.press("e")
    terminal.read_until("Your text")
    terminal.press("\n")
    terminal.read_until("Left as it is.")
    assert "May I ask?" in terminal.read_until("q end")
    terminal.press("z")
    terminal.read_until("Taken back.")
    assert "May I ask?" not in terminal.read_until("q end")
    terminal.press("q")
    assert terminal.end() == 0
    assert "May I ask?" not in studied("queue", "card", earliest(studied)).out


def test_a_list_is_printed_where_nobody_sits(studied: Shell) -> None:
    assert studied("queue").out == studied("queue", "--list").out


def test_a_number_stays_whatever_is_decided_about_others(studied: Shell) -> None:
    """Three were written to by hand, and are noted one after the other by one list."""
    listed = re.findall(r"^ *(\d+)  \w+ (.+?) — ", studied("queue", "--list").out, re.MULTILINE)
    assert len(listed) > 3
    for number, who in listed[:3]:
        said = studied("queue", "sent", number).out
        assert said == f"{who}: noted; your next import will verify it.\n"
    left = studied("queue", "--list").out
    assert [who for _, who in listed if f" {who} — " in left] == [who for _, who in listed[3:]]
    assert "no card number" in studied("queue", "sent", listed[0][0]).complaint


def test_who_waits_for_a_newer_export_is_told_once_for_all(shell: Shell, tmp_path: Path) -> None:
    run_study(shell, tmp_path, (f"Person {number}" for number in range(7)), is_seen=False)
    said = shell("tick").out
    assert said.count("import a newer export: Person") == 3
    assert "import a newer export: 4 more wait for it\n" in said
