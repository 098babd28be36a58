"""What an import shows of the study: the questions that the owner sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.app.study.queueing import as_row, written
from askwhy.app.study.studying import running
from askwhy.app.study.ticking import cases_of
from askwhy.coding.similarity import is_near
from askwhy.facts import Asked, Evidence, Step
from askwhy.outbox import Actor, Move, State, move
from askwhy.store import deeds, delivering, studying, watching

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    import sqlalchemy as sa

    from askwhy.app.study.studying import Running
    from askwhy.facts import Party
    from askwhy.planner import Case
    from askwhy.store.delivering import Delivery
    from askwhy.store.studying import Someone
    from askwhy.store.watching import Marks

SLACK = timedelta(days=1)
"""How long before the owner's word a message may have left: people tell it later than it was."""

AWAITED = (State.DRAFTED, State.APPROVED, State.UNCERTAIN, State.SENT)


def look_through(connection: sa.Connection, home: Path, before: Marks, now: datetime) -> None:
    """Verify what the owner said was sent, by everything newer than the marks."""
    touched = watching.touched_after(connection, before)
    for start in range(0, len(touched), 500):
        people = studying.people(connection, touched[start : start + 500])
        cases = {
            (case.account, case.history.contact): case for case in cases_of(connection, people)
        }
        told = [(who, cases[who.account, who.key]) for who in people.values()
                if (who.account, who.key) in cases]  # fmt: skip
        for one in running(connection, home):
            verify(connection, one, told, now)


def verify(
    connection: sa.Connection,
    one: Running,
    told: Sequence[tuple[Someone, Case]],
    now: datetime,
) -> int:
    """Find the study's questions among what the owner wrote; return how many were found."""
    rows = {
        row.contact_id: row
        for row in delivering.those(
            connection,
            AWAITED,
            study_id=one.study.id,
            contact_ids=[who.id for who, _ in told],
        )
        if row.step == Step.ASK
    }
    found = 0
    for who, case in told:
        row = rows.get(who.id)
        if row is not None and not _is_verified(case, one):
            found += _verify_one(connection, one, who, case, row, now)
    return found


def _verify_one(
    connection: sa.Connection,
    one: Running,
    who: Someone,
    case: Case,
    row: Delivery,
    now: datetime,
) -> bool:
    claimed = min(
        (f.asked_at for f in case.facts if isinstance(f, Asked) and f.study == one.study.digest),
        default=None,
    )
    accepted = max((each.since.earliest for each in case.history.connections), default=None)
    earliest = claimed - SLACK if claimed else accepted
    names = tuple(case.history.name.split())
    message = next(
        (
            said
            for said in case.history.said
            if said.by_owner
            and (earliest is None or said.at >= earliest)
            and is_near(said.text, row.text, names)
        ),
        None,
    )
    party = _party_of(case)
    if message is None or party is None:
        return False
    fact = Asked(party, one.study.digest, message.text, message.at, Evidence.VERIFIED)
    if row.state != State.SENT:
        what = Move.FIND if row.state == State.UNCERTAIN else Move.BY_HAND
        after = written(row, move(as_row(row), what, Actor.OWNER, now))
        delivering.change(connection, row, after, str(what), str(Actor.OWNER), "seen in an import")
    deeds.note(connection, who.account_id, [fact])
    return True


def _is_verified(case: Case, one: Running) -> bool:
    return any(
        isinstance(fact, Asked)
        and fact.study == one.study.digest
        and fact.evidence is Evidence.VERIFIED
        for fact in case.facts
    )


def _party_of(case: Case) -> Party | None:
    """A party by which some source names the contact."""
    requests = case.history.requests
    if requests:
        return requests[0].party
    return next((each.party for each in case.history.connections if each.party), None)
