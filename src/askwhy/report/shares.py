"""One share, one row: the interval, and the verdict on what is claimed of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from askwhy.analysis import Claim, NotEstimable, judge_share, proportion_interval
from askwhy.report.model import Row

if TYPE_CHECKING:
    from askwhy.analysis.claims import ShareRelation
    from askwhy.analysis.tabulate import Pair

ALONE: Final = "single shares, each judged by itself"
"""The family of claims about one share: nothing is divided among them, and the page says so."""

DEAF: Final = "No messages were imported, so who wrote to whom is not known."
"""Why nothing can be said of words where no source told of any."""
BLIND: Final = "No connections were imported, so who was accepted is not known."
"""Why nothing can be said of what came after."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that says on which side of `share` the truth lies."""

    sentence: str
    relation: ShareRelation
    share: float = 0.5


def row(
    id_: str, name: str, pair: Pair, among: str, said: Statement | None = None, note: str = ""
) -> Row:
    """A row of k of n with its Wilson interval, and a sentence bound to its verdict.

    `among` says who the n are: "people whose request fell into the window".
    """
    k, n = pair
    found = proportion_interval(k, n)
    if isinstance(found, NotEstimable):
        assert not n, "only of nobody there is no share"
        return without(id_, name, pair, among, f"There is nobody to count so far. {note}".strip())
    claimed = None
    if said is not None:
        judged = judge_share(k, n, said.relation, said.share)
        assert not isinstance(judged, NotEstimable), "a share with an interval can be judged"
        claimed = Claim(said.sentence, ALONE, "exploratory", judged)
    return Row(
        id_, name, k, n, among, found.low, found.high, found.confidence, found.method, note, claimed
    )


def without(id_: str, name: str, pair: Pair, among: str, reason: str) -> Row:
    """A row whose share cannot be had, and why."""
    return Row(id_, name, *pair, among, None, None, 0.95, "none", reason)
