"""The account's report and a study's, made anew only where the record has changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from askwhy.app.holdings import accounts_of
from askwhy.store.looking import standing
from askwhy.web.reported import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import sqlalchemy as sa

    from askwhy.app.study.studying import Running
    from askwhy.report.model import Report
    from askwhy.web.desk import Desk
    from askwhy.web.reported import Made

    Making = tuple[Hashable, Callable[[], Report]]
    """A report's key, by which it is kept, and how it is made."""


def report_of(desk: Desk, connection: sa.Connection, wanted: Wanted) -> Made:
    """The account's report, as of this moment's record. Raises StillCounting."""
    return desk.reports.of(*_account(desk, connection, wanted))


def study_of(desk: Desk, connection: sa.Connection, one: Running) -> Made:
    """A study's own report, as of this moment's record. Raises StillCounting."""
    return desk.reports.of(*_study(desk, connection, one))


def pace_of(desk: Desk, connection: sa.Connection) -> float | None:
    """How many requests come a month, reckoned anew after an import. Raises StillCounting."""
    from askwhy.app.study.rehearsing import arrival_rate

    record = desk.record
    key = (record.home, standing(connection).whole)

    def reckon() -> None:
        with record.read() as another:
            desk.pace = (key, arrival_rate(another))

    if desk.pace[0] != key:
        desk.background.wait_for(("pace", key), reckon)
    return desk.pace[1]


def warm(desk: Desk) -> None:
    """Sort and count everything, before the next page asks for it."""
    from askwhy.app.study.rehearsing import arrival_rate
    from askwhy.app.study.studying import running

    with desk.record.read() as connection:
        state = desk.overview.refresh(connection)
        for account in accounts_of(connection)[:1]:
            desk.reports.make(*_account(desk, connection, Wanted(account.name)))
        studies = running(connection, desk.record.home)
        for one in studies[-1:]:
            desk.reports.make(*_study(desk, connection, one))
            desk.pace = ((desk.record.home, state.whole), arrival_rate(connection))


def _account(desk: Desk, connection: sa.Connection, wanted: Wanted) -> Making:
    """Of what was decided about people nothing but their favours is in an account's report."""
    from askwhy.app.people.deciding import favours
    from askwhy.app.reporting import make_report

    now, record, is_demo = desk.clock(), desk.record, desk.is_demo

    def make() -> Report:
        with record.read() as another:
            made = make_report(
                another,
                made_at=now,
                account=wanted.account,
                since=wanted.since,
                until=wanted.until,
                names=wanted.names,
            )
        return replace(made, fictional=is_demo)

    state = standing(connection)
    asked_for = Counter((who.account_id, one.state) for who, one in favours(connection))
    told = (state.whole, state.noted, state.locked, state.coded, frozenset(asked_for.items()))
    return (record.home, told, wanted, now.date()), make


def _study(desk: Desk, connection: sa.Connection, one: Running) -> Making:
    from askwhy.app.study.study_report import report_on

    now, record, is_demo = desk.clock(), desk.record, desk.is_demo

    def make() -> Report:
        with record.read() as another:
            return replace(report_on(another, one, now), fictional=is_demo)

    hour = now.replace(minute=0, second=0)
    return (record.home, standing(connection), one.study.digest, hour), make
