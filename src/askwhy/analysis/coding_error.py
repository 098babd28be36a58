"""Prevalence of codes that a machine assigned, corrected by people who coded a random part.

Sources: Tenenbein (1970) for double sampling; Rogan and Gladen (1978) for a sensitivity and a
specificity known from elsewhere. The part that people code must be drawn at random, overall or
within each machine code; "the doubtful ones" would not do.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from askwhy.analysis._counts import as_integers
from askwhy.analysis._special import two_sided_z
from askwhy.analysis.intervals import proportion_interval
from askwhy.analysis.results import Estimate, Estimates, NotEstimable, collect

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike

    from askwhy.analysis.intervals import FixedMethod

DRAWN = "the texts that people coded were drawn at random within each machine code"


def double_sampling(
    machine_counts: ArrayLike,
    human_by_machine: ArrayLike,
    *,
    rng: Generator,
    draws: int = 20_000,
    confidence: float = 0.95,
) -> Estimates | NotEstimable:
    """Return the corrected prevalence of each human code.

    `machine_counts[c]` texts got machine code c, people's part included; of the part that people
    coded, `human_by_machine[c, j]` with machine code c got human code j. Each prevalence is the
    machine's shares times how often people find j behind each machine code; its interval comes
    from draws of Beta and Dirichlet posteriors with Jeffreys' prior.
    """
    machine = as_integers(machine_counts, "machine_counts")
    human = as_integers(human_by_machine, "human_by_machine")
    if machine.ndim != 1 or human.ndim != 2 or human.shape[0] != machine.size:
        raise ValueError("each machine code has one count and one row of human codes")
    coded = human.sum(axis=1)
    if (coded > machine).any():
        raise ValueError("people coded more texts of a machine code than there are")
    unchecked = np.flatnonzero((coded == 0) & (machine > 0))
    if machine.sum() == 0 or coded.sum() == 0:
        return NotEstimable("nobody coded a text")
    if unchecked.size:
        return NotEstimable(f"nobody coded a text with machine code {unchecked[0]}")
    used = machine > 0
    machine, human, coded = machine[used], human[used], coded[used]
    estimate = machine / machine.sum() @ (human / coded[:, None])
    margin = rng.dirichlet(machine + 0.5, draws)
    behind = rng.beta(
        human + 0.5, coded[:, None] - human + 0.5, (draws, human.shape[0], human.shape[1])
    )
    drawn = np.einsum("dc,dcj->dj", margin, behind)
    alpha = 1.0 - confidence
    low, high = np.quantile(drawn, [alpha / 2.0, 1.0 - alpha / 2.0], axis=0)
    found = human.sum(axis=0)
    return collect(
        estimate,
        np.where(found == 0, 0.0, low),
        np.where(found == coded.sum(), 1.0, high),
        np.full(found.shape, machine.sum()),
        confidence=confidence,
        method="double sampling",
        missing={},
        assumption=DRAWN,
    )


def human_codes_needed(
    prevalence: float,
    sensitivity: float,
    specificity: float,
    texts: int,
    reach: float,
    *,
    confidence: float = 0.95,
) -> int | NotEstimable:
    """Return how many texts people must code so that the corrected interval is +- `reach`.

    `texts` are coded by the machine, whose sensitivity and specificity are guessed beforehand.
    Asymptotic variance of double sampling with a random part.
    """
    flagged = prevalence * sensitivity + (1.0 - prevalence) * (1.0 - specificity)
    if not 0.0 < flagged < 1.0:
        return NotEstimable("a machine that always says the same tells nothing")
    right, wrong = (
        prevalence * sensitivity / flagged,
        prevalence * (1.0 - sensitivity) / (1.0 - flagged),
    )
    within = flagged * right * (1.0 - right) + (1.0 - flagged) * wrong * (1.0 - wrong)
    between = flagged * (right - prevalence) ** 2 + (1.0 - flagged) * (wrong - prevalence) ** 2
    left = (reach / two_sided_z(confidence)) ** 2 - between / texts
    needed = math.ceil(within / left) if left > 0.0 else texts + 1
    if needed > texts:
        return NotEstimable(f"{texts} texts are too few for +- {reach}, even if people code all")
    return needed


def corrected_share(apparent: float, sensitivity: float, specificity: float) -> float:
    """Return Rogan and Gladen's share behind an apparent one, held within 0 and 1."""
    share = (apparent + specificity - 1.0) / (sensitivity + specificity - 1.0)
    return min(max(share, 0.0), 1.0)


def rogan_gladen(
    k: int,
    n: int,
    sensitivity: float,
    specificity: float,
    *,
    confidence: float = 0.95,
    method: FixedMethod = "clopper-pearson",
) -> Estimate | NotEstimable:
    """Return the share behind k of n machine codes when both error rates are known from elsewhere.

    For error rates measured on these very texts use `double_sampling`, which is never wider than
    what people coded alone.
    """
    if not (0.0 <= sensitivity <= 1.0 and 0.0 <= specificity <= 1.0):
        raise ValueError("sensitivity and specificity lie between 0 and 1")
    if sensitivity + specificity <= 1.0:
        return NotEstimable("a coder no better than chance tells nothing")
    found = proportion_interval(k, n, confidence=confidence, method=method)
    if isinstance(found, NotEstimable):
        return found
    return Estimate(
        estimate=corrected_share(found.estimate, sensitivity, specificity),
        low=corrected_share(found.low, sensitivity, specificity),
        high=corrected_share(found.high, sensitivity, specificity),
        confidence=confidence,
        method=f"rogan-gladen, {method}",
        n=n,
        assumption="sensitivity and specificity are known exactly",
    )
