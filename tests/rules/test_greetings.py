"""What is only a greeting, a closing phrase or a name."""

import pytest

from askwhy.rules.greetings import CLOSINGS, GREETINGS, cores, is_name, without_greeting


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hi Anna, how are you?", "how are you?"),
        ("hi anna! how are you?", "how are you?"),
        ("Dear Ms. Nowak,\nhow are you?", "how are you?"),
        ("Hi Dr. A. Nowak - how are you?", "how are you?"),
        ("Hello. How are you?", "How are you?"),
        ("Bonjour Madame - enchanté", "enchanté"),
        ("Hello how are you?", "how are you?"),
        ("Hi", ""),
        ("Hi Anna", ""),
        ("Szanowna Pani Anno: witam", "witam"),
        ("Highly interesting", "Highly interesting"),
        ("How are you?", "How are you?"),
        ("Say hi to Anna", "Say hi to Anna"),
        ("hi anna", ""),
        ("Hi Dr . Nowak, why?", "Dr . Nowak, why?"),
        ("Hi good morning, why?", "why?"),
        ("Hi good morning anna, why?", "why?"),
        ("Hi good morning to all of you, why?", "good morning to all of you, why?"),
        ("", ""),
    ],
)
def test_the_greeting_goes_with_its_name(text: str, rest: str) -> None:
    assert without_greeting(text) == rest


@pytest.mark.parametrize("language", GREETINGS)
def test_every_greeting_and_closing_of_the_lists_says_nothing_by_itself(language: str) -> None:
    greetings, closings = GREETINGS[language].split(" | "), CLOSINGS[language].split(" | ")

    assert [text for text in greetings if without_greeting(f"{text} Anna, why?") != "why?"] == []
    assert [text for text in closings if "Why?" not in cores(f"Why? {text}, Anna")] == []


@pytest.mark.parametrize(
    "text",
    [
        "Anna",
        "Anna Nowak",
        "dr. Anna Nowak",
        "Jean-Luc O'Neil",
        "Dr. A. van den Berg",
        "李 小龙",
        "{name}",
        "Łucja",
    ],
)
def test_the_shape_of_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text", ["", "anna", "van", "Anna writes", "Anna2", "A B C D E F", "Why?", "Anna, Tom"]
)
def test_other_shapes(text: str) -> None:
    assert not is_name(text)


def test_one_word_of_any_case_may_be_a_name_where_one_is_awaited() -> None:
    assert is_name("anna", of_any_case=True)
    assert not is_name("anna nowak", of_any_case=True)


def test_the_text_itself_comes_first_and_nothing_twice() -> None:
    told = list(cores("Hi Anna, why? Thanks, Tom"))

    assert told[0] == "Hi Anna, why? Thanks, Tom"
    assert "why?" in told
    assert "" not in told


def test_a_name_of_any_case_goes_with_the_thanks() -> None:
    assert "Why?" in cores("Why? Thanks, tom")


def test_a_name_before_the_first_comma_goes() -> None:
    assert "are you there, really?" in cores("Anna, are you there, really?")
