"""Bring sources into the record: each whole or not at all, each fact once."""

from __future__ import annotations

import gc
import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from askwhy.errors import Refused, YourFile
from askwhy.facts import Check, Generation, LeftOut, Message, Owner
from askwhy.identity import fold_name
from askwhy.store import record as kept
from askwhy.store import watching
from askwhy.store.intake import Intake, Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.facts import Fact, Party
    from askwhy.networks import Source
    from askwhy.store.record import Account

    Progress = Callable[[str, int, int], None]

SHOWN_DEFECTS = 20


class SomebodyElses(Refused):
    """The source belongs to another owner than the account it was to go into."""


@dataclass(slots=True)
class Outcome:
    """What one source brought: counts, rows left out with reasons, defects, self-checks.

    `failure` is the sentence about a source that could not be read; then nothing of it went in.
    `defects` holds the first of the unreadable places, `unreadable` counts them all.
    """

    name: str
    taken: Taken = field(default_factory=Taken)
    left_out: Counter[str] = field(default_factory=Counter)
    defects: list[YourFile] = field(default_factory=list)
    unreadable: int = 0
    checks: list[Check] = field(default_factory=list)
    generation: str = ""
    is_known: bool = False
    failure: YourFile | Refused | None = None

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
    record: Record,
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
        outcome = Outcome(source.name)
        try:
            with record.write() as connection, _no_collection():
                _take(connection, source, account, now, outcome, progress)
        except (YourFile, SomebodyElses) as failure:
            outcome = Outcome(source.name, failure=failure)
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
        return
    before = kept.owners(connection, account.id)
    marks = watching.marks(connection)
    intake = Intake(connection, account.id)
    owners: list[Party] = []

    def report(done: int, total: int) -> None:
        if progress is not None:
            progress(source.name, done, total)

    for told in source.read(progress=report):
        if type(told) is Message:
            intake.add_message(told)
        else:
            _sort(told, intake, outcome, owners)
    if before and owners and not _is_same_person(before, owners):
        raise SomebodyElses(
            f"{source.name} is {owners[0].name}'s, and the account “{account.name}” is "
            f"{before[0].name}'s. To keep it apart, import it with --account and another name."
        )
    outcome.taken = intake.finish()
    watching.wake_after(connection, marks)
    kept.record_import(connection, account.id, digest, source.name, now, outcome.summary())


def _sort(
    told: Fact | LeftOut | Check | Generation | YourFile,
    intake: Intake,
    outcome: Outcome,
    owners: list[Party],
) -> None:
    match told:
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
        case _:
            if isinstance(told, Owner):
                owners.append(told.party)
            intake.add(told)


def choose_account(connection: sa.Connection, network: str, name: str | None) -> Account:
    """The account named, else the network's only one, else one named after the network.

    A sheet has no network of its own: it goes to the only account there is.
    """
    there = kept.accounts(connection)
    if name is not None:
        return kept.ensure_account(connection, network or "linkedin", name)
    fitting = [one for one in there if not network or one.network == network]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(one.name for one in fitting)
        raise Refused(f"There are several accounts ({names}). Say which with --account.")
    return kept.ensure_account(connection, network or "linkedin", network or "linkedin")


def _is_same_person(known: list[Party], told: list[Party]) -> bool:
    """One handle, identifier or name in common is enough: people rename themselves."""

    def marks(parties: list[Party]) -> set[str]:
        found = {f"handle:{p.handle}" for p in parties if p.handle}
        found |= {f"urn:{p.urn}" for p in parties if p.urn}
        return found | {f"name:{fold_name(p.name)}" for p in parties if p.name}

    return bool(marks(known) & marks(told))
