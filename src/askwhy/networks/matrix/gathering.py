"""Fetching all that is new, room by room; what came lies in a folder until all is there.

Messages are decrypted here, for keys come with them and are told once.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from askwhy.errors import TheirNetwork
from askwhy.networks.answers import as_row, inner, rows, word
from askwhy.networks.matrix.answers import is_user, membership, moment
from askwhy.networks.matrix.client import Denied, path
from askwhy.networks.matrix.rooms import ask, ask_overview, events_of, read_overview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from askwhy.networks.answers import Row
    from askwhy.networks.matrix.client import Server
    from askwhy.networks.matrix.rooms import Overview
    from askwhy.networks.matrix.sealing import Device

KEPT = timedelta(days=1)
"""For how long what came is gone on with."""
MOST_PAGES = 5_000
MOST_SHARED = 20
"""In so many shared rooms it is looked who else is there."""
PAGE = 100
MANY = 100
"""A server that tells so many keys at once may have more."""
TRIED_FOR = timedelta(days=7)
"""For how long a message that cannot be read is tried again."""
Spool = dict[str, Any]
"""All that came, as `MatrixSource` reads it."""


@dataclass(slots=True)
class Folder:
    """What came of one reading, on the disk."""

    server: Server
    path: Path
    begun: datetime

    def open(self, reached: Mapping[str, str]) -> None:
        """Go on with what lies there, if it is of the same reading and not old."""
        mark = self.path / "begun.json"
        if mark.exists():
            known = json.loads(mark.read_text("utf-8"))
            begun = datetime.fromisoformat(known["begun"])
            if known["reached"] == dict(reached) and begun <= self.begun < begun + KEPT:
                self.begun = begun
            else:
                shutil.rmtree(self.path)
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _put(mark, {"begun": self.begun.isoformat(), "reached": dict(reached)})

    def one(self, name: str, fetch: Callable[[], Row | None]) -> Row | None:
        """An answer, fetched where it does not lie there yet; None where there is none."""
        path = self.path / f"{name}.json"
        if not path.exists():
            _put(path, fetch())
        return cast("Row | None", json.loads(path.read_text("utf-8")))


def _put(path: Path, told: object) -> None:
    """Written beside and moved into place, so that a page half written is no page."""
    half = path.with_suffix(".part")
    half.write_text(json.dumps(told), "utf-8")
    half.replace(path)


def gather(
    server: Server, device: Device, me: str, where: Path, reached: Mapping[str, str], now: datetime
) -> Spool:
    """Fetch what is new since the positions reached. Raises TheirNetwork; what came stays."""
    here = Folder(server, where, now.replace(microsecond=0))
    here.open(reached)
    return _Gathering(here, device, me, reached).gather()


@dataclass(slots=True)
class _Gathering:
    """One gathering. `pages` are the answers of the sync, in their order."""

    here: Folder
    device: Device
    me: str
    reached: Mapping[str, str]
    overview: Overview = field(init=False)
    pages: list[Row] = field(default_factory=list)

    def gather(self) -> Spool:
        here, server = self.here, self.here.server
        told = here.one("overview", partial(ask_overview, server))
        if told is None:
            raise TheirNetwork(f"{server.host} does not answer as Matrix does.")
        self.overview = read_overview(told, self.me)
        self._sync()
        knocks = list(self._knocks())
        invites = [one for one in self.overview.invites if one.is_direct]
        known = set(json.loads(self.reached.get("pending", "[]")))
        fresh = {one.room for one in invites} - known
        asking = {one.by for one in invites if one.room in fresh}
        asking |= {word(one, "state_key") for one in knocks if word(one, "event_id") not in known}
        people = sorted(filter(is_user, asking))
        return {
            "begun": here.begun.isoformat(),
            "reached": dict(self.reached),
            "me": self.me,
            "owner": here.one("owner", partial(server.read, path("v3", "profile", self.me))) or {},
            "server": server.host,
            "token": word(self.pages[-1], "next_batch"),
            "invites": [
                {"room": one.room, "event": one.event, "inviter": one.inviter} for one in invites
            ],
            "others": len(self.overview.invites) - len(invites),
            "times": self._times() if fresh else {},
            "knocks": knocks,
            "lobbies": {
                one.id: list(self._new(one.id, is_lobby=True)) for one in self.overview.lobbies()
            },
            "rooms": {
                one.id: {
                    "other": one.other,
                    "events": [self._readable(one.id, each) for each in self._new(one.id)],
                }
                for one in self.overview.rooms
                if one.other
            },
            "again": list(self._again()),
            "profiles": {who: here.one(f"profile {_safe(who)}", partial(self._profile, who)) or {}
                         for who in people},
            "common": {who: many for who in people if (many := self._common(who)) is not None},
        }  # fmt: skip

    def _sync(self) -> None:
        """All that is new, with keys; a server tells only so many keys at once."""
        since = self.reached.get("token")
        for number in range(MOST_PAGES):
            page = self.here.one(f"sync-{number}", partial(self._take, since)) or {}
            self.pages.append(page)
            since = word(page, "next_batch")
            if not since:
                raise TheirNetwork(f"{self.here.server.host} does not answer as Matrix does.")
            if len(rows(inner(page, "to_device").get("events"))) < MANY:
                return

    def _take(self, since: str | None) -> Row | None:
        told = ask(self.here.server, ["m.room.member"], since, limit=PAGE)
        self.device.take(told or {})
        return told

    def _knocks(self) -> Iterator[Row]:
        """Who stands at the doors of the lobbies now, by the events that say so."""
        for lobby in self.overview.lobbies():
            where = path("v3", "rooms", lobby.id, "members")
            told = self.here.one(
                f"knocks {_safe(lobby.id)}",
                partial(self._if_allowed, where, membership="knock"),
            )
            yield from rows((told or {}).get("chunk"))

    def _new(self, room: str, *, is_lobby: bool = False) -> Iterator[Row]:
        """What was said and done in a room since the last reading, each event once, by time."""
        found: dict[str, Row] = {}
        for number, page in enumerate(self.pages):
            part = inner(page, "rooms", "join", room)
            timeline = inner(part, "timeline")
            events = rows(timeline.get("events"))
            has_begun = any(self._is_entry(one) for one in events_of(part)) and not is_lobby
            if timeline.get("limited") is True or has_begun:
                until = None if has_begun else self.reached.get("token")
                begins = word(timeline, "prev_batch")
                events += self._older(f"{number} {_safe(room)}", room, begins, until)
            found |= {word(one, "event_id"): one for one in events}
        yield from sorted(
            found.values(), key=lambda one: (moment(one) or self.here.begun).timestamp()
        )

    def _older(self, name: str, room: str, begins: str, until: str | None) -> Iterator[Row]:
        """A room's events before a place, back to another or to its beginning."""
        where = path("v3", "rooms", room, "messages")
        for number in range(MOST_PAGES):
            told = self.here.one(
                f"room {name} {number}",
                partial(self._if_allowed, where, dir="b", limit=PAGE, to=until,
                        **{"from": begins}),
            )  # fmt: skip
            yield from rows((told or {}).get("chunk"))
            begins, before = word(told or {}, "end"), begins
            if not begins or begins in {before, until}:
                return

    def _is_entry(self, event: Row) -> bool:
        """Whether an event is the owner's entry into a room, not a new name of theirs."""
        before = inner(event, "unsigned", "prev_content")
        is_mine = word(event, "state_key") == self.me and membership(event) == "join"
        return is_mine and word(before, "membership") != "join"

    def _readable(self, room: str, event: Row) -> Row:
        """An event with what it says, decrypted where it can be."""
        if event.get("type") != "m.room.encrypted" or not inner(event, "content"):
            return event
        read = self.device.read(room, event)
        return {**event, "unread": read} if isinstance(read, str) else {**event, "said": read}

    def _again(self) -> Iterator[Row]:
        """What could not be read before and can be now; the rest is still to be tried."""
        for one in json.loads(self.reached.get("unread", "[]")):
            room, event = str(one["room"]), str(one["event"])
            if datetime.fromisoformat(one["at"]) + TRIED_FOR < self.here.begun:
                continue
            where = path("v3", "rooms", room, "event", event)
            told = self.here.one(f"event {_safe(event)}", partial(self._if_allowed, where))
            if told is not None:
                yield {"room": room, "event": self._readable(room, told)}

    def _times(self) -> dict[str, Row]:
        """The events of invites as notifications tell them, by room."""
        found: dict[str, Row] = {}
        begins: str | None = None
        for number in range(10):
            told = self.here.one(
                f"notifications-{number}",
                partial(self._if_allowed, path("v3", "notifications"), limit=50,
                        **{"from": begins}),
            ) or {}  # fmt: skip
            for one in rows(told.get("notifications")):
                event = inner(one, "event")
                if membership(event) == "invite" and word(event, "state_key") == self.me:
                    found.setdefault(word(one, "room_id"), event)
            begins = word(told, "next_token") or None
            if begins is None:
                break
        return found

    def _profile(self, who: str) -> Row | None:
        return self._if_allowed(path("v3", "profile", who))

    def _common(self, who: str) -> int | None:
        """With how many people of the owner's direct rooms somebody shares a room with the owner.

        None where the server does not tell shared rooms.
        """
        where = path("v1", "mutual_rooms")
        told = self.here.one(
            f"mutual {_safe(who)}", partial(self._if_allowed, where, user_id=who)
        )  # fmt: skip
        if told is None:
            return None
        shared = told.get("joined")
        contacts = {one.other for one in self.overview.rooms if one.other} - {who}
        found: set[str] = set()
        for room in (shared if isinstance(shared, list) else [])[:MOST_SHARED]:
            where = path("v3", "rooms", str(room), "joined_members")
            members = self.here.one(
                f"members {_safe(str(room))}", partial(self._if_allowed, where)
            )  # fmt: skip
            found |= contacts & set(inner(as_row(members), "joined"))
        return len(found)

    def _if_allowed(self, where: str, **params: object) -> Row | None:
        """An answer; None also where the server does not let one see it."""
        try:
            return self.here.server.read(where, None, **params)
        except Denied:
            return None


def _safe(name: str) -> str:
    """A name for a file, another one for each name."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
