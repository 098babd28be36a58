"""Groups side by side: each with its interval, all pairs, and one test before any pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.analysis import (
    NotEstimable,
    PairDifference,
    homogeneity_test,
    pairwise_differences,
    risk_difference_interval,
)
from askwhy.report.model import Difference, Section
from askwhy.report.shares import row
from askwhy.report.wording import points

if TYPE_CHECKING:
    from askwhy.analysis.tabulate import Noted, Pair


def sphere_section(noted: Noted) -> list[Section]:
    """Who answered, by the cultural sphere that the owner noted, where there are two or more."""
    groups = noted.by_sphere
    if len(groups) < 2:
        return []
    ordered = sorted(groups, key=lambda name: -groups[name][0] / max(groups[name][1], 1))
    rows = tuple(row("S11", name, groups[name]) for name in ordered)
    return [
        Section(
            "Who answers, by sphere",
            overall([groups[name] for name in ordered]),
            rows,
            differences("S11", ordered, [groups[name] for name in ordered]),
        )
    ]


def overall(pairs: list[Pair]) -> str:
    """One sentence: could all groups answer at one rate? The pairs mean nothing before it."""
    if len(pairs) < 2:
        return "There is only one group."
    test = homogeneity_test([k for k, _ in pairs], [n for _, n in pairs])
    if isinstance(test, NotEstimable):
        return f"No comparison: {test.reason}."
    if test.verdict.outcome == "supported":
        return f"The groups answer at different rates (exact test, p = {probability(test.p)})."
    more = test.verdict.needs_about
    until = f" It would take about {more:,} more people to tell." if more else ""
    return (
        f"All of this may be one rate for everybody (exact test, p = {probability(test.p)}).{until}"
    )


def differences(id_: str, names: list[str], pairs: list[Pair]) -> tuple[Difference, ...]:
    """All pairs of groups, with intervals that hold together and p adjusted by Holm."""
    found = pairwise_differences([k for k, _ in pairs], [n for _, n in pairs])
    if isinstance(found, NotEstimable):
        return ()
    return tuple(_difference(id_, names, pairs, one) for one in found)


def _difference(id_: str, names: list[str], pairs: list[Pair], one: PairDifference) -> Difference:
    first, second = names[one.first], names[one.second]
    (k1, n1), (k2, n2) = pairs[one.first], pairs[one.second]
    if one.verdict.outcome == "supported":
        note = f"{first} and {second} differ."
    else:
        sizes = one.verdict.group_sizes
        wanted = f" A group would need about {max(sizes):,} people to tell." if sizes else ""
        note = f"{first} and {second} may answer alike.{wanted}"
    alone = risk_difference_interval(k1, n1, k2, n2)
    if not isinstance(alone, NotEstimable):
        low, high = (points(end, min(n1, n2)) for end in (alone.low, alone.high))
        note += f" Taken alone: {low} to {high} points."
    return Difference(
        id=id_,
        first=first,
        second=second,
        k1=k1,
        n1=n1,
        k2=k2,
        n2=n2,
        low=one.low,
        high=one.high,
        confidence=one.confidence,
        method="newcombe",
        p=one.p_adjusted,
        verdict=one.verdict.outcome,
        note=note,
        family=f"{one.pairs} pairs, Holm",
    )


def probability(p: float) -> str:
    """A p value with the leading zero left out, as journals print it."""
    return "< .0001" if p < 0.0001 else f"{p:.4f}".lstrip("0")
