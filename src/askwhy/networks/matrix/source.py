"""What was fetched, told as facts: who asked to talk, with which words, and what followed."""

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
from askwhy.networks.answers import as_row, clean, inner, rows, word
from askwhy.networks.matrix.answers import called, is_user, membership, moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askwhy.facts import Fact
    from askwhy.networks.answers import Row
    from askwhy.networks.matrix.gathering import Spool

READER_VERSION = 1
"""Raised whenever the same answers give other facts."""
MOST_UNREAD = 100
LONGEST = 200
"""Of how many characters a profile's value may be."""
TIME_ZONES = ("m.tz", "us.cloke.msc4175.tz")
PRONOUNS = ("m.pronouns", "io.fsky.nyx.pronouns")
SAID = frozenset({"m.room.encrypted", "m.room.message", "m.sticker"})
WORDS = frozenset({"m.text", "m.emote"})
THINGS = frozenset({"m.audio", "m.file", "m.image", "m.location", "m.video"})
SECOND = timedelta(seconds=1)


class MatrixSource:
    """One reading of one account, from what lies at hand."""

    network = "matrix"

    def __init__(self, told: Spool) -> None:
        self._told = told
        self.name = clean(str(told["me"]))

    def digest(self) -> str:
        """A SHA-256 over all that came and when the reading began."""
        told = json.dumps(self._told, sort_keys=True)
        return hashlib.sha256(f"matrix, reader {READER_VERSION}, {told}".encode()).hexdigest()

    def read(
        self,
        *,
        progress: Callable[[int, int], None] | None = None,  # noqa: ARG002 (it is at hand)
    ) -> Iterator[Fact | LeftOut | Position]:
        """Tell the owner, requests and what is shown of people, acceptances, messages, coverage."""
        return _Reading(self._told, self.name).tell()


@dataclass(slots=True)
class _Reading:
    """One telling. `until` is when the fetching began: what is newer may be missing."""

    told: Spool
    me: str
    until: datetime = field(init=False)
    before: datetime | None = field(init=False)
    known: set[str] = field(init=False)
    people: dict[str, Party] = field(default_factory=dict)
    unread: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        reached = self.told["reached"]
        self.until = datetime.fromisoformat(self.told["begun"]).astimezone(UTC)
        self.before = datetime.fromisoformat(reached["until"]) if "until" in reached else None
        self.known = set(json.loads(reached.get("pending", "[]")))

    def tell(self) -> Iterator[Fact | LeftOut | Position]:
        yield Owner(self._party(self.me, as_row(self.told["owner"])))
        yield from self._invites()
        yield from self._at_the_door()
        yield from self._profiles()
        yield from self._rooms()
        yield from self._coverage()
        yield from self._positions()

    def _party(self, user: str, named: Row) -> Party:
        """Somebody, with the name that was told first in this reading."""
        if name := called(named):
            self.people.setdefault(user, Party(name=name, handle=user))
        return self.people.get(user) or Party(handle=user)

    def _invites(self) -> Iterator[Fact | LeftOut]:
        """Who waits for the owner to come into a room of two."""
        if others := self.told["others"]:
            yield LeftOut("invites", f"{others} to rooms that are not for two")
        for one in rows(self.told["invites"]):
            event, room = inner(one, "event"), word(one, "room")
            if not is_user(word(event, "sender")):
                yield LeftOut("invites", "an invite that names nobody")
                continue
            who = self._party(word(event, "sender"), inner(one, "inviter", "content"))
            if room in self.known:
                continue
            at = moment(inner(as_row(self.told["times"]), room)) or moment(event)
            sent = Span.second(at) if at else self._first_seen()
            yield Request(Direction.INCOMING, who, sent, word(inner(event, "content"), "reason"))

    def _first_seen(self) -> Span:
        """When an invite came whose time the server does not tell: since the last reading.

        At the first reading nothing is known but that it is there.
        """
        since = self.before or self.until - SECOND
        return Span(min(since, self.until - SECOND), self.until + SECOND)

    def _at_the_door(self) -> Iterator[Fact]:
        """Who knocked on a lobby's door, and whom the owner let in."""
        lobbies = (rows(one) for one in as_row(self.told["lobbies"]).values())
        everything = [*rows(self.told["knocks"]), *(event for some in lobbies for event in some)]
        seen = set()
        for event in everything:
            who, at = word(event, "state_key"), moment(event)
            content, was = inner(event, "content"), inner(event, "unsigned", "prev_content")
            if at is None or not is_user(who) or word(event, "event_id") in seen:
                continue
            seen.add(word(event, "event_id"))
            if membership(event) == "knock":
                party = self._party(who, content)
                yield Request(
                    Direction.INCOMING, party, Span.second(at), word(content, "reason")
                )  # fmt: skip
            elif membership(event) == "invite" and word(was, "membership") == "knock":
                yield Connection(self._party(who, was), Span.second(at))

    def _profiles(self) -> Iterator[ProfileEntry]:
        """What people say of themselves, and how many contacts are common."""
        for user, told in as_row(self.told["profiles"]).items():
            profile = as_row(told)
            who = self._party(user, profile)
            for kind, keys in ((Shown.TIME_ZONE, TIME_ZONES), (Shown.PRONOUNS, PRONOUNS)):
                for key in keys:
                    value = _declared(profile.get(key))
                    if value and len(value) <= LONGEST:
                        source = f"their own Matrix profile, key {key}"
                        yield ProfileEntry(who, kind, value, source, self.until)
                        break
        source = f"{self.told['server']}, by rooms in common with the owner and their contacts"
        for user, many in as_row(self.told["common"]).items():
            who = self._party(user, {})
            yield ProfileEntry(who, Shown.COMMON_CONTACTS, str(many), source, self.until)

    def _rooms(self) -> Iterator[Fact | LeftOut]:
        """Direct rooms: entries into them and messages, each room by time."""
        rooms = as_row(self.told["rooms"])
        for room, told in rooms.items():
            other = word(as_row(told), "other")
            for event in rows(as_row(told).get("events")):
                yield from self._event(room, other, event, is_new=True)
        for one in rows(self.told["again"]):
            room = word(one, "room")
            other = word(inner(rooms, room), "other")
            if other:
                yield from self._event(room, other, inner(one, "event"), is_new=False)

    def _event(
        self, room: str, other: str, event: Row, *, is_new: bool
    ) -> Iterator[Fact | LeftOut]:
        """`is_new`: it was not there at an earlier reading, as something that could not be read."""
        at, sender = moment(event), word(event, "sender")
        if membership(event):
            yield from self._entry(room, event, at)
            return
        said, unread = inner(event, "said") or event, word(event, "unread")
        if word(said, "type") not in SAID:
            return
        text = _words(said, is_unread=bool(unread))
        if at is None or sender not in {self.me, other}:
            yield LeftOut("messages", "a message without its time, or of others")
        elif isinstance(text, LeftOut):
            yield text
        else:
            if unread:
                self._try_again(room, event, at)
            if unread and is_new:
                yield LeftOut(f"messages of {sender}", unread)
            if is_new or not unread:
                owner, them = self._party(self.me, {}), self._party(other, {})
                author, to = (them, owner) if sender == other else (owner, them)
                yield Message(room, author, (to,), at, text)

    def _entry(self, room: str, event: Row, at: datetime | None) -> Iterator[Fact]:
        """An invite that the owner had before, and their coming in."""
        who, sender = word(event, "state_key"), word(event, "sender")
        content, was = inner(event, "content"), inner(event, "unsigned", "prev_content")
        if membership(event) != "invite" and is_user(who):
            self._party(who, content)
        if who != self.me or at is None:
            return
        if membership(event) == "invite" and is_user(sender) and room not in self.known:
            who_asks = self._party(sender, {})
            yield Request(Direction.INCOMING, who_asks, Span.second(at), word(content, "reason"))
        inviter = word(inner(event, "unsigned"), "prev_sender")
        if membership(event) == "join" and word(was, "membership") == "invite" and is_user(inviter):
            yield Connection(self._party(inviter, {}), Span.second(at))

    def _try_again(self, room: str, event: Row, at: datetime) -> None:
        told = {"room": room, "event": word(event, "event_id"), "at": at.isoformat()}
        self.unread.append(told)

    def _coverage(self) -> Iterator[Coverage]:
        since = min(self._since(), self.until - SECOND)
        for record in Record:
            yield Coverage(record, since, self.until)

    def _since(self) -> datetime:
        reached = self.told["reached"]
        return datetime.fromisoformat(reached["since"]) if "since" in reached else self.until

    def _positions(self) -> Iterator[Position]:
        yield Position("since", self._since().isoformat())
        yield Position("until", self.until.isoformat())
        yield Position("token", str(self.told["token"]))
        waiting = {word(one, "room") for one in rows(self.told["invites"])}
        waiting |= {word(one, "event_id") for one in rows(self.told["knocks"])}
        yield Position("pending", json.dumps(sorted(waiting - {""})))
        newest = sorted(self.unread, key=lambda one: one["at"])[-MOST_UNREAD:]
        yield Position("unread", json.dumps(newest))


def _words(said: Row, *, is_unread: bool) -> str | LeftOut:
    """The text of a message; empty where they sent a thing, or what cannot be read.

    That somebody wrote is told even where their words are not known: who wrote is not silent.
    """
    content = inner(said, "content")
    kind, text = word(content, "msgtype"), word(content, "body")
    if why := _why_left_out(content, is_open=said.get("type") == "m.room.message"):
        return LeftOut("messages", why)
    if is_unread or kind not in WORDS:
        name = word(content, "filename")
        return text if name and name != text else ""
    return _unquoted(text) if inner(content, "m.relates_to", "m.in_reply_to") else text


def _why_left_out(content: Row, *, is_open: bool) -> str:
    """Why something said is no message; empty where it is one."""
    kind = word(content, "msgtype")
    if word(inner(content, "m.relates_to"), "rel_type") in {"m.replace", "m.annotation"}:
        return "an edit of an earlier one, or a reaction"
    if not content:
        return "taken back by its author"
    if kind == "m.notice":
        return "a notice, as programs write them"
    if is_open and kind not in WORDS | THINGS:
        return "of a kind that is not known"
    return ""


def _unquoted(text: str) -> str:
    """An answer without the words that older programs put before it, each line behind `>`."""
    lines = text.split("\n")
    quoted = next((n for n, one in enumerate(lines) if not one.startswith(">")), len(lines))
    return "\n".join(lines[quoted:]).strip()


def _declared(said: object) -> str:
    """A profile's value: a text, or several with the language each is in."""
    if isinstance(said, str):
        return clean(said)
    return "; ".join(one for row in rows(said) if (one := word(row, "summary")))
