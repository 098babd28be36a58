"""How soon people write: nobody who may still write counts as silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.analysis import Claim, Judgement, NotEstimable, logrank, reply_curve, reply_rate_by
from askwhy.analysis.results import Estimate
from askwhy.report import wording
from askwhy.report.model import Chart, Curve, Figure, Figures, Point, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askwhy.analysis.tabulate import Waiting

DAYS: Final = (1, 3, 7, 14)
"""The share by the end of each of these days is said in words."""
FEWEST_DAYS: Final = 3
"""A curve of fewer days shows nothing that its figures do not."""
MOST_CURVES: Final = 4
"""More curves on one pair of axes cannot be told apart."""
ASSUMED: Final = (
    "Whoever is still followed counts as silent only up to the last day seen (Kaplan and Meier; "
    "interval after Rothman, with Wilson's). It assumes that how recently people came is unrelated "
    "to whether they write."
)


def rates(title: str, waiting: Waiting, ended_by_owner: str = "") -> tuple[Figures, ...]:
    """The share that has written within each of `DAYS`; nothing where nobody was followed.

    What nobody was followed for is said once; `ended_by_owner` then says why.
    """
    if not waiting.days:
        return ()
    events, censored = waiting.table()
    figures = []
    for days in DAYS:
        found = reply_rate_by(events, censored, days - 1)
        name = f"Within {wording.days(days)}"
        if isinstance(found, NotEstimable):
            reason = f"{found.reason[:1].upper()}{found.reason[1:]}{ended_by_owner}."
            name += "" if days == DAYS[-1] else " or more"
            figures.append(Figure(name, None, 0.0, 1.0, None, waiting.n, 0.95, "none", note=reason))
            break
        assert isinstance(found, Estimate), "one row of counts, one estimate"
        figures.append(
            Figure(
                name, found.estimate, found.low, found.high, None, found.n,
                found.confidence, found.method,
            )
        )  # fmt: skip
    return (Figures(title, ASSUMED, tuple(figures)),)


def curve(name: str, waiting: Waiting, horizon: int, days: int) -> Curve | None:
    """How the share grows, over so many days; None where nobody was followed for one.

    Once everybody has written, nobody needs to be followed any longer.
    """
    if not waiting.days:
        return None
    events, censored = waiting.table()
    found = reply_curve(events, censored)
    points = [Point(0, 0.0, 0.0, 0.0, waiting.n)]
    for day in range(1, days + 1):
        share = found.replied.cell(min(day, waiting.days) - 1)
        if isinstance(share, NotEstimable) or (day > waiting.days and share.estimate < 1):
            break
        silent = int(found.at_risk[day]) if day < waiting.days else 0
        points.append(Point(day, share.estimate, share.low, share.high, silent))
    return Curve(name, tuple(points), horizon, found.replied.confidence, found.replied.method)


def chart(title: str, groups: Mapping[str, Waiting], horizon: int) -> tuple[Chart, ...]:
    """The groups' curves on one pair of axes, for up to two horizons.

    Nothing if there is none, if they are short, or if there are too many to tell apart.
    """
    days = min(2 * horizon, max((each.days for each in groups.values()), default=0))
    if days < FEWEST_DAYS:
        return ()
    curves = [curve(name, waiting, horizon, days) for name, waiting in groups.items()]
    drawn = tuple(each for each in curves if each is not None)
    return (Chart(title, drawn),) if 0 < len(drawn) <= MOST_CURVES else ()


def speeds(title: str, groups: Mapping[str, Waiting]) -> tuple[Table, ...]:
    """Each group's share within each of `DAYS`, a line a group."""
    followed = {name: waiting for name, waiting in groups.items() if waiting.days}
    if not followed:
        return ()
    lines = []
    for name, waiting in followed.items():
        cells = []
        for days in DAYS:
            found = reply_rate_by(*waiting.table(), days - 1)
            if isinstance(found, Estimate):
                bounds = wording.interval(found.low, found.high, found.n)
                cells.append(f"{wording.near(found.estimate, found.n)} ({bounds})")
            else:
                cells.append(wording.NO_SHARE)
        lines.append((name, *cells))
    head = ("Group", *(f"Within {wording.days(each)}" for each in DAYS))
    return (Table(title, ASSUMED, head, tuple(lines)),)


def over_time(groups: Mapping[str, Waiting], sentence: str, family: str) -> tuple[Claim, ...]:
    """The log-rank claim that the groups' curves differ, where that can be tested."""
    days = max((waiting.days for waiting in groups.values()), default=0)
    if not days or len(groups) < 2:
        return ()
    tables = [waiting.table(days) for waiting in groups.values()]
    found = logrank([events for events, _ in tables], [censored for _, censored in tables])
    if isinstance(found, NotEstimable):
        return ()
    counts = tuple((waiting.wrote.total(), waiting.n) for waiting in groups.values())
    judged = Judgement(counts, "log-rank", found.confidence, found.verdict, p=found.p)
    return (Claim(sentence, family, "exploratory", judged),)
