"""Small personal edits keep a wording recognisable; another question is another question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from askwhy.coding.similarity import (
    THRESHOLD,
    _is_alike,
    _most_in_order,
    is_near,
    mask,
    masked_words,
    matches,
    nearness,
)

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
SHORT = "What made you want to connect with me, {name}?"


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        (POST, POST),
        (POST, POST.upper()),
        (POST, POST.replace("'", "’").replace("! ", "!\n\n")),
        (POST, "Hi Anna, " + POST),
        (POST, "Dear Ms. Nowak,\n\n" + POST + "\n\nBest regards,\nMarie"),
        (POST, POST.replace("connect with me?", "connect with me, Anna?")),
        (POST, POST.replace("something", "anything")),
        (POST, POST.replace("happy", "glad")),
        (POST, POST.replace("hapy", "happy").replace("reason", "reasn")),
        (POST, POST.replace("I'm happy", "I am very happy")),
        (POST, POST + " I recruit accountants in Lyon and Warsaw."),
        (POST, "I saw that you work at the port. " + POST),
        (POST, POST.replace("! Did", "! I liked your profile. Did")),
        (POST, POST.replace("! ", ", ").replace("? Is", ", and is")),
        (POST, POST + " Here is my page: https://example.org/anna or call 0123 456 789"),
        (FRENCH, FRENCH),
        (FRENCH, "Bonjour Hélène,\n" + FRENCH),
        (FRENCH, FRENCH.replace("Ravie", "Ravi")),
        (FRENCH, FRENCH.replace("é", "e").replace(" ?", "?").replace(" !", "!")),
        (FRENCH, FRENCH.replace("Ravie", "Très heureuse")),
        (FRENCH, FRENCH + " Je recrute des comptables à Lyon."),
        (FRENCH, FRENCH.replace("une raison", "une raison particulière")),
        (POLISH, POLISH),
        (POLISH, "Dzień dobry Panie Tomaszu, " + POLISH),
        (POLISH, POLISH.replace("Pani", "Pana").replace("miała Pana", "miał Pan")),
        (POLISH, POLISH.replace("ł", "l").replace("ó", "o").replace("ż", "z")),
        (POLISH, POLISH.replace("jakiś powód", "powód")),
        (POLISH, POLISH.replace("Miło mi", "Bardzo mi miło")),
        (POLISH, POLISH + " Zajmuję się rekrutacją księgowych."),
        (SHORT, "Hi Tom, what made you want to connect with me?"),
        (SHORT, "What made you want to connect with me, Tom? Curious to know!"),
    ],
)
def test_a_personal_edit_keeps_the_wording(wording: str, text: str) -> None:
    assert is_near(text, wording, ("Anna", "Nowak"))


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        (POST, "I'm happy to be part of your network! Would you like to hear about a new job?"),
        (POST, "I'm happy to be part of your network!"),
        (POST, "Did you have a reason to connect with me?"),
        (POST, POST.replace("something I can do for you", "something you can do for me")),
        (POST, POST.replace("have a reason to connect with me", "have a good time at the fair")),
        (POST, "Thanks for connecting! What brought you to my profile? How can I help?"),
        (POST, "Did you connect with me for a reason, or for no reason? I do have a network."),
        (POST, "Thank you"),
        (POST, ""),
        (POST, FRENCH),
        (FRENCH, "Ravie de faire partie de votre réseau ! Cherchez-vous un poste à Lyon ?"),
        (FRENCH, FRENCH.replace("Puis-je faire", "Pouvez-vous faire").replace("vous ?", "moi ?")),
        (FRENCH, "Merci de votre message. Puis-je vous appeler demain matin au bureau ?"),
        (POLISH, "Miło mi dołączyć do Pani sieci! Czy szuka Pani teraz nowej pracy?"),
        (POLISH, POLISH.replace("mogę coś dla Pani", "może Pani coś dla mnie")),
        (POLISH, "Czy mogę zadzwonić do Pani jutro w sprawie oferty?"),
        (SHORT, "What made you want to leave the bank, Tom?"),
        (SHORT, "What do you want?"),
        ("Are you looking for a job?", "Are you looking for a house?"),
        ("How are you?", "How are you? We sell a tool that writes letters to clients for you."),
        ("Thanks for connecting, {name}!", "Thanks for connecting! Do you recruit accountants?"),
    ],
)
def test_another_question_is_another_wording(wording: str, text: str) -> None:
    assert not is_near(text, wording, ("Tom",))


def test_the_text_is_given_to_the_nearest_wording() -> None:
    wordings = [POST, POST.replace("something", "anything"), FRENCH, POLISH]

    assert matches("Hi Anna, " + POST, wordings) == 0
    assert matches(wordings[1] + " Marie", wordings) == 1
    assert matches(POLISH.replace("Pani", "Pana"), wordings) == 3
    assert matches("Are you free on Monday?", wordings) is None
    assert matches(POST, []) is None
    assert matches(POST, [POST, POST]) == 0


def test_the_name_inside_costs_nothing_if_it_is_told() -> None:
    wording = "May I, {name}, ask why?"
    text = "May I, Anna Maria Nowak, ask why?"

    assert nearness(text, wording, ("Anna Maria", "Nowak")) == 1.0
    assert is_near(text, wording, ("Anna Maria", "Nowak"))
    assert matches(text, [wording], ("Anna Maria", "Nowak")) == 0
    assert not is_near(text, wording)
    assert matches(text, [wording]) is None


def test_the_threshold_itself_is_near() -> None:
    twenty = " ".join(f"word{chr(97 + place)}x" for place in range(20)).replace("word", "")
    text = " ".join(["something", "other", "here", *twenty.split()[3:]])

    assert nearness(text, twenty) == THRESHOLD
    assert is_near(text, twenty)
    assert matches(text, [twenty]) == 0


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("pan", "pani", True),
        ("pana", "pania", True),
        ("mial", "miala", True),
        ("heureux", "heureuse", True),
        ("connect", "connecting", True),
        ("chcialbym", "chcialabym", True),
        ("reason", "reasn", True),
        ("frend", "trend", True),
        ("job", "joy", False),
        ("pan", "panowie", False),
        ("reason", "season", True),
        ("reason", "treason", True),
        ("reason", "seasons", False),
        ("house", "horse", True),
        ("some", "same", False),
        ("something", "somewhere", False),
        ("connect", "connections", False),
        ("contact", "contract", True),
        ("jobb", "jobless", False),
        ("you", "they", False),
    ],
)
def test_which_words_are_taken_for_one(one: str, other: str, alike: bool) -> None:
    assert _is_alike(one, other) is alike
    assert _is_alike(other, one) is alike


def test_names_links_and_numbers_are_masked_and_the_greeting_is_cut() -> None:
    text = "Hello Łucja, call 0123-456 or see https://a.example/x?y=1 - is that ok, Nowak-Łucja?"
    masked = mask(text, ("Łucja", "Nowak"))

    assert masked.sentences == (("call", "0", "or", "see", "@", "is", "that", "ok"),)
    assert masked.is_question == (True,)
    assert masked_words(text, ("Łucja", "Nowak")) == list(masked.words)


def test_initials_and_particles_of_a_name_are_words_like_others() -> None:
    assert masked_words("a talk of Jean, de Lyon", ("A. Jean de Tour",)) == [
        "a",
        "talk",
        "of",
        "de",
        "lyon",
    ]


def test_links_of_every_kind_are_one_word() -> None:
    for link in ("http://a.example/b", "https://c.example", "www.d.example", "e.f@g.example"):
        assert masked_words(f"see {link} now") == ["see", "@", "now"]


def test_placeholders_stand_for_any_name_link_and_number() -> None:
    wording = "Hello {name}, my number is {number} and my page {link}"

    assert nearness("My number is 0123 and my page a@b.example", wording) == 1.0


def test_a_wording_in_a_very_long_letter_is_less_and_less_near() -> None:
    letters = [f"{POST} {'We met at the fair in Lyon. ' * times}" for times in (0, 4, 20, 100)]
    near = [nearness(letter, POST) for letter in letters]

    assert near[0] == near[1] == 1.0
    assert near[1] > near[2] > near[3]
    assert near[2] < THRESHOLD


WORDS = st.sampled_from(sorted({w.strip(".,!?") for w in f"{POST} {FRENCH} {POLISH}".split()}))


@given(st.sampled_from([POST, FRENCH, POLISH]), st.lists(WORDS, max_size=12), st.booleans())
def test_what_is_added_around_a_wording_never_hides_it(
    wording: str, words: list[str], before: bool
) -> None:
    added = " ".join(words)
    text = f"{added}. {wording}" if before else f"{wording} {added}"

    assert nearness(text, wording) == 1.0


@given(st.sampled_from([POST, FRENCH, POLISH]), st.integers(0, 30))
def test_the_more_of_a_wording_is_there_the_nearer_the_text(wording: str, length: int) -> None:
    words = wording.split()
    shorter, longer = " ".join(words[:length]), " ".join(words[: length + 1])

    assert nearness(shorter, wording) <= nearness(longer, wording)


LETTERS = st.sampled_from("abcdefg")


@given(st.lists(LETTERS, min_size=1, max_size=9), st.lists(LETTERS, max_size=30))
def test_the_best_stretch_is_found_as_by_trying_all(sentence: list[str], words: list[str]) -> None:
    length = len(sentence) + max(2, len(sentence) // 3)
    stretches = [words[at : at + length] for at in range(max(1, len(words) - length + 1))]

    assert _most_in_order(sentence, words) == max(
        LCSseq.similarity(sentence, stretch) for stretch in stretches
    )


@given(st.text(max_size=200), st.text(max_size=100))
def test_any_two_texts_have_a_nearness_between_0_and_1(text: str, wording: str) -> None:
    assert 0.0 <= nearness(text, wording) <= 1.0
    assert (matches(text, [wording]) == 0) == is_near(text, wording)
