"""Accepts, turns down and asks, in the direct room with one person.

A server keeps a message's key for a day and for one device. So what was begun is read back from
the room before anything is sent again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.errors import TheirNetwork
from askwhy.facts import Shown
from askwhy.networks import (
    Automation,
    Capabilities,
    NoAnswer,
    Notes,
    Receipt,
    RequestTime,
)
from askwhy.networks.answers import inner, rows, word
from askwhy.networks.matrix.answers import moment
from askwhy.networks.matrix.client import LATER, Denied, path
from askwhy.networks.matrix.rooms import Overview, ask_overview, read_overview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from uuid import UUID

    from askwhy.facts import Party
    from askwhy.networks.answers import Row
    from askwhy.networks.matrix.client import Answer, Server
    from askwhy.networks.matrix.rooms import Invite, Room
    from askwhy.networks.matrix.sealing import Device

CAPABILITIES = Capabilities(
    can_accept=True,
    can_send=True,
    can_read_back=True,
    automation=Automation.EACH_SERVER,
    keeps_keys=timedelta(hours=24),
    can_reject=True,
    request_time=RequestTime.NOTIFICATION,
    notes=Notes.NATIVE,
    distance=True,
    profile=frozenset({Shown.COMMON_CONTACTS, Shown.PRONOUNS, Shown.TIME_ZONE}),
)
"""What Matrix itself can; a server is asked what it can of these."""
DECLINED = "Not accepted"
PAGES = 3
"""Of a direct room, so many are looked through for a message: 300 events."""
SEALING = {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


@dataclass(frozen=True, slots=True)
class MatrixChannel:
    """Acts for one account, `me`. `keys` opens the device's keys, for one act."""

    server: Server
    me: str
    keys: Callable[[], AbstractContextManager[Device]]

    @property
    def capabilities(self) -> Capabilities:
        """What it can."""
        return CAPABILITIES

    def accept(self, who: Party) -> Receipt:
        """Come into the room that somebody invites to, or let in who knocks.

        Refused for good where they withdrew their request.
        """
        seen = self._look()
        if invite := _invite_of(seen, who):
            return _receipt(self._do("POST", {}, "rooms", invite.room, "join"))
        if lobby := self._door(seen, who, "knock"):
            return _receipt(
                self._do("POST", {"user_id": who.handle}, "rooms", lobby.id, "invite")
            )  # fmt: skip
        if self._is_accepted(seen, who):
            return Receipt()
        raise TheirNetwork(f"{who.handle} does not ask any more.")

    def reject(self, who: Party) -> Receipt:
        """Turn an invite or a knock down; refused for good where it was accepted before."""
        seen = self._look()
        if invite := _invite_of(seen, who):
            return _receipt(
                self._do("POST", {"reason": DECLINED}, "rooms", invite.room, "leave")
            )  # fmt: skip
        if lobby := self._door(seen, who, "knock"):
            said = {"user_id": who.handle, "reason": DECLINED}
            return _receipt(self._do("POST", said, "rooms", lobby.id, "kick"))
        if self._is_accepted(seen, who):
            raise TheirNetwork(f"{who.handle} is let in already: there is no request any more.")
        return Receipt()

    def send(self, key: UUID, who: Party, text: str) -> Receipt:
        """Write to somebody in the direct room with them; one is made where there is none."""
        room = self._look().direct(who.handle)
        if room is not None and room.is_alone:
            raise TheirNetwork(f"{who.handle} has left the room.")
        content: dict[str, object] = {"msgtype": "m.text", "body": text}
        name, is_sealed = (room.id, room.is_encrypted) if room else self._make(who.handle)
        if not is_sealed:
            done = self._do("PUT", content, "rooms", name, "send", "m.room.message", str(key))
        else:
            with self.keys() as device:
                sealed = device.seal(name, [self.me, who.handle], content)
            done = self._do("PUT", sealed, "rooms", name, "send", "m.room.encrypted", str(key))
        event = word(done.told, "event_id")
        if not event:
            raise NoAnswer(f"{self.server.host} gives no receipt.")
        return Receipt(event, done.at)

    def read_back(self, key: UUID, who: Party, text: str) -> Sequence[Receipt]:
        """The owner's messages in the direct room that have this key, or this text.

        Raises TheirNetwork, for good, where one of them cannot be read: a person looks.
        """
        room = self._look().direct(who.handle)
        if room is None:
            return []
        found, hidden = [], False
        with self.keys() as device:
            for event in self._newest(room.id):
                if word(event, "sender") != self.me:
                    continue
                said: Row | str = event
                if event.get("type") == "m.room.encrypted":
                    said = device.read(room.id, event)
                is_ours = word(inner(event, "unsigned"), "transaction_id") == str(key)
                if isinstance(said, str):
                    hidden = hidden or not is_ours
                elif word(inner(said, "content"), "body") == text:
                    is_ours = True
                if is_ours:
                    found.append(Receipt(word(event, "event_id"), moment(event)))
        if hidden and not found:
            raise TheirNetwork(f"A message to {who.handle} cannot be read: look whether it is it.")
        return found[::-1]

    def _newest(self, room: str) -> Iterator[Row]:
        """The newest events of a room, the newest first."""
        begins = None
        for _ in range(PAGES):
            where = path("v3", "rooms", room, "messages")
            told = self.server.read(where, dir="b", limit=100, **{"from": begins}) or {}
            yield from rows(told.get("chunk"))
            begins = word(told, "end") or None
            if begins is None:
                return

    def _look(self) -> Overview:
        """Begin an act: see which rooms there are. Raises TheirNetwork."""
        self.server.begin()
        told = ask_overview(self.server)
        if told is None:
            raise TheirNetwork(f"{self.server.host} does not answer as Matrix does.", LATER)
        return read_overview(told, self.me)

    def _door(self, seen: Overview, who: Party, *states: str) -> Room | None:
        """The lobby to which somebody stands in one of some ways."""
        for lobby in seen.lobbies():
            where = path("v3", "rooms", lobby.id, "state", "m.room.member", who.handle)
            try:
                told = self.server.read(where) or {}
            except Denied:
                continue
            if word(told, "membership") in states:
                return lobby
        return None

    def _is_accepted(self, seen: Overview, who: Party) -> bool:
        is_in = self._door(seen, who, "invite", "join") is not None
        return is_in or seen.direct(who.handle) is not None

    def _make(self, who: str) -> tuple[str, bool]:
        """A new direct room, encrypted where they can read that. Nothing is said in it yet."""
        with self.keys() as device:
            is_sealed = device.has_devices(who)
        body = {
            "is_direct": True,
            "invite": [who],
            "preset": "trusted_private_chat",
            "initial_state": [SEALING] if is_sealed else [],
        }
        try:
            done = self._do("POST", body, "createRoom")
        except NoAnswer as problem:
            # The room is found the next time, if it was made.
            raise TheirNetwork(str(problem), LATER) from problem
        name = word(done.told, "room_id")
        if not name:
            raise TheirNetwork(f"{self.server.host} makes no room.", LATER)
        return name, is_sealed

    def _do(self, method: str, body: object, *where: str) -> Answer:
        return self.server.do(method, path("v3", *where), body)


def _invite_of(seen: Overview, who: Party) -> Invite | None:
    return next((one for one in seen.invites if one.by == who.handle and one.is_direct), None)


def _receipt(done: Answer) -> Receipt:
    return Receipt(word(done.told, "room_id"), done.at)
