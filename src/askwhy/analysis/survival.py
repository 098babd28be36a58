"""Time to reply when not everybody has answered yet: silence so far is not refusal.

Sources: Kaplan and Meier (1958) with Greenwood's variance; Rothman (1978) for Wilson's interval
at the effective number of people; Mantel (1966) and Peto and Peto (1972) for the log-rank test.
Days are columns: column 0 counts replies, and ends of follow-up, on the day of asking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from askwhy.analysis._counts import as_integers
from askwhy.analysis._special import chi2_tail, two_sided_z
from askwhy.analysis.intervals import wilson_limits
from askwhy.analysis.power import needs_for_chi2
from askwhy.analysis.results import SUPPORTED, Estimate, Estimates, NotEstimable, collect

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from askwhy.analysis._counts import Floats, Ints, Limits
    from askwhy.analysis.results import Verdict

Interval: TypeAlias = Literal["rothman-wilson", "log-log"]
UNFOLLOWED = "nobody was followed that long"
UNBOUNDED = "the log-log interval does not exist at 0 % and 100 %"
ASSUMPTION = "how recently people were asked is unrelated to whether they reply"


@dataclass(frozen=True, slots=True, eq=False)
class ReplyCurve:
    """The share that has replied by each day, shape (..., days).

    `replied` holds the estimates and intervals, with a reason on days to which nobody was
    followed; `at_risk` how many were silent and still followed as each day began; `std_error`
    Greenwood's. `followed` is the last day, by group, with an estimate (-1 for none): the share
    that would ever reply is not identified beyond it.
    """

    replied: Estimates
    at_risk: Ints
    std_error: Floats
    followed: Ints


@dataclass(frozen=True, slots=True)
class LogRank:
    """The log-rank test of equal reply curves. The verdict answers "the groups differ"."""

    statistic: float
    df: int
    p: float
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    n: int
    confidence: float
    verdict: Verdict


def _life_table(events: ArrayLike, censored: ArrayLike) -> tuple[Ints, Ints]:
    """Return events and the number at risk by day; who is lost on a day is at risk that day."""
    replies, lost = np.broadcast_arrays(
        as_integers(events, "events"), as_integers(censored, "censored")
    )
    if replies.ndim == 0:
        raise ValueError("a life table has one column for each day")
    leaving = (replies + lost)[..., ::-1]
    return replies, np.cumsum(leaving, axis=-1)[..., ::-1]


def _kaplan_meier(replies: Ints, at_risk: Ints) -> tuple[Floats, Floats, Floats]:
    """Return by day who is still silent, Greenwood's error and the effective number of people."""
    silent = np.divide(at_risk - replies, at_risk, out=np.ones(replies.shape), where=at_risk > 0)
    np.cumprod(silent, axis=-1, out=silent)
    before = np.concatenate([np.ones((*silent.shape[:-1], 1)), silent[..., :-1]], axis=-1)
    rest = at_risk * (at_risk - replies)
    terms = np.divide(replies, rest, out=np.zeros(silent.shape), where=rest > 0)
    variance = silent**2 * np.cumsum(terms, axis=-1)
    emptied = (replies > 0) & (replies == at_risk)
    at_the_end = np.divide(at_risk, before, out=np.zeros(silent.shape), where=emptied)
    np.maximum.accumulate(at_the_end, axis=-1, out=at_the_end)
    spread = silent * (1.0 - silent)
    people = np.divide(spread, variance, out=at_risk.astype(float), where=variance > 0)
    return silent, np.sqrt(variance), np.where(at_the_end > 0, at_the_end, people)


def _log_log_limits(silent: Floats, error: Floats, z: float) -> Limits:
    inside = error > 0
    logs = np.log(np.where(inside, silent, 0.5))
    reach = np.exp(z * error / (np.where(inside, silent, 0.5) * -logs))
    low = np.where(inside, 1.0 - np.exp(logs / reach), 0.0)
    return low, np.where(inside, 1.0 - np.exp(logs * reach), 1.0)


def _estimates(
    table: tuple[Floats, Floats, Floats],
    at_risk: Ints,
    asked: Ints,
    confidence: float,
    interval: Interval,
) -> Estimates:
    silent, error, people = table
    z = two_sided_z(confidence)
    known = (at_risk > 0) | (silent == 0.0)
    missing = {UNFOLLOWED: ~known}
    if interval == "log-log":
        low, high = _log_log_limits(silent, error, z)
        missing[UNBOUNDED] = error == 0.0
    else:
        low, high = wilson_limits((1.0 - silent) * people, people, z)
    return collect(
        1.0 - silent,
        np.where(known, low, 0.0),
        np.where(known, high, 1.0),
        asked,
        confidence=confidence,
        method=f"kaplan-meier, {interval}",
        missing=missing,
        assumption=ASSUMPTION,
    )


def reply_curve(
    events: ArrayLike,
    censored: ArrayLike,
    *,
    confidence: float = 0.95,
    interval: Interval = "rothman-wilson",
) -> ReplyCurve:
    """Return the share that has replied by each day, from counts by day since asking.

    `events[..., t]` replied on day t, `censored[..., t]` were followed to day t without a reply.
    With nobody lost the default interval is Wilson's; "log-log" is R's and has none at 0 or 1.
    """
    replies, at_risk = _life_table(events, censored)
    table = _kaplan_meier(replies, at_risk)
    asked = np.broadcast_to(at_risk[..., :1], at_risk.shape)
    replied = _estimates(table, at_risk, asked, confidence, interval)
    known = (at_risk > 0) | (table[0] == 0.0)
    return ReplyCurve(replied, at_risk, table[1], known.sum(axis=-1) - 1)


def reply_rate_by(
    events: ArrayLike,
    censored: ArrayLike,
    day: int,
    *,
    confidence: float = 0.95,
    interval: Interval = "rothman-wilson",
) -> Estimate | NotEstimable | Estimates:
    """Return the share that replies by a day: one result for one row, else one for each group.

    A day beyond the table, to which nobody was followed, is one without an answer.
    """
    if day < 0:
        raise ValueError(f"day {day} is before the day of asking")
    replies, at_risk = _life_table(events, censored)
    silent, error, people = _kaplan_meier(replies[..., : day + 1], at_risk[..., : day + 1])
    followed = at_risk[..., day] if day < at_risk.shape[-1] else np.zeros_like(at_risk[..., 0])
    table = (silent[..., -1], error[..., -1], people[..., -1])
    found = _estimates(table, followed, at_risk[..., 0], confidence, interval)
    return found if found.shape else found.cell()


def logrank(
    events: ArrayLike, censored: ArrayLike, *, confidence: float = 0.95
) -> LogRank | NotEstimable:
    """Test that groups reply alike over time; `events` and `censored` of shape (groups, days)."""
    replies, at_risk = _life_table(events, censored)
    if replies.ndim != 2:
        raise ValueError("the log-rank test takes a table of groups by days")
    all_replies, everybody = replies.sum(axis=0), at_risk.sum(axis=0)
    share = np.divide(at_risk, everybody, out=np.zeros(at_risk.shape), where=everybody > 0)
    expected = (share * all_replies).sum(axis=1)
    groups = np.flatnonzero(expected > 0)
    if groups.size < 2:
        return NotEstimable("fewer than two groups hold anybody while somebody replies")
    spread = np.divide(
        all_replies * (everybody - all_replies),
        everybody - 1.0,
        out=np.zeros(everybody.shape),
        where=everybody > 1,
    )
    kept = groups[:-1]
    variance = np.diag((share[kept] * spread).sum(axis=1)) - (share[kept] * spread) @ share[kept].T
    if np.linalg.matrix_rank(variance) < kept.size:
        return NotEstimable("the groups are never at risk together when somebody replies")
    excess = replies.sum(axis=1)[kept] - expected[kept]
    statistic = float(excess @ np.linalg.solve(variance, excess))
    p, alpha, asked = chi2_tail(statistic, kept.size), 1.0 - confidence, int(at_risk[:, 0].sum())
    return LogRank(
        statistic=statistic,
        df=kept.size,
        p=p,
        observed=tuple(replies.sum(axis=1).astype(float).tolist()),
        expected=tuple(expected.tolist()),
        n=asked,
        confidence=confidence,
        verdict=SUPPORTED if p <= alpha else needs_for_chi2(statistic, kept.size, asked, alpha),
    )
