"""What the replayed October adds to an ordinary report.

The scam taken out of the answers, and the published percentages looked at from the other side:
which numbers of people can have produced them, and how ordinary such a picture is.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from askwhy.analysis import (
    Claim,
    Cohort,
    EqualityChances,
    NotEstimable,
    chances_if_equal,
    consistent_totals,
    equality_e_value,
    homogeneity_test,
    judge_ordering,
    pairwise_differences,
)
from askwhy.history import Answer
from askwhy.report import wording
from askwhy.report.comparing import all_alike
from askwhy.report.model import Section, Table
from askwhy.report.shares import row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from askwhy.analysis.tabulate import Pair, Tally

SHARES: Final = (8, 6, 92, 66, 72)
"""The post's five overall percentages: own words, wrote first, strangers, not of mine, women."""
ORDER: Final = ("Anglo-Saxon", "French", "Polish")
"""The spheres from the highest published rate to the lowest."""
LARGEST: Final = 200
SPREADS: Final = (0.45, 0.30)
READINGS: Final[tuple[tuple[Pair, Pair, Pair], ...]] = (
    ((4, 4), (7, 10), (6, 11)),
    ((5, 5), (14, 20), (11, 20)),
    ((7, 7), (14, 20), (11, 20)),
    ((10, 10), (14, 20), (11, 20)),
    ((8, 8), (35, 50), (22, 40)),
    ((12, 12), (42, 60), (15, 28)),
    ((12, 12), (42, 60), (33, 60)),
    ((20, 20), (70, 100), (44, 80)),
)
"""Anglo-Saxons, French and Poles in numbers that can have given 100, 70 and 55 %."""


def as_counted_here(tally: Tally, rng: Generator) -> Section:
    """The answers with the scam as a disposition of its own."""
    due = tally.requests.due
    pair = (due[Answer.REPLIED], due.total() + tally.requests.scams_due)
    groups = {name: each.pair for name, each in sorted(tally.answered.groups["sphere"].items())}
    among = "people whom you asked, and whose time to answer is over"
    rows = [row("S5", "Answered your question", pair, among)]
    rows += [row("S11", name, each, among) for name, each in groups.items()]
    return Section(
        "With the scam taken out",
        "One of the Anglo-Saxon answers was the letter about a dead namesake's money. Here it is "
        "what it is, and no answer.",
        tuple(rows),
        all_alike(
            groups,
            "Without the scam, who answers differs by sphere.",
            "who answers, by sphere, the scam taken out",
            rng,
        ),
    )


def by_chance(tally: Tally) -> Section:
    """Which totals fit the post's percentages, and how often one rate for all looks like this."""
    ordered = [tally.answered.groups["sphere"][name].pair for name in ORDER]
    wide, narrow = (_chances(ordered, spread) for spread in SPREADS)
    people = sum(n for _, n in ordered)
    return Section(
        "Could it be chance?",
        f"The post gives percentages and no numbers. {_fitting()} If all {people} asked here had "
        f"answered at one rate, two of the groups would lie 45 points or more apart in "
        f"{_of_hundred(wide.of_spread)} Octobers of 100, and 30 points or more in "
        f"{_of_hundred(narrow.of_spread)}.",
        claims=_ordering(ordered),
        tables=(_readings(),),
    )


def _ordering(ordered: list[Pair]) -> tuple[Claim, ...]:
    """The post's own claim: one group above the next."""
    judged = judge_ordering(ordered)
    assert not isinstance(judged, NotEstimable), "somebody was asked in each group"
    first, second, third = ORDER
    sentence = f"{first} people answer more than {second} ones, and those more than {third} ones."
    return (Claim(sentence, "the post's ranking", "exploratory", judged),)


def _of_hundred(chance: float) -> str:
    return f"{100 * chance:.{1 if chance < 0.1 else 0}f}"


def _chances(groups: Sequence[Pair], spread: float) -> EqualityChances:
    found = chances_if_equal([k for k, _ in groups], [n for _, n in groups], spread)
    assert not isinstance(found, NotEstimable), "three groups"
    return found


def _fitting() -> str:
    """Which totals up to `LARGEST` the five percentages can be rounded shares of."""
    fitting = consistent_totals(SHARES, LARGEST)
    exact = next(n for n in fitting if all(n * share % 100 == 0 for share in SHARES))
    runs = [
        [n for _, n in run] for _, run in groupby(enumerate(fitting), key=lambda it: it[1] - it[0])
    ]
    told = [
        f"{run[0]}{wording.DASH}{run[-1]}" if len(run) > 2 else ", ".join(map(str, run))
        for run in runs[:-1]
    ]
    shares = ", ".join(str(share) for share in SHARES)
    return (
        f"Its five overall shares ({shares}{wording.NBSP}%) can be those of {exact} people to the "
        f"digit; rounded, also of {', '.join(told[1:])} and of any number from {runs[-1][0]} on."
    )


def _readings() -> Table:
    return Table(
        "If all three groups answered at one rate",
        "Each line is one reading of the post's 100, 70 and 55 %, in answers of people asked. "
        "The chances are of groups at least so many points apart, and of a group in which "
        "everybody answers, at the rate of all three together; they are exact. The pairs are "
        "Anglo-Saxon and French, Anglo-Saxon and Polish, French and Polish: Boschloo's test, "
        "adjusted by Holm. Evidence against one rate (an e-value) tells from 20 on.",
        (
            "Anglo-Saxon, French, Polish",
            "Exact p, all three",
            "p of the pairs",
            "Chance of 45 points",
            "Chance of 30 points",
            "Chance of a 100 %",
            "Evidence",
        ),
        tuple(_reading(*groups) for groups in READINGS),
    )


def _reading(*groups: Pair) -> tuple[str, ...]:
    k, n = [k for k, _ in groups], [n for _, n in groups]
    test, pairs = homogeneity_test(k, n), pairwise_differences(k, n)
    wide, narrow = (_chances(groups, spread) for spread in SPREADS)
    evidence = equality_e_value(Cohort.ended(k, n, horizon=1))
    assert not isinstance(test, NotEstimable), "three groups"
    assert not isinstance(pairs, NotEstimable), "three groups"
    assert not isinstance(evidence, NotEstimable), "three groups"
    return (
        ", ".join(f"{each}/{of}" for each, of in groups),
        wording.decimals(test.p, 4),
        " ".join(wording.decimals(pair.p_adjusted, 3) for pair in pairs),
        wording.decimals(wide.of_spread, 3),
        wording.decimals(narrow.of_spread, 3),
        wording.decimals(narrow.of_all, 3),
        f"{evidence:.2f}" if evidence < 10 else f"{evidence:.0f}",
    )
