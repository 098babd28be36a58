"""A report shows what its studies declared, and calls confirmatory only what came first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.app.reporting import make_report

if TYPE_CHECKING:
    from tests.app.conftest import Stage

    from askwhy.report.model import Row

HYPOTHESIS = """
[[hypotheses]]
says = "People have a reason to ask"
kind = "confirmatory"
figure = "{figure}"
expects = "more"
than = {than}
"""


@pytest.fixture
def seen(stage: Stage) -> Stage:
    """A dozen people who asked to connect in October, two weeks after the study was locked."""
    stage.now = datetime(2026, 9, 30, 9, tzinfo=UTC)
    with_one = "\n".join([ARM, HYPOTHESIS.format(figure="S6", than=0.5)])
    stage.lock(arms=with_one)
    stage.now = datetime(2026, 10, 16, 9, tzinfo=UTC)
    stage.requests(*(f"p{number}" for number in range(12)))
    return stage


ARM = """
[[arms]]
name = "A"
[arms.wording]
en = "May I help, {first_name}?"
"""


def declared(stage: Stage, since: date, until: date) -> list[Row]:
    with stage.record.read() as connection:
        report = make_report(
            connection, made_at=stage.now, account="mastodon", since=since, until=until
        )
    return [row for row in report.rows if row.id == "S12"]


def test_locked_before_the_first_request_it_is_confirmatory(seen: Stage) -> None:
    (row,) = declared(seen, date(2026, 10, 1), date(2026, 10, 31))
    assert row.claimed is not None
    assert (row.k, row.n) == (0, 12)
    assert row.claimed.kind == "confirmatory"
    assert row.verdict == "contradicted"


def test_locked_after_the_window_began_it_is_exploratory(seen: Stage) -> None:
    (row,) = declared(seen, date(2026, 9, 1), date(2026, 10, 31))
    assert row.claimed is not None
    assert row.claimed.kind == "exploratory"


def test_a_study_of_another_time_declares_nothing_here(seen: Stage) -> None:
    seen.now += timedelta(days=100)
    assert declared(seen, date(2026, 12, 2), date(2026, 12, 31)) == []
