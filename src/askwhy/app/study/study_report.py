"""Count a study: every contact of its cohort, by allocation."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from askwhy.analysis.tabulate import is_scam
from askwhy.app.coding.suspecting import kinds
from askwhy.app.people.deciding import favours
from askwhy.app.reporting import chance
from askwhy.app.study.ticking import accounts_of, cases_of, plan_for, with_linked
from askwhy.facts import Allocated, Asked, Evidence
from askwhy.protocol.hours import bounds
from askwhy.report.study import ArmCounts, StudyCounts, study_report
from askwhy.rules.canned import is_canned
from askwhy.store import record as kept
from askwhy.store import watching
from askwhy.store.coding import is_any

if TYPE_CHECKING:
    import sqlalchemy as sa

    from askwhy.app.study.studying import Running
    from askwhy.facts import FavourState
    from askwhy.planner import Case
    from askwhy.report.model import Report

BATCH = 500


def report_on(connection: sa.Connection, one: Running, now: datetime) -> Report:
    """The study's own report, as of everything imported so far."""
    accounts = accounts_of(connection, now, None)
    seen = [account.seen_until for account in accounts if account.seen_until is not None]
    observed = min(now, max(seen)) if seen else datetime.fromtimestamp(one.study.locked_at, UTC)
    zone = one.protocol.hours.zone
    since, until = (at.astimezone(ZoneInfo(zone)) for at in bounds(one.protocol.window, zone))
    return study_report(
        count(connection, one, observed, now),
        one.protocol,
        one.study.digest,
        since=since,
        until=until,
        observed_until=observed,
        made_at=now,
        rng=chance(),
        asked_for=favours_of(connection, one),
    )


def favours_of(connection: sa.Connection, one: Running) -> Counter[FavourState]:
    """What the people of the cohort asked for, by what became of it."""
    cohort = set(watching.watched(connection, one.study.id))
    return Counter(each.state for who, each in favours(connection) if who.id in cohort)


def count(
    connection: sa.Connection, one: Running, observed: datetime, now: datetime
) -> StudyCounts:
    """Everybody of the cohort by state, and each arm by allocation."""
    cohort = watching.watched(connection, one.study.id)
    standing: Counter[str] = Counter()
    tallies: dict[str, Counter[str]] = {arm.name: Counter() for arm in one.protocol.arms}
    met: set[int] = set()
    suspects = suspects_of(connection)
    for start in range(0, len(cohort), BATCH):
        some = [contact for contact in cohort[start : start + BATCH] if contact not in met]
        people = with_linked(connection, some)
        met |= set(people)
        made = plan_for(connection, one, people, now)
        standing.update(str(outlook.state) for outlook in made.outlooks)
        doubtful = {(who.account, who.key) for id_, who in people.items() if id_ in suspects}
        for case in cases_of(connection, people):
            _count_case(tallies, case, one, observed, is_apart=is_scam_to(case, doubtful))
    arms = tuple(
        ArmCounts(
            name=arm.name,
            weight=arm.weight,
            is_asked=arm.is_asked,
            allocated=tallies[arm.name]["allocated"],
            claimed=tallies[arm.name]["claimed"],
            verified=tallies[arm.name]["verified"],
            analysed=tallies[arm.name]["analysed"],
            answered=tallies[arm.name]["answered"],
            scams=tallies[arm.name]["scams"],
        )
        for arm in one.protocol.arms
    )
    return StudyCounts(arms, tuple(sorted(standing.items(), key=lambda item: -item[1])))


def suspects_of(connection: sa.Connection) -> set[int]:
    """The contacts of all accounts whom a machine takes for a scam and nobody has judged."""
    if not is_any(connection):
        return set()
    return {contact for each in kept.accounts(connection) for contact in kinds(connection, each.id)}


def is_scam_to(case: Case, suspects: set[tuple[str, str]]) -> bool:
    """Whether this is a scam: by the owner's word, for or against, else by a machine's."""
    if case.history.entry("scam"):
        return is_scam(case.history)
    return (case.account, case.history.contact) in suspects


def _count_case(
    tallies: dict[str, Counter[str]],
    case: Case,
    one: Running,
    observed: datetime,
    *,
    is_apart: bool,
) -> None:
    """One allocated contact: delivered how, and answered in time, by the arm it was given."""
    mine = [
        fact for fact in case.facts
        if isinstance(fact, Allocated) and fact.study == one.study.digest
    ]  # fmt: skip
    if not mine:
        return
    allocated, tally = mine[0], tallies[mine[0].arm]
    tally["allocated"] += 1
    asks = [
        fact for fact in case.facts
        if isinstance(fact, Asked) and fact.study == one.study.digest
    ]  # fmt: skip
    verified = [fact for fact in asks if fact.evidence is not Evidence.CLAIMED]
    tally["claimed"] += bool(asks)
    tally["verified"] += bool(verified)
    begun = min((fact.asked_at for fact in verified or asks), default=allocated.allocated_at)
    deadline = begun + one.protocol.definitions.replied
    if deadline > observed:
        return
    tally["analysed"] += 1
    since = min(begun, allocated.allocated_at)
    counts_taps = one.protocol.definitions.canned_counts
    tally["scams" if is_apart else "answered"] += any(
        since <= word.at < deadline
        and not word.by_owner
        and (counts_taps or not is_canned(word.text))
        for word in case.history.said
    )
