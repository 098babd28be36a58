"""Mass messages and the network's stock sentences, told by who else wrote the same."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.coding.codings import Text
from askwhy.coding.templates import (
    LONG_FROM,
    NEAR,
    Group,
    cluster,
    groups,
    mask,
    senders_by_item,
    stock_candidates,
)


def text(body: str, item: str, sender: str = "", **more: bool) -> Text:
    return Text(item, body, body, "", sender, **more)


@pytest.mark.parametrize(
    ("body", "masked"),
    [
        ("Hi Anna, call me today", "call me today"),
        ("Dear Mr Nowak,\nI sell 12.50 boats", "i sell 0 boats"),
        ("See https://x.example.org/a?b=1 or bo@example.org", "see @ or @"),
        ("Meet Anna at ten", "meet name at ten"),
        ("ANNA and Jo NOWAK-BO", "name and name name bo"),
        ("Être là: ça suffit", "etre la ca suffit"),
        ("Buy now!!! 👍👍", "buy now"),
        ("", ""),
    ],
)
def test_names_links_numbers_and_greetings_are_masked(body: str, masked: str) -> None:
    assert mask(body, ["Anna", "Jo Nowak", "B"]) == masked


PITCH = (
    "We help founders of small shops to find customers in their own town without any costs for"
    " advertising and with a plan that fits the season"
)


def changed(words: int) -> str:
    """The pitch with so many of its 26 words replaced, each by a word of its own."""
    own = PITCH.split()
    return " ".join([f"other{place}x" for place in range(words)] + own[words:])


@pytest.mark.parametrize(
    ("words", "is_near"), [(0, True), (3, True), (6, True), (9, True), (10, False)]
)
def test_long_texts_belong_together_by_the_share_of_their_words(words: int, is_near: bool) -> None:
    one, other = mask(PITCH), mask(changed(words))
    a, b = set(one.split()), set(other.split())
    assert (len(a & b) / len(a | b) >= NEAR) is is_near
    assert min(len(one), len(other)) >= LONG_FROM

    assert cluster([one, other]) == ([[0, 1]] if is_near else [[0], [1]])


@pytest.mark.parametrize(
    ("other", "is_near"),
    [
        ("thank you for connecting with me my friend", True),
        ("thank you for connecting with my friends", True),
        ("thanks for the connection my dear old friend", False),
        ("i thank you for connecting with me my friend", False),
    ],
)
def test_short_texts_belong_together_by_their_letters(other: str, is_near: bool) -> None:
    one = "thank you for connecting with me my friends"
    assert max(len(one), len(other)) < LONG_FROM

    assert cluster([one, other]) == ([[0, 1]] if is_near else [[0], [1]])


def test_what_is_near_to_its_neighbour_is_one_group() -> None:
    chain = [mask(changed(words)) for words in (0, 5, 10)]

    assert cluster(chain) == [[0, 1, 2]]
    assert cluster([chain[0], chain[2]]) == [[0], [1]]


def test_a_group_counts_senders_once_and_leaves_the_owner_out() -> None:
    texts = [
        text(PITCH, "m1", "eva"),
        text(PITCH + "!", "m2", "eva"),
        text(changed(3), "m3", "bo"),
        text(PITCH, "m4", "me", by_owner=True),
        text("Something else entirely, about the bakery.", "m5", "jo"),
        text("ok", "m6", "jo"),
        text("ok", "m7", "al"),
    ]

    (found,) = groups(texts)

    assert (set(found.items), found.senders) == ({"m1", "m2", "m3"}, 2)
    assert found.example in {PITCH, PITCH + "!", changed(3)}
    assert senders_by_item([found]) == {"m1": 2, "m2": 2, "m3": 2}


def test_one_sender_alone_is_no_group_and_texts_without_sender_count_each() -> None:
    assert groups([text(PITCH, "m1", "eva"), text(PITCH, "m2", "eva")]) == ()
    (found,) = groups([text(PITCH, "m1"), text(PITCH, "m2")])
    assert found.senders == 2


def test_the_largest_group_comes_first() -> None:
    small = [text("Shall we talk about boats and engines?", f"a{n}", f"s{n}") for n in range(2)]
    large = [text("We print your adverts on every bus.", f"b{n}", f"s{n}") for n in range(3)]

    assert [found.senders for found in groups([*small, *large])] == [3, 2]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a1 b2 c3 d4 e5 f6", PITCH, changed(4)]), st.integers(0, 3)),
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_texts_does_not_matter(drawn: list[tuple[str, int]], rng: object) -> None:
    texts = [text(body, f"m{place}", f"s{who}") for place, (body, who) in enumerate(drawn)]
    mixed = list(texts)
    rng.shuffle(mixed)  # type: ignore[attr-defined]

    def told(found: tuple[Group, ...]) -> set[tuple[frozenset[str], int]]:
        return {(frozenset(one.items), one.senders) for one in found}

    assert told(groups(texts)) == told(groups(mixed))


STOCK = "I would like to add you to my circle."


def test_stock_sentences_need_three_senders_and_notes() -> None:
    notes = [text(STOCK, f"n{n}", f"s{n}", is_note=True) for n in range(2)]
    message = text(STOCK, "m1", "s5")
    mine = text(STOCK, "n8", "me", is_note=True, by_owner=True)
    twice = text(f"Hi Anna, {STOCK}", "n9", "s1", is_note=True)

    assert stock_candidates([*notes, message, mine, twice]) == ()
    (found,) = stock_candidates([*notes, message, mine, twice], fewest=2)
    assert (found.text.rstrip("."), found.senders) == (STOCK.rstrip("."), 2)


def test_the_most_repeated_stock_sentence_is_proposed_first() -> None:
    other = "Let us be part of one another's network"
    notes = [text(STOCK, f"a{n}", f"s{n}", is_note=True) for n in range(3)]
    notes += [text(other, f"b{n}", f"s{n}", is_note=True) for n in range(4)]

    assert [one.senders for one in stock_candidates(notes)] == [4, 3]


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab ", max_size=12), max_size=8))
def test_every_text_is_in_one_cluster(texts: list[str]) -> None:
    found = cluster(texts)

    assert sorted(place for members in found for place in members) == list(range(len(texts)))
    assert all(not set(a) & set(b) for a, b in combinations(found, 2))
