"""Quiet hours, weekdays and limits by the clock on the wall, through both changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.protocol import Hours, Limits, Window
from askwhy.protocol import hours as reckoned
from askwhy.protocol.hours import (
    bounds,
    is_open,
    midnight,
    next_departure,
    next_open,
)

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
OFFICE = Hours("Europe/Warsaw", ((0, 8 * 60), (20 * 60, 24 * 60)), (0, 1, 2, 3, 4))
ZONES = (
    "Europe/Warsaw",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/Santiago",  # its clocks change at midnight
    "Africa/Cairo",
    "UTC",
)


@pytest.fixture(autouse=True)
def _reckoned_anew() -> None:
    """What an earlier test had reckoned out is forgotten."""
    reckoned._turns.cache_clear()


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc,arg-type]


@st.composite
def timetables(draw: st.DrawFn) -> Hours:
    ends = draw(st.lists(st.integers(0, 1440), unique=True, max_size=6).map(sorted))
    pairs = tuple(zip(ends[::2], ends[1::2], strict=False))
    quiet = () if pairs == ((0, 1440),) else pairs
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    return Hours(draw(st.sampled_from(ZONES)), quiet, tuple(sorted(days)))


instants = st.integers(0, 3 * 366 * 24 * 60).map(lambda n: utc(2025, 1, 1) + n * MINUTE)


def open_by_the_wall(hours: Hours, at: datetime) -> bool:
    """The rule in its own words."""
    wall = at.astimezone(ZoneInfo(hours.zone))
    minute = int(wall.strftime("%H")) * 60 + int(wall.strftime("%M"))
    day = {"Mon": 0, "Tue": 1, "Wed": 2, "Thu": 3, "Fri": 4, "Sat": 5, "Sun": 6}[f"{wall:%a}"]
    return day in hours.weekdays and all(not start <= minute < end for start, end in hours.quiet)


def step_to_open(hours: Hours, at: datetime) -> datetime:
    """The second implementation: minute by minute."""
    while not open_by_the_wall(hours, at):
        at = (at + MINUTE).replace(second=0)
    return at


@pytest.mark.slow
@given(timetables(), instants)
@settings(max_examples=100, deadline=None)
def test_the_next_open_instant_is_that_found_minute_by_minute(hours: Hours, at: datetime) -> None:
    assert next_open(hours, at) == step_to_open(hours, at)
    assert is_open(hours, at) is open_by_the_wall(hours, at)


@given(st.sampled_from(ZONES), st.integers(0, 1439), st.integers(-180, 180))
@settings(max_examples=25, deadline=None)
def test_so_it_is_around_each_change_of_the_clocks(zone: str, end: int, minutes: int) -> None:
    hours = Hours(zone, ((0, end),) if end else (), EVERY_DAY)
    for change in (utc(2026, 3, 29, 1), utc(2026, 10, 25, 1), utc(2026, 4, 5, 3), utc(2026, 4, 24)):
        at = change + minutes * MINUTE
        assert next_open(hours, at) == step_to_open(hours, at)


@pytest.mark.parametrize(
    ("now", "free"),
    [
        (utc(2026, 10, 5, 5, 59, 59), utc(2026, 10, 5, 6)),  # Monday, summer time
        (utc(2026, 10, 5, 6, 0, 0), utc(2026, 10, 5, 6)),
        (utc(2026, 10, 5, 17, 59, 59), utc(2026, 10, 5, 17, 59, 59)),
        (utc(2026, 10, 5, 18, 0, 0), utc(2026, 10, 6, 6)),
        (utc(2026, 10, 9, 18, 0, 0), utc(2026, 10, 12, 6)),  # from Friday evening to Monday
        (utc(2026, 10, 24, 12), utc(2026, 10, 26, 7)),  # Monday, winter time
        (utc(2026, 3, 28, 12), utc(2026, 3, 30, 6)),  # Monday, summer time again
    ],
)
def test_office_hours_in_warsaw(now: datetime, free: datetime) -> None:
    assert next_open(OFFICE, now) == free


def test_quiet_hours_that_end_in_the_hour_left_out_end_with_it() -> None:
    """On 29 March 2026 two o'clock becomes three; half past two never is."""
    hours = Hours("Europe/Warsaw", ((0, 150),), EVERY_DAY)
    assert next_open(hours, utc(2026, 3, 29, 0, 30)) == utc(2026, 3, 29, 1)


def test_quiet_hours_within_the_hour_that_comes_twice_are_quiet_twice() -> None:
    """On 25 October 2026 three o'clock becomes two again."""
    hours = Hours("Europe/Warsaw", ((150, 240),), EVERY_DAY)
    assert next_open(hours, utc(2026, 10, 25, 0, 40)) == utc(2026, 10, 25, 1), "two, again"
    assert next_open(hours, utc(2026, 10, 25, 1, 40)) == utc(2026, 10, 25, 3)


def test_the_day_on_which_it_opens_again_is_the_zones() -> None:
    """Half past eight in the evening in New York is the next day in UTC already."""
    hours = Hours("America/New_York", ((0, 21 * 60),), EVERY_DAY)
    assert next_open(hours, utc(2026, 10, 6, 0, 30)) == utc(2026, 10, 6, 1)


def test_an_hour_that_is_left_out_is_awaited_for_a_week_more() -> None:
    """Only from two to three on Sundays, and on 29 March 2026 there is no such hour."""
    hours = Hours("Europe/Warsaw", ((0, 120), (180, 1440)), (6,))
    assert next_open(hours, utc(2026, 3, 23)) == utc(2026, 4, 5)


@pytest.mark.parametrize(
    ("zone", "change"),
    [("Europe/Warsaw", utc(2026, 3, 29, 1)), ("Australia/Lord_Howe", utc(2026, 10, 3, 15, 30))],
)
def test_the_clocks_change_to_the_second(zone: str, change: datetime) -> None:
    """The instants are those of the time zone database."""
    for seconds in range(0, 3600, 59):
        since = change - 50 * HOUR - timedelta(seconds=seconds)
        assert list(reckoned._clock_changes(ZoneInfo(zone), since, 4)) == [change]
    assert reckoned._clock_changes(ZoneInfo(zone), change + 1 * HOUR, 4) == []


def test_the_instant_of_a_day_is_told_in_utc() -> None:
    assert midnight("Europe/Warsaw", date(2026, 7, 1)).tzinfo is UTC


def test_a_departure_at_midnight_is_of_the_day_that_begins() -> None:
    hours, one = Hours("UTC", (), EVERY_DAY), Limits(per_day=1, per_hour=9)
    gone = [utc(2026, 10, 5)]
    assert next_departure(hours, one, gone, utc(2026, 10, 5, 9)) == utc(2026, 10, 6)
    assert next_departure(hours, one, gone, utc(2026, 10, 4, 9)) == utc(2026, 10, 4, 9)


def test_a_windows_days_begin_and_end_at_midnight_of_the_zone() -> None:
    october = Window(date(2026, 10, 1), date(2026, 10, 31))
    assert bounds(october, "Europe/Warsaw") == (utc(2026, 9, 30, 22), utc(2026, 10, 31, 23))
    assert bounds(october, "UTC") == (utc(2026, 10, 1), utc(2026, 11, 1))
    assert midnight("America/New_York", date(2026, 7, 1)) == utc(2026, 7, 1, 4)


def test_the_days_limit_moves_on_to_the_next_day() -> None:
    two = Limits(per_day=2, per_hour=9)
    gone = [utc(2026, 10, 5, 7), utc(2026, 10, 5, 8)]
    assert next_departure(OFFICE, two, gone[:1], utc(2026, 10, 5, 9)) == utc(2026, 10, 5, 9)
    assert next_departure(OFFICE, two, gone, utc(2026, 10, 5, 9)) == utc(2026, 10, 6, 6)


def test_the_day_of_the_limit_is_the_zones() -> None:
    """23:30 and 00:30 in Warsaw are one day in UTC."""
    hours = Hours("Europe/Warsaw", (), EVERY_DAY)
    one = Limits(per_day=1, per_hour=9)
    gone = [utc(2026, 10, 5, 21, 30)]
    assert next_departure(hours, one, gone, utc(2026, 10, 5, 21, 40)) == utc(2026, 10, 5, 22)


def test_the_hours_limit_is_any_hours() -> None:
    two = Limits(per_day=9, per_hour=2)
    gone = [utc(2026, 10, 5, 7, 50), utc(2026, 10, 5, 8, 10)]
    assert next_departure(OFFICE, two, gone, utc(2026, 10, 5, 8, 20)) == utc(2026, 10, 5, 8, 50)
    assert next_departure(OFFICE, two, gone, utc(2026, 10, 5, 8, 50)) == utc(2026, 10, 5, 8, 50)


def test_departures_after_now_count_for_a_clock_put_back() -> None:
    one = Limits(per_day=9, per_hour=1)
    later = [utc(2026, 10, 5, 9)]
    assert next_departure(OFFICE, one, later, utc(2026, 10, 5, 8, 30)) == utc(2026, 10, 5, 10)
    assert next_departure(OFFICE, one, later, utc(2026, 10, 5, 8)) == utc(2026, 10, 5, 8)


@given(
    timetables(),
    st.integers(1, 3),
    st.integers(1, 3),
    st.lists(st.integers(-3000, 3000), max_size=12),
    instants,
)
@settings(max_examples=30, deadline=None)
def test_no_day_and_no_hour_ever_holds_more_than_its_limit(
    hours: Hours, per_day: int, per_hour: int, wishes: list[int], start: datetime
) -> None:
    """Whatever the clock says at each departure."""
    gone: list[datetime] = []
    for minutes in wishes:
        after = start + minutes * MINUTE
        at = next_departure(hours, Limits(per_day, per_hour), gone, after)
        assert at >= after
        assert open_by_the_wall(hours, at)
        gone.append(at)
    zone = ZoneInfo(hours.zone)
    for at in gone:
        assert sum(
            other.astimezone(zone).date() == at.astimezone(zone).date() for other in gone
        ) <= (per_day)
        assert sum(at <= other < at + HOUR for other in gone) <= per_hour


@given(timetables(), st.integers(1, 3), st.integers(1, 3), st.lists(st.integers(0, 900)), instants)
@settings(max_examples=8, deadline=None)
def test_no_free_minute_is_passed_over(
    hours: Hours, per_day: int, per_hour: int, wishes: list[int], start: datetime
) -> None:
    gone = [next_open(hours, start + minutes * MINUTE) for minutes in wishes[:4]]
    at = next_departure(hours, Limits(per_day, per_hour), gone, start)
    zone = ZoneInfo(hours.zone)
    earlier = [start + n * MINUTE for n in range(min(600, int((at - start) / MINUTE)))]
    for minute in earlier:
        near = [other for other in gone if abs(other - minute) < HOUR]
        same = [
            other
            for other in gone
            if other.astimezone(zone).date() == minute.astimezone(zone).date()
        ]
        assert (
            not open_by_the_wall(hours, minute) or len(near) >= per_hour or len(same) >= per_day
        ), f"{minute} was free"
