"""Tests of equal groups that hold however often one looks, from counts of matured asks.

Sources: Turner, Ly and Grunwald (2024) for the block e-process with Beta(.18, .18) predictions;
Robbins (1970) and Wasserman, Ramdas and Balakrishnan (2020) for the mixture over each group.
By Ville's inequality an e-process exceeds 1/alpha at any time with chance at most alpha.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from askwhy.analysis._special import bounded_exp, log_likelihood
from askwhy.analysis.intervals import log_mixture
from askwhy.analysis.results import SUPPORTED, NotEstimable, Verdict

if TYPE_CHECKING:
    from askwhy.analysis._counts import Floats, Ints
    from askwhy.analysis.cohort import Cohort

PRIOR = 0.18
NOT_YET = Verdict("unresolved", note="keep looking")


@dataclass(frozen=True, slots=True, eq=False)
class EProcess:
    """Evidence against "all groups reply at one rate", block after block.

    `log_e` is the logarithm of the evidence after each block and `log_highest` its highest value
    so far (0 before the first). `p` = 1 / highest is valid at any time. The verdict answers "the
    groups differ"; `resolved_at` is the block in which it was reached.
    """

    log_e: Floats
    log_highest: float
    p: float
    resolved_at: int | None
    confidence: float
    blocks: int
    n: int
    verdict: Verdict


def log_block_path(k: Ints, n: Ints, prior: float = PRIOR) -> Floats:
    """Return the cumulative log evidence of blocks; `k` replied of `n`, shape (blocks, groups).

    Each block is bet on with the rates that the blocks before it suggest, against their mean
    weighted by the block's asks. A block of one group only, or of nobody, is worth nothing.
    """
    before_k, before_n = np.cumsum(k, axis=0) - k, np.cumsum(n, axis=0) - n
    rates = (before_k + prior) / (before_n + 2.0 * prior)
    asked = n.sum(axis=1)
    pooled = (rates * n).sum(axis=1) / np.maximum(asked, 1)
    pooled = np.where(asked > 0, pooled, 0.5)
    won = log_likelihood(k, n, rates).sum(axis=1)
    return np.cumsum(won - log_likelihood(k.sum(axis=1), asked, pooled))


def e_process(cohort: Cohort, *, confidence: float = 0.95) -> EProcess | NotEstimable:
    """Test while asking whether the groups of a cohort reply at one rate.

    Blocks should hold at least about eight asks (`Cohort.merged`); smaller ones only cost power.
    """
    k, n = cohort.k, cohort.n
    if (n.sum(axis=0) > 0).sum() < 2:
        return NotEstimable("fewer than two groups hold a matured ask")
    path = log_block_path(k, n)
    highest = max(0.0, float(path.max()))
    crossed = np.flatnonzero(path >= -math.log1p(-confidence))
    return EProcess(
        log_e=path,
        log_highest=highest,
        p=math.exp(-highest),
        resolved_at=int(crossed[0]) if crossed.size else None,
        confidence=confidence,
        blocks=path.size,
        n=int(n.sum()),
        verdict=SUPPORTED if crossed.size else NOT_YET,
    )


def equality_e_value(cohort: Cohort) -> float | NotEstimable:
    """Return the evidence against equal groups from their totals alone.

    Each group is bet on by a Beta(1/2, 1/2) mixture, against the likeliest common rate. It needs
    no blocks, and more people than `e_process` once some six are asked in each block.
    """
    k, n = cohort.totals
    if (n > 0).sum() < 2:
        return NotEstimable("fewer than two groups hold a matured ask")
    asked, replied = n.sum(), k.sum()
    against = log_likelihood(replied, asked, replied / asked)
    return bounded_exp(float(log_mixture(k, n).sum() - against))
