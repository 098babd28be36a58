"""One share, one row: the interval, and the verdict on what is claimed of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from askwhy.analysis import NotEstimable, judge_share, proportion_interval
from askwhy.report.model import Row

if TYPE_CHECKING:
    from askwhy.analysis.tabulate import Pair


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that says on which side of `share` the truth lies."""

    sentence: str
    relation: Literal["at least", "at most"]
    share: float = 0.5


def row(id_: str, name: str, pair: Pair, claim: Claim | None = None, note: str = "") -> Row:
    """A row of k of n with its Wilson interval, and a sentence bound to its verdict."""
    k, n = pair
    found = proportion_interval(k, n)
    if isinstance(found, NotEstimable):
        reason = f"{found.reason[:1].upper()}{found.reason[1:]}."
        return without(id_, name, pair, f"{reason} {note}".strip())
    if claim is None:
        return Row(
            id_, name, k, n, found.low, found.high, found.confidence, found.method, "no claim", note
        )  # fmt: skip
    judged = judge_share(k, n, claim.relation, claim.share)
    assert not isinstance(judged, NotEstimable), "a share with an interval can be judged"
    verdict = judged.verdict
    return Row(
        id_, name, k, n, found.low, found.high, found.confidence, found.method, verdict.outcome,
        note, claim.sentence, verdict.needs_about,
    )  # fmt: skip


def without(id_: str, name: str, pair: Pair, reason: str) -> Row:
    """A row whose share cannot be had, and why."""
    return Row(id_, name, *pair, None, None, 0.95, "none", "not estimable", reason)
