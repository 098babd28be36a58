"""What each way of writing a time is worth, in the places where it is met."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.facts import Span
from askwhy.networks.linkedin.clock import (
    NoDate,
    connected_span,
    find_day_first,
    message_time,
    sent_span,
)

PACIFIC = ZoneInfo("America/Los_Angeles")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def written(at: datetime, space: str = " ") -> str:
    """An instant as LinkedIn writes `Sent At`, by other means than the reader's."""
    local = at.astimezone(PACIFIC)
    day = f"{local.month}/{local.day}/{local.year % 100:02}"
    return f"{day}, {(local.hour + 11) % 12 + 1}:{local.minute:02}{space}{local:%p}"


def test_sent_at_is_pacific_time_to_the_minute() -> None:
    assert sent_span("10/31/26, 6:02 PM") == Span(utc("2026-11-01 01:02"), utc("2026-11-01 01:03"))
    assert sent_span("12/31/26, 6:02 PM") == Span(utc("2027-01-01 02:02"), utc("2027-01-01 02:03"))


def test_noon_and_midnight_are_told_apart() -> None:
    assert sent_span("7/1/26, 12:00 AM").earliest == utc("2026-07-01 07:00")
    assert sent_span("7/1/26, 12:00 PM").earliest == utc("2026-07-01 19:00")


@pytest.mark.parametrize("space", ["\u202f", "\u00a0", "  "])
def test_any_space_may_stand_before_am_and_pm(space: str) -> None:
    assert sent_span(f"4/5/26, 3:20{space}PM") == sent_span("4/5/26, 3:20 PM")


def test_in_the_repeated_hour_the_span_covers_both_readings() -> None:
    """On 1 November 2026 the clocks of California show 1:30 twice."""
    assert sent_span("11/1/26, 1:30 AM") == Span(utc("2026-11-01 08:30"), utc("2026-11-01 09:31"))
    assert sent_span("11/1/26, 12:59 AM").latest == utc("2026-11-01 08:00")
    assert sent_span("11/1/26, 2:00 AM").earliest == utc("2026-11-01 10:00")


def test_in_the_skipped_hour_the_span_covers_both_readings() -> None:
    """On 8 March 2026 the clocks of California never show 2:30."""
    assert sent_span("3/8/26, 2:30 AM") == Span(utc("2026-03-08 09:30"), utc("2026-03-08 10:31"))
    assert sent_span("3/8/26, 1:59 AM").latest == utc("2026-03-08 10:00")
    assert sent_span("3/8/26, 3:00 AM").earliest == utc("2026-03-08 10:00")


CHANGES = [utc("2026-03-08 10:00"), utc("2026-11-01 09:00"), utc("2019-03-10 10:00")]


@given(
    change=st.sampled_from(CHANGES),
    seconds=st.integers(-3 * 86_400, 3 * 86_400),
    space=st.sampled_from((" ", "\u202f")),
)
def test_around_the_changes_of_the_clock_the_span_holds_the_true_instant(
    change: datetime, seconds: int, space: str
) -> None:
    at = change + timedelta(seconds=seconds)
    span = sent_span(written(at, space))
    assert span.earliest <= at < span.latest
    is_ambiguous = span.latest - span.earliest > MINUTE
    is_twice = utc("2026-11-01 08:00") <= at < utc("2026-11-01 10:00")
    assert is_ambiguous == is_twice


@given(st.integers(0, 86 * 365 * 86_400))
def test_at_any_time_the_span_holds_the_true_instant_and_is_short(seconds: int) -> None:
    at = utc("2004-01-01") + timedelta(seconds=seconds)
    span = sent_span(written(at))
    assert span.earliest <= at < span.latest
    assert span.latest - span.earliest in (MINUTE, MINUTE + timedelta(hours=1))


def test_connected_on_is_a_day_of_utc() -> None:
    assert connected_span("07 Jun 2026") == Span(utc("2026-06-07"), utc("2026-06-08"))


def test_connected_on_with_a_time_covers_the_utc_and_the_pacific_reading() -> None:
    """Exports of 2018 write a time; in which zone was never settled."""
    span = connected_span("4/5/18, 9:52 PM")
    assert span == Span(utc("2018-04-05 21:52"), utc("2018-04-06 04:53"))


def test_a_message_is_dated_in_utc_to_the_second() -> None:
    assert message_time("2026-10-31 18:02:03 UTC") == (utc("2026-10-31 18:02:03"), 1)
    assert message_time("2020-02-29T18:02:03Z") == (utc("2020-02-29 18:02:03"), 1)
    assert message_time("2020-02-29T18:02:03.123+00:00") == (utc("2020-02-29 18:02:03"), 1)
    assert message_time("2020-02-29 18:02:03") == (utc("2020-02-29 18:02:03"), 1)


def test_a_message_of_2018_is_known_to_the_minute() -> None:
    assert message_time("4/23/18, 9:52 AM") == (utc("2018-04-23 09:52"), 60)


@pytest.mark.parametrize(
    ("text", "day_first"),
    [
        ("4-Apr-21", None),
        ("04-Apr-2021", None),
        ("4 Apr 2021", None),
        ("2021-04-04", None),
        ("4.4.2021", None),
        ("04/04/2021", True),
        ("4/4/21", False),
    ],
)
def test_a_spreadsheet_s_date_is_worth_a_day(text: str, day_first: bool | None) -> None:
    assert message_time(text, day_first) == (utc("2021-04-04"), 86_400)
    assert connected_span(text, day_first) == Span(utc("2021-04-04"), utc("2021-04-05"))
    sent = sent_span(text, day_first)
    assert sent == Span(utc("2021-04-04 07:00"), utc("2021-04-05 07:00"))


def test_a_day_of_pacific_time_on_which_the_clock_changes_has_its_own_length() -> None:
    spring, autumn = sent_span("8-Mar-26"), sent_span("1-Nov-26")
    assert spring.latest - spring.earliest == timedelta(hours=23)
    assert autumn.latest - autumn.earliest == timedelta(hours=25)


@pytest.mark.parametrize(
    ("text", "day_first", "expected"),
    [
        ("31/10/2026 18:02", True, "2026-11-01 01:02"),
        ("10/31/2026 18:02", False, "2026-11-01 01:02"),
        ("31.10.2026 18:02:40", None, "2026-11-01 01:02:40"),
        ("2026-10-31 18:02", None, "2026-11-01 01:02"),
        ("31-Oct-26 18:02", None, "2026-11-01 01:02"),
        ("2026-10-31 18:02:40 UTC", None, "2026-10-31 18:02:40"),
    ],
)
def test_sent_at_saved_again_is_pacific_still_unless_it_says_utc(
    text: str, day_first: bool | None, expected: str
) -> None:
    assert sent_span(text, day_first).earliest == utc(expected)


def test_month_and_day_are_never_guessed() -> None:
    with pytest.raises(NoDate, match="does not tell the month from the day"):
        sent_span("4/5/2021 15:20")
    assert sent_span("4/5/2021 15:20", True).earliest == utc("2021-05-04 22:20")
    assert sent_span("4/5/2021 15:20", False).earliest == utc("2021-04-05 22:20")


def test_linkedin_s_own_form_has_the_month_first_whatever_a_spreadsheet_did() -> None:
    assert sent_span("4/5/21, 3:20 PM", True).earliest == utc("2021-04-05 22:20")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1/2/2021", "13/2/2021", "3/4/2021"], True),
        (["1/2/2021", "2/13/2021"], False),
        (["12/13/2021"], False),
        (["1/2/2021", "3/3/2021"], None),
        (["07 Jun 2026", ""], None),
        (["13/13/2021"], None),
        (["12/11/2021", "11/12/2021"], None),
    ],
)
def test_a_file_tells_its_order_by_a_number_above_twelve(
    texts: list[str], expected: bool | None
) -> None:
    assert find_day_first(texts) is expected


def test_the_years_of_linkedin_are_read_to_their_edges() -> None:
    assert connected_span("01 Jan 2003").earliest == utc("2003-01-01")
    assert connected_span("31 Dec 2099").earliest == utc("2099-12-31")
    assert connected_span("31 Dec 99").earliest == utc("2099-12-31")
    for outside in ("31 Dec 2002", "01 Jan 2100"):
        with pytest.raises(NoDate, match="outside the time of LinkedIn"):
            connected_span(outside)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no date in any form"),
        ("yesterday", "no date in any form"),
        ("07 Juin 2026", "no date in any form"),
        ("07 Jui 2026", "names no English month"),
        ("31 Feb 2026", "no day of the calendar"),
        ("00/00/0000", "does not tell the month"),
        ("2/3/26, 13:05 PM", "no time of day"),
        ("2026-10-31 25:00:00", "no day of the calendar"),
        ("07 Jun 1926", "outside the time of LinkedIn"),
        ("07 Jun 2126", "outside the time of LinkedIn"),
        ("2026-10-31 18:02:03 CET", "no date in any form"),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(text: str, why: str) -> None:
    for reader in (connected_span, sent_span, message_time):
        with pytest.raises(NoDate, match=why) as caught:
            reader(text)
        assert str(caught.value).startswith(f'"{text}" ')


@pytest.mark.parametrize(
    "beginning", ["whatever stood here, 2026-10-31", "2026-02-31 10:00:00.", "1926-10-31 10:00:00."]
)
def test_of_a_long_text_only_its_beginning_is_shown(beginning: str) -> None:
    text = beginning + "0" * 40
    for reader in (connected_span, sent_span, message_time):
        with pytest.raises(NoDate) as caught:
            reader(text)
        assert str(caught.value).startswith(f'"{text[:40]}" ')
