"""Wordings written to many people by hand: found whole, told apart, whatever the order."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.coding.similarity import is_near
from askwhy.coding.wordings import Sent, Wording, find_wordings, with_placeholder

POST = (
    "I'm happy to be part of your network! Did you have a reason to connect with me? "
    "Is there something I can do for you?"
)
FRENCH = (
    "Ravie de faire partie de votre réseau ! Aviez-vous une raison de m'ajouter ? "
    "Puis-je faire quelque chose pour vous ?"
)
POLISH = (
    "Miło mi dołączyć do Pani sieci! Czy miała Pani jakiś powód, żeby mnie dodać? "
    "Czy mogę coś dla Pani zrobić?"
)
ASKS = (
    ("Anna", POST),
    ("Tom", f"Hi Tom, {POST}"),
    ("Zofia", POST.replace("happy", "glad")),
    ("Pierre", f"Hello Pierre!\n\n{POST}\n\nBest regards, Marie"),
    ("Maria", POST.replace("me?", "me, Maria?")),
    ("Ivan", POST + " I saw that you build ships."),
)
OTHERS = (
    ("Jan", "Could we meet on Monday at the fair?"),
    ("Eva", "I'm happy to be part of your network! Are you free on Tuesday for a coffee?"),
    ("Ann", "Your invoice of last month has not been paid yet, may I remind you?"),
    ("Bob", "Thank you!"),
    ("Cid", "Thank you!"),
    ("Dan", "Thank you, Dan 👍"),
    ("Eli", "Thank you!"),
)


def told(*pairs: tuple[str, str]) -> list[Sent]:
    """Messages, each to another person of the given name."""
    return [Sent(place, f"p{place}", (name,), text) for place, (name, text) in enumerate(pairs)]


def test_one_wording_is_found_through_its_personal_edits() -> None:
    (found,) = find_wordings(told(*ASKS, *OTHERS))

    assert found == Wording(POST, 6, (0, 1, 2, 3, 4, 5))


def test_several_wordings_come_by_the_number_of_people() -> None:
    french = [(name, f"Bonjour {name}, {FRENCH}") for name in ("Luc", "Hélène", "Zoé", "Ana")]
    polish = [
        ("Ola", POLISH),
        ("Iga", POLISH),
        ("Jan", POLISH.replace("Pani", "Pana").replace("miała Pana", "miał Pan")),
        ("Ewa", POLISH.replace("jakiś ", "")),
    ]

    found = find_wordings(told(*polish, *OTHERS, *ASKS, *french))

    assert [(wording.text, wording.recipients) for wording in found] == [
        (POST, 6),
        (POLISH, 4),
        (FRENCH, 4),
    ]


def test_people_are_counted_not_messages() -> None:
    twice = [Sent(place, person, (), POST) for place, person in enumerate([1, 1, 1, 2, 2])]

    assert find_wordings(twice) == []
    assert find_wordings(twice, fewest=2) == [Wording(POST, 2, (0, 1, 2, 3, 4))]


def test_a_wording_of_which_no_two_messages_are_equal_is_found() -> None:
    edits = [
        POST.replace("happy", word).replace("something", thing)
        for word in ("glad", "pleased", "delighted")
        for thing in ("something", "anything", "a thing")
    ]
    (found,) = find_wordings(told(*(("Ann", text) for text in edits)))

    assert found.recipients == 9


def test_a_wording_without_two_equal_messages_is_found_beside_one_with_many() -> None:
    edits = [FRENCH.replace("Ravie", word) for word in ("Ravi", "Heureuse", "Charmée", "Contente")]
    much = [("Ann", POST)] * 3 + [("Ann", f"{POST} I build ships.")] * 2
    found = find_wordings(told(*much, *(("Luc", text) for text in edits)))

    assert [wording.recipients for wording in found] == [5, 4]


def test_two_questions_with_one_beginning_stay_two() -> None:
    beginning = "Thank you for adding me to your network, it is a pleasure. "
    job = beginning + "Are you looking for a new position in Lyon at the moment?"
    talk = beginning + "Would you give a talk at our meeting of engineers in May?"

    found = find_wordings(told(*[("A", job), ("B", talk)] * 3))

    assert {wording.text for wording in found} == {job, talk}
    assert [wording.recipients for wording in found] == [3, 3]


def test_a_wording_that_holds_a_shorter_one_stays_its_own() -> None:
    part = POST.removesuffix(" Is there something I can do for you?")
    found = find_wordings(told(*[("A", POST)] * 4, *[("B", part)] * 3))

    assert [(wording.text, wording.ids) for wording in found] == [
        (POST, (0, 1, 2, 3)),
        (part, (4, 5, 6)),
    ]


def test_short_wordings_count_where_they_are_equal() -> None:
    texts = [("Tom", "Hi Tom, how are you?"), ("Eva", "How are you, Eva?"), ("Jo", "How are you?")]

    (found,) = find_wordings(told(*texts, ("Al", "How are you and your three dogs in Peru?")))

    assert (found.text, found.recipients) == ("How are you?", 3)


def test_names_do_not_part_equal_messages() -> None:
    texts = [
        ("Tom", "Why do you ask, Tom?"),
        ("Eva", "Why do you ask, Eva?"),
        ("Jo", "Why do you ask?"),
    ]

    (found,) = find_wordings(told(*texts))

    assert found.ids == (0, 1, 2)


def test_replies_of_one_tap_two_words_and_blanks_are_no_wordings() -> None:
    canned = [
        ("A", "Thank you so much!"),
        ("B", "Congrats on the new role, B!"),
        ("C", ""),
        ("D", "Why, D?"),
        ("E", "And why?"),
    ]

    assert find_wordings(told(*canned * 4)) == []
    assert find_wordings([]) == []


@pytest.mark.parametrize(
    ("text", "names", "shown"),
    [
        (
            "Hi Anna, may I ask you why, Anna Nowak?",
            ("Anna", "Nowak"),
            "may I ask you why, {name}?",
        ),
        ("ANNA, why?", ("Anna",), "{name}, why?"),
        ("Annabel wrote", ("Anna",), "Annabel wrote"),
        ("Why (Jean-Luc)?", ("Jean-Luc",), "Why ({name})?"),
        ("Why?", (), "Why?"),
        ("Why a reason, A. Nowak?", ("A. Nowak",), "Why a reason, A. {name}?"),
        ("Qui, Jean de La Tour, de vous ?", ("Jean de La Tour",), "Qui, {name}, de vous ?"),
    ],
)
def test_the_name_is_shown_as_a_placeholder(text: str, names: tuple[str, ...], shown: str) -> None:
    assert with_placeholder(text, names) == shown


def _ids(found: Sequence[Wording]) -> list[tuple[str, int, frozenset[int | str]]]:
    return [(wording.text, wording.recipients, frozenset(wording.ids)) for wording in found]


@settings(max_examples=30)
@given(st.permutations(told(*ASKS, *OTHERS, *(("Ala", POLISH),) * 3)))
def test_the_order_of_the_messages_does_not_matter(messages: list[Sent]) -> None:
    found = find_wordings(messages)

    assert _ids(found) == _ids(find_wordings(sorted(messages, key=lambda sent: str(sent.id))))
    assert [list(wording.ids) for wording in found] == [
        [sent.id for sent in messages if sent.id in wording.ids] for wording in found
    ]


WORDS = st.sampled_from(["we", "you", "ask", "why", "work", "ship", "fair", "Lyon", "when", "meet"])
TEXTS = st.lists(WORDS, max_size=9).map(" ".join)


@given(st.lists(st.tuples(st.integers(0, 4), TEXTS), max_size=30))
def test_every_message_of_a_wording_is_near_it_and_stands_in_one_only(
    sent: list[tuple[int, str]],
) -> None:
    messages = [Sent(place, person, (), text) for place, (person, text) in enumerate(sent)]
    found = find_wordings(messages)
    ids = [id_ for wording in found for id_ in wording.ids]

    assert len(ids) == len(set(ids))
    for wording in found:
        members = [messages[int(id_)] for id_ in wording.ids]
        assert all(is_near(member.text, wording.text) for member in members)
        assert len({member.recipient for member in members}) == wording.recipients >= 3
