"""Somebody with a Matrix client that encrypts: matrix-nio's own, with a store on the disk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from nio import AsyncClient, AsyncClientConfig  # type: ignore[import-untyped]
from tests.networks.matrix.synapse import PASSWORD, Synapse, user

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

SEALED = [{"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]


@dataclass
class Person:
    """Each act opens the client, syncs, acts, syncs and closes it, as on a phone."""

    server: Synapse
    name: str
    folder: Path
    room: str = ""
    device: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        self.server.join(self.name)
        self.folder.mkdir()
        self._run(None)

    def _run(self, act: Callable[[Any], Awaitable[Any]] | None) -> Any:  # noqa: ANN401 (nio's)
        return asyncio.run(self._open(act))

    async def _open(self, act: Callable[[Any], Awaitable[Any]] | None) -> Any:  # noqa: ANN401
        config = AsyncClientConfig(store_sync_tokens=True, encryption_enabled=True)
        client = AsyncClient(
            self.server.base, user(self.name), store_path=str(self.folder), config=config
        )
        try:
            if self.token:
                client.restore_login(user(self.name), self.device, self.token)
            else:
                told = await client.login(PASSWORD, device_name="phone")
                self.device, self.token = told.device_id, told.access_token
            await client.sync(full_state=True)
            if client.should_upload_keys:
                await client.keys_upload()
            if client.should_query_keys:
                await client.keys_query()
            return await act(client) if act else None
        finally:
            await client.close()
            client.store.database.close()

    def invite(self, owner: str, reason: str = "") -> None:
        """Ask somebody into a new encrypted room for two."""
        server, how = self.server, {"is_direct": True, "initial_state": SEALED}
        made = server.call(self.name, "POST", "createRoom", preset="trusted_private_chat", **how)
        self.room = made["room_id"]
        where = f"rooms/{quote(self.room)}/state/m.room.member/{quote(user(owner))}"
        said = {"membership": "invite", "is_direct": True, "reason": reason}
        server.call(self.name, "PUT", where, **said)

    def knock(self, lobby: str, reason: str) -> None:
        self.server.call(self.name, "POST", f"knock/{quote(lobby)}", reason=reason)

    def write(self, text: str) -> None:
        async def act(client: Any) -> None:  # noqa: ANN401
            content = {"msgtype": "m.text", "body": text}
            await client.room_send(
                self.room, "m.room.message", content, ignore_unverified_devices=True
            )

        self._run(act)

    def write_before_key(self, text: str, between: Callable[[], None]) -> None:
        """Write, and send the key with which it can be read only when something else is done."""

        async def act(client: Any) -> None:  # noqa: ANN401
            if missing := client.get_missing_sessions(self.room):
                await client.keys_claim(missing)
            users = list(client.rooms[self.room].users)
            keys = list(
                client.olm.share_group_session_parallel(
                    self.room, users, ignore_unverified_devices=True
                )
            )
            client.olm.outbound_group_sessions[self.room].shared = True
            await client.room_send(self.room, "m.room.message", {"msgtype": "m.text", "body": text})
            between()
            for number, (_, messages) in enumerate(keys):
                where = f"sendToDevice/m.room.encrypted/late{number}"
                self.server.call(self.name, "PUT", where, **messages)

        self._run(act)

    def come_in(self) -> None:
        """Come into the newest room that they are invited to."""

        async def act(client: Any) -> None:  # noqa: ANN401
            self.room = list(client.invited_rooms)[-1]
            await client.join(self.room)

        self._run(act)

    def got(self, sender: str) -> list[str]:
        """What somebody wrote into the room, as this client can read it."""

        async def act(client: Any) -> list[str]:  # noqa: ANN401
            told = await client.room_messages(self.room, limit=100)
            return [
                getattr(one, "body", "unreadable")
                for one in reversed(told.chunk)
                if one.sender == user(sender) and "m.room.member" != one.source["type"]
                and "state_key" not in one.source
            ]  # fmt: skip

        return list(self._run(act))
