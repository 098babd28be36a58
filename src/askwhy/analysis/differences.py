"""The difference of two shares: Newcombe's method 10, the score interval, or valid at any time.

Sources: Newcombe (1998), Statistics in Medicine 17, 873-890; Miettinen and Nurminen (1985) and
Farrington and Manning (1990) for the restricted maximum likelihood; Mee (1984).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias, overload

import numpy as np

from askwhy.analysis._counts import as_counts, by_distinct_rows
from askwhy.analysis._special import edge, log_likelihood, normal_tails, two_sided_z
from askwhy.analysis.cohort import Cohort
from askwhy.analysis.intervals import log_mixture, wilson_limits
from askwhy.analysis.power import needs_for_difference
from askwhy.analysis.results import SUPPORTED, Estimate, Estimates, NotEstimable, Verdict, collect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from askwhy.analysis._counts import Bools, Floats, Ints, Limits

FixedMethod: TypeAlias = Literal["newcombe", "miettinen-nurminen", "mee"]
Test: TypeAlias = "Callable[[Ints, Ints, Ints, Ints, Floats], Bools]"
EMPTY_GROUP = "nobody was asked in one of the two groups"


def newcombe_limits(k1: Ints, n1: Ints, k2: Ints, n2: Ints, z: float) -> Limits:
    """Return the limits that join the two Wilson intervals by squaring."""
    p1, p2 = k1 / np.maximum(n1, 1), k2 / np.maximum(n2, 1)
    (l1, u1), (l2, u2) = wilson_limits(k1, n1, z), wilson_limits(k2, n2, z)
    empty = (n1 == 0) | (n2 == 0)
    low = np.where(empty, -1.0, p1 - p2 - np.hypot(p1 - l1, u2 - p2))
    high = np.where(empty, 1.0, p1 - p2 + np.hypot(u1 - p1, p2 - l2))
    return np.maximum(low, -1.0), np.minimum(high, 1.0)


def restricted_shares(
    k1: Ints, n1: Ints, k2: Ints, n2: Ints, difference: Floats
) -> tuple[Floats, Floats]:
    """Return the likeliest shares (p1, p2) with p1 - p2 = difference: one root of a cubic."""
    p1, p2, ratio = k1 / n1, k2 / n2, n2 / n1
    a = 1.0 + ratio
    b = -(1.0 + ratio + p1 + ratio * p2 + difference * (ratio + 2.0))
    c = difference**2 + difference * (2.0 * p1 + ratio + 1.0) + p1 + ratio * p2
    d = -p1 * difference * (1.0 + difference)
    v = (b / (3.0 * a)) ** 3 - b * c / (6.0 * a * a) + d / (2.0 * a)
    u = np.sqrt(np.maximum((b / (3.0 * a)) ** 2 - c / (3.0 * a), 0.0))
    u = np.where(v < 0.0, -u, u)  # v = 0 takes the positive root
    cosine = np.divide(v, u**3, out=np.zeros_like(v), where=u != 0.0)
    angle = (np.pi + np.arccos(np.clip(cosine, -1.0, 1.0))) / 3.0
    first = 2.0 * u * np.cos(angle) - b / (3.0 * a)
    first = np.clip(first, np.maximum(difference, 0.0), np.minimum(1.0 + difference, 1.0))
    return first, np.clip(first - difference, 0.0, 1.0)


def score_statistic(
    k1: Ints, n1: Ints, k2: Ints, n2: Ints, difference: Floats, *, corrected: bool
) -> Floats:
    """Return z squared for the hypothesis p1 - p2 = difference; `corrected` by N / (N - 1)."""
    first, second = restricted_shares(k1, n1, k2, n2, difference)
    variance = first * (1.0 - first) / n1 + second * (1.0 - second) / n2
    if corrected:
        variance = variance * (n1 + n2) / (n1 + n2 - 1.0)
    distance = (k1 / n1 - k2 / n2 - difference) ** 2
    impossible = np.where(distance > 0.0, np.inf, 0.0)
    return np.divide(distance, variance, out=impossible, where=variance > 0.0)


def _by_score(confidence: float, method: str) -> Test:
    bar, corrected = two_sided_z(confidence) ** 2, method == "miettinen-nurminen"

    def is_inside(k1: Ints, n1: Ints, k2: Ints, n2: Ints, difference: Floats) -> Bools:
        statistic = score_statistic(k1, n1, k2, n2, difference, corrected=corrected)
        holds: Bools = statistic <= bar
        return holds

    return is_inside


def _by_mixture(confidence: float) -> Test:
    log_alpha = math.log(1.0 - confidence)

    def is_inside(k1: Ints, n1: Ints, k2: Ints, n2: Ints, difference: Floats) -> Bools:
        first, second = restricted_shares(k1, n1, k2, n2, difference)
        likeliest = log_likelihood(k1, n1, first) + log_likelihood(k2, n2, second)
        holds: Bools = likeliest > log_mixture(k1, n1) + log_mixture(k2, n2) + log_alpha
        return holds

    return is_inside


def _edges(is_inside: Test, k1: Ints, n1: Ints, k2: Ints, n2: Ints) -> Limits:
    empty = (n1 == 0) | (n2 == 0)
    n1, n2 = np.where(empty, 1, n1), np.where(empty, 1, n2)
    k1, k2 = np.where(empty, 0, k1), np.where(empty, 0, k2)
    observed = k1 / n1 - k2 / n2

    def holds(difference: Floats) -> Bools:
        inside: Bools = is_inside(k1, n1, k2, n2, difference) | empty
        return inside

    ends = np.ones_like(observed)
    return edge(holds, observed, -ends), edge(holds, observed, ends)


def difference_limits(
    k1: Ints, n1: Ints, k2: Ints, n2: Ints, *, confidence: float, method: str
) -> Limits:
    """Return the limits of p1 - p2 by any of the methods; [-1, 1] where a group is empty."""
    z = two_sided_z(confidence)
    if method == "newcombe":
        return newcombe_limits(k1, n1, k2, n2, z)
    if method not in {"miettinen-nurminen", "mee", "anytime"}:
        raise ValueError(f"no method {method!r} for the interval of a difference")
    test = _by_mixture(confidence) if method == "anytime" else _by_score(confidence, method)
    return by_distinct_rows(lambda *rows: _edges(test, *rows), k1, n1, k2, n2)


def score_p(k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike) -> Floats:
    """Return the two-sided p of Miettinen and Nurminen's score test of equal shares.

    A pair with an empty group has p = 1: no data speak against equality.
    """
    k1, n1 = as_counts(k1, n1)
    k2, n2 = as_counts(k2, n2)
    k1, n1, k2, n2 = np.broadcast_arrays(k1, n1, k2, n2)
    empty = (n1 == 0) | (n2 == 0)
    n1, n2 = np.where(empty, 1, n1), np.where(empty, 1, n2)
    zero = np.zeros(k1.shape)
    k1, k2 = np.where(empty, 0, k1), np.where(empty, 0, k2)
    return normal_tails(np.sqrt(score_statistic(k1, n1, k2, n2, zero, corrected=True)))


def _judged(found: Estimate, k1: int, n1: int, k2: int, n2: int) -> Estimate:
    if found.low > 0.0 or found.high < 0.0:
        return replace(found, verdict=SUPPORTED)
    if found.valid == "any-time":
        return replace(found, verdict=Verdict("unresolved", note="keep looking"))
    verdict = needs_for_difference(k1, n1, k2, n2, confidence=found.confidence)
    return replace(found, verdict=verdict)


@overload
def risk_difference_interval(
    k1: int, n1: int, k2: int, n2: int, *, confidence: float = 0.95, method: FixedMethod = ...
) -> Estimate | NotEstimable: ...
@overload
def risk_difference_interval(
    k1: NDArray[np.integer] | Sequence[int],
    n1: NDArray[np.integer] | Sequence[int] | int,
    k2: NDArray[np.integer] | Sequence[int] | int,
    n2: NDArray[np.integer] | Sequence[int] | int,
    *,
    confidence: float = 0.95,
    method: FixedMethod = ...,
) -> Estimates: ...
@overload
def risk_difference_interval(
    k1: Cohort, *, confidence: float = 0.95, method: Literal["anytime"]
) -> Estimate | NotEstimable: ...
def risk_difference_interval(
    k1: int | NDArray[np.integer] | Sequence[int] | Cohort,
    n1: int | NDArray[np.integer] | Sequence[int] = (),
    k2: int | NDArray[np.integer] | Sequence[int] = (),
    n2: int | NDArray[np.integer] | Sequence[int] = (),
    *,
    confidence: float = 0.95,
    method: FixedMethod | Literal["anytime"] = "newcombe",
) -> Estimate | NotEstimable | Estimates:
    """Return k1/n1 - k2/n2 with its interval, for numbers or for arrays that broadcast.

    An empty group leaves `NotEstimable` (a reason in its cell) and the range [-1, 1]. For numbers
    the verdict answers "the two shares differ". The score methods give a p as well. The method
    "anytime" holds however often one looks and takes a `Cohort` of two groups.
    """
    if isinstance(k1, Cohort) != (method == "anytime"):
        raise TypeError('method "anytime" takes a Cohort of matured asks, the others take counts')
    if isinstance(k1, Cohort):
        successes, totals = k1.totals
        if totals.size != 2:
            raise ValueError(f"a difference is between two groups, not {totals.size}")
        (a, b), (n, m) = successes, totals
    else:
        a, n = as_counts(k1, n1)
        b, m = as_counts(k2, n2)
    rows = np.broadcast_arrays(a, n, b, m)
    low, high = difference_limits(*rows, confidence=confidence, method=method)
    found = collect(
        rows[0] / np.maximum(rows[1], 1) - rows[2] / np.maximum(rows[3], 1),
        low,
        high,
        rows[1] + rows[3],
        confidence=confidence,
        method=method,
        missing={EMPTY_GROUP: (rows[1] == 0) | (rows[3] == 0)},
        valid="any-time" if method == "anytime" else "fixed-n",
        assumption="people answer independently of one another",
        p=score_p(*rows) if method in {"miettinen-nurminen", "mee"} else None,
    )
    if found.shape:
        return found
    cell = found.cell()
    return cell if isinstance(cell, NotEstimable) else _judged(cell, *(int(row) for row in rows))
