"""Until when an export has seen anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from askwhy.facts import Coverage, Record
from askwhy.networks.linkedin.coverage import REGISTER, Extent, exported_on

NAMED = datetime(2026, 11, 16, tzinfo=UTC)
BEGUN = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("newest", "until"),
    [
        (datetime(2026, 11, 10, tzinfo=UTC), NAMED),
        (datetime(2026, 11, 16, 18, tzinfo=UTC), datetime(2026, 11, 16, 18, tzinfo=UTC)),
        (datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)),
        (NAMED + timedelta(days=2), NAMED + timedelta(days=2)),
        (NAMED + timedelta(days=2, seconds=1), NAMED + timedelta(days=1)),
        (datetime(2098, 1, 1, tzinfo=UTC), NAMED + timedelta(days=1)),
    ],
    ids=[
        "a quiet week", "the same day", "a name too far off to be believed",
        "two days later at most", "later than can be", "a damaged date",
    ],
)  # fmt: skip
def test_the_name_of_an_archive_bounds_what_it_has_seen(newest: datetime, until: datetime) -> None:
    extent = Extent(NAMED)
    for record in (Record.MESSAGES, Record.REQUESTS):
        extent.begin(record)
    extent.note(Record.MESSAGES, BEGUN)
    extent.note(Record.MESSAGES, newest)
    assert set(extent.coverages()) == {
        Coverage(Record.MESSAGES, BEGUN, until),
        Coverage(Record.REQUESTS, until - REGISTER, until),
    }


def test_a_name_with_no_day_that_exists_tells_none() -> None:
    assert exported_on("Basic_LinkedInDataExport_11-16-2026.zip") == NAMED
    assert exported_on("Basic_LinkedInDataExport_13-45-2026.zip") is None
    assert exported_on("download.zip") is None
