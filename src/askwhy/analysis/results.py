"""What an estimator answers: an estimate with its interval, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

if TYPE_CHECKING:
    from askwhy.analysis._counts import Floats, Ints

Validity: TypeAlias = Literal["fixed-n", "any-time"]
Outcome: TypeAlias = Literal["supported", "contradicted", "unresolved"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the counts say of a claim. There are three outcomes and no others.

    An unresolved verdict carries `needs_about`, how many more people would resolve it with the
    planned power if the rates stay as observed, and `group_sizes`, how many each group would
    then hold; or `note`, why no number would.
    """

    outcome: Outcome
    needs_about: int | None = None
    group_sizes: tuple[int, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if self.outcome not in get_args(Outcome):
            raise ValueError(f"no outcome {self.outcome!r}")
        if self.outcome != "unresolved" and (self.needs_about is not None or self.group_sizes):
            raise ValueError(f"a claim that is {self.outcome} needs nobody more")

    def __str__(self) -> str:
        """Return the verdict as it is printed."""
        if self.outcome != "unresolved":
            return self.outcome
        if self.needs_about is None:
            return f"unresolved ({self.note})" if self.note else "unresolved"
        if not self.group_sizes:
            return f"unresolved (needs about {self.needs_about} more)"
        if len(set(self.group_sizes)) == 1:
            sizes = f"{self.group_sizes[0]} people in each group"
        else:
            *first, last = (str(size) for size in self.group_sizes)
            sizes = f"{', '.join(first)} and {last} people in the groups"
        return f"unresolved (needs about {sizes}, {self.needs_about} more in all)"


SUPPORTED = Verdict("supported")
CONTRADICTED = Verdict("contradicted")


@dataclass(frozen=True, slots=True)
class NotEstimable:
    """Why there is no estimate, and the range [low, high] that holds without any data."""

    reason: str
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimate with its interval.

    `n` is how many people it rests on; `valid` says whether the interval holds only at the
    planned end ("fixed-n") or whenever one looks ("any-time"); `assumption` is what must be
    true for it to hold. `p` and `verdict` are given where the method has them.
    """

    estimate: float
    low: float
    high: float
    confidence: float
    method: str
    n: int
    valid: Validity = "fixed-n"
    assumption: str = ""
    p: float | None = None
    verdict: Verdict | None = None

    @property
    def holds(self) -> str:
        """When the interval holds, as it is printed beside it."""
        if self.valid == "any-time":
            return "valid whenever you look"
        return f"valid only at the planned end (n = {self.n})"


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Estimates cell by cell. All arrays have one shape.

    Where `reason_codes` is not 0 nothing can be estimated: `estimate` is masked there, `low` and
    `high` are the range that holds without data, and `reasons[code]` says why.
    """

    estimate: np.ma.MaskedArray[tuple[int, ...], np.dtype[np.float64]]
    low: Floats
    high: Floats
    confidence: float
    method: str
    n: Ints
    reason_codes: Ints
    reasons: tuple[str, ...]
    valid: Validity = "fixed-n"
    assumption: str = ""
    p: Floats | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of every array."""
        return self.low.shape

    def reason_at(self, *index: int) -> str:
        """Return why a cell has no estimate, or an empty string."""
        return self.reasons[int(self.reason_codes[index])]

    def cell(self, *index: int) -> Estimate | NotEstimable:
        """Return one cell as a scalar result."""
        low, high = float(self.low[index]), float(self.high[index])
        reason = self.reason_at(*index)
        if reason:
            return NotEstimable(reason, low, high)
        return Estimate(
            estimate=float(self.estimate[index]),
            low=low,
            high=high,
            confidence=self.confidence,
            method=self.method,
            n=int(self.n[index]),
            valid=self.valid,
            assumption=self.assumption,
            p=None if self.p is None else float(self.p[index]),
        )


def collect(
    estimate: Floats,
    low: Floats,
    high: Floats,
    n: Ints,
    *,
    confidence: float,
    method: str,
    missing: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]],
    valid: Validity = "fixed-n",
    assumption: str = "",
    p: Floats | None = None,
) -> Estimates:
    """Bind arrays together; `missing` maps each reason to the cells that it holds for."""
    codes = np.zeros(low.shape, dtype=np.int64)
    for code, cells in enumerate(missing.values(), start=1):
        codes = np.where((codes == 0) & cells, code, codes)
    return Estimates(
        estimate=np.ma.MaskedArray(estimate, mask=codes > 0),
        low=low,
        high=high,
        confidence=confidence,
        method=method,
        n=n,
        reason_codes=codes,
        reasons=("", *missing),
        valid=valid,
        assumption=assumption,
        p=p,
    )
