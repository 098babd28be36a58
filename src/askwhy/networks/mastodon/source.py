"""What was fetched, told as facts: who asked to follow, with which words, and what followed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.facts import (
    Connection,
    Coverage,
    Direction,
    LeftOut,
    Message,
    Owner,
    Party,
    Position,
    ProfileEntry,
    Record,
    Request,
    Shown,
    Span,
)
from askwhy.networks.answers import as_row, inner, rows, word
from askwhy.networks.mastodon.answers import called, handle_of, moment, name_of
from askwhy.networks.mastodon.gathering import answers_of
from askwhy.networks.mastodon.markup import plain, unaddressed
from askwhy.networks.mastodon.profiles import declared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askwhy.facts import Fact
    from askwhy.networks.answers import Row
    from askwhy.networks.mastodon.gathering import Spool

READER_VERSION = 1
"""Raised whenever the same answers give other facts."""
NONE_YET = "0"
"""A position before all others."""
SECOND = timedelta(seconds=1)


def host_of(instance: Row, usual: str) -> str:
    """By which name the server's own people are known elsewhere."""
    said = word(instance, "domain") or word(instance, "uri")
    return (said.partition("://")[2] or said).strip("/").lower() or usual


class MastodonSource:
    """One reading of one account, from what lies at hand."""

    network = "mastodon"

    def __init__(self, told: Spool, server: str) -> None:
        self._told = told
        self._host = host_of(as_row(told.get("instance") or told.get("instance-1")), server)
        self.name = handle_of(told["owner"], self._host) or server

    def digest(self) -> str:
        """A SHA-256 over all that came and when the reading began."""
        told = json.dumps(self._told, sort_keys=True)
        return hashlib.sha256(f"mastodon, reader {READER_VERSION}, {told}".encode()).hexdigest()

    def read(
        self,
        *,
        progress: Callable[[int, int], None] | None = None,  # noqa: ARG002 (it is at hand)
    ) -> Iterator[Fact | LeftOut | Position]:
        """Tell the owner, requests and what is shown of people, messages, acceptances, coverage."""
        return _Reading(self._told, self._host, self.name).tell()


@dataclass(slots=True)
class _Reading:
    """One telling. `until` is when the fetching began: what is newer may be missing."""

    told: Spool
    host: str
    me: str
    until: datetime = field(init=False)
    before: datetime | None = field(init=False)
    people: dict[str, Party] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reached = self.told["reached"]
        self.until = datetime.fromisoformat(self.told["begun"]).astimezone(UTC)
        self.before = datetime.fromisoformat(reached["until"]) if "until" in reached else None

    def tell(self) -> Iterator[Fact | LeftOut | Position]:
        yield Owner(self._party(self.told["owner"]) or Party(handle=self.me))
        pending = {
            name: who
            for one in answers_of(self.told, "requests")
            if (name := name_of(one)) and (who := self._party(one))
        }
        yield from self._requests(pending)
        yield from self._acceptances(pending)
        yield from self._messages()
        yield from self._coverage()
        yield from self._positions(pending)

    def _party(self, account: Row) -> Party | None:
        handle = handle_of(account, self.host)
        if not handle:
            return None
        name = called(account)
        if name or handle not in self.people:
            self.people[handle] = Party(name=name, handle=handle)
        return self.people[handle]

    def _events(self, kind: str) -> Iterator[tuple[Party, datetime]]:
        """Who did something and when, by the notifications of a kind."""
        for one in answers_of(self.told, "notifications"):
            who, at = self._party(inner(one, "account")), moment(one, "created_at")
            if word(one, "type") == kind and who and at:
                yield who, at

    def _requests(self, pending: dict[str, Party]) -> Iterator[Fact | LeftOut]:
        known = json.loads(self.told["reached"].get("pending", "{}"))
        asked = {who.handle: at for who, at in self._events("follow_request")}
        common = {name_of(one): one for one in answers_of(self.told, "common")}
        for one in answers_of(self.told, "requests"):
            name = name_of(one)
            if name not in pending:
                yield LeftOut("follow requests", "a request that names nobody")
                continue
            who = pending[name]
            at = asked.get(who.handle)
            if at is not None:
                yield Request(Direction.INCOMING, who, Span.second(at))
            elif name not in known:
                yield Request(Direction.INCOMING, who, self._first_seen(one))
            yield from declared(one, who, self.until)
            shared = common.get(name, {}).get("accounts")
            if isinstance(shared, list):
                source = f"{self.host}, which counts followers in common"
                many = str(len(shared))
                yield ProfileEntry(who, Shown.COMMON_CONTACTS, many, source, self.until)

    def _first_seen(self, account: Row) -> Span:
        """When a request came of which no notification is left: since the last reading.

        At the first reading: since both accounts are there.
        """
        begun = [moment(account, "created_at"), moment(self.told["owner"], "created_at")]
        since = self.before or max((at for at in begun if at), default=None)
        return self._until_now(since or self.until - SECOND)

    def _until_now(self, since: datetime) -> Span:
        return Span(min(since, self.until - SECOND), self.until + SECOND)

    def _acceptances(self, pending: dict[str, Party]) -> Iterator[Fact]:
        """Who follows: to the second by the notification, else between two readings."""
        exact = set()
        for who, at in self._events("follow"):
            exact.add(who.handle)
            yield Connection(who, Span.second(at))
        known = json.loads(self.told["reached"].get("pending", "{}"))
        for one in answers_of(self.told, "gone"):
            handle, name = known.get(name_of(one), ("", ""))
            if name_of(one) in pending or one.get("followed_by") is not True or not handle:
                continue
            if handle not in exact:
                since = self.before or self.until - SECOND
                yield Connection(Party(name=name, handle=handle), self._until_now(since))

    def _messages(self) -> Iterator[Fact | LeftOut]:
        """Each once, wherever it was found, by when it was written."""
        found: dict[str, Row] = {}
        for status in self._statuses():
            if word(status, "visibility") == "direct" and name_of(status):
                found[name_of(status)] = status
        told = []
        for status in found.values():
            author, at = self._party(inner(status, "account")), moment(status, "created_at")
            if author is None or at is None:
                yield LeftOut("messages", "a message without its author or time")
                continue
            message = self._message(status, author, at)
            if isinstance(message, LeftOut):
                yield message
            else:
                told.append(message)
        yield from sorted(told, key=lambda one: (one.sent_at, one.conversation, one.text))

    def _statuses(self) -> Iterator[Row]:
        for event in (*answers_of(self.told, "notifications"), *answers_of(self.told, "words")):
            yield inner(event, "status")
        for talk in answers_of(self.told, "conversations"):
            for one in rows(talk.get("accounts")):
                self._party(one)
            yield inner(talk, "last_status")
        for around in answers_of(self.told, "contexts"):
            yield from (*rows(around.get("ancestors")), *rows(around.get("descendants")))
        yield from answers_of(self.told, "statuses")

    def _message(self, status: Row, author: Party, at: datetime) -> Message | LeftOut:
        """One private message; its thread is named by the people in it."""
        mentioned = [
            self.people.get(handle, Party(handle=handle))
            for one in rows(status.get("mentions"))
            if (handle := handle_of(one, self.host))
        ]
        to = tuple(sorted({one for one in mentioned if one.handle != author.handle}))
        others = {one.handle for one in (author, *to)} - {self.me}
        if not others:
            return LeftOut("messages", "a note to oneself")
        if self.me not in {author.handle, *(one.handle for one in to)}:
            return LeftOut("messages", "a message of others")
        names = (one.handle.removeprefix("@") for one in mentioned)
        words = unaddressed(plain(word(status, "content")), _as_addressed(names))
        warning = " ".join(word(status, "spoiler_text").split())
        text = f"{warning}\n\n{words}".strip() if warning else words
        return Message(" ".join(sorted(others)), author, to, at, text)

    def _coverage(self) -> Iterator[Coverage]:
        """Messages are there from the account's beginning, the rest from the first reading on."""
        since = min(self._since(), self.until - SECOND)
        yield Coverage(Record.REQUESTS, since, self.until)
        yield Coverage(Record.CONNECTIONS, since, self.until)
        begun = moment(self.told["owner"], "created_at")
        yield Coverage(Record.MESSAGES, min(begun or since, since), self.until)

    def _since(self) -> datetime:
        reached = self.told["reached"]
        return datetime.fromisoformat(reached["since"]) if "since" in reached else self.until

    def _positions(self, pending: dict[str, Party]) -> Iterator[Position]:
        yield Position("since", self._since().isoformat())
        yield Position("until", self.until.isoformat())
        people = {name: (who.handle, who.name) for name, who in pending.items()}
        yield Position("pending", json.dumps(people, sort_keys=True))
        newest = {
            "notifications": answers_of(self.told, "newest"),
            "conversations": (
                inner(one, "last_status") for one in answers_of(self.told, "conversations")
            ),
            "statuses": answers_of(self.told, "statuses"),
        }
        for name, listing in newest.items():
            first = next((name_of(one) for one in listing if name_of(one)), "")
            if first or name not in self.told["reached"]:
                yield Position(name, first or NONE_YET)


def _as_addressed(names: Iterator[str]) -> set[str]:
    """The names by which a message may begin, with and without their host."""
    return {part for name in names for part in (name, name.partition("@")[0])}
