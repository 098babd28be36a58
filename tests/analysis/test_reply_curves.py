"""Reply curves with people who have not answered yet: R, SciPy and lifelines agree."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import CensoredData, ecdf
from scipy.stats import logrank as scipy_logrank

from askwhy.analysis import (
    Estimate,
    Estimates,
    LogRank,
    NotEstimable,
    logrank,
    proportion_interval,
    reply_curve,
    reply_rate_by,
)

Table = tuple[NDArray[np.int64], NDArray[np.int64]]
_GIVEN = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
_NOT_GIVEN = "5 5 8 8 12 16+ 23 27 30 33 43 45"  # weeks until relapse, + for follow-up that ended
MAINTAINED = [(int(w.strip("+")), int("+" not in w)) for w in _GIVEN.split()]
NONMAINTAINED = [(int(w.strip("+")), int("+" not in w)) for w in _NOT_GIVEN.split()]


def table(people: list[tuple[int, int]], days: int = 162) -> Table:
    events, censored = np.zeros(days, dtype=np.int64), np.zeros(days, dtype=np.int64)
    for day, replied in people:
        (events if replied else censored)[day] += 1
    return events, censored


def both(first: Table, second: Table) -> Table:
    return np.stack([first[0], second[0]]), np.stack([first[1], second[1]])


AML = both(table(MAINTAINED), table(NONMAINTAINED))


@pytest.mark.parametrize(
    ("people", "day", "silent", "error", "low", "high"),
    [
        (MAINTAINED, 23, 0.61363636, 0.15263233, 0.26575204, 0.83529924),
        (NONMAINTAINED, 30, 0.29166667, 0.13871517, 0.072401609, 0.56088605),
    ],
)
def test_the_aml_curves_agree_with_r(
    people: list[tuple[int, int]], day: int, silent: float, error: float, low: float, high: float
) -> None:
    """R 4.2, survival: survfit(Surv(time, status) ~ x, aml, conf.type = "log-log")."""
    curve = reply_curve(*table(people), interval="log-log")
    assert 1 - curve.replied.estimate[day] == pytest.approx(silent, abs=5e-9)
    assert curve.std_error[day] == pytest.approx(error, abs=5e-9)
    found = reply_rate_by(*table(people), day, interval="log-log")
    assert isinstance(found, Estimate)
    assert (1 - found.high, 1 - found.low) == pytest.approx((low, high), abs=5e-9)
    assert found.method == "kaplan-meier, log-log"


def test_the_aml_log_rank_agrees_with_r() -> None:
    """R 4.2, survival: survdiff(Surv(time, status) ~ x, aml)."""
    found = logrank(*AML)
    assert isinstance(found, LogRank)
    assert found.statistic == pytest.approx(3.396388699, abs=5e-10)
    assert found.p == pytest.approx(0.0653393, abs=5e-8)
    assert found.observed == (7.0, 11.0)
    assert found.expected == pytest.approx((10.689335992, 7.310664008), abs=5e-10)
    assert (found.df, found.n, found.confidence) == (1, 23, 0.95)


def test_three_groups_agree_with_r() -> None:
    """R 4.2: survdiff on these 18 people gives .05480065714, p = .9729716552."""
    days = [1, 1, 2, 3, 5, 8, 2, 2, 4, 4, 6, 9, 1, 3, 3, 7, 7, 9]
    replied = [1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0]
    people = list(zip(days, replied, strict=True))
    tables = [table(people[start : start + 6], 10) for start in (0, 6, 12)]
    found = logrank(np.stack([t[0] for t in tables]), np.stack([t[1] for t in tables]))
    assert isinstance(found, LogRank)
    assert found.statistic == pytest.approx(0.05480065714, abs=5e-12)
    assert found.p == pytest.approx(0.9729716552, abs=5e-11)
    assert found.expected == pytest.approx((2.805555556, 3.844444444, 4.35), abs=5e-10)
    assert found.df == 2


def random_people(rng: np.random.Generator, n: int) -> list[tuple[int, int]]:
    return [(int(d), int(r)) for d, r in zip(rng.integers(0, 12, n), rng.random(n) < 0.6)]  # noqa: B905


def test_scipy_and_lifelines_agree_on_the_curve() -> None:
    from lifelines import KaplanMeierFitter

    rng = np.random.default_rng(3)
    for n in (3, 17, 80):
        people = random_people(rng, n)
        curve = reply_curve(*table(people, 13))
        days = np.array([d for d, _ in people])
        replied = np.array([r == 1 for _, r in people])
        theirs = ecdf(CensoredData(days[replied], right=days[~replied]))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitter = KaplanMeierFitter().fit(days, replied)
        for day in range(int(days.max()) + 1):
            share = float(curve.replied.estimate[day])
            assert share == pytest.approx(float(theirs.cdf.evaluate(np.array([day]))[0]), abs=1e-12)
            assert 1 - share == pytest.approx(float(fitter.predict(day)), abs=1e-12)


def test_scipy_and_lifelines_agree_on_the_log_rank() -> None:
    from lifelines.statistics import multivariate_logrank_test

    rng = np.random.default_rng(8)
    for n in (12, 60):
        one, two, three = (random_people(rng, n) for _ in range(3))
        tables = [table(group, 13) for group in (one, two, three)]
        found = logrank(np.stack([t[0] for t in tables]), np.stack([t[1] for t in tables]))
        everybody = np.array(one + two + three)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = multivariate_logrank_test(
                everybody[:, 0], np.repeat([0, 1, 2], n), everybody[:, 1]
            )
        assert isinstance(found, LogRank)
        assert found.statistic == pytest.approx(theirs.test_statistic, rel=1e-9)
        assert found.p == pytest.approx(theirs.p_value, rel=1e-9)
        pair = logrank(*both(tables[0], tables[1]))
        first, second = (
            CensoredData(
                np.array([d for d, r in group if r]), right=np.array([d for d, r in group if not r])
            )
            for group in (one, two)
        )
        assert isinstance(pair, LogRank)
        assert pair.p == pytest.approx(scipy_logrank(first, second).pvalue, rel=1e-9)


def test_with_nobody_lost_the_interval_is_wilsons() -> None:
    events = np.array([3, 2, 0, 4, 0, 0])
    censored = np.array([0, 0, 0, 0, 0, 6])
    curve = reply_curve(events, censored)
    for day, k in enumerate([3, 5, 5, 9, 9, 9]):
        wilson = proportion_interval(k, 15)
        found = curve.replied.cell(day)
        assert isinstance(wilson, Estimate)
        assert isinstance(found, Estimate)
        assert (found.estimate, found.low, found.high) == pytest.approx(
            (wilson.estimate, wilson.low, wilson.high), abs=1e-12
        )
        assert found.n == 15
    assert curve.at_risk.tolist() == [15, 12, 10, 10, 6, 6]


def test_at_all_and_at_none_the_interval_is_finite() -> None:
    """With nobody lost both ends are Wilson's of 4; log-log has none there."""
    events, censored = np.array([[0, 0, 4], [0, 0, 0]]), np.array([[0, 0, 0], [0, 0, 4]])
    found = reply_rate_by(events, censored, 2)
    all_of_4, none_of_4 = proportion_interval(4, 4), proportion_interval(0, 4)
    assert isinstance(found, Estimates)
    for cell, wilson in ((found.cell(0), all_of_4), (found.cell(1), none_of_4)):
        assert isinstance(cell, Estimate)
        assert isinstance(wilson, Estimate)
        assert (cell.low, cell.high) == pytest.approx((wilson.low, wilson.high), abs=1e-12)
    log_log = reply_rate_by(events, censored, 2, interval="log-log")
    assert isinstance(log_log, Estimates)
    reason = "the log-log interval does not exist at 0 % and 100 %"
    assert [log_log.reason_at(0), log_log.reason_at(1)] == [reason, reason]
    assert log_log.cell(0) == NotEstimable(reason, 0.0, 1.0)


def test_a_curve_that_reaches_everybody_after_losses_keeps_its_people() -> None:
    """8 asked, 2 reply, 3 are lost, 3 reply: at 100 % the effective number is 3 / (6/8) = 4."""
    found = reply_rate_by(np.array([2, 0, 3]), np.array([0, 3, 0]), 2)
    four = proportion_interval(4, 4)
    assert isinstance(found, Estimate)
    assert isinstance(four, Estimate)
    assert found.estimate == 1.0
    assert (found.low, found.high) == pytest.approx((four.low, 1.0), abs=1e-12)


def test_before_the_first_reply_those_still_followed_count() -> None:
    """10 asked, 4 lost on day 0: nothing on day 1 rests on the six left."""
    found = reply_rate_by(np.array([0, 0]), np.array([4, 6]), 1)
    six = proportion_interval(0, 6)
    assert isinstance(found, Estimate)
    assert isinstance(six, Estimate)
    assert (found.low, found.high) == pytest.approx((0.0, six.high), abs=1e-12)
    assert found.n == 10


def test_a_loss_on_the_day_of_a_reply_was_still_at_risk() -> None:
    curve = reply_curve(np.array([0, 1, 0]), np.array([0, 1, 2]))
    assert curve.at_risk.tolist() == [4, 4, 2]
    assert float(curve.replied.estimate[1]) == 0.25
    assert curve.followed == 2


def test_beyond_the_longest_follow_up_nothing_is_known() -> None:
    events, censored = np.array([1, 0, 0, 0]), np.array([0, 2, 0, 0])
    curve = reply_curve(events, censored)
    assert curve.followed == 1
    reason = NotEstimable("nobody was followed that long", 0.0, 1.0)
    assert curve.replied.cell(2) == reason
    for day in (2, 3, 4, 400):
        assert reply_rate_by(events, censored, day) == reason
    rows = reply_rate_by(np.stack([events, [3, 0, 0, 0]]), np.stack([censored, [0, 0, 0, 0]]), 3)
    assert isinstance(rows, Estimates)
    assert rows.reason_at(0) == "nobody was followed that long"
    assert float(rows.estimate[1]) == 1.0


def test_once_everybody_replied_the_curve_goes_on() -> None:
    curve = reply_curve(np.array([2, 1, 0]), np.array([0, 0, 0]))
    assert curve.followed == 2
    assert float(curve.replied.estimate[2]) == 1.0


def test_nobody_asked_is_nobody_followed() -> None:
    none = np.zeros(3, dtype=int)
    assert reply_rate_by(none, none, 0) == NotEstimable("nobody was followed that long", 0.0, 1.0)
    assert reply_curve(none, none).followed == -1


def test_a_day_before_the_ask_is_refused() -> None:
    with pytest.raises(ValueError, match="day -1 is before the day of asking"):
        reply_rate_by([1], [1], -1)


def test_a_life_table_has_days() -> None:
    with pytest.raises(ValueError, match="a life table has one column for each day"):
        reply_curve(1, 1)


def test_curves_say_what_they_assume() -> None:
    found = reply_rate_by([1, 1], [1, 1], 1)
    assert isinstance(found, Estimate)
    assert found.assumption == ("how recently people were asked is unrelated to whether they reply")
    assert found.method == "kaplan-meier, rothman-wilson"
    assert (found.confidence, found.valid) == (0.95, "fixed-n")


def snapshot(rng: np.random.Generator, n: int) -> tuple[Table, int, int]:
    """n people asked over 30 days, two thirds of whom reply, 90 % of those within a week."""
    age = rng.integers(0, 30, n)
    delay = np.minimum(rng.geometric(0.28, n) - 1, 14)
    replies = rng.random(n) < 2 / 3
    seen = replies & (delay <= age)
    events = np.bincount(delay[seen], minlength=31)
    censored = np.bincount(age[~seen], minlength=31)
    return (events, censored), int(seen.sum()), n


@pytest.mark.parametrize("n", [20, 60, 200])
def test_the_reply_curve_covers_where_the_share_so_far_does_not(n: int) -> None:
    """500 snapshots on day 30: coverage of the truth .667 by day 14."""
    rng = np.random.default_rng(n)
    curve_holds = naive_holds = 0
    shares = []
    for _ in range(500):
        (events, censored), replied, asked = snapshot(rng, n)
        found = reply_rate_by(events, censored, 14)
        naive = proportion_interval(replied, asked)
        if isinstance(found, Estimate):
            curve_holds += found.low <= 2 / 3 <= found.high
            shares.append(found.estimate)
        assert isinstance(naive, Estimate)
        naive_holds += naive.low <= 2 / 3 <= naive.high
    assert len(shares) >= 495  # at 20 a few follow nobody for 14 days
    assert curve_holds / len(shares) >= 0.93
    assert np.mean(shares) == pytest.approx(2 / 3, abs=0.015)
    assert naive_holds < curve_holds
    if n == 200:
        assert naive_holds / 500 < 0.7


def test_a_group_that_joined_later_is_not_called_slower() -> None:
    """Equal groups of 80, one asked over the last week only: log-rank errs in 5 %."""
    rng = np.random.default_rng(77)
    alarms = naive = 0
    for _ in range(300):
        delay = np.minimum(rng.geometric(0.28, 160) - 1, 14)
        replies = rng.random(160) < 2 / 3
        age = np.concatenate([rng.integers(0, 30, 80), rng.integers(0, 8, 80)])
        seen = replies & (delay <= age)
        groups = (slice(0, 80), slice(80, 160))
        events = np.stack([np.bincount(delay[g][seen[g]], minlength=31) for g in groups])
        censored = np.stack([np.bincount(age[g][~seen[g]], minlength=31) for g in groups])
        found = logrank(events, censored)
        assert isinstance(found, LogRank)
        alarms += found.verdict.outcome == "supported"
        first, second = (seen[g].mean() for g in groups)
        naive += abs(first - second) > 1.96 * np.sqrt(0.25 / 40)
    assert alarms / 300 <= 0.08
    assert naive / 300 > 0.15


def test_a_log_rank_needs_replies_and_company() -> None:
    none = np.zeros((2, 3), dtype=int)
    reason = NotEstimable("fewer than two groups hold anybody while somebody replies")
    assert logrank(none, none + 1) == reason
    alone = np.array([[1, 0, 0], [0, 0, 0]])
    assert logrank(alone, np.array([[0, 0, 2], [0, 0, 0]])) == reason
    apart = logrank(np.array([[1, 0], [0, 0]]), np.array([[0, 0], [0, 1]]))
    assert isinstance(apart, LogRank)
    together = logrank(np.array([[1, 0, 1], [1, 0, 0]]), np.array([[0, 0, 0], [0, 0, 0]]))
    assert isinstance(together, LogRank) or together.reason.startswith("the groups are never")


def test_a_log_rank_takes_groups_by_days() -> None:
    with pytest.raises(ValueError, match="a table of groups by days"):
        logrank([1, 2], [3, 4])


def test_an_unresolved_log_rank_says_what_it_needs() -> None:
    """7.849 (Cohen's noncentrality for 1 df and power .8) / (3.396 / 23) = 54 people."""
    found = logrank(*AML)
    assert isinstance(found, LogRank)
    assert str(found.verdict) == "unresolved (needs about 31 more)"
    strong = logrank(np.array([[20, 0], [0, 0]]), np.array([[0, 0], [0, 20]]))
    assert isinstance(strong, LogRank)
    assert str(strong.verdict) == "supported"
