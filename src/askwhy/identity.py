"""Who is who: the parties that sources named, gathered into contacts.

A pure function of what sources told, so that the order of imports cannot matter. It joins
only on what a source says: the same handle, the same machine-made identifier, the same thread
of two, one message told under two handles, or a name that belongs to one person only. Names that
belong to several stay apart.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from askwhy.facts import Party

Name = TypeVar("Name", str, tuple[str, str])

OWNER = "owner"
"""The key of the account's owner, who is no contact."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation: its parties, and the most of them that one message named at once."""

    parties: frozenset[Party]
    widest: int


def resolve(
    parties: Collection[Party],
    threads: Iterable[Thread] = (),
    owners: Collection[Party] = (),
    same: Iterable[tuple[Party, Party]] = (),
) -> dict[Party, str]:
    """Give each party the key of its contact, `OWNER` for the owner's own.

    Keys sort as text and begin with what they rest on: `handle:`, `urn:`, `name:`, `unknown:`.
    `threads` are needed only for parties that have nothing but a thread (deleted members).
    `same` were named as the sender of one and the same message: somebody who took a new handle
    between two exports.
    """
    every = {*parties, *owners}
    handles = _handles_by_urn(every)
    machine = {party: _machine_key(party, handles) for party in every}
    mine = {_machine_key(owner, handles) for owner in owners}
    machine = _as_one(machine, same, mine)
    names = _Names(machine)
    called = {fold_name(owner.name) for owner in owners} - {""}
    keys = {}
    for party, key in machine.items():
        # A handle or identifier decides; a bare name only where the party has nothing else.
        is_owner = key in mine if key else fold_name(party.name) in called
        keys[party] = OWNER if is_owner else key or names.key(party)
    keys |= dict.fromkeys(owners, OWNER)
    for thread in threads:
        _name_the_nameless(thread, keys)
    return keys


def fold_name(name: str) -> str:
    """A display name in the form in which two names are compared."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _handles_by_urn(parties: Collection[Party]) -> dict[str, str]:
    """The handle of each identifier: of one source that gave both, else of the same name.

    A name joins an identifier to a handle only if it has one of each.
    """
    together: dict[str, set[str]] = defaultdict(set)
    urns: dict[str, set[str]] = defaultdict(set)
    for party in parties:
        if party.urn and party.handle:
            together[party.urn].add(party.handle)
        elif party.urn and (name := fold_name(party.name)):
            urns[name].add(party.urn)
    handles: dict[str, set[str]] = defaultdict(set)
    if urns:
        for party in parties:
            if party.handle and (name := fold_name(party.name)) in urns:
                handles[name].add(party.handle)
    by_name: dict[str, set[str]] = defaultdict(set)
    for name, found in urns.items():
        if len(found) == 1 and len(handles[name]) == 1:
            by_name[next(iter(found))] |= handles[name]
    return {
        urn: next(iter(found)) for urn, found in {**by_name, **together}.items() if len(found) == 1
    }


def _machine_key(party: Party, handles: Mapping[str, str]) -> str:
    """The key that rests on a handle or identifier, or nothing."""
    if party.handle:
        return f"handle:{party.handle}"
    if party.urn:
        handle = handles.get(party.urn)
        return f"handle:{handle}" if handle else f"urn:{party.urn}"
    return ""


def _as_one(
    machine: dict[Party, str], same: Iterable[tuple[Party, Party]], mine: set[str]
) -> dict[Party, str]:
    """Give those who are the same the least of their keys; the owner's own are left alone."""
    lesser: dict[str, str] = {}

    def least(key: str) -> str:
        while key in lesser:
            key = lesser[key]
        return key

    for one, other in same:
        first, second = sorted((least(machine[one]), least(machine[other])))
        if first and first != second and not mine & {first, second}:
            lesser[second] = first
    return {party: least(key) for party, key in machine.items()}


class _Names:
    """Which contacts bear a name, and on which dates parties of that name were told apart.

    Only of names that somebody has who has nothing else. Tuples hold the rest, for nearly every
    name has one bearer and there are many names.
    """

    def __init__(self, machine: Mapping[Party, str]) -> None:
        self.bearers: dict[str, tuple[str, ...]] = {}
        self.dated: dict[tuple[str, str], tuple[str, ...]] = {}
        self.aparts: dict[str, tuple[str, ...]] = {}
        asked = {fold_name(party.name) for party, key in machine.items() if not key} - {""}
        for party, key in machine.items() if asked else ():
            name = fold_name(party.name)
            if name not in asked:
                continue
            if key:
                _add(self.bearers, name, key)
            if party.apart:
                _add(self.aparts, name, party.apart)
                if key:
                    _add(self.dated, (name, party.apart), key)

    def key(self, party: Party) -> str:
        """The key of a party that has neither handle nor identifier."""
        name = fold_name(party.name)
        if not name:
            return f"unknown:{party.apart}"
        same_day = self.dated.get((name, party.apart), ())
        if party.apart and len(same_day) == 1:
            return same_day[0]
        bearers, aparts = self.bearers.get(name, ()), self.aparts.get(name, ())
        if len(bearers) == 1 and len(aparts) <= 1:
            return bearers[0]
        if party.apart and len(aparts) > 1:
            return f"name:{name}@{party.apart}"
        return f"name:{name}"


def _add(index: dict[Name, tuple[str, ...]], name: Name, value: str) -> None:
    """Add a value to those of a name, once."""
    known: tuple[str, ...] = index.get(name, ())
    if value not in known:
        index[name] = (*known, value)


def _name_the_nameless(thread: Thread, keys: dict[Party, str]) -> None:
    """A deleted member in a thread of two is whoever an earlier export named there."""
    if thread.widest > 2:
        return
    others = {keys[party] for party in thread.parties} - {OWNER}
    named = {key for key in others if not key.startswith("unknown:")}
    if len(named) != 1:
        return
    for party in thread.parties:
        if keys[party].startswith("unknown:"):
            keys[party] = next(iter(named))
