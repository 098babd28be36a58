"""One-tap replies: exact, with a name and emoji around, and nothing that only looks alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.rules.canned import LONGEST, Reply, is_canned, replies
from askwhy.rules.status import Status


def test_every_reply_is_recognised_whatever_its_case_and_punctuation() -> None:
    dressed = ("{}", " {}!! \N{PARTY POPPER}\n", "{}.")
    texts = [dress.format(reply.text.upper()) for reply in replies() for dress in dressed]

    assert [text for text in texts if not is_canned(text)] == []


def test_a_reply_that_takes_a_name_takes_one_before_or_after() -> None:
    named = [reply.text for reply in replies() if reply.takes_name]
    dressed = ("{}, Joe!", "{} Maria Łucja \N{PERSON WITH FOLDED HANDS}", "Jean-Pierre, {}")
    texts = [dress.format(text) for text in named for dress in dressed]

    assert len(named) > 200
    assert [text for text in texts if not is_canned(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "👍",
        "👍🏽👍🏽",
        "❤️",
        "🎉 🎂",
        ":)",
        ";-)",
        "Thank you :)",
        "Congrats, Dave!",
        "Nice job, Maria!",
        "Thanks Dr. O'Neil",
        "Anna, Thank you, so much!",
        "Great! Thanks!",
        "You’re welcome 😊",
        "Congrats on the new role! 🎉👏",
        "Thank\u00a0you…",
        "Merci beaucoup Hélène !",
        "Gratulacje z okazji nowej pracy, Łukasz!",
        "Alles Gute zum Geburtstag, Jürgen 🎂",
    ],
)
def test_what_a_tap_sends_is_canned(text: str) -> None:
    assert is_canned(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "...",
        "?",
        "Sounds good Tuesday",
        "Sounds good?",
        "Thank you for what?",
        "Thanks, are you hiring?",
        "Thanks, but I am looking for a job",
        "Thank you Anna, see you on Monday",
        "Congrats on the new role! When do you start?",
        "Happy birthday! Coffee next week?",
        "No problem at all with the invoice",
        "No",
        "Yes, I am",
        "Sorry, I can't",
        "What time?",
        "Thank yu",
        "By the way, thanks",
        "thanks for sharing this article on pensions",
        "Merci, je cherche un poste",
        "Dziękuję, szukam pracy",
        "Danke für die Bewerbung",
        "Hello, do you recruit accountants?",
        "Hi Anna can we talk",
        "Anna, call me",
        "Perfect timing",
    ],
)
def test_what_a_person_wrote_is_not_canned(text: str) -> None:
    assert not is_canned(text)


def test_long_texts_are_not_looked_at_and_no_reply_is_that_long() -> None:
    longest = max((reply.text for reply in replies()), key=len)

    assert is_canned(f"{longest}, Maximiliane Hohenstaufen 🎉")
    assert is_canned("Thanks" + "!" * (LONGEST - 6))
    assert not is_canned("Thanks" + "!" * (LONGEST - 5))


def test_every_reply_says_its_language_and_how_it_is_known() -> None:
    seen = {reply.text for reply in replies() if reply.status is Status.SEEN}

    assert {reply.language for reply in replies()} == {
        *("en", "fr", "pl", "de"),
        *("es", "it", "nl", "pt"),
    }
    assert {reply.language for reply in replies() if reply.status is Status.SEEN} == {"en"}
    assert {"Thank you", "You're welcome", "Sounds good", "No problem"} <= seen
    assert all("|" not in reply.text and reply.text == reply.text.strip() for reply in replies())


@given(st.sampled_from(replies()), st.text(st.characters(categories=["Ll"]), min_size=1))
def test_one_word_more_in_small_letters_makes_it_own_words(reply: Reply, word: str) -> None:
    known = {r.text.casefold() for r in replies()}
    longer = f"{reply.text} {word} because"

    assert longer.casefold() not in known
    assert not is_canned(longer)
