"""Which rooms there are: direct ones, lobbies on whose door people knock, and invites.

Told by one call that lists everything and takes nothing: keys that wait for this device stay.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from askwhy.networks.answers import inner, rows, word
from askwhy.networks.matrix.answers import is_user, membership, whole
from askwhy.networks.matrix.client import path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from askwhy.networks.answers import Row
    from askwhy.networks.matrix.client import Server


NOTHING: Mapping[str, object] = {"types": []}
STATES = ["m.room.create", "m.room.encryption", "m.room.join_rules", "m.room.member"]
KNOCKING = frozenset({"knock", "knock_restricted"})


@dataclass(frozen=True, slots=True)
class Room:
    """A room that the owner is in. `other` is whom a direct room is shared with, else empty."""

    id: str
    other: str
    is_encrypted: bool
    is_lobby: bool
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Invite:
    """A room that the owner is invited to: by whom, and the event as it was shown."""

    room: str
    by: str
    is_direct: bool
    event: Row
    inviter: Row


@dataclass(frozen=True, slots=True)
class Overview:
    """All rooms and invites, as the server had them at one time."""

    rooms: tuple[Room, ...]
    invites: tuple[Invite, ...]

    def direct(self, user: str) -> Room | None:
        """The direct room with somebody: one where they are, before one that they left."""
        found = [one for one in self.rooms if one.other == user]
        return min(found, key=lambda one: (one.is_alone, one.id), default=None)

    def lobbies(self) -> Iterator[Room]:
        """The rooms on whose door one knocks."""
        return (one for one in self.rooms if one.is_lobby)


def ask(server: Server, states: list[str], since: str | None, *, limit: int) -> Row | None:
    """What is in all rooms, or what is new in them since. Raises TheirNetwork.

    `states` are the types of state that are told, `limit` how many events of a room. Servers
    answer from memory what they were asked a short while ago in the same words, so no two
    questions are the same.
    """
    wanted = {
        "presence": {"types": [f"org.askwhy.{uuid4().hex}"]},
        "account_data": {"types": ["m.direct"]},
        "room": {
            "account_data": NOTHING,
            "ephemeral": NOTHING,
            "state": {"types": states, "lazy_load_members": True},
            "timeline": {"limit": limit, "lazy_load_members": True},
        },
    }
    return server.read(path("v3", "sync"), filter=json.dumps(wanted), since=since, timeout=0)


def ask_overview(server: Server) -> Row | None:
    """The answer in which `read_overview` looks. Raises TheirNetwork."""
    return ask(server, STATES, None, limit=1)


def read_overview(told: Row, me: str) -> Overview:
    """What an answer says of the owner's rooms."""
    marked = {
        str(room): str(user)
        for event in rows(inner(told, "account_data").get("events"))
        if event.get("type") == "m.direct"
        for user, named in inner(event, "content").items()
        if isinstance(named, list)
        for room in named
    }
    joined = inner(told, "rooms", "join")
    invited = inner(told, "rooms", "invite")
    return Overview(
        tuple(_room(name, inner(joined, name), marked.get(name, "")) for name in joined),
        tuple(one for name in invited if (one := _invite(name, inner(invited, name), me))),
    )


def events_of(room: Row) -> list[Row]:
    """State and timeline of a room in an answer, in this order."""
    return rows(inner(room, "state").get("events")) + rows(inner(room, "timeline").get("events"))


def _room(name: str, told: Row, marked: str) -> Room:
    state = {str(one.get("type")): inner(one, "content") for one in events_of(told)}
    door = word(state.get("m.room.join_rules", {}), "join_rule")
    summary = inner(told, "summary")
    many = whole(summary, "m.joined_member_count") + whole(summary, "m.invited_member_count")
    heroes = summary.get("m.heroes")
    others = [one for one in heroes if isinstance(one, str)] if isinstance(heroes, list) else []
    # A public room with one other person in it is public all the same, unless it is marked.
    is_for_two = many <= 2 and door not in KNOCKING
    other = others[0] if len(others) == 1 and door != "public" else marked
    return Room(
        name,
        other if is_for_two and is_user(other) else "",
        "m.room.encryption" in state,
        door in KNOCKING,
        many == 1,
    )


def _invite(name: str, told: Row, me: str) -> Invite | None:
    events = rows(inner(told, "invite_state").get("events"))
    members = {word(one, "state_key"): one for one in events if membership(one)}
    mine = members.get(me, {})
    by = word(mine, "sender")
    if membership(mine) != "invite" or not is_user(by):
        return None
    is_direct = inner(mine, "content").get("is_direct") is True
    return Invite(name, by, is_direct, mine, members.get(by, {}))
