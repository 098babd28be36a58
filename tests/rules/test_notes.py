"""None, a bare request or own words: by lists, in eight languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.rules.notes import STOCK, NoteKind, Sentence, read_note
from askwhy.rules.status import Status

DEFAULT = "I'd like to add you to my professional network on LinkedIn."


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u200b", "\u00a0\ufeff"])
def test_a_default_request_of_today_has_no_note(text: str) -> None:
    assert read_note(text) is NoteKind.NONE


def named(sentence: Sentence) -> str:
    """In ASCII: pytest spells any other name anew when it collects a second time."""
    return sentence.text[:40].encode("ascii", "ignore").decode()


@pytest.mark.parametrize("sentence", STOCK.sentences, ids=named)
@pytest.mark.parametrize("name", ["Anna", "Dr. Jean-Paul O'Neil", "Zofia van den Berg", "李 小龙"])
def test_every_stock_sentence_is_bare_with_any_name_around_it(
    sentence: Sentence, name: str
) -> None:
    text = sentence.text.replace("{name}", name)

    assert read_note(text) is NoteKind.BARE_REQUEST
    assert read_note(f"Hello {name},\n\n{text}") is NoteKind.BARE_REQUEST
    assert read_note(f"{text}\n\nBest regards,\n{name}") is NoteKind.BARE_REQUEST


@pytest.mark.parametrize(
    "text",
    [
        DEFAULT,
        DEFAULT.upper(),
        "I’d like to add you to my professional network on LinkedIn",
        "I&#39;d like to add you to my professional network on LinkedIn.",
        f"Hi! {DEFAULT}",
        f"Dear Ms. Nowak: {DEFAULT}",
        f"Hi anna, {DEFAULT}",
        f"Hi Anna {DEFAULT}",
        f"Anna, {DEFAULT}",
        f"{DEFAULT} - Omer",
        f"{DEFAULT} — Omer Z.",
        f"{DEFAULT}\nOmer!",
        f"Anna,{DEFAULT}",
        f"{DEFAULT}\nMaria da Silva",
        f"{DEFAULT} Thanks!",
        f"{DEFAULT}\n\nThanks,\nBest regards,\nTom",
        "Hi Paul,\nI'd like to join your LinkedIn network.\nSteven Footle",
        "I'd like to join your LinkedIn network",
        """Bonjour Madame,
        Je vous invite à faire partie de mon réseau professionnel sur LinkedIn.
        Bien cordialement, Hélène""",
        """Dzień dobry Pani Anno, chciałbym dodać Cię do mojej sieci kontaktów zawodowych
        w serwisie LinkedIn. Pozdrawiam, Łukasz""",
        """Guten Tag Herr Müller,
        ich möchte Sie zu meinem beruflichen Netzwerk auf LinkedIn hinzufügen.

        Viele Grüße
        Jürgen""",
        f"Hello! Hi Anna, {DEFAULT}",
        "Raffaele, vorrei aggiungerti alla mia rete professionale su LinkedIn.",
    ],
)
def test_a_stock_sentence_with_formulas_and_names_around_is_bare(text: str) -> None:
    assert read_note(text) is NoteKind.BARE_REQUEST


@pytest.mark.parametrize(
    "text", ["Hi Anna", "Hello!", "👍", "...", "Best regards, Tom", "Merci", "🙂 !"]
)
def test_a_note_without_a_sentence_is_bare(text: str) -> None:
    assert read_note(text) is NoteKind.BARE_REQUEST


@pytest.mark.parametrize(
    "text",
    [
        f"{DEFAULT} We met at the fair in Lyon.",
        f"Great talk yesterday! {DEFAULT}",
        f"great talk yesterday, {DEFAULT}",
        f"{DEFAULT}\nSteven Footle\nPrincipal Test Architect and Agile Leader - certified",
        f"{DEFAULT} great talk yesterday",
        "I'd like to add you to my professional network because you recruit accountants.",
        "Hi from Berlin, I'd like to learn what you do.",
        "Let's connect",
        "Hi Anna, let's connect",
        "Looking for a job in Paris",
        "Bonjour, je cherche un poste de comptable.",
        "Szukam pracy",
        "Hi Anna, Python Developer",
        "Hello Anna - Python Developer",
        "Hiring?",
        "I would not like to add you to my professional network on LinkedIn.",
        "Thanks for adding me",
    ],
)
def test_anything_else_is_own_words(text: str) -> None:
    assert read_note(text) is NoteKind.OWN_WORDS


def test_an_owner_adds_sentences_that_came_as_defaults_to_them() -> None:
    text = "Hi Anna, let me welcome Tom Nowak to your circle!"
    own = STOCK.extended("Let me welcome {name} to your circle")

    assert read_note(text) is NoteKind.OWN_WORDS
    assert read_note(text, own) is NoteKind.BARE_REQUEST
    assert read_note(text + " We met in Lyon.", own) is NoteKind.OWN_WORDS
    assert read_note(DEFAULT, own) is NoteKind.BARE_REQUEST
    assert own.sentences[-1] == Sentence(
        "", "Let me welcome {name} to your circle", Status.CONFIRMED
    )
    assert STOCK.extended() is STOCK


def test_the_greeting_of_an_added_sentence_may_be_missing() -> None:
    own = STOCK.extended("Hi {name}, zebras of all herds unite")

    assert read_note("Zebras of all herds unite!", own) is NoteKind.BARE_REQUEST


def test_a_name_in_the_midst_is_no_place_for_a_sentence() -> None:
    own = STOCK.extended("Let me welcome {name} to your circle")

    assert (
        read_note("Let me welcome a person, 35, whom I admire to your circle", own)
        is NoteKind.OWN_WORDS
    )


def test_every_sentence_says_how_it_is_known() -> None:
    seen = {s.text for s in STOCK.sentences if s.status is Status.SEEN}

    assert {s.language for s in STOCK.sentences} == {"en", "fr", "pl", "de", "es", "it", "nl", "pt"}
    assert all((s.status is Status.SEEN) == bool(s.source) for s in STOCK.sentences)
    assert {
        DEFAULT,
        "Hi {name}, I'd like to join your LinkedIn network.",
        "Je vous invite à faire partie de mon réseau professionnel sur LinkedIn.",
    } <= seen


@given(st.text(max_size=80))
def test_any_text_can_be_read_and_blanks_alone_are_none(text: str) -> None:
    assert (read_note(text) is NoteKind.NONE) == (read_note(f" {text}\u200b\n") is NoteKind.NONE)


@given(st.text(st.characters(categories=["Ll"], max_codepoint=0x17F), min_size=3, max_size=30))
def test_words_after_the_stock_sentence_are_never_lost(words: str) -> None:
    assert read_note(f"{DEFAULT} We {words} together.") is NoteKind.OWN_WORDS


def test_no_text_beyond_any_note_is_looked_through() -> None:
    stock = "I'd like to join your LinkedIn network"
    assert read_note(stock + (600 - len(stock)) * ".") is NoteKind.BARE_REQUEST
    assert read_note(stock + (601 - len(stock)) * ".") is NoteKind.OWN_WORDS
