"""Bring sources into the record: each whole or not at all, each fact once."""

from __future__ import annotations

import gc
import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, cast

from askwhy.app.accounts import choose_account, refuse_somebody_elses
from askwhy.errors import Refused, YourFile
from askwhy.facts import (
    Check,
    Connection,
    Coverage,
    Entry,
    Generation,
    LeftOut,
    Message,
    Owner,
    Position,
    Record,
    Request,
)
from askwhy.networks import Returned
from askwhy.networks.answers import mend
from askwhy.store import reading, watching
from askwhy.store import record as kept
from askwhy.store.intake import Intake, Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    import sqlalchemy as sa

    from askwhy.app.home import Record as Home
    from askwhy.facts import Fact, Party
    from askwhy.networks import Source

    Progress = Callable[[str, int, int], None]

SLACK = timedelta(days=1)
"""How far a source's clock may be ahead of ours."""
SHOWN_DEFECTS = 20
SHOWN_NOBODIES = 5
WHOSE = "owner known"
"""The self-check that asks whose the source is; the account may know it from another."""


@dataclass(slots=True)
class Outcome:
    """What one source brought: counts, rows left out with reasons, defects, self-checks.

    `failure` is the sentence about a source that could not be read; then nothing of it went in.
    `defects` holds the first of the unreadable places, `unreadable` counts them all. `lacking`
    are the records that no source of the account has told of so far.
    """

    name: str
    taken: Taken = field(default_factory=Taken)
    left_out: Counter[str] = field(default_factory=Counter)
    defects: list[YourFile] = field(default_factory=list)
    unreadable: int = 0
    checks: list[Check] = field(default_factory=list)
    generation: str = ""
    is_known: bool = False
    lacking: tuple[Record, ...] = ()
    failure: YourFile | Refused | None = None
    returned: list[Returned] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether anything was told that the record did not hold."""
        return any(self.taken.new.values())

    def summary(self) -> str:
        """The counts as JSON, for the record."""
        return json.dumps(
            {
                "told": dict(sorted(self.taken.told.items())),
                "new": dict(sorted(self.taken.new.items())),
                "left out": dict(sorted(self.left_out.items())),
                "unreadable": self.unreadable,
                "checks": [[check.name, check.passed] for check in self.checks],
                "generation": self.generation,
            },
            ensure_ascii=False,
        )


def ingest(
    record: Home,
    sources: Iterable[Source | YourFile],
    account: str | None,
    now: datetime,
    progress: Progress | None = None,
) -> Iterator[Outcome]:
    """Read each source in a transaction of its own and tell what came of it.

    A source that cannot be read leaves the record as it was, and the next one is read.
    """
    for source in sources:
        if isinstance(source, YourFile):
            yield Outcome(source.file, failure=source)
            continue
        name = mend(source.name)  # a file's name can be no UTF-8
        outcome = Outcome(name)
        try:
            with record.write(much=True) as connection, _no_collection():
                _take(connection, record.home, source, account, now, outcome, progress)
        except (YourFile, Refused) as failure:
            outcome = Outcome(name, failure=failure)
        yield outcome


@contextmanager
def _no_collection() -> Iterator[None]:
    """Rows make no cycles, and a collector that looks for some costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _take(
    connection: sa.Connection,
    home: Path,
    source: Source,
    name: str | None,
    now: datetime,
    outcome: Outcome,
    progress: Progress | None,
) -> None:
    account = choose_account(connection, source.network, name)
    digest = source.digest()
    if kept.is_imported(connection, account.id, digest):
        outcome.is_known = True
        outcome.lacking = _lacking(connection, account.id)
        return
    before = kept.owners(connection, account.id)
    marks = watching.marks(connection)
    intake = Intake(connection, account.id)
    owners: list[Party] = []
    noted: set[Party] = set()

    def report(done: int, total: int) -> None:
        if progress is not None:
            progress(source.name, done, total)

    for kind, run in groupby(source.read(progress=report), type):
        if kind is Message:
            intake.add_messages(cast("Iterator[Message]", run))
        else:
            for told in run:
                _sort(told, intake, outcome, owners, noted, now)
    refuse_somebody_elses(source.name, owners, account, before)
    if before:
        outcome.checks = [check for check in outcome.checks if check.name != WHOSE]
    outcome.taken = intake.finish()
    if outcome.returned:
        from askwhy.app.sending.returning import note_returned

        note_returned(connection, account.id, outcome.returned)
    if marks.newest:
        from askwhy.app.study.verifying import look_through

        watching.wake_after(connection, marks)
        look_through(connection, home, marks, now)
    if noted:
        outcome.checks.extend(_check_noted(connection, account.id, noted))
    outcome.lacking = _lacking(connection, account.id)
    kept.record_import(connection, account.id, digest, outcome.name, now, outcome.summary())


def _by_now(coverage: Coverage, now: datetime) -> Coverage:
    """The stretch without its future: one damaged date must not turn days to come into silence."""
    late = coverage.until - now
    if late <= SLACK:
        return coverage
    since = coverage.since if coverage.since < now else coverage.since - late
    return replace(coverage, since=since, until=now)


def _sort(
    told: Fact | LeftOut | Check | Generation | Position | Returned | YourFile,
    intake: Intake,
    outcome: Outcome,
    owners: list[Party],
    noted: set[Party],
    now: datetime,
) -> None:
    match told:
        case Connection() | Request():  # first, for there are tens of thousands of them
            intake.add(told)
        case LeftOut():
            outcome.left_out[told.reason] += 1
        case YourFile():
            outcome.unreadable += 1
            if len(outcome.defects) < SHOWN_DEFECTS:
                outcome.defects.append(told)
        case Check():
            outcome.checks.append(told)
        case Generation():
            outcome.generation = told.name
        case Position():
            intake.reach(told)
        case Returned():
            outcome.returned.append(told)
        case _:
            if isinstance(told, Owner):
                owners.append(told.party)
            elif isinstance(told, Entry):
                noted.add(told.party)
            elif isinstance(told, Coverage):
                told = _by_now(told, now)
            intake.add(told)


def _lacking(connection: sa.Connection, account_id: int) -> tuple[Record, ...]:
    told = {one.record for one in reading.coverage(connection, account_id)}
    return tuple(one for one in Record if one not in told)


def _check_noted(connection: sa.Connection, account_id: int, noted: set[Party]) -> list[Check]:
    """What to say where a sheet speaks of people whom no export knows."""
    from askwhy.app.bringing.sheets import find_nobodies

    nobody = find_nobodies(connection, account_id, noted)
    if not nobody:
        return []
    named = ", ".join(nobody[:SHOWN_NOBODIES])
    more = " and others" if len(nobody) > SHOWN_NOBODIES else ""
    said = (
        f"{len(nobody):,} of {len(noted):,} people in the sheet are unknown here, and not counted"
    )
    return [Check("known contacts", passed=False, sentence=f"{said}: {named}{more}.")]
