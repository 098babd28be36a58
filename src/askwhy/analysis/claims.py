"""The claim ledger: every sentence of a report is bound to counts, method, interval and verdict.

A claim is supported when its whole interval agrees with it, contradicted when its whole interval
disagrees, and otherwise unresolved. Claims declared before the data are confirmatory; all others
are exploratory, and may not be called significant.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from askwhy.analysis._counts import as_counts
from askwhy.analysis.differences import risk_difference_interval
from askwhy.analysis.homogeneity import homogeneity_test
from askwhy.analysis.intervals import proportion_interval
from askwhy.analysis.resolution import POWER, needs_for_gap, needs_for_share
from askwhy.analysis.results import CONTRADICTED, SUPPORTED, Estimate, NotEstimable, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.random import Generator

    from askwhy.analysis._counts import Bools, Floats

    Edge: TypeAlias = Callable[[Floats, Floats], Bools]

Kind: TypeAlias = Literal["confirmatory", "exploratory"]
ShareRelation: TypeAlias = Literal["at least", "at most", "about"]
GapRelation: TypeAlias = Literal["higher", "lower", "different", "alike"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What counts say of one claim.

    `counts` holds (k, n) of each group. [low, high] is the interval the verdict rests on, of the
    share or of the difference; a claim about several groups at once has none. `confidence` is
    the level of that interval, after division among the claims of a family.
    """

    counts: tuple[tuple[int, int], ...]
    method: str
    confidence: float
    verdict: Verdict
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a report and what it rests on."""

    sentence: str
    family: str
    kind: Kind
    judgement: Judgement

    def __post_init__(self) -> None:
        if not self.sentence.strip() or not self.family.strip():
            raise ValueError("a claim has a sentence and belongs to a family")
        if self.kind not in get_args(Kind):
            raise ValueError(f"a claim is confirmatory or exploratory, not {self.kind!r}")
        if self.kind == "exploratory" and "significant" in self.sentence.lower():
            raise ValueError(f"an exploratory claim is not called significant: {self.sentence!r}")

    @property
    def verdict(self) -> Verdict:
        """What the counts say of the sentence."""
        return self.judgement.verdict

    @property
    def counts(self) -> tuple[tuple[int, int], ...]:
        """(k, n) of each group."""
        return self.judgement.counts

    @property
    def method(self) -> str:
        """How the verdict was reached."""
        return self.judgement.method

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval that the verdict rests on, if it rests on one."""
        if self.judgement.low is None or self.judgement.high is None:
            return None
        return self.judgement.low, self.judgement.high

    def __str__(self) -> str:
        """Return the sentence with its kind and verdict, as it is printed."""
        return f"{self.sentence} [{self.kind}: {self.verdict}]"


def _level(confidence: float, comparisons: int) -> float:
    if comparisons < 1:
        raise ValueError("a family holds at least one claim")
    return 1.0 - (1.0 - confidence) / comparisons


def _resolved_by(supports: Edge, contradicts: Edge) -> Edge:
    def is_resolved(low: Floats, high: Floats) -> Bools:
        resolved: Bools = supports(low, high) | contradicts(low, high)
        return resolved

    return is_resolved


def _outcome(supports: Edge, contradicts: Edge, low: float, high: float) -> Verdict | None:
    one_low, one_high = np.array(low), np.array(high)
    if supports(one_low, one_high):
        return SUPPORTED
    return CONTRADICTED if contradicts(one_low, one_high) else None


def _between(start: float, end: float) -> tuple[Edge, Edge]:
    """Return the rules of "it lies between start and end": when supported, when contradicted."""
    return (
        lambda low, high: (low >= start) & (high <= end),
        lambda low, high: (high < start) | (low > end),
    )


def judge_share(
    k: int,
    n: int,
    relation: ShareRelation,
    share: float,
    *,
    tolerance: float = 0.05,
    confidence: float = 0.95,
    comparisons: int = 1,
) -> Judgement | NotEstimable:
    """Judge "at least", "at most" or "about" a share by Wilson's interval of k in n.

    "about" means within `tolerance`. The level is divided by `comparisons`, the family's size.
    """
    level = _level(confidence, comparisons)
    found = proportion_interval(k, n, confidence=level)
    if isinstance(found, NotEstimable):
        return found
    start, end = {
        "at least": (share, np.inf),
        "at most": (-np.inf, share),
        "about": (share - tolerance, share + tolerance),
    }[relation]
    supports, contradicts = _between(start, end)
    edges = tuple(edge for edge in (start, end) if 0.0 <= edge <= 1.0)
    verdict = _outcome(supports, contradicts, found.low, found.high)
    if verdict is None:
        verdict = needs_for_share(k, n, edges, _resolved_by(supports, contradicts), level)
    return Judgement(
        counts=((k, n),),
        method="wilson",
        confidence=level,
        verdict=verdict,
        estimate=found.estimate,
        low=found.low,
        high=found.high,
    )


def _gap_rules(relation: GapRelation, by: float) -> tuple[Edge, Edge, tuple[float, ...]]:
    """Return when a claim about a difference is supported, contradicted, and its edges."""
    inside, outside = _between(-by, by)
    edges = (0.0,) if by == 0.0 else (-by, by)
    return {
        "higher": (lambda low, _: low > by, lambda _, high: high < by, (by,)),
        "lower": (lambda _, high: high < -by, lambda low, _: low > -by, (-by,)),
        "different": (outside, inside, edges),
        "alike": (inside, outside, edges),
    }[relation]


def judge_difference(
    first: tuple[int, int],
    second: tuple[int, int],
    relation: GapRelation,
    *,
    by: float = 0.0,
    confidence: float = 0.95,
    comparisons: int = 1,
) -> Judgement | NotEstimable:
    """Judge whether the first share is "higher", "lower", "different" or "alike" the second.

    Groups are (k, n), the interval is Newcombe's. Higher and lower mean by more than `by`, alike
    within `by`. Without a margin nothing can support that two groups are alike.
    """
    if relation == "alike" and by <= 0.0:
        raise ValueError("two groups are alike within a margin above 0")
    level = _level(confidence, comparisons)
    found = risk_difference_interval(*first, *second, confidence=level)
    if isinstance(found, NotEstimable):
        return found
    supports, contradicts, edges = _gap_rules(relation, by)
    verdict = _outcome(supports, contradicts, found.low, found.high)
    if verdict is None:
        resolved = _resolved_by(supports, contradicts)
        verdict = needs_for_gap((*first, *second), edges, resolved, level)
    return Judgement(
        counts=(first, second),
        method="newcombe",
        confidence=level,
        verdict=verdict,
        estimate=found.estimate,
        low=found.low,
        high=found.high,
    )


def _enlarged(counts: Sequence[tuple[int, int]], factor: float) -> Verdict:
    sizes = tuple(max(n, int(np.ceil(n * factor))) for _, n in counts)
    more = sum(sizes) - sum(n for _, n in counts)
    return Verdict("unresolved", max(1, more), sizes)


def _ordering_needs(
    counts: Sequence[tuple[int, int]], steps: Sequence[Estimate], confidence: float
) -> Verdict:
    """Return how many resolve an ordering: support every step, or contradict the easiest one."""
    rising = [step.estimate < 0.0 for step in steps]
    level = _level(confidence, len(steps)) if any(rising) else confidence
    power = POWER if any(rising) else POWER ** (1.0 / len(steps))
    factors = []
    for (one, two), step, is_rising in zip(pairwise(counts), steps, rising, strict=True):
        if (any(rising) and not is_rising) or step.low > 0.0:
            continue
        supports, contradicts, edges = _gap_rules("higher", 0.0)
        resolved = _resolved_by(supports, contradicts)
        needs = needs_for_gap((*one, *two), edges, resolved, level, power)
        if not needs.group_sizes:
            return needs
        factors.append(needs.group_sizes[0] / one[1])
    return _enlarged(counts, min(factors) if any(rising) else max(factors))


def judge_ordering(
    groups: Sequence[tuple[int, int]], *, confidence: float = 0.95
) -> Judgement | NotEstimable:
    """Judge that shares fall from each group to the next; groups are (k, n) in claimed order.

    All steps must hold, so each is judged at the full level; one step that goes the other way,
    at the level divided by the steps, contradicts the whole.
    """
    if len(groups) < 2:
        raise ValueError("an ordering is of two or more groups")
    against = _level(confidence, len(groups) - 1)
    steps, doubts = [], []
    for one, two in pairwise(groups):
        step = risk_difference_interval(*one, *two, confidence=confidence)
        doubt = risk_difference_interval(*one, *two, confidence=against)
        if isinstance(step, NotEstimable) or isinstance(doubt, NotEstimable):
            return NotEstimable("nobody was asked in one of the groups", -1.0, 1.0)
        steps.append(step)
        doubts.append(doubt)
    if all(step.low > 0.0 for step in steps):
        verdict = SUPPORTED
    elif any(doubt.high < 0.0 for doubt in doubts):
        verdict = CONTRADICTED
    else:
        verdict = _ordering_needs(groups, steps, confidence)
    return Judgement(
        counts=tuple(groups), method="newcombe, every step", confidence=confidence, verdict=verdict
    )


def judge_groups(
    groups: Sequence[tuple[int, int]], *, confidence: float = 0.95, rng: Generator | None = None
) -> Judgement | NotEstimable:
    """Judge that groups differ at all, by the exact test of the whole table."""
    k, n = as_counts([k for k, _ in groups], [n for _, n in groups])
    found = homogeneity_test(k, n, confidence=confidence, rng=rng)
    if isinstance(found, NotEstimable):
        return found
    return Judgement(
        counts=tuple(groups),
        method=found.method,
        confidence=confidence,
        verdict=found.verdict,
        p=found.p,
    )
