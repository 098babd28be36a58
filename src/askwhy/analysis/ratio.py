"""Sample ratio mismatch: did as many people reach each arm as were meant to?

Blocks make a mismatch at allocation impossible; look at who was delivered and who is analysed,
where people get lost. Sources: the exact multinomial test with tables in the order of Pearson's
chi-squared (Fagerland, Lydersen and Laake 2017, ch. 3); Lindon and Malek (2022) for the
sequential test with a Dirichlet prior around the meant shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING, Literal

import numpy as np

from askwhy.analysis._counts import as_integers
from askwhy.analysis._special import bounded_exp, log_factorials, log_gamma, two_sided_z
from askwhy.analysis.intervals import wilson_limits
from askwhy.analysis.results import SUPPORTED, NotEstimable, Verdict

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike

    from askwhy.analysis._counts import Bools, Floats, Ints

ENUMERATED = 1_000_000
ALARM_P = 0.001
ALARM_E = 100.0
NO_ALARM = Verdict("unresolved", note="no alarm")
_TIES = 1e-7
_CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class RatioMismatch:
    """A test of the arms' sizes against the meant shares.

    `p` (and `mid_p`, which counts tables as far off as the observed one by half) holds at one
    look; after drawing, [p_low, p_high] is what the draws can tell. `e_value` may be looked at
    every day. The verdict answers "people got lost from an arm": supported at p < .001 or an
    e-value of 100.
    """

    p: float
    mid_p: float
    p_low: float
    p_high: float
    e_value: float
    method: Literal["exact multinomial", "drawn multinomial"]
    tables: int
    n: int
    verdict: Verdict


def mismatch_e_value(counts: Ints, shares: Floats, concentration: float) -> float:
    """Return the Dirichlet-multinomial evidence against the meant shares, valid at any time."""
    prior = concentration * shares
    n = float(counts.sum())
    log_e = (
        float(log_gamma(concentration))
        - float(log_gamma(concentration + n))
        + float((log_gamma(prior + counts) - log_gamma(prior)).sum())
        - float((counts * np.log(shares)).sum())
    )
    return bounded_exp(log_e)


def _distance(counts: Ints, shares: Floats) -> Floats:
    """Return Pearson's chi-squared of counts (..., arms) from the meant shares."""
    meant = counts.sum(axis=-1, keepdims=True) * shares
    return np.asarray(((counts - meant) ** 2 / meant).sum(axis=-1))


def _tables(n: int, arms: int) -> Ints:
    """Return every way to divide n people among the arms, shape (ways, arms)."""
    table = np.zeros((1, 0), dtype=np.int64)
    left = np.array([n])
    for _ in range(arms - 1):
        parent = np.repeat(np.arange(left.size), left + 1)
        starts = np.cumsum(left + 1) - (left + 1)
        here = np.arange(parent.size) - starts[parent]
        table = np.column_stack([table[parent], here])
        left = left[parent] - here
    return np.column_stack([table, left])


def _compared(tables: Ints, shares: Floats, observed: float) -> tuple[Bools, Bools]:
    """Return which tables are further from the meant shares than observed, and which as far."""
    distance = _distance(tables, shares)
    alike = np.abs(distance - observed) <= _TIES * (1.0 + observed)
    further: Bools = (distance > observed) & ~alike
    return further, alike


def _exact(counts: Ints, shares: Floats) -> tuple[float, float, int]:
    n = int(counts.sum())
    tables, logs = _tables(n, counts.size), log_factorials(n)
    chances = np.exp(logs[n] - logs[tables].sum(axis=1) + tables @ np.log(shares))
    further, alike = _compared(tables, shares, float(_distance(counts, shares)))
    beyond, here = float(chances[further].sum()), float(chances[alike].sum())
    return min(beyond + here, 1.0), min(beyond + here / 2.0, 1.0), chances.size


def _drawn(counts: Ints, shares: Floats, rng: Generator, draws: int) -> tuple[int, int]:
    observed, beyond, here = float(_distance(counts, shares)), 0, 0
    for start in range(0, draws, _CHUNK):
        tables = rng.multinomial(int(counts.sum()), shares, min(_CHUNK, draws - start))
        further, alike = _compared(tables, shares, observed)
        beyond, here = beyond + int(further.sum()), here + int(alike.sum())
    return beyond, here


def sample_ratio_mismatch(
    counts: ArrayLike,
    expected: ArrayLike,
    *,
    rng: Generator | None = None,
    draws: int = 200_000,
    concentration: float = 100.0,
) -> RatioMismatch | NotEstimable:
    """Test the people counted in each arm against the meant shares (or weights) `expected`.

    Up to a million tables are enumerated, beyond that tables are drawn, which needs `rng`.
    """
    found = as_integers(counts, "counts")
    weights = np.asarray(expected, dtype=float)
    if found.ndim != 1 or weights.shape != found.shape or found.size < 2:
        raise ValueError("each of two or more arms has one count and one meant share")
    if not (weights > 0).all():
        raise ValueError("every meant share is above 0")
    shares, n = weights / weights.sum(), int(found.sum())
    if n == 0:
        return NotEstimable("no arm holds anybody")
    e_value = mismatch_e_value(found, shares, concentration)
    is_exact = comb(n + found.size - 1, n) <= ENUMERATED
    if is_exact:
        p, mid_p, tables = _exact(found, shares)
        low, high = p, p
    else:
        if rng is None:
            raise ValueError("drawing tables needs a random generator")
        beyond, here = _drawn(found, shares, rng, draws)
        p, mid_p = (beyond + here + 1) / (draws + 1), (beyond + here / 2 + 1) / (draws + 1)
        tables = draws
        limits = wilson_limits(np.array(beyond + here), np.array(draws), two_sided_z(0.95))
        low, high = float(limits[0]), float(limits[1])
    return RatioMismatch(
        p=p,
        mid_p=mid_p,
        p_low=low,
        p_high=high,
        e_value=e_value,
        method="exact multinomial" if is_exact else "drawn multinomial",
        tables=tables,
        n=n,
        verdict=SUPPORTED if p < ALARM_P or e_value >= ALARM_E else NO_ALARM,
    )
