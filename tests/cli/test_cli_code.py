"""Coding at a real terminal, and what the other commands say of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.app.clock import now
from askwhy.app.coding import coded
from askwhy.app.home import Record
from askwhy.facts import (
    Connection,
    Coverage,
    Direction,
    Marked,
    Message,
    Owner,
    Party,
    Request,
    Span,
)
from askwhy.facts import Record as Kind
from askwhy.store import deeds, schema
from askwhy.store import record as kept
from askwhy.store.intake import Intake
from askwhy.store.people import settle_identities

if TYPE_CHECKING:
    from tests.cli.conftest import Shell, Terminal

    from askwhy.coding.codings import Coding

SECONDS = 120
WORDS = {
    "Ana": "We sell software. Would you like to see it?",
    "Ben": "Just to grow my network, nothing special.",
    "Cleo": "I am looking for a job. Do you know of an opening?",
}


@pytest.fixture
def told(shell: Shell) -> Shell:
    """Three people who asked ten days ago and wrote once they were accepted."""
    at = now() - timedelta(days=10)
    record = Record(shell.home)
    me = Party("Eva Lis", "eva")
    with record.write() as connection:
        account = kept.ensure_account(connection, "linkedin", "linkedin")
        intake = Intake(connection, account.id)
        intake.add(Owner(me))
        for name, words in WORDS.items():
            who = Party(name, name.casefold())
            intake.add(Request(Direction.INCOMING, who, Span.second(at)))
            intake.add(Connection(who, Span.second(at)))
            intake.add(Message(name, who, (me,), at + timedelta(hours=1), words))
        intake.add(Coverage(Kind.MESSAGES, at - timedelta(days=1), now()))
        intake.finish()
        settle_identities(connection, account.id)
    record.close()
    return shell


def codings(shell: Shell, code: str) -> dict[str, list[Coding]]:
    """All codings by persons under a code, by the first word of the text."""
    from askwhy.app.coding.shelf import gather

    record = Record(shell.home)
    with record.read() as connection:
        shelf = gather(connection, 1)
        found = coded.codings_of(connection, shelf.texts, [code])
    record.close()
    return {
        shelf.texts[item].whole: [one for one in said if one.origin == "person"]
        for item, said in found.items()
    }


def leave(terminal: Terminal) -> int:
    terminal.press("q")
    return terminal.end()


def sit(shell: Shell, *words: str) -> Terminal:
    terminal = shell.at_terminal("code", *words)
    terminal.read_until("q end")
    return terminal


@pytest.mark.slow
def test_one_key_codes_a_text_and_z_takes_it_back(told: Shell) -> None:
    terminal = sit(told, "tone", "--by-hand")
    assert "tone: 0 of 3 coded" in terminal.seen
    first = next(words for words in WORDS.values() if words in terminal.seen)
    terminal.press("1")
    terminal.read_until("Kept: 0.")
    assert "tone: 1 of 3 coded" in terminal.read_until("q end") + terminal.seen
    terminal.press("z")
    terminal.read_until("Taken back.")
    assert first in terminal.read_until("q end")
    terminal.press("3")
    terminal.read_until("Kept: 2.")
    terminal.read_until("q end")
    terminal.press("u")
    terminal.read_until("Kept: unsure.")
    terminal.read_until("q end")
    assert leave(terminal) == 0

    kept_now = codings(told, "tone")
    assert [one.values for one in kept_now[first]] == [("0",), ("withdrawn",), ("2",)]
    (other,) = [said for words, said in kept_now.items() if words != first and said]
    assert [one.values for one in other] == [("unsure",)]
    assert "tone, owner: 2 of 3 texts coded" in terminal.seen


@pytest.mark.slow
def test_several_values_are_gathered_and_definitions_shown(told: Shell) -> None:
    terminal = sit(told, "reason", "--by-hand", "--coder", "ben")
    terminal.press("d")
    terminal.read_until("1 job-seeking: ")
    terminal.press("1")
    terminal.read_until("So far: job-seeking.")
    terminal.press("2")
    terminal.read_until("So far: job-seeking, selling.")
    terminal.press("1")
    terminal.read_until("So far: selling.")
    terminal.press("\r")
    terminal.read_until("Kept: selling.")
    terminal.read_until("q end")
    terminal.press("\r")
    terminal.read_until("Kept: none of these.")
    terminal.read_until("q end")
    assert leave(terminal) == 0
    said = [one for each in codings(told, "reason").values() for one in each]
    assert sorted(one.values for one in said) == [(), ("selling",)]
    assert {one.coder for one in said} == {"person:ben"}


@pytest.mark.slow
def test_where_two_differ_a_third_look_settles_it(told: Shell) -> None:
    for person, key in (("eva", "1"), ("ben", "3")):
        terminal = sit(told, "tone", "--by-hand", "--order", "random", "--coder", person)
        terminal.press(key)
        terminal.read_until("Kept: ")
        terminal.read_until("q end")
        assert leave(terminal) == 0
    assert "People differ on 1 text:" in terminal.seen
    terminal = told.at_terminal("code", "tone", "--by-hand", "--settle", "--coder", "eva")
    shown = terminal.read_until("q end")
    assert "eva: 0" in shown
    assert "ben: 2" in shown
    terminal.press("2")
    terminal.read_until("1 settled.")
    assert terminal.end() == 0
    (said,) = [each for each in codings(told, "tone").values() if each]
    assert [(one.values, one.is_adjudicated) for one in said] == [
        (("0",), False), (("2",), False), (("1",), True),
    ]  # fmt: skip


@pytest.mark.slow
def test_the_machines_suggest_and_x_confirms_a_scam_for_good(told: Shell) -> None:
    terminal = sit(told, "scam")
    assert "3 texts; " in terminal.seen
    assert "Suggested: none" in terminal.seen
    terminal.press(" ")
    terminal.read_until("Kept: none.")
    terminal.read_until("q end")
    terminal.press("x")
    terminal.read_until("This person is never asked.")
    terminal.read_until("q end")
    assert leave(terminal) == 0
    said = sorted(one.values for each in codings(told, "scam").values() for one in each)
    assert said == [("none",), ("other",)]
    record = Record(told.home)
    with record.read() as connection:
        ids = list(connection.execute(schema.contacts.select()).scalars())
        facts = [one for each in deeds.facts_of(connection, ids).values() for one in each]
    record.close()
    (mark,) = facts
    assert isinstance(mark, Marked)
    assert (mark.mark, mark.lifted) == ("scam", False)


def test_without_a_terminal_it_says_how_far_one_is(told: Shell) -> None:
    said = told("code", "tone", "--by-hand")
    assert "tone, owner: 0 of 3 texts coded, 0 of them drawn at random." in said.out
    assert said.status == 0


def test_a_code_or_a_name_that_is_none_is_one_sentence(told: Shell) -> None:
    assert "There is no code “mood”" in told("code", "mood").complaint
    assert "some of en, fr" in told("code", "--languages", "en,xx").complaint
    assert "no colon" in told("code", "--by-hand", "--coder", "a:b").complaint


def test_without_the_extra_one_sentence_says_what_to_install(
    told: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askwhy.app.coding.machines.NEEDED", (("no such package",),))
    assert "pip install 'askwhy[coding]'" in told("code").complaint


def test_agreement_before_anything_was_coded_says_where_to_begin(told: Shell) -> None:
    assert "Nobody has coded a text yet." in told("agreement").out


def test_proposals_and_stock_say_what_to_do_where_there_is_nothing(told: Shell) -> None:
    assert "No text asks for anything new." in told("favours", "proposed").out
    assert "no proposal number 1" in told("favours", "take", "1").complaint
    assert "No three people wrote the same words" in told("stock").out
    assert "no wording number 2" in told("stock", "2").complaint


@pytest.mark.slow
def test_only_the_declared_languages_are_told(told: Shell) -> None:
    assert told("code", "tone", "--languages", "de,fr").status == 0
    record = Record(told.home)
    from askwhy.app.coding.shelf import gather

    with record.read() as connection:
        said = coded.codings_of(connection, gather(connection, 1).texts, ["language"])
    record.close()
    spoken = {one.values[0] for each in said.values() for one in each}
    assert len(said) == len(WORDS)
    assert spoken <= {"de", "fr", "undetermined"}


@pytest.mark.slow
def test_a_favour_goes_from_a_sentence_to_the_list(told: Shell) -> None:
    told("code", "favour")
    shown = told("favours", "proposed").out
    assert "Cleo: Do you know of an opening?" in shown
    number = next(
        line.split()[0] for line in shown.splitlines() if "Do you know of an opening?" in line
    )
    assert "Open: Do you know of an opening? — Cleo" in told("favours", "take", number).out
    assert "open: Do you know of an opening? — Cleo" in told("favours").out
    assert "Do you know of an opening?" not in told("favours", "proposed").out


def test_agreement_shows_each_value_with_its_interval_and_what_it_lets_one_say(
    told: Shell,
) -> None:
    from askwhy.app.coding.reviewing import Desk
    from askwhy.coding.queue import Order

    record = Record(told.home)
    for person, value in (("eva", "0"), ("ben", "0")):
        desk = Desk(record, 1, person, "tone", now, order=Order.RANDOM, is_machine_used=False)
        while (card := desk.next()) is not None:
            desk.keep(card, (value,))
    record.close()
    said = told("agreement", "tone").out
    assert "ben and eva, 3 texts drawn at random and coded by both:" in said
    assert "alpha undefined: all coders used one category" in said
    assert "Fewer than 100 texts" in said
    assert "0: 100% (44% to 100%; wilson, n = 3)" in said
