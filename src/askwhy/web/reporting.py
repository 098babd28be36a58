"""The account's report and a study's, made anew only where the record has changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa

    from askwhy.app.study.studying import Running
    from askwhy.report.model import Report
    from askwhy.web.desk import Desk
    from askwhy.web.reported import Made, Wanted


def report_of(desk: Desk, connection: sa.Connection, wanted: Wanted) -> Made:
    """The account's report, as of this moment's record."""
    from askwhy.app.reporting import make_report

    now = desk.clock()
    standing = desk.overview.refresh(connection)

    def make() -> Report:
        made = make_report(
            connection,
            made_at=now,
            account=wanted.account,
            since=wanted.since,
            until=wanted.until,
            names=wanted.names,
        )
        return replace(made, fictional=desk.is_demo)

    told = (standing.whole, standing.single, standing.coded)
    key = (desk.record.home, told, wanted, now.date())
    return desk.reports.of(key, make)


def study_of(desk: Desk, connection: sa.Connection, one: Running) -> Made:
    """A study's own report, as of this moment's record."""
    from askwhy.app.study.study_report import report_on

    now = desk.clock()
    standing = desk.overview.refresh(connection)

    def make() -> Report:
        return replace(report_on(connection, one, now), fictional=desk.is_demo)

    key = (desk.record.home, standing, one.study.digest, now.date())
    return desk.reports.of(key, make)


def pace_of(desk: Desk, connection: sa.Connection) -> float | None:
    """How many requests come a month, reckoned anew after an import only."""
    from askwhy.app.study.rehearsing import arrival_rate

    key = (desk.record.home, desk.overview.refresh(connection).whole)
    if desk.pace[0] != key:
        desk.pace = (key, arrival_rate(connection))
    return desk.pace[1]
