"""Matured asks: people asked at least a horizon ago, whose silence is therefore known.

Monitoring a study while people may still answer makes recent silence look like refusal. The
sequential methods accept nothing but a `Cohort`, and a `Cohort` cannot hold an immature ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from askwhy.analysis._counts import as_counts, as_integers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from askwhy.analysis._counts import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Counts of matured asks, shape (blocks, groups): `k` replied within `horizon` days of `n`.

    `asked_day` is the day number on which the asks of each block were last sent; every block
    must satisfy asked_day + horizon <= as_of. What a block holds must be fixed before its
    outcomes are seen, as days of asking are. `left_out` counts asks dropped as too recent.
    """

    k: Ints
    n: Ints
    asked_day: Ints
    as_of: int
    horizon: int
    left_out: int = 0

    def __post_init__(self) -> None:
        k, n = as_counts(self.k, self.n)
        day = as_integers(self.asked_day, "asked_day")
        if self.horizon < 1:
            raise ValueError(f"a horizon of {self.horizon} days leaves no time to reply")
        if k.ndim != 2 or day.shape != k.shape[:1]:
            raise ValueError("a cohort is a table of blocks by groups with one day for each block")
        if (np.diff(day) < 0).any():
            raise ValueError("the blocks of a cohort stand in the order of asking")
        late = np.flatnonzero(day + self.horizon > self.as_of)
        if late.size:
            ripe = int(day[late[0]]) + self.horizon
            raise ValueError(f"asks of day {day[late[0]]} mature on day {ripe}, not {self.as_of}")
        for name, array in (("k", k), ("n", n), ("asked_day", day)):
            own = array.copy()
            own.flags.writeable = False
            object.__setattr__(self, name, own)

    @classmethod
    def matured(
        cls, k: ArrayLike, n: ArrayLike, asked_day: ArrayLike, *, as_of: int, horizon: int
    ) -> Self:
        """Keep the blocks that are old enough on day `as_of`; count the asks left out."""
        successes, totals = as_counts(k, n)
        day = as_integers(asked_day, "asked_day")
        old = day + horizon <= as_of
        left_out = int(totals[~old].sum())
        return cls(successes[old], totals[old], day[old], as_of, horizon, left_out)

    @classmethod
    def ended(cls, k: ArrayLike, n: ArrayLike, *, horizon: int) -> Self:
        """Return a study that ended over a horizon ago, as one block; `k`, `n` by group."""
        successes, totals = as_counts(np.atleast_1d(k), np.atleast_1d(n))
        return cls(successes[None], totals[None], np.zeros(1, np.int64), horizon, horizon)

    @property
    def totals(self) -> tuple[Ints, Ints]:
        """Replies and asks by group over all blocks."""
        return self.k.sum(axis=0), self.n.sum(axis=0)

    def only(self, *groups: int) -> Self:
        """Return the cohort of some groups, by their column numbers."""
        columns = list(groups)
        return type(self)(
            self.k[:, columns],
            self.n[:, columns],
            self.asked_day,
            self.as_of,
            self.horizon,
            self.left_out,
        )

    def merged(self, at_least: int) -> Self:
        """Join consecutive blocks until each holds `at_least` asks; a rest joins the last one.

        The rule looks at asks only, never at replies, so the blocks stay fixed beforehand.
        """
        starts, held = [0], 0
        for block, asked in enumerate(self.n.sum(axis=1)[:-1], start=1):
            held += int(asked)
            if held >= at_least:
                starts.append(block)
                held = 0
        if len(starts) > 1 and self.n[starts[-1] :].sum() < at_least:
            starts.pop()
        if self.n.shape[0] == 0:
            return self
        return type(self)(
            np.add.reduceat(self.k, starts, axis=0),
            np.add.reduceat(self.n, starts, axis=0),
            self.asked_day[[*(start - 1 for start in starts[1:]), -1]],
            self.as_of,
            self.horizon,
            self.left_out,
        )
