"""Groups compared: all of them by one exact test, then all pairs, and each drawn to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.analysis import (
    Claim,
    Judgement,
    NotEstimable,
    PairDifference,
    judge_groups,
    pairwise_differences,
    risk_difference_interval,
    shrink_proportions,
)
from askwhy.analysis.results import Estimate
from askwhy.report import wording
from askwhy.report.model import Difference, Figure, Figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.random import Generator

    from askwhy.analysis.tabulate import Pair

MOST_PAIRS: Final = 10
"""Of more pairs, those with the smallest p are listed; all are adjusted for."""
PRIOR: Final = (
    "Small groups are drawn towards the others, as far as the groups resemble one another: a "
    "beta-binomial model in which, before the data, any common rate and any degree of resemblance "
    "is as likely as any other. It assumes that the groups are alike except for what their own "
    "counts show."
)


def all_alike(
    groups: Mapping[str, Pair], sentence: str, family: str, rng: Generator
) -> tuple[Claim, ...]:
    """The claim that the groups differ at all; the pairs mean nothing before it."""
    judged = judge_groups([*groups.values()], rng=rng)
    if isinstance(judged, NotEstimable):
        return ()
    return (Claim(sentence, family, "exploratory", judged),)


def differences(
    id_: str, groups: Mapping[str, Pair], among: str, do: str, family: str
) -> tuple[Difference, ...]:
    """All pairs of groups, with intervals that hold together and p adjusted by Holm.

    `among` says who is counted in a group, `do` what they do: "answer".
    """
    names, pairs = [*groups], [*groups.values()]
    found = pairwise_differences([k for k, _ in pairs], [n for _, n in pairs])
    if isinstance(found, NotEstimable):
        return ()
    closest = sorted(found, key=lambda one: one.p_adjusted)[:MOST_PAIRS]
    listed = [one for one in found if one in closest]
    family = f"{family}: {_count(len(found))}"
    return tuple(
        _difference(
            id_,
            (names, pairs),
            one,
            among,
            f"{_told(names, one)}: they {do} at different rates.",
            family,
        )
        for one in listed
    )


def _count(pairs: int) -> str:
    return "1 pair" if pairs == 1 else f"{pairs} pairs, Holm"


def _difference(
    id_: str,
    groups: tuple[list[str], list[Pair]],
    one: PairDifference,
    among: str,
    sentence: str,
    family: str,
) -> Difference:
    names, pairs = groups
    first, second = names[one.first], names[one.second]
    counts = (pairs[one.first], pairs[one.second])
    judged = Judgement(
        counts,
        f"{one.test}, Newcombe's interval",
        1 - (1 - one.confidence) / one.pairs,
        one.verdict,
        one.estimate,
        one.low,
        one.high,
        one.p_adjusted,
    )
    (k1, n1), (k2, n2) = counts
    return Difference(
        id=id_,
        first=first,
        second=second,
        k1=k1,
        n1=n1,
        k2=k2,
        n2=n2,
        among=among,
        low=one.low,
        high=one.high,
        confidence=one.confidence,
        method="newcombe",
        p=one.p_adjusted,
        note=_note(counts, one),
        claimed=Claim(sentence, family, "exploratory", judged),
    )


def _told(names: list[str], one: PairDifference) -> str:
    first, second = (_unclaimed(names[place], place) for place in (one.first, one.second))
    return f"{first} against {second}"


def _unclaimed(name: str, place: int) -> str:
    """The owner's name for a group, unless it would make a claim of the sentence."""
    return f"group {place + 1}" if "significant" in name.casefold() else name


def _note(counts: tuple[Pair, Pair], one: PairDifference) -> str:
    """How many would tell, and what the pair would show if it alone had been looked at."""
    said = []
    sizes = one.verdict.group_sizes
    if sizes:
        among = one.family_sizes
        rest = f" ({wording.sizes(among, short=True)} among {one.pairs} pairs)"
        said.append(f"Needs {wording.sizes(sizes)}{rest * (among not in {(), sizes})}.")
    elif one.verdict.note:
        said.append(wording.sentence(one.verdict.note))
    (k1, n1), (k2, n2) = counts
    alone = risk_difference_interval(k1, n1, k2, n2)
    if one.pairs > 1 and not isinstance(alone, NotEstimable):
        low, high = (wording.points(end, min(n1, n2)) for end in (alone.low, alone.high))
        said.append(f"Looked at alone: {low} to {high} points.")
    return " ".join(said)


def shrunken(groups: Mapping[str, Pair]) -> tuple[Figures, ...]:
    """Each group's share drawn towards the others, beside its own."""
    held = {name: pair for name, pair in groups.items() if pair[1]}
    found = shrink_proportions([k for k, _ in held.values()], [n for _, n in held.values()])
    if isinstance(found, NotEstimable):
        return ()
    figures = []
    for place, (name, (k, n)) in enumerate(held.items()):
        share = found.shares.cell(place)
        assert isinstance(share, Estimate), "a group that holds somebody has an estimate"
        figures.append(
            Figure(
                name, share.estimate, share.low, share.high, k, n, share.confidence, share.method
            )
        )
    return (Figures("Drawn towards one another", PRIOR, tuple(figures)),)
