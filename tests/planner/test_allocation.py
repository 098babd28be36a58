"""Permuted blocks of random size from a sealed key."""

from __future__ import annotations

import hashlib
from collections import Counter
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.allocation import KEY_BYTES, Draw, _below, allocate, blocks, commit, draw_next, draws

KEY = bytes(range(32))
STRATUM = "en on LinkedIn"
keys = st.binary(min_size=32, max_size=40)
weights = st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 6), min_size=1, max_size=5)


def first(n: int, of: dict[str, int], key: bytes = KEY, stratum: str = STRATUM) -> list[str]:
    return list(islice(draws(key, "d", stratum, of), n))


def second_hmac(key: bytes, message: bytes) -> bytes:
    """RFC 2104, written out."""
    padded = (key if len(key) <= 64 else hashlib.sha256(key).digest()).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(each ^ 0x36 for each in padded) + message).digest()
    return hashlib.sha256(bytes(each ^ 0x5C for each in padded) + inner).digest()


def second_blocks(key: bytes, digest: str, stratum: str, arms: list[str], n: int) -> list[str]:
    """The first n draws, told a second time; `arms` is one round."""
    found: list[str] = []
    number = 0
    while len(found) < n:
        seed = second_hmac(key, f"{digest}\x1f{stratum}\x1f{number}".encode())
        stream = b"".join(second_hmac(seed, place.to_bytes(8, "big")) for place in range(99))
        words = [int.from_bytes(stream[at : at + 4], "big") for at in range(0, len(stream), 4)]

        def below(bound: int, words: list[int] = words) -> int:
            while words[0] >= 2**32 - 2**32 % bound:
                words.pop(0)
            return words.pop(0) % bound

        block = arms * (2 + below(2))
        for last in reversed(range(1, len(block))):
            other = below(last + 1)
            block[last], block[other] = block[other], block[last]
        found += block
        number += 1
    return found[:n]


@given(keys, weights, st.text(max_size=8))
@settings(max_examples=30, deadline=None)
def test_the_draws_are_those_of_a_second_implementation(
    key: bytes, of: dict[str, int], stratum: str
) -> None:
    from math import gcd

    factor = gcd(*of.values())
    arms = [arm for arm in sorted(of) for _ in range(of[arm] // factor)]
    assert list(islice(draws(key, "d", stratum, of), 60)) == second_blocks(
        key, "d", stratum, arms, 60
    )


def test_the_draws_of_a_locked_study_never_change() -> None:
    """Pinned: a study that was locked can be drawn again only if they stay as they are."""
    assert "".join(first(40, {"A": 1, "B": 1})) == GOLDEN[1]
    assert "".join(first(40, {"A": 2, "B": 1})) == GOLDEN[2]


GOLDEN = {
    1: "BAABBAABBAABBABABAABABBABABAAABBAABBABAB",
    2: "AAABBAAABBAAABAAAABBAABABAAABBAAABAABBAA",
}


@given(keys, weights)
@settings(max_examples=50, deadline=None)
def test_every_block_holds_each_arm_by_its_weight(key: bytes, of: dict[str, int]) -> None:
    total = sum(of.values())
    for block in islice(blocks(key, "d", STRATUM, of), 12):
        counts = Counter(block)
        shares = {arm: Fraction(counts[arm], len(block)) for arm in of}
        assert shares == {arm: Fraction(weight, total) for arm, weight in of.items()}
        assert set(counts) == set(of)


def test_blocks_are_two_or_three_rounds_long_and_both_occur() -> None:
    lengths = Counter(
        len(block) for block in islice(blocks(KEY, "d", STRATUM, {"A": 4, "B": 2}), 400)
    )
    assert set(lengths) == {6, 9}
    assert 160 < lengths[6] < 240


@given(keys, weights, st.integers(0, 200))
@settings(max_examples=50, deadline=None)
def test_one_arrival_is_drawn_like_all(key: bytes, of: dict[str, int], index: int) -> None:
    arm, probability = allocate(key, "d", STRATUM, index, of)
    assert arm == first(index + 1, of, key)[index]
    assert probability == of[arm] / sum(of.values())


@given(keys, weights)
@settings(max_examples=30, deadline=None)
def test_each_draw_follows_from_the_seat_of_the_one_before(key: bytes, of: dict[str, int]) -> None:
    seats = [
        (number, seat, arm)
        for number, block in enumerate(islice(blocks(key, "d", STRATUM, of), 4))
        for seat, arm in enumerate(block)
    ]
    last = None
    for number, seat, arm in seats:
        drawn = draw_next(key, "d", STRATUM, of, last)
        assert drawn == Draw(arm, of[arm] / sum(of.values()), number, seat)
        last = (number, seat)


@given(weights)
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_arms_does_not_matter(of: dict[str, int]) -> None:
    turned = dict(reversed(of.items()))
    assert first(50, of) == first(50, turned)


def test_a_common_factor_of_the_weights_does_not_matter() -> None:
    assert first(50, {"A": 2, "B": 4}) == first(50, {"A": 1, "B": 2})


def test_key_study_and_stratum_each_change_the_draws() -> None:
    usual = first(40, {"A": 1, "B": 1})
    assert usual != first(40, {"A": 1, "B": 1}, key=KEY[::-1])
    assert usual != first(40, {"A": 1, "B": 1}, stratum="fr on LinkedIn")
    assert usual != list(islice(draws(KEY, "e", STRATUM, {"A": 1, "B": 1}), 40))


def test_never_far_from_balance() -> None:
    """After any number of arrivals the arms differ by at most half the longest block."""
    counts: Counter[str] = Counter()
    for arm in first(3000, {"A": 1, "B": 1, "C": 1}):
        counts[arm] += 1
        assert max(counts.values()) - min(counts[each] for each in "ABC") <= 3


def test_every_place_in_a_block_is_fair() -> None:
    """Over many keys each order of the first six arrivals' first four is as likely as it ought."""
    heads = Counter(
        "".join(first(1, {"A": 1, "B": 1, "C": 2}, key=hashlib.sha256(bytes([n, m])).digest()))
        for n in range(40)
        for m in range(50)
    )
    expected = {"A": 500, "B": 500, "C": 1000}
    chi_square = sum((heads[arm] - n) ** 2 / n for arm, n in expected.items())
    assert chi_square < 9.21, "1 % of two degrees of freedom"


def test_the_commitment_is_the_keys_sha256() -> None:
    """FIPS 180-4 of the bytes 0 to 31."""
    assert commit(KEY) == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"


def test_numbers_that_would_tip_the_balance_are_passed_over() -> None:
    """Of 2^32 numbers one is left over among three, and none among two."""
    top = 2**32 - 1
    assert _below(iter([top, 5]), 3) == 2
    assert _below(iter([top - 1, 5]), 3) == (top - 1) % 3
    assert _below(iter([top, 4]), 2) == 1


def test_a_short_key_is_refused() -> None:
    assert KEY_BYTES == 32
    with pytest.raises(AssertionError, match=r"^a shorter key could be guessed$"):
        commit(KEY[:31])
    with pytest.raises(AssertionError, match=r"^a shorter key could be guessed$"):
        first(1, {"A": 1}, key=KEY[:31])


def test_without_arms_weight_or_place_there_is_nothing_to_draw() -> None:
    with pytest.raises(AssertionError, match=r"^an allocation has arms$"):
        first(1, {})
    with pytest.raises(AssertionError, match=r"^an arm has a weight$"):
        first(1, {"A": 0})
    with pytest.raises(AssertionError, match=r"^arrivals are counted from 0$"):
        allocate(KEY, "d", STRATUM, -1, {"A": 1})
