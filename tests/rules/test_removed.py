"""What stands in for a removed text is read by every rule as the text was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.rules.canned import is_canned, replies
from askwhy.rules.echo import is_echo
from askwhy.rules.notes import STOCK, NoteKind, read_note
from askwhy.rules.removed import ONE_TAP, for_message, for_note, is_removed
from askwhy.rules.stop import asks_to_stop
from askwhy.rules.texts import is_blank

OWN = "Please stop writing to me about zanzibar carpets."
TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from([OWN, "", " ", "\N{THUMBS UP SIGN}", "Congrats, Anna!", "Thanks", "…"]),
    st.sampled_from([reply.text for reply in replies()]),
    st.sampled_from([one.text.replace("{name}", "Anna Nowak") for one in STOCK.sentences]),
)


@given(TEXTS, st.integers(0, 10**9))
def test_a_message_stays_a_button_a_word_or_nothing(text: str, number: int) -> None:
    put = for_message(text, number)
    assert is_canned(put) == is_canned(text)
    assert is_blank(put) == is_blank(text)
    assert for_message(put, number + 1) == put


@given(TEXTS, st.integers(0, 10**9))
def test_a_note_keeps_its_kind(text: str, number: int) -> None:
    put = for_note(text, number)
    assert read_note(put) == read_note(text)
    assert for_note(put, number) == put
    assert "{" not in put or put == text


@given(st.integers(0, 10**9))
def test_the_note_that_comes_back_as_a_message_is_still_known(number: int) -> None:
    for note in (OWN, STOCK.sentences[0].text):
        put = for_note(note, number)
        assert is_echo(put, put)


def test_nothing_of_the_words_is_left() -> None:
    assert "zanzibar" not in for_message(OWN, 7) + for_note(OWN, 7)
    assert asks_to_stop(for_message(OWN, 7)) is None, "that they said so is kept as a fact"
    assert is_removed(for_message(OWN, 7))
    assert not is_removed(OWN)


def test_a_name_beside_a_button_goes() -> None:
    named = [f"{one.text}, Xaviera" for one in replies() if one.takes_name and one.language == "en"]
    canned = [text for text in named if is_canned(text)]
    assert canned
    assert {for_message(text, 1) for text in canned} == {ONE_TAP}


@pytest.mark.parametrize("note", ["I'd like to join you, Zofia", "—", "Hi Zofia,"])
def test_no_name_is_left_in_a_note(note: str) -> None:
    assert "Zofia" not in for_note(note, 3)
    assert read_note(note) in {NoteKind.BARE_REQUEST, NoteKind.OWN_WORDS}


def test_what_stands_for_one_note_stays_when_it_is_numbered_anew() -> None:
    assert for_note(for_note(OWN, 1), 2) == for_note(OWN, 1)


def test_each_stock_sentence_that_stands_in_names_nobody() -> None:
    stand_ins = {for_note("Hi Zofia,", number) for number in range(len(STOCK.sentences))}
    assert len(stand_ins) > 1
    assert not any("{" in text for text in stand_ins)


def test_a_sentence_that_the_owner_calls_stock_is_replaced_by_one() -> None:
    mine = STOCK.extended("Let us connect our zanzibars.")
    assert is_removed(for_note("Let us connect our zanzibars.", 1))
    assert not is_removed(for_note("Let us connect our zanzibars.", 1, mine))


@pytest.mark.parametrize("text", [f"{for_message(OWN, 7)} and more", "see [1]"])
def test_what_only_looks_like_a_stand_in_is_a_text(text: str) -> None:
    assert not is_removed(text)


def test_a_button_stays_as_it_is() -> None:
    for reply in replies():
        if is_canned(reply.text):
            assert for_message(reply.text, 1) == reply.text
