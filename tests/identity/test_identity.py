"""Who is who, from what sources say and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.facts import Party
from askwhy.identity import OWNER, Thread, fold_name, resolve

ANA = Party("Ana Nowak", "ana-nowak")


def test_one_handle_is_one_contact_whatever_its_names() -> None:
    married = Party("Ana Kowalska", "ana-nowak")
    assert set(resolve([ANA, married]).values()) == {"handle:ana-nowak"}


def test_a_name_that_one_handle_bears_is_that_contact() -> None:
    assert resolve([ANA, Party("ana  NOWAK")])[Party("ana  NOWAK")] == "handle:ana-nowak"


def test_a_name_that_two_handles_bear_is_neither_of_them() -> None:
    other = Party("Ana Nowak", "ana-nowak-2")
    assert resolve([ANA, other, Party("Ana Nowak")])[Party("Ana Nowak")] == "name:ana nowak"


def test_namesakes_of_different_days_stay_apart() -> None:
    first, second = Party("Jan Lis", apart="2021-03-04"), Party("Jan Lis", apart="2021-05-06")
    keys = resolve([first, second, Party("Jan Lis")])
    assert keys[first] == "name:jan lis@2021-03-04"
    assert keys[second] == "name:jan lis@2021-05-06"
    assert keys[Party("Jan Lis")] == "name:jan lis"


def test_a_row_with_only_a_name_and_a_day_is_the_one_of_them_who_was_named() -> None:
    row = Party("Jan Lis", apart="2021-03-04")
    assert resolve([row, Party("Jan Lis")]) == {
        row: "name:jan lis",
        Party("Jan Lis"): "name:jan lis",
    }


def test_namesakes_are_told_apart_by_the_day_that_a_later_export_gives_with_a_handle() -> None:
    old = [Party("Jan Lis", apart="2021-03-04"), Party("Jan Lis", apart="2021-05-06")]
    new = [Party("Jan Lis", "jl1", apart="2021-03-04"), Party("Jan Lis", "jl2", apart="2021-05-06")]
    keys = resolve([*old, *new])
    assert [keys[party] for party in old] == ["handle:jl1", "handle:jl2"]


def test_an_identifier_is_the_handle_it_was_seen_with() -> None:
    both, urn = (
        Party("Ana Nowak", "ana-nowak", "urn:li:member:7"),
        Party("A. N.", urn="urn:li:member:7"),
    )
    assert resolve([both, urn])[urn] == "handle:ana-nowak"


def test_an_identifier_seen_with_two_handles_is_itself() -> None:
    told = [Party("A", "a", "u"), Party("B", "b", "u"), Party("C", urn="u")]
    assert resolve(told)[told[2]] == "urn:u"


def test_a_deleted_member_is_one_unknown_person_for_each_thread() -> None:
    first, second = Party(apart="c1"), Party(apart="c2")
    assert resolve([first, second]) == {first: "unknown:c1", second: "unknown:c2"}


@pytest.mark.parametrize(("widest", "key"), [(2, "handle:ana-nowak"), (3, "unknown:c1")])
def test_a_deleted_member_of_a_thread_of_two_is_who_was_there_before(widest: int, key: str) -> None:
    gone, me = Party(apart="c1"), Party("Me", "me")
    thread = Thread(frozenset({ANA, gone, me}), widest)
    assert resolve([ANA, gone], [thread], owners=[me])[gone] == key


def test_a_deleted_member_between_two_named_ones_stays_unknown() -> None:
    gone, other = Party(apart="c1"), Party("Bo", "bo")
    keys = resolve([ANA, gone, other], [Thread(frozenset({ANA, gone, other}), 2)])
    assert keys[gone] == "unknown:c1"


def test_the_owner_is_known_by_handle_by_identifier_and_by_bare_name() -> None:
    me = Party("Eva Lis", "eva-lis")
    mine = [Party("E. Lis", "eva-lis"), Party("Eva Lis")]
    assert [resolve(mine, owners=[me])[party] for party in mine] == [OWNER, OWNER]


def test_a_namesake_of_the_owner_with_another_handle_is_a_contact() -> None:
    other = Party("Eva Lis", "eva-lis-2")
    assert resolve([other], owners=[Party("Eva Lis", "eva-lis")])[other] == "handle:eva-lis-2"


def test_names_are_compared_without_case_width_or_spacing() -> None:
    assert fold_name("  ＡNA\u00a0Nowak ") == "ana nowak"


NAMES = st.sampled_from(["", "Ana", "Bo", "Cy"])
PARTIES = st.builds(
    Party,
    NAMES,
    st.sampled_from(["", "h1", "h2"]),
    st.sampled_from(["", "u1"]),
    st.sampled_from(["d1", "d2"]),
)


@given(st.lists(PARTIES, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_telling_does_not_matter(told: list[Party], chance: object) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled) == resolve(told)


@given(st.lists(PARTIES, unique=True))
def test_two_handles_are_never_joined(told: list[Party]) -> None:
    keys = resolve(told)
    assert all(keys[party] == f"handle:{party.handle}" for party in told if party.handle)


def test_an_identifier_and_a_handle_of_one_name_are_one() -> None:
    urn = Party("Ana Nowak", urn="u")
    assert set(resolve([ANA, urn]).values()) == {"handle:ana-nowak"}


def test_an_identifier_is_joined_by_name_only_if_the_name_has_one_of_each() -> None:
    first, second = Party("Ana Nowak", urn="u"), Party("Ana Nowak", urn="v")
    both = resolve([ANA, first, second])
    assert (both[first], both[second]) == ("urn:u", "urn:v")
    other = Party("Ana Nowak", "ana-nowak-2")
    assert resolve([ANA, other, first])[first] == "urn:u"


def test_an_identifier_with_two_names_of_two_handles_is_itself() -> None:
    told = [ANA, Party("Bo Berg", "bo"), Party("Ana Nowak", urn="u"), Party("Bo Berg", urn="u")]
    assert resolve(told)[told[2]] == "urn:u"


def test_a_dated_row_of_a_name_that_one_handle_bears_is_that_contact() -> None:
    row = Party("Ana Nowak", apart="2021-03-04")
    assert resolve([ANA, row])[row] == "handle:ana-nowak"


def test_two_dated_rows_of_a_name_are_two_even_where_one_handle_bears_it() -> None:
    rows = [Party("Ana Nowak", apart="2021-03-04"), Party("Ana Nowak", apart="2021-05-06")]
    keys = resolve([ANA, *rows])
    assert [keys[row] for row in rows] == ["name:ana nowak@2021-03-04", "name:ana nowak@2021-05-06"]


def test_nameless_parties_do_not_hide_the_names_of_others() -> None:
    nameless = [Party(apart=f"c{number}") for number in range(50)]
    keys = resolve([*nameless, ANA, Party("Ana Nowak")])
    assert keys[Party("Ana Nowak")] == "handle:ana-nowak"


def test_an_owner_known_by_an_identifier_is_known_by_its_handle() -> None:
    both, other = Party("Eva Lis", "eva-lis", "u"), Party("E. L.", "eva-lis")
    assert resolve([both, other], owners=[Party("Eva Lis", urn="u")])[other] == OWNER


def test_a_party_without_a_name_is_no_owner_without_one() -> None:
    nobody = Party(apart="c1")
    assert resolve([nobody], owners=[Party(handle="me")])[nobody] == "unknown:c1"


def test_a_message_told_under_two_handles_makes_them_one() -> None:
    new, newest, me = Party("Ana Nowak", "nowak"), Party("Ana K.", "ana-k"), Party("Me", "me")
    bare = Party("Ana Nowak")
    pairs = [(new, newest), (ANA, new)]
    for same in (pairs, pairs[::-1], [(two, one) for one, two in pairs]):
        keys = resolve([ANA, new, newest, bare, me], owners=[me], same=same)
        assert keys == dict.fromkeys([ANA, new, newest, bare], "handle:ana-k") | {me: OWNER}


def test_nobody_becomes_the_owner_by_a_message_told_under_two_handles() -> None:
    for handle in ("a-me", "me"):
        me = Party("Me", handle)
        keys = resolve([ANA, me], owners=[me], same=[(ANA, me)])
        assert keys == {ANA: "handle:ana-nowak", me: OWNER}


def test_nobody_becomes_another_by_a_message_told_of_somebody_unnamed() -> None:
    nobody, ben = Party(apart="c1"), Party("Ben", "ben")
    for same in ([(nobody, ANA), (nobody, ben)], [(ANA, ANA), (ben, ben)]):
        keys = resolve([nobody, ANA, ben], same=same)
        assert keys == {nobody: "unknown:c1", ANA: "handle:ana-nowak", ben: "handle:ben"}
