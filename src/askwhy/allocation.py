"""Who comes into which arm: permuted blocks of random size, drawn from a sealed key.

Within each stratum, arrivals are put into blocks of two or three rounds, each round holding every
arm as often as its weight (divided by their common factor) says. The size of each block and the
order inside it follow from HMAC-SHA256 under the key, the protocol's digest, the stratum and the
block's number, so that whoever holds the key can repeat every draw, and whoever does not cannot
foresee the next. The key's `commitment` is published beforehand.

Sizes are random because the last places of a block of known size can be foretold.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from itertools import count, islice
from math import gcd
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEY_BYTES = 32
ROUNDS = (2, 3)

_WORD = 1 << 32


def commit(key: bytes) -> str:
    """The SHA-256 of the key, in hexadecimal: it binds to the key and does not tell it."""
    assert len(key) >= KEY_BYTES, "a shorter key could be guessed"
    return sha256(key).hexdigest()


def allocate(
    key: bytes, digest: str, stratum: str, index: int, weights: Mapping[str, int]
) -> tuple[str, float]:
    """The arm of the stratum's arrival number `index`, from 0, and the arm's probability.

    `weights` are whole numbers of at least 1; their order does not matter. The probability is
    the arm's share of all weights. Time grows with `index`.
    """
    assert index >= 0, "arrivals are counted from 0"
    arm = next(islice(draws(key, digest, stratum, weights), index, None))
    return arm, weights[arm] / sum(weights.values())


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw: the arm, its share of all weights, and which seat of which block it was."""

    arm: str
    probability: float
    block: int
    seat: int


def draw_next(
    key: bytes,
    digest: str,
    stratum: str,
    weights: Mapping[str, int],
    last: tuple[int, int] | None,
) -> Draw:
    """The draw after the one of this (block, seat), None before the first, in constant time."""
    number, seat = last or (0, -1)
    drawn = block(key, digest, stratum, weights, number)
    if seat + 1 == len(drawn):
        number, seat = number + 1, -1
        drawn = block(key, digest, stratum, weights, number)
    arm = drawn[seat + 1]
    return Draw(arm, weights[arm] / sum(weights.values()), number, seat + 1)


def draws(key: bytes, digest: str, stratum: str, weights: Mapping[str, int]) -> Iterator[str]:
    """The arms of a stratum's arrivals, one after another without end."""
    for block in blocks(key, digest, stratum, weights):
        yield from block


def blocks(
    key: bytes, digest: str, stratum: str, weights: Mapping[str, int]
) -> Iterator[tuple[str, ...]]:
    """The blocks of a stratum, one after another without end."""
    for number in count():
        yield block(key, digest, stratum, weights, number)


def block(
    key: bytes, digest: str, stratum: str, weights: Mapping[str, int], number: int
) -> tuple[str, ...]:
    """The arms of a stratum's block of this number, from 0."""
    assert len(key) >= KEY_BYTES, "a shorter key could be guessed"
    assert weights, "an allocation has arms"
    assert min(weights.values()) > 0, "an arm has a weight"
    factor = reduce(gcd, weights.values())
    one_round = [arm for arm in sorted(weights) for _ in range(weights[arm] // factor)]
    seed = "\x1f".join((digest, stratum, str(number))).encode()
    chance = _numbers(hmac.digest(key, seed, "sha256"))
    arms = one_round * ROUNDS[_below(chance, len(ROUNDS))]
    for last in range(len(arms) - 1, 0, -1):  # Fisher and Yates
        other = _below(chance, last + 1)
        arms[last], arms[other] = arms[other], arms[last]
    return tuple(arms)


def _numbers(seed: bytes) -> Iterator[int]:
    """Uniform whole numbers below 2^32, without end, from a seed."""
    for number in count():
        digest = hmac.digest(seed, number.to_bytes(8, "big"), "sha256")
        for place in range(0, len(digest), 4):
            yield int.from_bytes(digest[place : place + 4], "big")


def _below(numbers: Iterator[int], bound: int) -> int:
    """A uniform whole number below `bound`; those that would tip the balance are passed over."""
    fair = _WORD - _WORD % bound
    return next(number for number in numbers if number < fair) % bound
