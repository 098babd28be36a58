"""Chance from a seeded generator, drawn in blocks so that a million small draws stay cheap."""

from __future__ import annotations

from datetime import timedelta
from math import log
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

T = TypeVar("T")
BLOCK = 8192


class Dice:
    """Scalar draws from the uniform stream of one numpy Generator."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._drawn: list[float] = []

    def share(self) -> float:
        """Draw a number in [0, 1)."""
        if not self._drawn:
            self._drawn = self._rng.random(BLOCK).tolist()
        return self._drawn.pop()

    def is_so(self, probability: float) -> bool:
        """Draw True with the given probability."""
        return self.share() < probability

    def below(self, end: int) -> int:
        """Draw a whole number in [0, end)."""
        return int(self.share() * end)

    def pick(self, items: Sequence[T]) -> T:
        """Draw one of the items, each with the same chance."""
        return items[int(self.share() * len(items))]

    def within(self, low: timedelta, high: timedelta) -> timedelta:
        """Draw a duration of whole seconds in [low, high)."""
        seconds = low.total_seconds() + self.share() * (high - low).total_seconds()
        return timedelta(seconds=int(seconds))

    def wait(self, mean: timedelta, longest: timedelta) -> timedelta:
        """Draw a truncated exponential duration of whole seconds, at least one."""
        seconds = -log(1.0 - self.share()) * mean.total_seconds()
        return timedelta(seconds=max(1, int(min(seconds, longest.total_seconds()))))
