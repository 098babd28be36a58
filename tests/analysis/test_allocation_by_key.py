"""Allocation that follows from a key: balanced, checkable, not foreseeable."""

from __future__ import annotations

import hashlib
import hmac
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pytest

from askwhy.analysis import Assignment, assign, assign_by_hash, commitment

KEY = bytes(range(32))
ARMS = ("question", "favour", "none")


def sequence(length: int, key: bytes = KEY, stratum: str = "fr", **options: object) -> list[str]:
    return [
        assign(key, "october", stratum, i, ARMS, **options).arm  # type: ignore[arg-type]
        for i in range(length)
    ]


def test_blocks_of_six_keep_three_arms_within_two() -> None:
    """3,000 contacts: the running range of the arms is never above 2, and 0 in the end."""
    counts = dict.fromkeys(ARMS, 0)
    widest = 0
    for arm in sequence(3_000, blocks=6):
        counts[arm] += 1
        widest = max(widest, max(counts.values()) - min(counts.values()))
    assert widest == 2
    assert set(counts.values()) == {1_000}


def test_random_blocks_keep_the_arms_within_three_and_balance() -> None:
    counts = dict.fromkeys(ARMS, 0)
    widest = 0
    for arm in sequence(3_000):
        counts[arm] += 1
        widest = max(widest, max(counts.values()) - min(counts.values()))
    assert widest <= 3
    assert set(counts.values()) == {1_000}


def test_each_random_block_is_balanced_and_two_or_three_times_the_arms() -> None:
    found = [assign(KEY, "october", "fr", i, ARMS) for i in range(600)]
    sizes = Counter(each.block for each in found)
    assert set(sizes.values()) == {6, 9}
    for block, size in sizes.items():
        members = [each for each in found if each.block == block]
        assert [each.position for each in members] == list(range(size))
        assert Counter(each.arm for each in members) == dict.fromkeys(ARMS, size // 3)
    assert sorted(sizes) == list(range(80))
    assert all(one.block <= two.block for one, two in pairwise(found))
    rounds = [tuple(sizes[4 * turn + i] for i in range(4)) for turn in range(20)]
    assert all(sorted(turn) == [6, 6, 9, 9] for turn in rounds)
    assert len(set(rounds)) > 3


def test_the_same_key_allocates_the_same_and_another_does_not() -> None:
    assert sequence(60) == sequence(60)
    assert sequence(60) != sequence(60, key=bytes(32))
    assert sequence(60) != sequence(60, stratum="pl")
    other = [assign(KEY, "november", "fr", i, ARMS).arm for i in range(60)]
    assert sequence(60) != other


def test_this_allocation_stays_what_it_is() -> None:
    """Worked out here from HMAC-SHA256 and Fisher-Yates: a release must not change it."""

    def numbers(*parts: str | int) -> list[int]:
        message = b""
        for part in (*parts, 0):
            raw = str(part).encode()
            message += len(raw).to_bytes(8, "big") + raw
        digest = hmac.new(KEY, message, hashlib.sha256).digest()
        return [int.from_bytes(digest[i : i + 8], "big") for i in range(0, 32, 8)]

    def shuffled(items: list[str], draws: list[int]) -> list[str]:
        for last, draw in zip(range(len(items) - 1, 0, -1), draws, strict=False):
            chosen = draw % (last + 1)
            items[last], items[chosen] = items[chosen], items[last]
        return items

    block = shuffled(["a", "a", "b", "b"], numbers("arms", "october", "fr", 7))
    found = [assign(KEY, "october", "fr", i, ("a", "b"), blocks=4) for i in range(28, 32)]
    assert [each.arm for each in found] == block
    assert [(each.block, each.position) for each in found] == [(7, 0), (7, 1), (7, 2), (7, 3)]
    place = numbers("contact", "october", "ana")[0] % 2
    assert assign_by_hash(KEY, "october", "ana", ("a", "b")).arm == ("a", "b")[place]


def test_parts_that_run_together_are_told_apart() -> None:
    """Experiment "ab" with stratum "c" is not experiment "a" with stratum "bc"."""
    one = [assign(KEY, "ab", "c", i, ARMS).arm for i in range(40)]
    two = [assign(KEY, "a", "bc", i, ARMS).arm for i in range(40)]
    assert one != two


def test_every_order_of_a_block_is_equally_likely() -> None:
    """1,200 blocks of two arms, two each: six orders, 200 each expected."""
    orders = Counter(
        "".join(assign(KEY, "x", "y", 4 * b + i, "AB", blocks=4).arm for i in range(4))
        for b in range(1_200)
    )
    assert len(orders) == 6
    assert sum((count - 200) ** 2 / 200 for count in orders.values()) < 20.5  # 5 df, p = .001


def test_weights_give_each_arm_its_share() -> None:
    found = [assign(KEY, "x", "y", i, ARMS, weights=[2, 1, 1]) for i in range(400)]
    assert Counter(each.arm for each in found) == {"question": 200, "favour": 100, "none": 100}
    assert {each.arm: each.probability for each in found} == {
        "question": 0.5,
        "favour": 0.25,
        "none": 0.25,
    }
    doubled = [assign(KEY, "x", "y", i, ARMS, weights=[4, 2, 2]) for i in range(400)]
    assert doubled == found


def test_the_probability_is_kept_with_the_ask() -> None:
    assert assign(KEY, "x", "y", 0, ARMS).probability == pytest.approx(1 / 3)
    found = assign_by_hash(KEY, "x", "ana", ("a", "b"), weights=[3, 1])
    assert found == Assignment(found.arm, {"a": 0.75, "b": 0.25}[found.arm], -1, -1)


def test_hashing_gives_each_arm_its_share_in_the_long_run() -> None:
    found = Counter(
        assign_by_hash(KEY, "x", str(i), ARMS, weights=[2, 1, 1]).arm for i in range(4_000)
    )
    assert found["question"] == pytest.approx(2_000, abs=110)
    assert found["favour"] == pytest.approx(1_000, abs=95)
    assert found["none"] == pytest.approx(1_000, abs=95)


def test_hashing_is_poor_for_fifty() -> None:
    """The smallest of three arms holds under three quarters of its share in 31 % of studies."""
    poor = 0
    for study in range(400):
        counts = Counter(assign_by_hash(KEY, str(study), str(i), ARMS).arm for i in range(50))
        poor += min(counts[arm] for arm in ARMS) < 0.75 * 50 / 3
    assert poor / 400 == pytest.approx(0.31, abs=0.08)


def test_the_contact_alone_decides_a_hash() -> None:
    assert assign_by_hash(KEY, "x", "zoë", ARMS) == assign_by_hash(KEY, "x", "zoë", ARMS)
    arms = {assign_by_hash(KEY, f"x{i}", "zoë", ARMS).arm for i in range(40)}
    assert arms == set(ARMS)


def test_the_commitment_is_the_digest_of_the_key() -> None:
    assert commitment(KEY) == hashlib.sha256(KEY).hexdigest()


def test_a_short_key_is_refused() -> None:
    for use in (
        lambda: commitment(b"x" * 15),
        lambda: assign(b"x" * 15, "x", "y", 0, ARMS),
        lambda: assign_by_hash(b"x" * 15, "x", "y", ARMS),
    ):
        with pytest.raises(ValueError, match="a key of 15 bytes can be guessed; 16 are needed"):
            use()
    assert assign(b"x" * 16, "x", "y", 0, ARMS).arm in ARMS


def test_arms_weights_and_blocks_are_checked() -> None:
    with pytest.raises(ValueError, match="two or more arms of different names"):
        assign(KEY, "x", "y", 0, ("a",))
    with pytest.raises(ValueError, match="two or more arms of different names"):
        assign(KEY, "x", "y", 0, ("a", "a"))
    for weights in ([1], [1, 0], [1, 2, 3]):
        with pytest.raises(ValueError, match="each arm has a weight"):
            assign(KEY, "x", "y", 0, ("a", "b"), weights=weights)
    for blocks in (5, 1, 0):
        with pytest.raises(ValueError, match=f"a block of {blocks} cannot hold the arms"):
            assign(KEY, "x", "y", 0, ("a", "b"), blocks=blocks)
    with pytest.raises(ValueError, match="contacts are counted from 0, not from -1"):
        assign(KEY, "x", "y", -1, ("a", "b"))


def test_numbers_too_large_to_divide_evenly_are_passed_over() -> None:
    from askwhy.analysis.assignment import _below

    top = 2**64 - 1  # with three arms 2**64 - 1 is the one number left over
    assert _below(iter([top, 5]), 3) == 2
    assert _below(iter([top - 1, 5]), 3) == (top - 1) % 3


def test_allocating_needs_no_random_module() -> None:
    code = (
        "import ast, pathlib, askwhy.analysis.assignment as a; "
        "tree = ast.parse(pathlib.Path(a.__file__).read_text()); "
        "names = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}; "
        "names |= {x.name for n in ast.walk(tree) if isinstance(n, ast.Import) for x in n.names}; "
        "print(sorted(names & {'random', 'numpy', 'time', 'datetime', 'secrets', 'os'}))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
