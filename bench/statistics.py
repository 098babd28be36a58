# ruff: noqa: A005 - run as bench.statistics, never imported as statistics
"""Time of the statistics room beside statsmodels, where that has the same method."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from askwhy.analysis import (
    Cohort,
    boschloo_p,
    homogeneity_test,
    pairwise_differences,
    proportion_interval,
    reply_curve,
    risk_difference_interval,
    sample_size_two_proportions,
    shrink_proportions,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SEGMENTS = 1_000_000
RATS_K = [0] * 14 + [1] * 8 + [2] * 9 + [1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10] + [4] * 7
RATS_K += [10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6, 6, 6, 6, 16, 15, 15, 9, 4]
RATS_N = [20] * 7 + [19] * 4 + [18, 18, 17, 20, 20, 20, 20, 19, 19, 18, 18, 25, 24, 23]
RATS_N += [20] * 6 + [10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50] + [20] * 7
RATS_N += [48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14]


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """Return the best time of a few runs."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def row(name: str, ours: float, aim: float | None = None, theirs: float | None = None) -> str:
    """Return one printed line."""
    parts = [f"{name:<52}{_shown(ours):>10}"]
    parts.append(f"  aim {_shown(aim)}" if aim is not None else " " * 14)
    if theirs is not None:
        parts.append(f"  statsmodels {_shown(theirs)} ({theirs / ours:.1f} x)")
    return "".join(parts).rstrip()


def _shown(duration: float) -> str:
    return f"{duration * 1000:.1f} ms" if duration < 0.1 else f"{duration:.2f} s"


def _shares() -> list[str]:
    rng = np.random.default_rng(2012)
    n = rng.integers(0, 200, SEGMENTS)
    k = rng.binomial(n, rng.beta(7, 3.5, SEGMENTS))
    filled = np.maximum(n, 1)
    proportion_interval(k[:100], n[:100], method="jeffreys")  # SciPy's import is not timed
    return [
        row(
            "1,000,000 segments, Wilson",
            seconds(lambda: proportion_interval(k, n)),
            0.15,
            seconds(lambda: proportion_confint(k, filled, method="wilson")),
        ),
        row(
            "1,000,000 segments, Jeffreys",
            seconds(lambda: proportion_interval(k, n, method="jeffreys")),
            0.3,
            seconds(lambda: proportion_confint(k, filled, method="jeffreys"), 1),
        ),
        row(
            "1,000,000 segments, Clopper-Pearson",
            seconds(lambda: proportion_interval(k, n, method="clopper-pearson")),
            0.3,
            seconds(lambda: proportion_confint(k, filled, method="beta"), 1),
        ),
        row(
            "1,000,000 segments, any-time",
            seconds(lambda: proportion_interval(Cohort.ended(k, n, horizon=14), method="anytime")),
        ),
        row("1,000,000 segments, shrunken", seconds(lambda: shrink_proportions(k, n), 1)),
    ]


def _differences() -> list[str]:
    rng = np.random.default_rng(1998)
    n1, n2 = rng.integers(1, 200, SEGMENTS), rng.integers(1, 200, SEGMENTS)
    k1, k2 = rng.binomial(n1, 0.7), rng.binomial(n2, 0.55)
    some = slice(0, 100_000)
    return [
        row(
            "1,000,000 pairs, Newcombe",
            seconds(lambda: risk_difference_interval(k1, n1, k2, n2)),
            None,
            seconds(
                lambda: confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff")
            ),
        ),
        row(
            "100,000 pairs, Miettinen-Nurminen",
            seconds(
                lambda: risk_difference_interval(
                    k1[some], n1[some], k2[some], n2[some], method="miettinen-nurminen"
                ),
                1,
            ),
        ),
    ]


def _tables() -> list[str]:
    rng = np.random.default_rng(71)
    events, censored = rng.integers(0, 3, (2, 100_000, 30))
    post = ([7, 14, 11], [7, 20, 20])
    return [
        row("71 groups, shrunken", seconds(lambda: shrink_proportions(RATS_K, RATS_N)), 0.3),
        row(
            "the post's table, exact Fisher-Freeman-Halton",
            seconds(lambda: homogeneity_test(*post), 20),
            0.005,
        ),
        row(
            "the post's pairs, Boschloo, Holm and needs",
            seconds(lambda: pairwise_differences(*post)),
        ),
        row("one pair, Boschloo", seconds(lambda: boschloo_p(14, 20, 11, 20), 10)),
        row("sample size .70 against .65", seconds(lambda: sample_size_two_proportions(0.7, 0.65))),
        row(
            "100,000 groups x 30 days, reply curves",
            seconds(lambda: reply_curve(events, censored), 1),
        ),
    ]


def run() -> list[str]:
    """Return the printed lines of this benchmark."""
    return ["Statistics", *_shares(), *_differences(), *_tables()]


if __name__ == "__main__":
    print("\n".join(run()))
