"""Numbers, dates and ages are said as the reader will quote them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.report import wording
from askwhy.report.model import Owed, Report, Row


@pytest.mark.parametrize(
    ("k", "n", "said"),
    [
        (4, 50, "8 %"),
        (46, 50, "92 %"),
        (0, 7, "0 %"),
        (7, 7, "100 %"),
        (1, 8, "13 %"),
        (1, 199, "1 %"),
        (198, 199, "99 %"),
        (15, 200, "7.5 %"),
        (0, 400, "0 %"),
        (400, 400, "100 %"),
        (1, 9000, "<0.1 %"),
        (8999, 9000, ">99.9 %"),
        (105, 364, "28.8 %"),
        (0, 0, "—"),
    ],
)
def test_a_share_has_a_decimal_only_from_two_hundred_people_on(k: int, n: int, said: str) -> None:
    assert wording.percent(k, n).replace(wording.NBSP, " ") == said


@given(st.integers(1, 2_000_000).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))))
def test_somebody_is_never_said_to_be_nobody_nor_most_to_be_all(pair: tuple[int, int]) -> None:
    k, n = pair
    said = wording.percent(k, n)
    assert said not in {f"0{wording.NBSP}%", f"0.0{wording.NBSP}%"}
    assert (said.startswith("100")) == (k == n)


@pytest.mark.parametrize(
    ("low", "high", "n", "said"),
    [
        (0.0315, 0.1884, 50, "3–19 %"),
        (0.0, 0.1611, 20, "0–16 %"),
        (0.6457, 1.0, 7, "65–100 %"),
        (1e-18, 0.0095, 400, "0–0.9 %"),
        (0.2443, 0.3370, 364, "24.4–33.7 %"),
        (0.000006, 0.00019, 30_000, "0.0–<0.1 %"),
        (0.0, 0.00013, 30_000, "0–<0.1 %"),
        (0.99981, 0.999994, 30_000, ">99.9–100.0 %"),
    ],
)
def test_an_interval_has_the_digits_of_its_share(
    low: float, high: float, n: int, said: str
) -> None:
    assert wording.interval(low, high, n).replace(wording.NBSP, " ") == said


@pytest.mark.parametrize(
    ("at", "people", "said"),
    [(0.15, 20, "+15"), (-0.1374, 20, "−14"), (0.001, 20, "0"), (-0.0014, 900, "−0.1")],
)
def test_a_difference_carries_its_sign(at: float, people: int, said: str) -> None:
    assert wording.points(at, people) == said


@pytest.mark.parametrize(
    ("p", "said"), [(0.00004, "p < 0.001"), (0.0086, "p = 0.009"), (0.25, "p = 0.25")]
)
def test_a_probability_is_never_zero(p: float, said: str) -> None:
    assert wording.p_value(p).replace(wording.NBSP, " ") == said


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (datetime(2025, 10, 1, tzinfo=UTC), datetime(2025, 11, 1, tzinfo=UTC), "1–31 October 2025"),
        (datetime(2025, 10, 1, tzinfo=UTC), datetime(2025, 10, 2, tzinfo=UTC), "1 October 2025"),
        (
            datetime(2025, 10, 3, tzinfo=UTC),
            datetime(2025, 10, 9, 15, tzinfo=UTC),
            "3–9 October 2025",
        ),
        (
            datetime(2025, 10, 1, tzinfo=UTC),
            datetime(2026, 1, 1, tzinfo=UTC),
            "1 October 2025 – 31 December 2025",
        ),
        (datetime(2025, 10, 1, tzinfo=UTC), datetime(2025, 10, 1, tzinfo=UTC), "1 October 2025"),
        (
            datetime(2025, 10, 1, tzinfo=timezone(timedelta(hours=2))),
            datetime(2025, 11, 1, tzinfo=timezone(timedelta(hours=1))),
            "1–31 October 2025",
        ),
    ],
)
def test_a_window_is_said_in_whole_days_of_its_own_zone(
    october: Report, since: datetime, until: datetime, said: str
) -> None:
    assert wording.window(replace(october, since=since, until=until)) == said


def test_debts_are_counted_by_age_and_none_is_lost() -> None:
    owed = [Owed(each) for each in (0, 7, 8, 30, 31, 365, 366)]
    assert wording.ages(owed) == (
        ("up to a week", 2),
        ("up to a month", 2),
        ("up to a year", 2),
        ("more than a year", 1),
    )
    assert "the oldest has waited 366\xa0days" in wording.debt(owed)
    assert wording.debt([Owed(1)]).endswith("it has waited 1\xa0day.")
    assert wording.debt([]) == "You owe nobody an answer."


def test_a_row_without_an_interval_says_so_instead_of_a_share() -> None:
    lacking = Row("S2", "Accepted", 48, 50, "requests", None, None, 0.95, "none", "Declined.")
    assert wording.share(lacking) == "—"
    assert wording.figure(lacking).replace(wording.NBSP, " ") == "48 of 50; no estimate"


def test_an_interval_is_not_left_out_without_a_reason() -> None:
    with pytest.raises(AssertionError, match="reason"):
        Row("S2", "Accepted", 48, 50, "requests", None, None, 0.95, "none", "")
    with pytest.raises(AssertionError, match="k of n"):
        Row("S2", "Accepted", 51, 50, "requests", 0.1, 0.2, 0.95, "wilson", "")
    with pytest.raises(AssertionError, match="two ends"):
        Row("S2", "Accepted", 1, 50, "requests", None, 0.2, 0.95, "wilson", "so")


def test_each_method_is_named_once(october: Report) -> None:
    said = [each.replace(wording.NBSP, " ") for each in wording.methods(october)]
    assert said == [
        "Wilson, 95 %",
        "Newcombe, 95 %",
        "kaplan-meier, 95 %",
        "Robbins' mixture, valid at any time, 95 %",
    ]
