"""Exact tests of two shares: Fisher's conditional test and Boschloo's unconditional one.

Sources: Fisher (1935); Boschloo (1970), Statistica Neerlandica 24, 1-9, which takes Fisher's p
as its statistic and maximises over the common share. The two-sided p is twice the smaller
one-sided p, as in SciPy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from askwhy.analysis._special import log_factorials

if TYPE_CHECKING:
    from askwhy.analysis._counts import Bools, Floats

_TIES = 1.0 + 1e-7  # R's allowance for rounding between tables that are equally likely
_GRID = 400
_ROUNDS = 5


def _log_choose(n: int) -> Floats:
    logs = log_factorials(n)
    return np.asarray(logs[n] - logs - logs[::-1])


def _conditional(n1: int, n2: int) -> Floats:
    """Return P(K1 = k1 | K1 + K2 = k1 + k2) in the cell [k1, k2]."""
    log_all = _log_choose(n1 + n2)
    margin = np.add.outer(np.arange(n1 + 1), np.arange(n2 + 1))
    log_pair = np.add.outer(_log_choose(n1), _log_choose(n2))
    chances: Floats = np.exp(log_pair - log_all[margin])
    return chances


def _diagonals(n1: int, n2: int) -> tuple[Floats, Floats]:
    """Return the conditional probabilities sheared, [k1, k1 + k2], and their sum up to k1."""
    sheared = np.zeros((n1 + 1, n1 + n2 + 1))
    rows = np.arange(n1 + 1)[:, None]
    sheared[rows, rows + np.arange(n2 + 1)] = _conditional(n1, n2)
    return sheared, np.cumsum(sheared, axis=0)


def fisher_p_table(n1: int, n2: int) -> Floats:
    """Return Fisher's two-sided p of every table, shape (n1 + 1, n2 + 1)."""
    sheared, _ = _diagonals(n1, n2)
    p = np.empty_like(sheared)
    for margin in range(n1 + n2 + 1):
        likely = sheared[:, margin]
        order = np.sort(likely)
        below = np.concatenate([[0.0], np.cumsum(order)])
        p[:, margin] = below[np.searchsorted(order, likely * _TIES, side="right")]
    rows = np.arange(n1 + 1)[:, None]
    table: Floats = p[rows, rows + np.arange(n2 + 1)]
    return table.clip(max=1.0)


def _one_sided(n1: int, n2: int) -> Floats:
    """Return P(K1 <= k1 | margin) in the cell [k1, k2]."""
    _, below = _diagonals(n1, n2)
    rows = np.arange(n1 + 1)[:, None]
    return np.asarray(below[rows, rows + np.arange(n2 + 1)])


def _largest(region: Bools, n1: int, n2: int) -> float:
    """Return the largest probability of the region over a common share."""
    k1, k2 = np.nonzero(region)
    choose1, choose2 = _log_choose(n1), _log_choose(n2)
    by_margin = np.zeros(n1 + n2 + 1)
    np.add.at(by_margin, k1 + k2, np.exp(choose1[k1] + choose2[k2] - _log_choose(n1 + n2)[k1 + k2]))
    margins = np.flatnonzero(by_margin)
    log_weights = np.log(by_margin[margins]) + _log_choose(n1 + n2)[margins]
    low, high, best = 0.0, 1.0, 0.0
    for _ in range(_ROUNDS):
        shares = np.linspace(low, high, _GRID + 2)[1:-1]
        logs = np.outer(np.log(shares), margins) + np.outer(np.log1p(-shares), n1 + n2 - margins)
        chances = np.exp(logs + log_weights).sum(axis=1)
        top = int(chances.argmax())
        best = max(best, float(chances[top]))
        step = shares[1] - shares[0]
        low, high = max(shares[top] - step, 0.0), min(shares[top] + step, 1.0)
    return best


def boschloo_p(k1: int, n1: int, k2: int, n2: int) -> float:
    """Return Boschloo's two-sided p for equal shares of k1 in n1 and k2 in n2; 1 if one is empty.

    The common share is searched on a grid of 400, refined four times around the highest point.
    """
    if min(n1, n2) == 0:
        return 1.0
    at_most = _one_sided(n1, n2)
    at_least = 1.0 - at_most + _conditional(n1, n2)
    tails = [
        1.0 if (k1, k2) in {(0, 0), (n1, n2)} else _largest(p <= p[k1, k2] * _TIES, n1, n2)
        for p in (at_most, at_least)
    ]
    return min(1.0, 2.0 * min(tails))
