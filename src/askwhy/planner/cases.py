"""What the planner is told: accounts, and in each of them people with all facts about them.

There is no field for anything inferred, so that nothing inferred can come in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from askwhy.facts import StudyFact
    from askwhy.history import History


@dataclass(frozen=True, slots=True, order=True)
class ContactId:
    """A contact of one of the owner's accounts, both by their names in the record."""

    account: str
    contact: str


@dataclass(frozen=True, slots=True)
class Account:
    """One of the owner's accounts.

    `seen_until`: up to when any source has shown all its messages; None where none has.
    `departures`: when questions left the account or may have left, over the last two days at
    least, and when those planned by an earlier call of the same run are to leave.
    """

    name: str
    network: str
    seen_until: datetime | None
    departures: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One contact with everything that was told about them.

    `facts` are what happened in this and in other studies, in any order. `links` are the
    contacts that, by the owner's word, are the same person; every one of them is a case of the
    same call. `in_flight`: since when a question to them may have left without its outcome
    being known.
    """

    account: str
    history: History
    facts: tuple[StudyFact, ...] = ()
    links: tuple[ContactId, ...] = ()
    in_flight: datetime | None = None

    @property
    def id(self) -> ContactId:
        """Whose case it is."""
        return ContactId(self.account, self.history.contact)


def gather(cases: Iterable[Case]) -> list[tuple[Case, ...]]:
    """The cases of each person together, whatever the order in which they come."""
    ordered = sorted(cases, key=lambda case: case.id)
    known = {case.id: case for case in ordered}
    assert len(known) == len(ordered), "a contact is one case"
    links: dict[ContactId, set[ContactId]] = defaultdict(set)
    for case in known.values():
        for other in case.links:
            assert other in known, f"{case.id} is linked to {other}, who was left out"
            links[case.id].add(other)
            links[other].add(case.id)
    persons: list[tuple[Case, ...]] = []
    met: set[ContactId] = set()
    for one in known:
        if one not in met:
            person = _reach(one, links)
            met |= person
            persons.append(tuple(known[each] for each in sorted(person)))
    return persons


def _reach(start: ContactId, links: dict[ContactId, set[ContactId]]) -> set[ContactId]:
    """Everybody who is linked to somebody, directly or through others."""
    found, waiting = {start}, [start]
    while waiting:
        fresh = links.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found
