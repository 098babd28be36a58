"""Whom a message went to, from a list of names that may hold commas and one of addresses."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from askwhy.facts import Party
from askwhy.networks.linkedin.recipients import (
    Directory,
    read_recipients,
    split_names,
    split_urls,
)

IN = "https://www.linkedin.com/in/"
WORDS = st.text(st.sampled_from("abcdżé.-'"), min_size=1, max_size=4)
PLAIN_NAMES = st.builds("{} {}".format, WORDS, WORDS)
NAMES = st.one_of(PLAIN_NAMES, st.builds("{}, {}".format, PLAIN_NAMES, WORDS))
SLUGS = st.text(st.sampled_from("abX1-%,_é"), min_size=1, max_size=6).filter(
    lambda slug: not slug.endswith(",")
)


def directory(*parties: Party) -> Directory:
    told = Directory()
    for party in parties:
        told.note(party)
    return told


@given(st.lists(NAMES, min_size=1, max_size=6, unique=True))
def test_known_names_come_back_from_their_list(names: list[str]) -> None:
    """Unless the list can be read in two ways: then the reading with fewer names is taken."""
    found = split_names(", ".join(names), set(names))
    assert ", ".join(found) == ", ".join(names)
    assert set(found) <= set(names)
    assert len(found) <= len(names)
    if not any(", " in name for name in names):
        assert found == names


@given(st.lists(NAMES, min_size=1, max_size=6), st.sets(NAMES, max_size=3))
def test_no_name_is_lost_or_invented(names: list[str], known: set[str]) -> None:
    text = ", ".join(names)
    assert ", ".join(split_names(text, known)) == text


def cheapest(pieces: list[str], known: set[str]) -> tuple[int, int]:
    """The fewest unknown pieces, and with them the fewest parts, over all ways to cut."""
    if not pieces:
        return 0, 0
    costs = []
    for end in range(1, len(pieces) + 1):
        is_known = ", ".join(pieces[:end]) in known
        if is_known or end == 1:
            unknown, parts = cheapest(pieces[end:], known)
            costs.append((unknown + (not is_known), parts + 1))
    return min(costs)


PIECES = st.lists(st.sampled_from(["A", "B", "C"]), min_size=1, max_size=7)


@given(PIECES, st.sets(st.lists(st.sampled_from("ABC"), min_size=1, max_size=4).map(", ".join)))
@example(["A", "B", "C"], {"A", "A, B", "B, C"})
@example([*"ABCD"], {"A, B", "C", "D", "B, C, D"})
@example([*"YZABCD"], {"Y", "Z", "B, C, D", "Y, Z, A, B"})
@example([*"ABCDEF"], {"A", "B", "C, D, E", "F", "A, B, C", "D", "E, F"})
def test_a_list_is_cut_so_that_least_is_unknown_and_then_in_fewest_parts(
    pieces: list[str], known: set[str]
) -> None:
    found = split_names(", ".join(pieces), known)
    unknown = sum(len(name.split(", ")) for name in found if name not in known)
    parts = sum(1 for name in found if name in known) + unknown
    assert (unknown, parts) == cheapest(pieces, known)


def test_no_name_is_sought_in_more_than_eight_pieces() -> None:
    eight, nine = (", ".join(f"P{n}" for n in range(size)) for size in (8, 9))
    assert split_names(f"X, {eight}", {eight}) == ["X", eight]
    assert split_names(f"X, {nine}", {nine}) == [f"X, {nine}"]


def test_a_title_behind_a_comma_belongs_to_its_known_name() -> None:
    known = {"Jane Doe, Ph.D.", "Max Moser"}
    assert split_names("Jane Doe, Ph.D., Max Moser", known) == ["Jane Doe, Ph.D.", "Max Moser"]
    assert split_names("Max Moser, Jane Doe, Ph.D.", known) == ["Max Moser", "Jane Doe, Ph.D."]


def test_what_is_unknown_is_not_cut() -> None:
    assert split_names("Jane Doe, Ph.D.", set()) == ["Jane Doe, Ph.D."]
    assert split_names("Jane Doe, Ph.D., Max Moser", {"Max Moser"}) == [
        "Jane Doe, Ph.D.",
        "Max Moser",
    ]
    assert split_names("A B, X Y, Z, C D", {"A B", "C D"}) == ["A B", "X Y, Z", "C D"]


def test_what_follows_a_known_name_is_a_name_of_its_own() -> None:
    assert split_names("Ann Lee, Bo Ek", {"Ann Lee"}) == ["Ann Lee", "Bo Ek"]
    assert split_names("Ann Lee, MBA, Bo Ek", {"Ann Lee, MBA"}) == ["Ann Lee, MBA", "Bo Ek"]


def test_a_longer_known_name_is_preferred() -> None:
    assert split_names("Ann Lee, MBA", {"Ann Lee", "Ann Lee, MBA"}) == ["Ann Lee, MBA"]


@given(st.lists(SLUGS, min_size=1, max_size=5), st.sampled_from((",", ", ")))
def test_addresses_come_back_from_their_list_though_they_hold_commas(
    slugs: list[str], between: str
) -> None:
    urls = [IN + slug for slug in slugs]
    assert split_urls(between.join(urls)) == urls


def test_an_empty_list_holds_no_address() -> None:
    assert split_urls("") == []
    assert split_urls(" , ") == []
    assert split_urls(f"{IN}a,,{IN}b,") == [f"{IN}a", f"{IN}b"]


def test_a_single_address_takes_the_whole_name() -> None:
    assert read_recipients("Jane Doe, Ph.D.", f"{IN}jane", directory()) == [
        ("Jane Doe, Ph.D.", f"{IN}jane")
    ]


def test_as_many_names_as_addresses_are_paired() -> None:
    assert read_recipients("Ann Lee, Bo Ek", f"{IN}ann,{IN}bo", directory()) == [
        ("Ann Lee", f"{IN}ann"),
        ("Bo Ek", f"{IN}bo"),
    ]


def test_a_comma_in_a_known_name_does_not_shift_the_pairs() -> None:
    told = directory(Party("Jane Doe, Ph.D.", "jane"))
    assert read_recipients("Jane Doe, Ph.D., Bo Ek", f"{IN}jane,{IN}bo", told) == [
        ("Jane Doe, Ph.D.", f"{IN}jane"),
        ("Bo Ek", f"{IN}bo"),
    ]


def test_names_that_cannot_be_paired_are_left_to_the_addresses() -> None:
    told = directory(Party("Jane Doe", "jane"))
    assert read_recipients("X, Y, Z", f"{IN}jane,{IN}bo", told) == [
        ("Jane Doe", f"{IN}jane"),
        ("", f"{IN}bo"),
    ]


def test_nameless_members_have_no_address_and_are_kept() -> None:
    found = read_recipients("LinkedIn Member, Ann Lee", f"{IN}ann", directory())
    assert found == [("Ann Lee", f"{IN}ann"), ("", "")]
    assert read_recipients("LinkedIn Member", "", directory()) == [("", "")]
    assert read_recipients("", "", directory()) == []


def test_without_addresses_known_names_decide() -> None:
    told = directory(Party("Jane Doe, Ph.D."))
    assert read_recipients("Jane  Doe, Ph.D., Bo Ek", "", told) == [
        ("Jane Doe, Ph.D.", ""),
        ("Bo Ek", ""),
    ]


def test_one_address_beside_a_nameless_member_takes_a_name_with_a_comma_whole() -> None:
    told = read_recipients("LinkedIn Member, Doe, Jane", f"{IN}jane", directory())
    assert told == [("Doe, Jane", f"{IN}jane"), ("", "")]
