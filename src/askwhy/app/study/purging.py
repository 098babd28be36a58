"""`purge`: what a study promised to delete is deleted; what was counted stays.

Texts go first, on one day: facts, dates, codings and counts stay. On a later day everything
about the people goes, as if each had been forgotten.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from askwhy.app.home import FETCHED
from askwhy.app.people.deciding import party_of
from askwhy.app.study.retention import days
from askwhy.app.study.stopping import stops
from askwhy.app.study.studying import running
from askwhy.app.study.ticking import cases_of, with_linked
from askwhy.coding.similarity import matches
from askwhy.history import find_echo
from askwhy.rules import removed
from askwhy.rules.notes import STOCK
from askwhy.rules.texts import fold
from askwhy.store import deeds, forgetting, purging, watching
from askwhy.store import record as kept
from askwhy.store.scrubbing import scrub

if TYPE_CHECKING:
    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.app.study.studying import Running
    from askwhy.history import History
    from askwhy.rules.notes import Stock
    from askwhy.store.studying import Someone

BATCH = 200
REMARK = "note"
"""The question of the owner's sheet that is answered in free words."""


@dataclass(slots=True)
class Purged:
    """How much went: texts of whatever kind, and people of whom nothing was kept."""

    texts: int = 0
    people: int = 0


def purge(record: Record, now: datetime) -> Purged:
    """Delete what every study promised to have deleted by now; again, it changes nothing."""
    told = Purged()
    with record.read() as connection:
        studies = running(connection, record.home)
    for one in studies:
        texts, everything = days(one)
        if texts <= now:
            _purge_texts(record, one, int(texts.timestamp()), now, told)
        if everything <= now:
            _purge_people(record, one, told)
    take_off_disk(record)
    return told


def forget(record: Record, who: Someone) -> None:
    """Remove one person from everywhere, for good, and off the disk."""
    with record.write() as connection:
        remove(connection, who)
    take_off_disk(record)


def remove(connection: sa.Connection, who: Someone) -> None:
    """The same within a transaction, after which `take_off_disk` is due."""
    forgetting.forget(connection, who.account_id, who.id)


def take_off_disk(record: Record) -> None:
    """Leave nothing of what was deleted in the record's files. Raises StoreBusy.

    Pages that a broken-off sync left name people, too: they go whole, and are fetched again.
    """
    pages = record.home / FETCHED
    if pages.exists():
        shutil.rmtree(pages)
    with record.read() as connection:
        scrub(connection)


def _purge_texts(record: Record, one: Running, before: int, now: datetime, told: Purged) -> None:
    with record.read() as connection:
        cohort = watching.watched(connection, one.study.id)
    for start in range(0, len(cohort), BATCH):
        with record.write() as connection:
            people = with_linked(connection, cohort[start : start + BATCH])
            _keep_stops(connection, people, before)
            told.texts += _replace(connection, people, before)
            ids = sorted(people)
            told.texts += purging.clear_remarks(connection, ids, REMARK, before)
            told.texts += purging.clear_sent(connection, one.study.id, ids)
            told.texts += purging.clear_deeds(connection, ids, before)
    with record.write() as connection:
        purging.note_purge(connection, one.study.id, int(now.timestamp()))


def _purge_people(record: Record, one: Running, told: Purged) -> None:
    with record.read() as connection:
        cohort = watching.watched(connection, one.study.id)
    for start in range(0, len(cohort), BATCH):
        with record.write() as connection:
            people = with_linked(connection, cohort[start : start + BATCH])
            for who in people.values():
                remove(connection, who)
            told.people += len(people)


def _keep_stops(connection: sa.Connection, people: dict[int, Someone], before: int) -> None:
    """Whoever asked not to be written to did so, whatever becomes of the words."""
    by_key = {(who.account, who.key): who for who in people.values()}
    for case in cases_of(connection, people):
        who = by_key[case.account, case.history.contact]
        party = party_of(connection, who)
        facts = [
            replace(fact, party=party, because="they asked not to be written to")
            for fact in stops(case.history)
            if fact.noted_at.timestamp() < before
        ]
        if facts:
            deeds.note(connection, who.account_id, facts)


def _replace(connection: sa.Connection, people: dict[int, Someone], before: int) -> int:
    """Put stand-ins for the texts of these people; return how many were put."""
    cases = {
        (case.account, case.history.contact): case.history for case in cases_of(connection, people)
    }
    echoes: dict[tuple[int | None, str], str] = {}
    notes = []
    for row in purging.notes(connection, sorted(people), before):
        who = people[row.contact]
        history = cases[who.account, who.key]
        number = _number(history, row)
        put = removed.for_note(row.text, number, _stock(connection, who.account_id))
        notes.append((put, row.id, row.text))
        echo = find_echo(history.requests[number], history.said)
        if echo is not None:
            echoes[row.contact, fold(echo.text)] = put
    messages = _messages(connection, people, before, echoes)
    changed = [[(put, id_) for put, id_, text in some if put != text] for some in (messages, notes)]
    purging.replace_texts(connection, *changed)
    return sum(map(len, changed))


def _stock(connection: sa.Connection, account_id: int) -> Stock:
    return STOCK.extended(*kept.wordings(connection, account_id, "stock"))


def _number(history: History, row: purging.Note) -> int:
    """Which of the contact's requests a row tells of; several files may tell one."""
    at = datetime.fromtimestamp(row.at, UTC)
    earlier = [place for place, one in enumerate(history.requests) if one.sent.earliest <= at]
    return earlier[-1] if earlier else 0


def _messages(
    connection: sa.Connection,
    people: dict[int, Someone],
    before: int,
    echoes: dict[tuple[int | None, str], str],
) -> list[tuple[str, int, str]]:
    """Each message's stand-in, its row and its text. Equal texts get equal stand-ins."""
    accounts = {who.account_id for who in people.values()}
    asks = {id_: kept.wordings(connection, id_, "ask") for id_ in accounts}
    numbers: dict[tuple[int | None, str], int] = {}
    found = []
    for row in purging.messages(connection, sorted(people), before):
        same = (row.contact, fold(row.text))
        number = numbers.setdefault(same, row.id)
        put = removed.for_message(row.text, number)
        who = None if row.contact is None else people[row.contact]
        if row.by_owner and who is not None:
            which = matches(row.text, asks[who.account_id], tuple(who.name.split()))
            put = put if which is None else asks[who.account_id][which]
        elif same in echoes:
            put = echoes[same]
        found.append((put, row.id, row.text))
    return found
