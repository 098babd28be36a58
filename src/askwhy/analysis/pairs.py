"""Every pair of groups, with intervals that hold together and p values adjusted for the family."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

from askwhy.analysis._counts import as_counts
from askwhy.analysis.differences import difference_limits, score_p
from askwhy.analysis.fisher import boschloo_p
from askwhy.analysis.multiplicity import adjust_pvalues
from askwhy.analysis.power import ENUMERATED_FOR_VERDICT, needs_for_difference
from askwhy.analysis.results import SUPPORTED, NotEstimable, Verdict

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

MOST_EXACT_PAIRS = 45
MOST_EXACT_PEOPLE = 400


@dataclass(frozen=True, slots=True)
class PairDifference:
    """The difference of the shares of two groups, as one of a family of pairs.

    `first` and `second` are the places of the groups. [low, high] is Newcombe's interval at the
    level 1 - alpha / pairs, so that all pairs hold together. `p` is for this pair alone,
    `p_adjusted` for the family, and decides the verdict on "the two groups differ". The verdict
    says how many people this pair would need if it alone were asked about; `family_sizes` how
    many each of the two groups would need at the level that the family leaves to each pair.
    """

    first: int
    second: int
    estimate: float
    low: float
    high: float
    p: float
    p_adjusted: float
    verdict: Verdict
    family_sizes: tuple[int, ...]
    test: Literal["boschloo", "score"]
    confidence: float
    pairs: int
    n: int


def pairwise_differences(
    k: ArrayLike,
    n: ArrayLike,
    *,
    adjust: Literal["holm", "bh"] = "holm",
    confidence: float = 0.95,
) -> tuple[PairDifference, ...] | NotEstimable:
    """Compare all pairs of groups that hold anybody; k replied of n, one number for each group.

    Boschloo's test is used for up to 45 pairs of up to 400 people, the score test beyond; needs of
    more than 45 pairs come from the normal formula.
    """
    successes, totals = as_counts(k, n)
    if successes.ndim != 1:
        raise ValueError("a table of groups has one number for each group")
    held = np.flatnonzero(totals > 0)
    if held.size < 2:
        return NotEstimable("fewer than two groups hold anybody", -1.0, 1.0)
    first, second = (np.array(side) for side in zip(*combinations(held, 2), strict=True))
    k1, n1, k2, n2 = successes[first], totals[first], successes[second], totals[second]
    alpha = 1.0 - confidence
    level = 1.0 - alpha / first.size
    low, high = difference_limits(k1, n1, k2, n2, confidence=level, method="newcombe")
    is_exact = first.size <= MOST_EXACT_PAIRS and int((n1 + n2).max()) <= MOST_EXACT_PEOPLE
    rows = [tuple(int(count) for count in row) for row in zip(k1, n1, k2, n2, strict=True)]
    p = np.array([boschloo_p(*row) for row in rows]) if is_exact else score_p(k1, n1, k2, n2)
    adjusted = adjust_pvalues(p, adjust)
    enumerated = ENUMERATED_FOR_VERDICT if first.size <= MOST_EXACT_PAIRS else 0
    found = []
    for i, (a, m, b, o) in enumerate(rows):
        is_resolved = bool(adjusted[i] <= alpha)
        alone, among = (
            SUPPORTED
            if is_resolved
            else needs_for_difference(
                a, m, b, o, confidence=confidence, comparisons=size, enumerated=enumerated
            )
            for size in (1, first.size)
        )
        found.append(
            PairDifference(
                first=int(first[i]),
                second=int(second[i]),
                estimate=a / m - b / o,
                low=float(low[i]),
                high=float(high[i]),
                p=float(p[i]),
                p_adjusted=float(adjusted[i]),
                verdict=alone,
                family_sizes=among.group_sizes,
                test="boschloo" if is_exact else "score",
                confidence=confidence,
                pairs=first.size,
                n=m + o,
            )
        )
    return tuple(found)
