"""What it would take to answer what is left open: people, and months at the window's own pace."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from askwhy.analysis import (
    Arm,
    Design,
    NotEstimable,
    months_needed,
    sample_size_two_proportions,
)
from askwhy.analysis.diagnose import DAYS_A_MONTH
from askwhy.history import Standing
from askwhy.report import wording
from askwhy.report.model import Need

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askwhy.analysis import Claim
    from askwhy.analysis.tabulate import Pair, Tally
    from askwhy.report.model import Section

WORDINGS: Final = (0.80, 0.70)
"""Two wordings of the question, if one brings 80 % answers and the other 70 %."""
FEWEST_SEEN: Final = 10
"""Shares of fewer people are no guide to a study."""
UNSEEN: Final = (0.06, 0.68)
"""Writing unasked and answering when asked, where the owner's own shares are not known."""
TIMELESS: Final = "These are of any time, so there is no pace."
NO_PACE: Final = "Nobody is known to have stayed silent, so there is no pace to reckon from."
TOO_LONG: Final = 120
"""Months beyond which no number is given."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the window has been seen, in months of 30.4 days, and how many came in it."""

    months: float
    requests: int
    to_ask: int

    def months_for(self, more: int, present: int) -> int | None:
        """Months until so many more come, at the pace at which the present ones came."""
        if not present or self.months <= 0:
            return None
        return math.ceil(more / (present / self.months))


def pace(tally: Tally, since: datetime, until: datetime) -> Pace:
    """The pace from `since` to `until`. `to_ask` were asked or, where nobody was, kept silent."""
    days = (until - since).total_seconds() / 86_400
    standing = tally.requests.standing
    to_ask = standing[Standing.ASKED] or standing[Standing.SILENT]
    return Pace(max(0.0, days / DAYS_A_MONTH), tally.requests.n, to_ask)


def needs(
    sections: Iterable[Section], timeless: Section, tally: Tally, at: Pace
) -> tuple[Need, ...]:
    """Two questions worth planning for, and what each open claim would take, soonest first.

    The claims of `timeless` are not about people of the window, and have no pace.
    """
    found = [_of_claim(each, at, section) for section in sections for each in section.ledger]
    found += [_of_claim(each, None, timeless) for each in timeless.ledger]
    opened = [need for need in found if need is not None]
    opened.sort(key=lambda need: (need.months is None, need.months or 0, need.more or math.inf))
    return (*_planned(tally, at), *opened)


def _of_claim(claim: Claim, at: Pace | None, section: Section) -> Need | None:
    """What a claim would take, if it is open and asks about people and not about each look."""
    verdict = claim.verdict
    if verdict.outcome != "unresolved" or claim.judgement.method.startswith(wording.WATCHED):
        return None
    is_aside = section.is_aside or claim.judgement.method == "log-rank"
    more, present = verdict.needs_about, [n for _, n in claim.counts]
    if more is None:
        return Need(claim.sentence, (), None, None, wording.sentence(verdict.note), "", is_aside)
    sizes = verdict.group_sizes or (sum(present) + more,)
    if at is None:
        return Need(claim.sentence, sizes, more, None, TIMELESS, "", is_aside)
    if verdict.group_sizes:
        pairs = zip(sizes, present, strict=True)
        months = _longest(at.months_for(size - n, n) for size, n in pairs if size > n)
    else:
        months = at.months_for(more, sum(present))
    return Need(claim.sentence, sizes, more, *_bounded(months), "", is_aside)


def _longest(waits: Iterable[int | None]) -> int | None:
    """The longest of them; None if one of them never ends, one month if none is to be waited."""
    found = [*waits]
    return None if None in found else max((each for each in found if each), default=1)


def _bounded(months: int | None) -> tuple[int | None, str]:
    if months is None:
        return None, "Nobody of this kind came in the window, so there is no pace."
    if months > TOO_LONG:
        return None, "More than ten years at this pace."
    return months, ""


def _planned(tally: Tally, at: Pace) -> tuple[Need, ...]:
    """What a study would take from its first day, and the last answer's time with it."""
    if not at.requests or tally.is_deaf or tally.is_blind:
        return ()
    unasked, asked = tally.wrote_first.all.pair, tally.answered.all.pair
    is_own = min(unasked[1], asked[1]) >= FEWEST_SEEN and _share(unasked) < _share(asked)
    control = (_share(unasked), _share(asked)) if is_own else UNSEEN
    whose = "as here" if is_own else "as in the post, at fifty people"
    return (
        _study(
            "Does asking bring words that would not come by themselves?",
            control,
            f"A study in which some of the silent are left unasked: {control[0]:.0%} write without "
            f"the question, {control[1]:.0%} with it, {whose}.",
            at,
            tally,
        ),
        _study(
            "Does another wording of your question bring more answers?",
            WORDINGS,
            f"A study of two wordings, if one brings {WORDINGS[0]:.0%} answers and the other "
            f"{WORDINGS[1]:.0%}.",
            at,
            tally,
        ),
    )


def _share(pair: Pair) -> float:
    return pair[0] / max(pair[1], 1)


def _study(question: str, rates: tuple[float, float], given: str, at: Pace, tally: Tally) -> Need:
    size = sample_size_two_proportions(*rates)
    told = given.replace("%", f"{wording.NBSP}%")
    if isinstance(size, NotEstimable):
        return Need(question, (), None, None, wording.sentence(size.reason), told)
    sizes = (size.n1, size.n2)
    if not at.to_ask or at.months <= 0:
        return Need(question, sizes, size.total, None, NO_PACE, told)
    horizon = max(1, tally.definitions.replied.days)
    design = Design(
        arrivals_per_day=at.to_ask / (at.months * DAYS_A_MONTH),
        arms=(Arm("one", rates[0]), Arm("other", rates[1])),
        delays=(1.0,),
        days=horizon + 2,
        horizon_days=horizon,
    )
    months = months_needed(design, 1)
    assert not isinstance(months, NotEstimable), "the same sizes at a pace above nothing"
    return Need(question, sizes, size.total, *_bounded(months), told)
