"""What somebody wrote just now, and its sentences."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.coding.bodies import cut
from askwhy.coding.sentences import split


@pytest.mark.parametrize(
    "rest",
    [
        "On 3 May 2026, Anna Nowak wrote:\n> hello",
        "On Tue, 3 May 2026 at 10:12, Anna Nowak <anna@example.org> wrote:\n\nhello",
        "Am 03.05.2026 um 10:12 schrieb Anna Nowak:\n> hallo",
        "Le 3 mai 2026 à 10:12, Anna Nowak a écrit :\n> bonjour",
        "El 3 may 2026, a las 10:12, Anna Nowak escribió:\n> hola",
        "Il giorno 3 maggio 2026 Anna Nowak ha scritto:\n> ciao",
        "Op 3 mei 2026 om 10:12 schreef Anna Nowak:\n> hoi",
        "Em 3 de maio de 2026, Anna Nowak escreveu:\n> oi",
        "W dniu 3 maja 2026 Anna Nowak napisał(a):\n> cześć",
        "-----Original Message-----\nFrom: Anna",
        "----- Ursprüngliche Nachricht -----\nVon: Anna",
        "________________________________\nFrom: Anna",
        "-- \nAnna Nowak\nHead of Things",
        "> quoted\n> twice",
        "Sent from my phone",
        "Von meinem Telefon gesendet",
    ],
)
def test_quotations_and_signatures_are_blanked_in_place(rest: str) -> None:
    whole = f"Thank you, see you then.\n\n{rest}"

    body = cut(whole)

    assert len(body) == len(whole)
    assert body.split() == ["Thank", "you,", "see", "you", "then."]


@pytest.mark.parametrize(
    "whole",
    [
        "On Monday I wrote:\nplease call",  # too short for an attribution
        "We met on the fair -- do you remember?",
        "I wrote to Anna: no answer.",
        "> all of it is a quotation",
        "Sent from my heart, this song.\nDo you like it?",
    ],
)
def test_what_only_looks_like_it_stays(whole: str) -> None:
    assert cut(whole) == whole


@settings(deadline=None)
@given(st.text(alphabet="ab> -\n_", max_size=80))
def test_cutting_keeps_length_and_lines_and_is_done_once(whole: str) -> None:
    body = cut(whole)

    assert len(body) == len(whole)
    assert body.count("\n") == whole.count("\n")
    assert cut(body) == body or not cut(body).strip()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Hello. How are you? Fine!", ["Hello.", "How are you?", "Fine!"]),
        ("Dr. Nowak and Mr. Bo came. Good.", ["Dr. Nowak and Mr. Bo came.", "Good."]),
        ("Das ist z.B. schön. Ja.", ["Das ist z.B. schön.", "Ja."]),
        ("Am 3. Mai um 10 Uhr. Gut?", ["Am 3. Mai um 10 Uhr.", "Gut?"]),
        ("Bonjour M. Petit. Merci.", ["Bonjour M. Petit.", "Merci."]),
        ("Szukam np. pracy. Pomoże Pan?", ["Szukam np. pracy.", "Pomoże Pan?"]),
        ("Hola Sra. Gil, ¿qué tal? Bien.", ["Hola Sra. Gil, ¿qué tal?", "Bien."]),
        ("See www.example.org/a.html. Thanks", ["See www.example.org/a.html.", "Thanks"]),
        ("Write to a.b@example.org please. Bye", ["Write to a.b@example.org please.", "Bye"]),
        ("It is 9.5 million... really? Yes", ["It is 9.5 million...", "really?", "Yes"]),
        ("first line\nsecond line", ["first line", "second line"]),
        ('He said "come." Then he left.', ['He said "come."', "Then he left."]),
        ("👍 🎉", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [span.of(text) for span in split(text)] == sentences


@settings(deadline=None)
@given(st.text(max_size=120))
def test_sentences_follow_one_another_and_lose_no_letter(text: str) -> None:
    spans = split(text)

    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(span.of(text).strip() == span.of(text) for span in spans)
    kept = "".join(span.of(text) for span in spans)
    assert sorted(filter(str.isalnum, kept)) == sorted(filter(str.isalnum, text))
