"""What holds however often one looks, from people whose time to write has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.analysis import (
    Claim,
    Cohort,
    Judgement,
    NotEstimable,
    e_process,
    proportion_interval,
)
from askwhy.analysis.tabulate import last_whole_day
from askwhy.report.model import Figure, Figures
from askwhy.report.wording import WATCHED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from askwhy.analysis.results import Estimate
    from askwhy.analysis.tabulate import Followed

BLOCK: Final = 8
"""Fewer people a block only cost power."""
ABOUT: Final = (
    "An ordinary interval is right if it was settled beforehand how many people there will be, "
    "and is looked at once. Whoever comes back every week needs the wider one, which is right at "
    "every look (Robbins). Both are of days on which everybody has had their time."
)


def matured_days(groups: Sequence[Followed], observed_until: datetime, horizon: int) -> Cohort:
    """The days on which everybody's horizon has passed, as blocks; a column for each group."""
    days = sorted({day for people in groups for day in people.by_day})
    pairs = [[people.by_day.get(day, (0, 0)) for people in groups] for day in days]
    return Cohort.matured(
        [[k for k, _ in block] for block in pairs] or [[0] * len(groups)],
        [[n for _, n in block] for block in pairs] or [[0] * len(groups)],
        days or [0],
        as_of=max(0, last_whole_day(observed_until)),
        horizon=horizon,
    )


def lasting(shares: Mapping[str, Cohort]) -> tuple[Figures, ...]:
    """Each share with the interval for one look and the one for any number of looks."""
    figures = []
    for name, matured in shares.items():
        successes, totals = matured.totals
        k, n = int(successes[0]), int(totals[0])
        if not n:
            continue
        fixed = proportion_interval(k, n)
        assert not isinstance(fixed, NotEstimable), "somebody was asked"
        anytime = proportion_interval(matured, method="anytime").cell(0)
        assert not isinstance(anytime, NotEstimable), "somebody was asked"
        figures += [_figure(name, k, fixed), _figure(name, k, anytime)]
    return (Figures("At one look, and at every look", "", tuple(figures)),) if figures else ()


def _figure(name: str, k: int, found: Estimate) -> Figure:
    return Figure(
        name, found.estimate, found.low, found.high, k, found.n,
        found.confidence, found.method, found.valid,
    )  # fmt: skip


def equal_while_watched(matured: Cohort, sentence: str, family: str) -> tuple[Claim, ...]:
    """The claim that groups differ, by bets on one block after another; two blocks at least."""
    blocks = matured.merged(BLOCK)
    if blocks.n.shape[0] < 2:
        return ()
    found = e_process(blocks)
    if isinstance(found, NotEstimable):
        return ()
    successes, totals = blocks.totals
    counts = tuple(zip(successes.tolist(), totals.tolist(), strict=True))
    method = f"{WATCHED} over {found.blocks} blocks"
    judged = Judgement(counts, method, found.confidence, found.verdict, p=found.p)
    return (Claim(sentence, family, "exploratory", judged),)
