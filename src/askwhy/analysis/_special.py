"""Special functions. SciPy is imported inside the functions, so that reading the room is cheap."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from numpy.typing import NDArray

    from askwhy.analysis._counts import Bools, Floats, Ints

    Numbers: TypeAlias = NDArray[np.floating] | NDArray[np.integer] | float

_BISECTIONS = 52


def _floats(values: Numbers) -> Floats:
    return np.asarray(values, dtype=np.float64)


def normal_quantile(probability: float) -> float:
    """Return z with P(Z <= z) = probability."""
    return NormalDist().inv_cdf(probability)


def two_sided_z(confidence: float) -> float:
    """Return z with P(|Z| <= z) = confidence; ValueError outside (0, 1)."""
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    return -normal_quantile((1.0 - confidence) / 2.0)


def normal_tails(z: Numbers) -> Floats:
    """Return P(|Z| >= |z|)."""
    from scipy.special import ndtr

    return _floats(2.0 * ndtr(-np.abs(_floats(z))))


def beta_quantile(probability: Numbers, a: Numbers, b: Numbers) -> Floats:
    """Return the quantile of Beta(a, b)."""
    from scipy.special import betaincinv

    return np.asarray(betaincinv(_floats(a), _floats(b), _floats(probability)), dtype=np.float64)


def beta_cdf(x: Numbers, a: Numbers, b: Numbers) -> Floats:
    """Return P(Beta(a, b) <= x)."""
    from scipy.special import betainc

    return np.asarray(betainc(_floats(a), _floats(b), _floats(x)), dtype=np.float64)


def log_beta(a: Numbers, b: Numbers) -> Floats:
    """Return log B(a, b)."""
    from scipy.special import betaln

    return np.asarray(betaln(_floats(a), _floats(b)), dtype=np.float64)


def log_gamma(a: Numbers) -> Floats:
    """Return log Gamma(a)."""
    from scipy.special import gammaln

    return np.asarray(gammaln(_floats(a)), dtype=np.float64)


def bounded_exp(logarithm: float) -> float:
    """Return exp(logarithm), at most about 8e307, so that strong evidence stays a number."""
    return math.exp(min(logarithm, 709.0))


def log_likelihood(k: Numbers, n: Numbers, p: Numbers) -> Floats:
    """Return k log p + (n - k) log(1 - p), with 0 log 0 = 0."""
    from scipy.special import xlog1py, xlogy

    return np.asarray(
        xlogy(_floats(k), _floats(p)) + xlog1py(_floats(n) - _floats(k), -_floats(p)),
        dtype=np.float64,
    )


def chi2_tail(x: float, df: int) -> float:
    """Return P(X >= x) for chi-squared with df degrees of freedom."""
    from scipy.special import chdtrc

    return float(chdtrc(df, x))


def chi2_effect(df: int, alpha: float, power: float) -> float:
    """Return the noncentrality at which a chi-squared test of size alpha has this power."""
    from scipy.special import chdtri, chndtrinc

    return float(chndtrinc(chdtri(df, alpha), df, 1.0 - power))


@lru_cache(maxsize=64)
def log_factorials(largest: int) -> Floats:
    """Return log 0!, log 1!, ... log largest!, read only."""
    logs = np.zeros(largest + 1)
    logs[1:] = np.cumsum(np.log(np.arange(1, largest + 1)))
    logs.flags.writeable = False
    return logs


def binomial_pmf(n: int, p: float, k: Ints | None = None) -> Floats:
    """Return P(K = k) in n trials of probability p, for all k from 0 to n unless some are given."""
    k = np.arange(n + 1) if k is None else k
    if p <= 0.0 or p >= 1.0:
        return np.asarray(k == (n if p >= 1.0 else 0), dtype=float)
    logs = log_factorials(n)
    choose = logs[n] - logs[k] - logs[n - k]
    return np.asarray(np.exp(choose + k * np.log(p) + (n - k) * np.log1p(-p)))


def edge(is_inside: Callable[[Floats], Bools], inside: Floats, outside: Floats) -> Floats:
    """Return, cell by cell, where a range that holds `inside` and not `outside` ends.

    If the range holds `outside` as well, the answer is `outside`. The answer is the last point
    found outside, so an interval built from two edges is never too short.
    """
    inside, outside = inside.astype(float), outside.astype(float)
    for _ in range(_BISECTIONS):
        middle = (inside + outside) / 2.0
        holds = is_inside(middle)
        inside = np.where(holds, middle, inside)
        outside = np.where(holds, outside, middle)
    return outside
