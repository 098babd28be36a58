"""Stop means stop: who asks is heard, in eight languages, and who does not ask is not silenced."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.rules.phrases import plain, search
from askwhy.rules.stop import _languages, asks_to_stop

SENTENCES = tomllib.loads(Path(__file__).with_name("stop_sentences.toml").read_text("utf-8"))
LANGUAGES = {phrases.language: phrases for phrases, _ in _languages()}


@pytest.mark.parametrize("language", SENTENCES["asking"])
def test_each_sentence_that_asks_is_heard(language: str) -> None:
    asking = SENTENCES["asking"][language].strip().splitlines()

    assert len(asking) >= 15
    assert [sentence for sentence in asking if asks_to_stop(sentence) is None] == []


@pytest.mark.parametrize("language", SENTENCES["not_asking"])
def test_no_other_sentence_is_taken_for_one(language: str) -> None:
    others = SENTENCES["not_asking"][language].strip().splitlines()

    assert len(others) >= 15
    assert [sentence for sentence in others if asks_to_stop(sentence) is not None] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello Anna, please don’t write to me again. Bye", "don't write to me"),
        ("  STOP!  ", "STOP!"),
        ("Bonjour,\nNe m’écrivez plus.\nMerci", "Ne m'écrivez plus"),
        ("Dzień dobry. Proszę się ze mną NIE kontaktować!", "się ze mną NIE kontaktować"),
        ("I saw your talk in Lyon.", None),
        ("", None),
        ("\u200b", None),
    ],
)
def test_the_words_that_ask_are_told_as_they_were_written(text: str, words: str | None) -> None:
    assert asks_to_stop(text) == words


def test_what_is_quoted_is_not_said() -> None:
    assert asks_to_stop("> please stop writing to me\nWhy did you get this?") is None
    assert asks_to_stop('They told me "leave me alone" once.') is None
    assert asks_to_stop('It said "hello". Leave me alone.') == "Leave me alone"


def test_a_condition_is_not_weighed() -> None:
    assert asks_to_stop("If this is about sales, please don't write to me.")
    assert asks_to_stop("Don't contact me unless it is about a job.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_are_well_formed(language: str) -> None:
    phrases = LANGUAGES[language]
    lines = phrases.lines(phrases.phrases)

    assert len(lines) == len(set(lines)) >= 20
    assert [line for line in lines if line != plain(line)] == []
    assert [anchor for anchor in phrases.anchors.split() if not 1 < len(anchor) <= 4] == []
    alone = [text for line in phrases.lines(phrases.alone) for text in line.split("|")]
    assert [text for text in alone if asks_to_stop(f"{text}!") != f"{text}!"] == []


def _readings(phrase: str) -> st.SearchStrategy[str]:
    """A text that a phrase stands for, any of its alternatives chosen."""
    regex = phrase.removeprefix("~ ").removesuffix("$").rstrip().replace("\\w+", "foo")
    regex = regex.replace("(", "(?:").replace("?foo", "foo").replace("\\S+", "foo")
    return st.from_regex(f"(?:{regex})", fullmatch=True, alphabet=st.characters(codec="ascii"))


@settings(max_examples=25)
@given(st.data())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_that_is_listed_is_found_and_through_its_anchors(
    language: str, data: st.DataObject
) -> None:
    phrases = LANGUAGES[language]
    phrase = data.draw(st.sampled_from(phrases.lines(phrases.phrases)))
    text = " ".join(data.draw(_readings(phrase)).split())

    assert search(plain(text), phrases) is not None
    assert asks_to_stop(text) is not None


@given(st.text(st.characters(categories=["L", "N", "Zs", "Po"], exclude_characters='"&')))
def test_a_request_is_heard_whatever_stands_before_it(text: str) -> None:
    assert asks_to_stop(f"{text}\n\nPlease stop writing to me.")
    assert asks_to_stop(f"{text}. Nie pisz do mnie więcej")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_plain_text_has_the_length_of_the_text(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_a_word_that_counts_alone_is_looked_for_in_short_texts_only() -> None:
    assert asks_to_stop("Stop" + 56 * ".") == "Stop" + 56 * "."
    assert asks_to_stop("Stop" + 57 * ".") is None
