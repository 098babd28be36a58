"""The interval of one share: Wilson, Clopper-Pearson, Jeffreys, or valid at any time.

Sources: Wilson (1927); Clopper and Pearson (1934); Brown, Cai and DasGupta (2001) for Jeffreys
with its boundary rule; Robbins (1970) for the mixture with Beta(1/2, 1/2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, overload

import numpy as np

from askwhy.analysis._counts import as_counts, by_distinct_rows
from askwhy.analysis._special import beta_quantile, edge, log_beta, log_likelihood, two_sided_z
from askwhy.analysis.cohort import Cohort
from askwhy.analysis.results import Estimate, Estimates, NotEstimable, collect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from askwhy.analysis._counts import Bools, Floats, Ints, Limits

FixedMethod: TypeAlias = Literal["wilson", "clopper-pearson", "jeffreys"]
NOBODY = "nobody was asked"


def wilson_limits(k: Ints | Floats, n: Ints | Floats | int, z: float) -> Limits:
    """Return Wilson's score limits; k may be fractional; [0, 1] where n = 0."""
    centre = k + z * z / 2.0
    half = z * np.sqrt(k * (n - k) / np.maximum(n, 1e-300) + z * z / 4.0)
    width = n + z * z
    low = np.where(k <= 0, 0.0, (centre - half) / width)
    high = np.where(k >= n, 1.0, (centre + half) / width)
    return low, high


def exact_limits(k: Ints, n: Ints, alpha: float) -> Limits:
    """Return the Clopper-Pearson limits."""
    low = np.where(k == 0, 0.0, beta_quantile(alpha / 2, np.maximum(k, 1), n - k + 1))
    high = np.where(k == n, 1.0, beta_quantile(1 - alpha / 2, k + 1, np.maximum(n - k, 1)))
    return low, high


def jeffreys_limits(k: Ints, n: Ints, alpha: float) -> Limits:
    """Return the equal-tailed Beta(k + 1/2, n - k + 1/2) limits, open to 0 at 0 and 1 at n."""
    a, b = k + 0.5, n - k + 0.5
    low = np.where(k == 0, 0.0, beta_quantile(alpha / 2, a, b))
    high = np.where(k == n, 1.0, beta_quantile(1 - alpha / 2, a, b))
    return low, high


def log_mixture(k: Ints, n: Ints) -> Floats:
    """Return log of the Beta(1/2, 1/2) mixture likelihood of k of n in a given order."""
    return log_beta(k + 0.5, n - k + 0.5) - log_beta(0.5, 0.5)


def anytime_limits(k: Ints, n: Ints, alpha: float) -> Limits:
    """Return the limits that hold at every n at once: p with mixture(k, n) < L(p) / alpha."""
    bar = log_mixture(k, n) + np.log(alpha)

    def is_inside(p: Floats) -> Bools:
        holds: Bools = log_likelihood(k, n, p) > bar
        return holds

    share = np.where(n > 0, k / np.maximum(n, 1), 0.5)
    return edge(is_inside, share, np.zeros_like(share)), edge(is_inside, share, np.ones_like(share))


def _limits(k: Ints, n: Ints, confidence: float, method: str) -> Limits:
    z, alpha = two_sided_z(confidence), 1.0 - confidence
    if method == "wilson":
        return wilson_limits(k, n, z)
    if method == "clopper-pearson":
        return by_distinct_rows(lambda a, b: exact_limits(a, b, alpha), k, n)
    if method == "jeffreys":
        return by_distinct_rows(lambda a, b: jeffreys_limits(a, b, alpha), k, n)
    if method == "anytime":
        return by_distinct_rows(lambda a, b: anytime_limits(a, b, alpha), k, n)
    raise ValueError(f"no method {method!r} for the interval of a share")


@overload
def proportion_interval(
    k: int, n: int, *, confidence: float = 0.95, method: FixedMethod = "wilson"
) -> Estimate | NotEstimable: ...
@overload
def proportion_interval(
    k: NDArray[np.integer] | Sequence[int],
    n: NDArray[np.integer] | Sequence[int] | int,
    *,
    confidence: float = 0.95,
    method: FixedMethod = "wilson",
) -> Estimates: ...
@overload
def proportion_interval(
    k: Cohort, *, confidence: float = 0.95, method: Literal["anytime"]
) -> Estimates: ...
def proportion_interval(
    k: int | NDArray[np.integer] | Sequence[int] | Cohort,
    n: int | NDArray[np.integer] | Sequence[int] | None = None,
    *,
    confidence: float = 0.95,
    method: FixedMethod | Literal["anytime"] = "wilson",
) -> Estimate | NotEstimable | Estimates:
    """Return the share k/n with its interval, for numbers or for arrays that broadcast.

    Where n = 0 there is no share: a number gives `NotEstimable`, a cell of an array its reason,
    both with the range [0, 1]. The fixed-n methods hold if one looks once, at a planned n. The
    method "anytime" holds however often one looks and takes a `Cohort`, whose groups it answers
    in their order; only asks that have matured can be monitored.
    """
    if isinstance(k, Cohort) != (method == "anytime"):
        raise TypeError('method "anytime" takes a Cohort of matured asks, the others take counts')
    if isinstance(k, Cohort):
        successes, totals = k.totals
    else:
        successes, totals = as_counts(k, () if n is None else n)
    low, high = _limits(successes, totals, confidence, method)
    found = collect(
        successes / np.maximum(totals, 1),
        low,
        high,
        totals,
        confidence=confidence,
        method=method,
        missing={NOBODY: totals == 0},
        valid="any-time" if method == "anytime" else "fixed-n",
        assumption="people answer independently of one another",
    )
    return found if found.shape else found.cell()
