"""Many small groups: each share is drawn towards what the others show.

Source: the beta-binomial model of Gelman et al., Bayesian Data Analysis, 3rd edition, ch. 5,
worked out on a grid without simulation. Group shares follow Beta(mu kappa, (1 - mu) kappa); the
prior is uniform on mu and on 1 / (1 + kappa), so that neither no nor full shrinkage is favoured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from askwhy.analysis._counts import as_counts, distinct_rows
from askwhy.analysis._special import beta_cdf, beta_quantile, log_beta, log_gamma
from askwhy.analysis.results import Estimates, NotEstimable, collect

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from askwhy.analysis._counts import Floats, Ints

SIDES = ((30, 60), (2_000, 32))  # up to so many distinct groups, so fine a grid; then the coarsest:
COARSEST = 12  # many groups leave no long tails, and a coarse grid is as exact
_NEGLECTED = 1e-6
_THIN = 5
_THIN_STEPS = 4
_STEPS = 2
_ROUNDS = 8
_LONGEST = 3.0
ASSUMPTION = "the groups are alike except for what their own counts show"


@dataclass(frozen=True, slots=True, eq=False)
class ShrunkenShares:
    """The shares of groups after shrinkage.

    `shares` holds posterior means and equal-tailed intervals, in the order of the groups;
    `mean` and `concentration` are the posterior means of mu and kappa / (1 + kappa), the weight
    that all groups together have against one person's answer. The rest is what
    `probability_greater` reads: cells of the grid with their weights.
    """

    shares: Estimates
    mean: float
    concentration: float
    k: Ints
    n: Ints
    a: Floats
    b: Floats
    weights: Floats


def uniform_log_prior(mu: Floats, kappa: Floats) -> Floats:
    """Return the log prior density over (logit mu, log kappa), up to a constant."""
    return np.log(mu) + np.log1p(-mu) + np.log(kappa) - 2.0 * np.log1p(kappa)


def _tally(values: Ints) -> tuple[Ints, Floats]:
    found, times = np.unique(values, return_counts=True)
    return found, times.astype(float)


def _log_likelihood(k: Ints, n: Ints, a: Floats, b: Floats) -> Floats:
    """Return the log likelihood of all groups at each (a, b): sums over distinct counts only."""
    parts = [(a, _tally(k)), (b, _tally(n - k))]
    logs: Floats = -n.size * log_beta(a, b)
    for start, (values, times) in parts:
        logs = logs + log_gamma(start[:, None] + values) @ times
    values, times = _tally(n)
    return logs - log_gamma((a + b)[:, None] + values) @ times


def _grid(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return mu and kappa of every cell of a grid in (logit mu, log kappa)."""
    logit, log_kappa = (side.ravel() for side in np.meshgrid(x, y, indexing="ij"))
    return 1.0 / (1.0 + np.exp(-logit)), np.exp(log_kappa)


def _reach(points: Floats, weights: Floats) -> tuple[float, float]:
    """Return the range of points that carries all but a negligible weight, and one step more."""
    carried = np.flatnonzero(weights > _NEGLECTED * weights.max())
    step = points[1] - points[0]
    return float(points[carried[0]] - step), float(points[carried[-1]] + step)


def posterior_cells(
    k: Ints, n: Ints, side: int, log_prior: Callable[[Floats, Floats], Floats]
) -> tuple[Floats, Floats, Floats]:
    """Return (mu, kappa, weight) of the cells of a side x side grid laid where the weight is.

    The grid is laid anew on what carries weight until that fills half of it each way; the last
    one is cut down to the cells that matter.
    """
    x_range, y_range = (-12.0, 12.0), (-6.0, 18.0)
    for _ in range(_ROUNDS):
        x, y = np.linspace(*x_range, side), np.linspace(*y_range, side)
        mu, kappa = _grid(x, y)
        logs = _log_likelihood(k, n, mu * kappa, (1.0 - mu) * kappa) + log_prior(mu, kappa)
        weights = np.exp(logs - logs.max())
        table = weights.reshape(side, side)
        x_range, y_range = _reach(x, table.sum(axis=1)), _reach(y, table.sum(axis=0))
        if min(np.ptp(x_range) / np.ptp(x), np.ptp(y_range) / np.ptp(y)) > 0.5:
            break
    order = np.argsort(-weights)
    total = np.cumsum(weights[order])
    kept = order[: int(np.searchsorted(total, (1.0 - _NEGLECTED) * total[-1])) + 1]
    return mu[kept], kappa[kept], weights[kept] / weights[kept].sum()


def _newton_step(level: float, logit: Floats, a: Floats, b: Floats, weights: Floats) -> Floats:
    """Move each logit towards log P(share <= x) = log level, which is nearly straight in a tail."""
    x = 1.0 / (1.0 + np.exp(-logit))
    below = np.maximum(beta_cdf(x[:, None], a, b) @ weights, 1e-300)
    log_slope = a * np.log(x)[:, None] - b * np.logaddexp(0.0, logit)[:, None] - log_beta(a, b)
    slope = np.maximum(np.exp(log_slope) @ weights, 1e-300)
    step: Floats = (math.log(level) - np.log(below)) * below / slope
    moved: Floats = logit + step.clip(-_LONGEST, _LONGEST)
    return moved


def _lower_logit(level: float, start: Floats, a: Floats, b: Floats, weights: Floats) -> Floats:
    """Return the logit below which each row's mixture of Beta(a, b) has a small `level`.

    The first steps use every fifth cell only; the last, on all of them, squares what error is left.
    """
    logit = np.log(start) - np.log1p(-start)
    thin = weights[::_THIN] / weights[::_THIN].sum()
    for _ in range(_THIN_STEPS):
        logit = _newton_step(level, logit, a[:, ::_THIN], b[:, ::_THIN], thin)
    for _ in range(_STEPS):
        logit = _newton_step(level, logit, a, b, weights)
    return logit


def _summaries(
    k: Ints, n: Ints, a: Floats, b: Floats, weights: Floats, confidence: float
) -> tuple[Floats, Floats, Floats]:
    """Return mean, low and high of each distinct group; the high end is the low one of silence."""
    up, down = a + k[:, None], b + (n - k)[:, None]
    means = up / (up + down)
    mean = means @ weights
    square = (means * (up + 1.0) / (up + down + 1.0)) @ weights
    size = mean * (1.0 - mean) / np.maximum(square - mean**2, 1e-18) - 1.0
    level, ends = (1.0 - confidence) / 2.0, []
    for share, own, other in ((mean, up, down), (1.0 - mean, down, up)):
        start = beta_quantile(level, share * size, (1.0 - share) * size)
        ends.append(_lower_logit(level, np.clip(start, 1e-9, 1.0 - 1e-9), own, other, weights))
    return mean, 1.0 / (1.0 + np.exp(-ends[0])), 1.0 / (1.0 + np.exp(ends[1]))


def shrink_proportions(
    k: ArrayLike, n: ArrayLike, *, confidence: float = 0.95
) -> ShrunkenShares | NotEstimable:
    """Return every group's share drawn towards the others; k replied of n, a number for each.

    A group of nobody gets what a new group would have. One group alone has no others to learn
    from and gives `NotEstimable`.
    """
    successes, totals = as_counts(k, n)
    if successes.ndim != 1:
        raise ValueError("a list of groups has one number for each group")
    if (totals > 0).sum() < 2:
        return NotEstimable("shrinkage needs at least two groups that hold anybody")
    (some_k, some_n), place = distinct_rows([successes, totals])
    side = next((side for most, side in SIDES if some_k.size <= most), COARSEST)
    mu, kappa, weights = posterior_cells(successes, totals, side, uniform_log_prior)
    a, b = mu * kappa, (1.0 - mu) * kappa
    mean, low, high = _summaries(some_k, some_n, a, b, weights, confidence)
    shares = collect(
        mean[place],
        low[place],
        high[place],
        totals,
        confidence=confidence,
        method="beta-binomial shrinkage",
        missing={},
        assumption=ASSUMPTION,
    )
    return ShrunkenShares(
        shares=shares,
        mean=float(mu @ weights),
        concentration=float((kappa / (1.0 + kappa)) @ weights),
        k=successes,
        n=totals,
        a=a,
        b=b,
        weights=weights,
    )


def probability_greater(found: ShrunkenShares, first: int, second: int) -> float:
    """Return the posterior probability that one group's share is above another's."""
    sides = []
    for group in (first, second):
        up = found.a + found.k[group]
        sides.append((up, found.b + found.n[group] - found.k[group]))
    (a1, b1), (a2, b2) = sides
    logit = np.linspace(-14.0, 14.0, 561)
    x = 1.0 / (1.0 + np.exp(-logit))
    log_density = np.outer(a1, np.log(x)) + np.outer(b1, np.log1p(-x)) - log_beta(a1, b1)[:, None]
    density = np.exp(log_density)
    above = (density * beta_cdf(x, a2[:, None], b2[:, None])).sum(axis=1)
    return float((above / density.sum(axis=1)) @ found.weights)
