"""How long people were waited for, from courses to the counts that reply curves take."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.analysis import Estimate, NotEstimable, proportion_interval, reply_rate_by
from askwhy.analysis.tabulate import Followed, Waiting, last_whole_day, whole_days

START = datetime(2026, 10, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def at(days: float) -> datetime:
    return START + days * DAY


def waited(
    until: float, *people: tuple[float, float | None, float | None]
) -> Waiting:  # since, wrote, owner wrote
    waiting = Waiting()
    for since, wrote, owner in people:
        waiting.add(
            at(since),
            at(until),
            None if wrote is None else at(wrote),
            None if owner is None else at(owner),
        )
    return waiting


def test_a_word_counts_on_its_day_and_a_silence_on_the_last_whole_one() -> None:
    """Asked at noon; one writes after six hours, one after 3.2 days, one never; seen 10.5 days."""
    waiting = waited(10.5, (0, 0.25, None), (0, 3.2, None), (0, None, None))
    assert waiting.wrote == Counter({0: 1, 3: 1})
    assert waiting.ended == Counter({10: 1})
    assert (waiting.n, waiting.days, waiting.too_early) == (3, 10, 0)
    events, censored = waiting.table()
    assert events == [1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert censored == [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_who_is_followed_for_less_than_a_day_is_set_aside() -> None:
    waiting = waited(1.5, (0.6, 0.7, None), (0.5, None, None), (2, None, None))
    assert waiting.too_early == 2
    assert (waiting.n, waiting.ended) == (1, Counter({1: 1}))


def test_a_word_on_a_day_that_was_not_seen_whole_is_not_yet_an_event() -> None:
    """Otherwise the last day would show those who wrote and hide those who had yet to."""
    waiting = waited(3.5, (0, 3.2, None), (0, 2.9, None))
    assert waiting.ended == Counter({3: 1})
    assert waiting.wrote == Counter({2: 1})


def test_the_owners_word_ends_the_waiting_without_an_answer() -> None:
    waiting = waited(9, (0, 5.0, 2.4), (0, 2.0, 2.4), (0, None, 1.0), (0, None, None))
    assert waiting.cut == Counter({2: 1, 1: 1})
    assert waiting.wrote == Counter({2: 1})
    events, censored = waiting.table()
    assert events == [0, 0, 1] + 6 * [0]
    assert censored == [0, 1, 1] + 5 * [0] + [1]


def test_who_was_cut_on_the_last_day_counts_on_it() -> None:
    assert waited(3, (0, None, 2.4), (0, None, None)).table() == ([0, 0, 0], [0, 0, 2])


def test_at_the_same_instant_the_contact_came_first() -> None:
    assert waited(9, (0, 2.0, 2.0)).wrote == Counter({2: 1})


def test_nothing_is_known_beyond_the_day_on_which_the_owner_wrote_to_everybody() -> None:
    """Three days are asked for; after the first the owner had written to all who were silent."""
    waiting = waited(20, (0, 0.1, None), (0, None, 1.3), (0, None, 1.4))
    assert waiting.days == 1
    assert waiting.table() == ([1], [2])
    within_one = reply_rate_by(*waiting.table(), 0)
    assert isinstance(within_one, Estimate)
    assert within_one.estimate == pytest.approx(1 / 3)
    assert isinstance(reply_rate_by(*waiting.table(), 2), NotEstimable)


def test_a_word_before_the_waiting_began_falls_on_its_first_day() -> None:
    """Acceptance is known to the day only, and the waiting begins at its end."""
    assert waited(9, (1, 0.5, None), (1, None, 0.5)).wrote == Counter({0: 1})
    assert waited(9, (1, None, 0.5)).cut == Counter({0: 1})


def test_a_table_can_be_longer_than_its_own_days_and_not_shorter() -> None:
    waiting = waited(2, (0, None, None))
    assert waiting.table(4) == ([0, 0, 0, 0], [0, 1, 0, 0])
    with pytest.raises(AssertionError, match="cut off"):
        waiting.table(1)
    assert Waiting().table() == ([], [])


PEOPLE = st.lists(
    st.tuples(
        st.floats(0, 20),
        st.none() | st.floats(0, 30),
        st.none() | st.floats(0, 30),
    ),
    max_size=30,
)


@given(PEOPLE, st.floats(0, 30))
def test_everybody_is_in_the_table_once_or_too_early(
    people: list[tuple[float, float | None, float | None]], until: float
) -> None:
    waiting = waited(
        until,
        *(
            (since, wrote and since + wrote, owner and since + owner)
            for since, wrote, owner in people
        ),
    )
    assert waiting.n + waiting.too_early == len(people)
    events, censored = waiting.table()
    assert len(events) == len(censored) == waiting.days
    on_table = sum(events) + sum(censored)
    assert on_table == waiting.n or not waiting.days
    assert sum(events) == waiting.wrote.total()


@given(st.lists(st.none() | st.floats(0, 40), min_size=1, max_size=40), st.integers(1, 14))
def test_where_everybody_was_followed_long_enough_the_curve_is_the_share(
    delays: list[float | None], horizon: int
) -> None:
    """Seen for 60 days: the share within the horizon is k of n, with Wilson's interval."""
    waiting, k = Waiting(), 0
    for delay in delays:
        wrote = None if delay is None else at(delay)
        waiting.add(START, at(60), wrote)
        k += wrote is not None and wrote < at(horizon)
    found = reply_rate_by(*waiting.table(), horizon - 1)
    share = proportion_interval(k, len(delays))
    assert isinstance(share, Estimate)
    if waiting.days < horizon:
        assert k == len(delays), "everybody wrote before the horizon"
        return
    assert isinstance(found, Estimate)
    assert (found.estimate, found.low, found.high) == pytest.approx(
        (share.estimate, share.low, share.high), abs=1e-9
    )


def test_the_share_and_its_days_count_the_same_people() -> None:
    followed = Followed()
    followed.add(at(0), wrote=True, is_due=True)
    followed.add(at(0.2), wrote=False, is_due=True)
    followed.add(at(5), wrote=True, is_due=False)
    assert followed.pair == (1, 2)
    first = (START - datetime(1970, 1, 1, tzinfo=UTC)).days
    assert followed.by_day == {first: (1, 2), first + 5: (1, 1)}


@pytest.mark.parametrize(
    ("horizon", "days"),
    [(timedelta(hours=1), 1), (DAY, 1), (timedelta(hours=36), 2), (14 * DAY, 14)],
)
def test_a_horizon_is_as_many_days_as_it_touches(horizon: timedelta, days: int) -> None:
    assert whole_days(horizon) == days


def test_a_day_is_whole_when_it_is_over() -> None:
    assert last_whole_day(datetime(1970, 1, 3, tzinfo=UTC)) == 1
    assert last_whole_day(datetime(1970, 1, 3, 23, 59, tzinfo=UTC)) == 1
