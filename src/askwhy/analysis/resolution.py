"""How many people would resolve a claim, by enumerating what could come out.

A claim is resolved when its interval supports or contradicts it. The shares are taken to be as
observed; the size given is the smallest from which the chance to resolve stays at 80 %. Beyond six
hundred people the normal formula answers.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from askwhy.analysis._special import binomial_pmf, normal_quantile, two_sided_z
from askwhy.analysis.differences import newcombe_limits
from askwhy.analysis.intervals import wilson_limits
from askwhy.analysis.power import lasting_size, likely_counts, power_two_proportions
from askwhy.analysis.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from askwhy.analysis._counts import Bools, Floats

    Resolved: TypeAlias = Callable[[Floats, Floats], Bools]

ENUMERATED = 600
LIMIT = 1_000_000
ON_THE_EDGE = "no number of people resolves it at exactly this share"
NEVER = "no number of people was found that resolves it"
POWER = 0.8


def share_chance(share: float, n: int, z: float, is_resolved: Resolved) -> float:
    """Return the chance that n people resolve a claim about a share that is truly `share`."""
    k = np.arange(n + 1)
    return float(binomial_pmf(n, share, k) @ is_resolved(*wilson_limits(k, n, z)))


def difference_chance(
    p1: float, n1: int, p2: float, n2: int, z: float, is_resolved: Resolved
) -> float:
    """Return the chance that n1 and n2 people resolve a claim about p1 - p2."""
    (k1, weights1), (k2, weights2) = likely_counts(n1, p1), likely_counts(n2, p2)
    rows, columns = k1[:, None], k2[None, :]
    limits = newcombe_limits(rows, np.full_like(rows, n1), columns, np.full_like(columns, n2), z)
    return float(weights1 @ is_resolved(*limits).astype(float) @ weights2)


def _rough(spread: float, gap: float, confidence: float, power: float) -> float:
    """Return the normal formula's size; `spread` is the variance of one person's answer."""
    return ((two_sided_z(confidence) + normal_quantile(power)) / gap) ** 2 * spread


def _size(chance: Callable[[int], float], rough: float, ratio: float, power: float) -> int | None:
    """Return the size from which the chance stays at the power; None where none was found."""
    start = max(1, math.ceil(rough))
    if start * max(1.0, ratio) > ENUMERATED:
        return start
    lasting = lasting_size(cache(chance), start, power)
    return lasting[0] if lasting else None


def needs_for_share(
    k: int, n: int, edges: tuple[float, ...], is_resolved: Resolved, confidence: float
) -> Verdict:
    """Return the unresolved verdict of a claim whose answer changes at `edges`."""
    share, z = k / n, two_sided_z(confidence)
    gap = min(abs(share - edge) for edge in edges)
    if gap < 1e-12:
        return Verdict("unresolved", note=ON_THE_EDGE)
    spread = max(max(share * (1 - share), edge * (1 - edge)) for edge in edges)
    rough = _rough(spread, gap, confidence, POWER)
    if rough > LIMIT:
        return Verdict("unresolved", note=f"it would take over {LIMIT} people")
    size = _size(lambda m: share_chance(share, m, z, is_resolved), rough, 1.0, POWER)
    if size is None:
        return Verdict("unresolved", note=NEVER)
    return Verdict("unresolved", max(1, size - n))


def needs_for_gap(
    counts: tuple[int, int, int, int],
    edges: tuple[float, ...],
    is_resolved: Resolved,
    confidence: float,
    power: float = POWER,
) -> Verdict:
    """Return the unresolved verdict of a claim about k1/n1 - k2/n2, the groups in proportion."""
    k1, n1, k2, n2 = counts
    p1, p2, z = k1 / n1, k2 / n2, two_sided_z(confidence)
    gap = min(abs(p1 - p2 - edge) for edge in edges)
    if gap < 1e-12:
        return Verdict("unresolved", note="no number of people resolves it at exactly these shares")
    ratio = n2 / n1
    pooled = (k1 + k2) / (n1 + n2)
    spread = max(p1 * (1 - p1) + p2 * (1 - p2) / ratio, pooled * (1 - pooled) * (1 + 1 / ratio))

    def second(m: int) -> int:
        return max(1, round(ratio * m))

    rough = _rough(spread, gap, confidence, power)
    if max(rough, rough * ratio) > LIMIT:
        return Verdict("unresolved", note=f"it would take over {LIMIT} people in a group")

    def chance(m: int) -> float:
        if edges == (0.0,):
            return power_two_proportions(p1, m, p2, second(m), confidence=confidence)
        return difference_chance(p1, m, p2, second(m), z, is_resolved)

    size = _size(chance, rough, ratio, power)
    if size is None:
        return Verdict("unresolved", note=NEVER)
    more = max(0, size - n1) + max(0, second(size) - n2)
    return Verdict("unresolved", max(1, more), (size, second(size)))
