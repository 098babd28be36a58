"""The one normal form: what it joins, what it keeps apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.rules.texts import fold, is_blank, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I’d like to add you", "I'd like to add you"),
        ("I´d like", "I`d like"),
        ("I&#39;d like R&amp;D", "I'd like R&D"),
        ("9:15\u202fAM", "9:15 am"),
        ("Thank\u00a0you!", "thank you"),
        ("thank  you\r\n", "Thank you."),
        ("Thank you …", "thank you..."),
        ("«Bonjour» — merci", '"bonjour" - merci'),
        ("„Cześć”", "“CZEŚĆ”"),
        ("nai\u0308ve", "naïve"),
        ("GRÜSSE", "Grüße"),
        ("co\u00adope\u200bration", "Cooperation"),
        ("❤\ufe0f", "❤"),
        ("👍🏽", "👍"),
        ("ＡＢＣ", "abc"),
        ("one\u2028two", "one two"),
        ("\ufeffHello", "hello"),
    ],
)
def test_texts_that_a_reader_takes_for_the_same_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("You are busy?", "You are busy."),
        ("resume", "résumé"),
        ("no, thanks", "no thanks"),
        ("I can do it", "I can't do it"),
        ("R&D", "R D"),
    ],
)
def test_texts_that_say_something_else_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_tidy_keeps_case_and_lines() -> None:
    assert tidy(" Hi Anna,\r\n\r\n  I’m  here \u200b ") == "Hi Anna,\n\n I'm here"


@pytest.mark.parametrize(
    "text", ["", "  \n\t", "\u200b", "\ufeff \u00a0", "\u2060\u00ad", "&nbsp;"]
)
def test_what_cannot_be_seen_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", [".", "👍", "a", "?", "\u200bx"])
def test_what_can_be_seen_is_not_blank(text: str) -> None:
    assert not is_blank(text)


# An entity hidden in an entity would be resolved one layer at a time, so no ampersands here.
@given(st.text(st.characters(exclude_characters="&＆﹠")))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(exclude_characters="&＆﹠")))
def test_case_and_spaces_around_never_matter(text: str) -> None:
    assert fold(f" \n{text.casefold()}\u200b ") == fold(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a  b", "a b"),
        ("a\tb", "a b"),
        ("a \t b\r\nc", "a b\nc"),
        ("this &copy that", "this &copy that"),
        ("this &copy; that", "this \N{COPYRIGHT SIGN} that"),
    ],
)
def test_tidy_leaves_one_space_and_resolves_whole_entities_only(text: str, shown: str) -> None:
    assert tidy(text) == shown


def test_a_letter_that_case_takes_apart_is_put_together_again() -> None:
    assert fold("J\u030c") == "\u01f0"
