"""Many questions at once: Holm, Benjamini-Hochberg, and e-BH for e-values.

Sources: Holm (1979); Benjamini and Hochberg (1995); Wang and Ramdas (2022) for e-BH, which holds
under any dependence and any stopping.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from askwhy.analysis._counts import Bools, Floats


def _as_family(values: ArrayLike, name: str, highest: float) -> Floats:
    family = np.asarray(values, dtype=float)
    if family.ndim != 1:
        raise ValueError(f"a family of {name} values is one list, not of shape {family.shape}")
    if not ((family >= 0.0) & (family <= highest)).all():
        raise ValueError(f"{name} values lie between 0 and {highest}")
    return family


def adjust_pvalues(p: ArrayLike, method: Literal["holm", "bh"] = "holm") -> Floats:
    """Return the adjusted p of each test of one family, as R's p.adjust does.

    "holm" bounds the chance of any false finding, "bh" the expected share of false findings
    among tests that are independent or positively dependent.
    """
    family = _as_family(p, "p", 1.0)
    order, size = np.argsort(family), family.size
    rank = np.arange(1, size + 1)
    ordered = family[order]
    if method == "holm":
        ordered = np.maximum.accumulate(ordered * (size + 1 - rank))
    elif method == "bh":
        ordered = np.minimum.accumulate((ordered * size / rank)[::-1])[::-1]
    else:
        raise ValueError(f"no method {method!r} to adjust p values")
    adjusted = np.empty(size)
    adjusted[order] = np.minimum(ordered, 1.0)
    return adjusted


def e_bh(e: ArrayLike, alpha: float) -> Bools:
    """Return which of the hypotheses to reject so that at most a share alpha is rejected falsely.

    The j largest e-values are rejected, for the largest j whose j-th is at least size/(alpha j).
    """
    family = _as_family(e, "e", np.inf)
    order = np.argsort(-family, kind="stable")
    rank = np.arange(1, family.size + 1)
    passing = np.flatnonzero(family[order] * rank * alpha >= family.size)
    rejected = np.zeros(family.size, dtype=bool)
    if passing.size:
        rejected[order[: passing[-1] + 1]] = True
    return rejected
