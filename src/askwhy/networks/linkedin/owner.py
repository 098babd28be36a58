"""Whose export it is: by the profile, by the side that all invitations share, by the messages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.networks.linkedin.clock import find_day_first
from askwhy.networks.linkedin.people import fold_name, read_party
from askwhy.networks.linkedin.recipients import Directory, read_recipients
from askwhy.networks.linkedin.rows import BadRow, Invitation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askwhy.facts import Party

Row = tuple[str, ...]
ENOUGH = 1_000
"""By so many conversations it is clear who has a part in all of them."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look at all invitations tells.

    `has_urls` is false where fewer than two addresses stand in the whole file; `is_constant`
    where the same one stands in every row, as in exports of December 2023. `day_first` settles
    slashed dates that a spreadsheet wrote. `owners` are the names by which the owner goes, the
    most frequent first.
    """

    has_urls: bool = False
    is_constant: bool = False
    day_first: bool | None = None
    owners: tuple[Party, ...] = ()

    def is_owner(self, party: Party | None) -> bool:
        """Whether a row's own side is the owner's, or too bare to tell."""
        return party is None or party in self.owners


def survey_invitations(rows: Iterable[Row]) -> Survey:
    """Look at all rows of Invitations.csv; rows that cannot be read are passed over."""
    urls: set[str] = set()
    dates: set[str] = set()
    sides: dict[bool, Counter[Party]] = {True: Counter(), False: Counter()}
    for row in map(Invitation._make, rows):
        try:
            row.way()
        except BadRow:
            continue
        urls |= {row.sender_url, row.recipient_url} - {""}
        dates.add(row.sent_at)
        for with_urls, counter in sides.items():
            owner, _ = (row if with_urls else row.without_urls()).sides()
            if owner is not None:
                counter[owner] += 1
    has_urls = len(urls) > 1
    return Survey(has_urls, len(urls) == 1, find_day_first(dates), _one_person(sides[has_urls]))


def _one_person(counted: Counter[Party]) -> tuple[Party, ...]:
    """The most frequent party and all that share its handle, identifier or name."""
    ordered = [party for party, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]
    own = ordered[:1]
    for party in ordered[1:]:
        if any(_are_joined(party, known) for known in own):
            own.append(party)
    return tuple(own)


def _are_joined(one: Party, other: Party) -> bool:
    pairs = ((one.handle, other.handle), (one.urn, other.urn), (one.name, other.name))
    return any(mine and mine == theirs for mine, theirs in pairs)


def find_handle(rows: Iterable[Row], owners: Iterable[Party]) -> Party | None:
    """The owner's handle, from the first message that they sent; a namesake's is passed over."""
    names = {owner.name for owner in owners if owner.name}
    for _, _, sender, url, to, *_ in rows:
        if url and (name := fold_name(sender)) in names and name not in fold_name(to):
            party = read_party(sender, url)
            if party is not None and party.handle:
                return party
    return None


def find_in_all(rows: Iterable[Row]) -> Party | None:
    """The one participant of all conversations, where there are two or more.

    Where a column says so, whoever sent the outgoing messages. Participants are told apart by
    name, because a recipient may have no address. Only the first conversations are looked at.
    """
    tally = _Tally()
    for row in rows:
        tally.note(row)
        if tally.conversations >= ENOUGH:
            break
    return tally.owner()


class _Tally:
    """In how many conversations each participant was met; a conversation's rows are adjacent."""

    def __init__(self) -> None:
        self._directory = Directory()
        self._parties: dict[str, Party] = {}
        self._present: Counter[str] = Counter()
        self._outgoing: Counter[str] = Counter()
        self.conversations = 0
        self._here = ""
        self._seen: set[str] = set()

    def note(self, row: Row) -> None:
        conversation, _, name, url, to, urls, *_, direction = row
        sender = read_party(name, url)
        self._directory.note(sender)
        named = read_recipients(to, urls, self._directory)
        who = {self._key(party) for party in (sender, *(read_party(*one) for one in named))}
        if direction.strip().upper() == "OUTGOING":
            self._outgoing[self._key(sender)] += 1
        key = conversation or " + ".join(sorted(who))
        if key != self._here:
            self.conversations, self._here, self._seen = self.conversations + 1, key, set()
        self._present.update(who - self._seen)
        self._seen |= who

    def _key(self, party: Party | None) -> str:
        key = (party.name or party.handle or party.urn) if party is not None else ""
        if party is not None and (party.handle or key not in self._parties):
            self._parties[key] = party
        return key

    def owner(self) -> Party | None:
        for key, _ in self._outgoing.most_common(1):
            return self._parties.get(key)
        everywhere = [
            key for key, count in self._present.items() if key and count == self.conversations
        ]
        if self.conversations < 2 or len(everywhere) != 1:
            return None
        return self._parties[everywhere[0]]
