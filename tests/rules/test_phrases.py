"""What the notation of phrases means."""

import pytest

from askwhy.rules.phrases import Phrases, plain, search

BIRDS = Phrases(
    language="en",
    asking="""
        please
        |kindly
        """,
    words="""
        fly = soar {high}|fly
        high = up|very high
        """,
    phrases="""
        ~ {fly} (away |off )?birdie
        sing-along
        (the
        |this) nest $
        """,
    never="""
        (birdie|sing-along) in winter
        """,
    alone="",
    anchors="fly",
)


def found(text: str) -> str | None:
    """The words that the list finds in the text."""
    span = search(plain(text), BIRDS)
    return span and text[span[0] : span[1]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Fly birdie", "Fly birdie"),
        ("Look: fly away birdie!", "fly away birdie"),
        ("would you kindly soar very high off birdie", "soar very high off birdie"),
        ("please, soar up birdie", "soar up birdie"),
        ("I fly birdie", None),
        ("fly away", None),
        ("butterfly birdie", None),
        ("fly birdies", None),
        ("we singalong", "singalong"),
        ("a Síng - Along", "Síng - Along"),
        ("this nest.", "this nest"),
        ("I like the nest", "the nest"),
        ("this nest?", None),
        ("this nest is", None),
    ],
)
def test_a_phrase_is_found_as_its_notation_says(text: str, words: str | None) -> None:
    assert found(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sing-along in winter", None),
        ("Fly birdie in winter", None),
        ("sing-along in winter, then this nest", "this nest"),
        ("sing-along sing-along in winter", "sing-along"),
        ("birdie in winter sing-along", "sing-along"),
        ("birdie in winter,fly birdie", "fly birdie"),
    ],
)
def test_an_exception_takes_back_its_own_place_only(text: str, words: str | None) -> None:
    assert found(text) == words


def test_a_key_without_words_is_a_bug() -> None:
    wrong = Phrases("en", "", "", "{swim} birdie", "", "", "")

    with pytest.raises(AssertionError, match="swim"):
        search("swim birdie", wrong)


def test_letters_lose_their_signs_and_their_case() -> None:
    assert plain("Łódź, GARÇON, Straße, Ørsted") == "lodz, garcon, straße, orsted"
