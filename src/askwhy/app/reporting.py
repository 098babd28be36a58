"""From the record to a report: choose the account and window, count, say what it bears."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from askwhy.app.coding.tallying import count_coded
from askwhy.app.counting import NothingImported, find_ground
from askwhy.app.people import favours
from askwhy.errors import Refused
from askwhy.facts import Record
from askwhy.protocol import Definitions, HypothesisKind, Protocol
from askwhy.protocol.reading import check
from askwhy.report.build import build_report
from askwhy.report.favours import favours_section
from askwhy.rules import canned, notes
from askwhy.store import reading, studying
from askwhy.store import record as kept

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    import sqlalchemy as sa
    from numpy.random import Generator

    from askwhy.analysis.tabulate import Tally
    from askwhy.app.counting import Ground
    from askwhy.protocol import Hypothesis
    from askwhy.report.model import Report
    from askwhy.store.record import Account

SEED = 20
A_DAY: Final = timedelta(days=1)
LACKING: Final = {
    Record.REQUESTS: "Invitations.csv was not imported, so who asked to connect is not known.",
    Record.CONNECTIONS: "Connections.csv was not imported, so that a request was accepted is known "
    "only where its note came back as a message.",
    Record.MESSAGES: "messages.csv was not imported, so who wrote, whom you asked and who waits "
    "for your answer is not known.",
}
"""What is not known as long as a table of LinkedIn's is missing."""


def make_report(
    connection: sa.Connection,
    *,
    made_at: datetime,
    account: str | None = None,
    since: date | None = None,
    until: date | None = None,
    names: bool = False,
    definitions: Definitions | None = None,
) -> Report:
    """Report on one account. `since` is the window's first day, `until` its last, both in UTC."""
    definitions = definitions or Definitions()
    chosen = find_account(connection, account)
    ground = ground_of(connection, chosen, since, until)
    tally = count_coded(connection, chosen.id, ground, definitions, chance(), names=names)
    lacking = frozenset(LACKING) - ground.records if chosen.network == "linkedin" else frozenset()
    tally.is_blind = Record.CONNECTIONS in lacking
    asked_for = favours_section(favours.counts(connection, chosen.id))
    return build_report(
        tally,
        title="What happened after they asked to connect",
        made_at=made_at,
        since=ground.window.since,
        until=ground.window.until,
        rng=chance(),
        hypotheses=declared(connection, ground),
        caveats=(*lacking_told(lacking, ground, tally), *gaps_told(ground)),
        seen_until=ground.observed_until,
        settings=settings(chosen, definitions),
        further=[section for section in (asked_for,) if section.tables],
    )


def declared(connection: sa.Connection, ground: Ground) -> list[Hypothesis]:
    """What was declared in studies whose windows meet this one.

    It is confirmatory only if it was locked before the first request that is counted here.
    """
    begun, ended = (int(at.timestamp()) for at in (ground.window.since, ground.window.until))
    found: dict[tuple[object, ...], Hypothesis] = {}
    for study in studying.studies(connection):
        if study.since >= ended or study.until <= begun:
            continue
        protocol = check(study.source, study.name)
        assert isinstance(protocol, Protocol), "what was locked can be read"
        for one in protocol.hypotheses:
            is_late = study.locked_at > begun
            told = replace(one, kind=HypothesisKind.EXPLORATORY) if is_late else one
            found.setdefault((one.says, one.figure, one.expects, one.than, one.arms), told)
    return list(found.values())


def chance() -> Generator:
    """Chance that falls the same each time, so that the same record gives the same report."""
    from numpy.random import default_rng

    return default_rng(SEED)


def ground_of(
    connection: sa.Connection, account: Account, since: date | None, until: date | None
) -> Ground:
    """What a count of these days stands on."""
    return find_ground(
        reading.coverage(connection, account.id),
        datetime.combine(since, time(), UTC) if since else None,
        datetime.combine(until + timedelta(days=1), time(), UTC) if until else None,
    )


def find_account(connection: sa.Connection, name: str | None) -> Account:
    """The account named, or the only one there is."""
    there = kept.accounts(connection)
    if not there:
        raise NothingImported("Nothing has been imported yet.")
    found = [one for one in there if name in {None, one.name}]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in there)
    if not found:
        raise Refused(f"There is no account “{name}”; there is {names}.")
    raise Refused(f"There are several accounts ({names}). Say which with --account.")


def lacking_told(lacking: Collection[Record], ground: Ground, tally: Tally) -> list[str]:
    """What was not imported, and what is not known for it; that nobody asked, if so."""
    said = [LACKING[one] for one in sorted(lacking)]
    if not tally.requests.n and Record.REQUESTS in ground.records:
        said.append("No request to you that was imported fell into these days.")
    return said


def gaps_told(ground: Ground) -> Sequence[str]:
    """A sentence for each stretch of the window of which requests or messages are not known."""
    return [
        *_unheard(ground),
        *(
            f"No export covers the requests from {gap.since:%d %B %Y} to {gap.until:%d %B %Y}; "
            "those of them that were accepted are missing here."
            for gap in ground.gaps
        ),
    ]


def _unheard(ground: Ground) -> Sequence[str]:
    """Why the last silences are not known for what they are."""
    if ground.heard_until is None or ground.observed_until - ground.heard_until < A_DAY:
        return []
    return [
        f"Messages are known until {ground.heard_until:%d %B %Y} only, and requests and "
        f"connections until {ground.observed_until:%d %B %Y}: whatever was written in between is "
        "missing here. Bring in the newest messages, too."
    ]


def settings(account: Account, definitions: Definitions) -> list[tuple[str, str]]:
    """What was declared, in the words of the report's last page."""
    return [
        ("Account", f"{account.name} ({account.network})"),
        ("Wrote first", f"within {definitions.wrote_first.days} days of the acceptance"),
        ("Answered", f"within {definitions.replied.days} days of the question"),
        (
            "One-tap replies",
            "count as writing" if definitions.canned_counts else "do not count as writing",
        ),
        ("Rules", f"notes {notes.VERSION}, one-tap replies {canned.VERSION}"),
    ]
