"""Phrases and signs, found where they stand, whatever their case and accents."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.coding.phrases import signs
from askwhy.coding.phrases.lookup import Phrases, load, plain
from askwhy.coding.seeds.shelf import LANGUAGES

LISTS = Phrases(
    """
version = "1"
[phrases.asks]
en = "could you | help me … now"
pl = "prosil* bym"
[phrases.thanks]
en = "thank you | thank"
"""
)


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.name, text[hit.start : hit.end]) for hit in LISTS.find(text)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Could you?", ["Could you"]),
        ("COULD  you, could\nyou", ["COULD  you", "could\nyou"]),
        ("could yours", []),
        ("I couldn't you", []),
        ("help me now", ["help me now"]),
        ("help me a b c now", ["help me a b c now"]),
        ("help me a b c d now", []),
        ("Prosiłabym bym o to, prosił bym", ["Prosiłabym bym", "prosił bym"]),
        ("соuld уоu", ["соuld уоu"]),  # with Cyrillic lookalikes
        ("cóuld yoü", ["cóuld yoü"]),
        ("", []),
    ],
)
def test_a_phrase_is_found_by_its_words(text: str, hits: list[str]) -> None:
    assert found(text) == [("asks", hit) for hit in hits]


def test_a_name_is_told_once_at_each_place() -> None:
    assert [name for name, _ in found("Thank you, thank you")] == ["thanks", "thanks"]


@settings(deadline=None)
@given(st.text(max_size=40))
def test_plain_text_keeps_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("name", ["asks", "please", "mere politeness"])
def test_requests_are_listed_in_every_language(name: str) -> None:
    assert load("favour.toml").languages[name] == set(LANGUAGES)


@pytest.mark.parametrize("file", ["automatic.toml", "favour.toml", "scam.toml"])
def test_every_list_has_a_version_and_words(file: str) -> None:
    lists = load(file)

    assert lists.version
    assert len(lists.names) >= 3
    assert all(lists.languages[name] for name in lists.names)


@pytest.mark.parametrize(
    ("text", "name", "sign"),
    [
        ("send $1,500.00 now", "money and amount", "$1,500.00 "),
        ("9 million dollars", "money and amount", "9 million dollars"),
        ("900 zł dla Pana", "money and amount", "900 zl"),
        ("EUR 25", "money and amount", "eur 25"),
        ("2 milhões de reais", "money and amount", "2 milhoes"),
        ("bo.b+x@gmail.com", "private mail address", "bo.b+x@gmail.com"),
        ("bo@wp.pl", "private mail address", "bo@wp.pl"),
        ("see https://example.org/a?b", "link", "https://example.org/a?b"),
        ("bit.ly/3xY", "short link", "bit.ly/3xy"),
        ("call +44 (0)20 7946 0000", "phone number", "+44 (0)20 7946 0000"),
        ("text WIN to 80082", "short number", "to 80082"),
        ("30 % a week", "percent", "30 %"),
    ],
)
def test_signs_are_found(text: str, name: str, sign: str) -> None:
    hits = {hit.name: plain(text)[hit.start : hit.end] for hit in signs.find(text)}

    assert hits[name].strip() == sign.strip()


@pytest.mark.parametrize(
    "text",
    ["bo@example.org", "in 2026 we met", "a million thanks", "room 12 at 10:30", "dollars", ""],
)
def test_ordinary_words_show_no_sign(text: str) -> None:
    assert signs.find(text) == ()
