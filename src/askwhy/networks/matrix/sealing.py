"""The keys of one device: they lie in the account's folder, locked by a passphrase.

The cryptography is matrix-nio's, which is fed here with what a server answers; all calls are ours.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from nio.crypto import Olm  # type: ignore[import-untyped]
from nio.events import MegolmEvent, ToDeviceEvent  # type: ignore[import-untyped]
from nio.exceptions import EncryptionError  # type: ignore[import-untyped]
from nio.responses import KeysClaimResponse, KeysQueryResponse, KeysUploadResponse  # type: ignore[import-untyped]
from nio.store import SqliteStore  # type: ignore[import-untyped]

from askwhy.errors import TheirNetwork
from askwhy.networks import NoAnswer
from askwhy.networks.answers import inner, rows
from askwhy.networks.matrix.answers import whole
from askwhy.networks.matrix.client import LATER, path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from askwhy.networks.answers import Row
    from askwhy.networks.matrix.client import Server

PATIENCE = 30.0
"""Seconds that another program of ours may hold the keys."""
logging.getLogger("nio").addHandler(logging.NullHandler())


class KeysLost(TheirNetwork):
    """The account's folder does not hold the keys that the server has of this device."""


class Device:
    """One device's keys. Open it by `opened`: no two programs may turn the same ratchet."""

    def __init__(self, server: Server, olm: Any) -> None:  # noqa: ANN401 (nio tells no types)
        self._server, self._olm = server, olm

    def take(self, told: Row) -> None:
        """Take the keys that people's devices sent along with a sync's answer."""
        for one in rows(inner(told, "to_device").get("events")):
            if one.get("type") != "m.room.encrypted":
                continue  # requests to verify a device, or for our keys, are not answered
            event = ToDeviceEvent.parse_event(json.loads(json.dumps(one)))
            if event is not None:
                self._olm.handle_to_device_event(event)
        if counts := inner(told, "device_one_time_keys_count"):
            self._olm.uploaded_key_count = whole(counts, "signed_curve25519")
        self.publish()

    def publish(self) -> None:
        """Let people's devices find this one: its name the first time, and keys to begin with."""
        olm = self._olm
        if olm.account.shared and not olm.should_upload_keys:
            return
        if not olm.account.shared and self._is_taken():
            said = "The keys of this device are gone from this machine. Connect the account again."
            raise KeysLost(said)
        keys = olm.share_keys()
        olm.save_account()  # first: what others encrypt for a key is lost where it is not kept
        told = self._post("upload", keys)
        counts = {"curve25519": 0, "signed_curve25519": 0, **inner(told, "one_time_key_counts")}
        olm.handle_response(KeysUploadResponse.from_dict({"one_time_key_counts": counts}))

    def _is_taken(self) -> bool:
        """Whether the server has other keys of this device: they are not ours to replace."""
        me, device = self._olm.user_id, self._olm.device_id
        told = self._post("query", {"device_keys": {me: [device]}})
        keys = inner(told, "device_keys", me, device, "keys")
        mine = self._olm.account.identity_keys["ed25519"]
        return bool(keys) and keys.get(f"ed25519:{device}") != mine

    def read(self, room: str, event: Row) -> Row | str:
        """What stands in an encrypted event, or why it cannot be read."""
        parsed = MegolmEvent.from_dict({"unsigned": {}, **event, "room_id": room})
        if not isinstance(parsed, MegolmEvent):
            return "encrypted in a way that is not known"
        try:
            found = self._olm.decrypt_megolm_event(parsed, room)
        except EncryptionError:
            return "encrypted, and its key did not come"
        source = cast("dict[str, object]", found.source)
        return {"type": source.get("type"), "content": source.get("content")}

    def seal(self, room: str, users: list[str], content: dict[str, object]) -> dict[str, str]:
        """A message for a room, encrypted; the devices in it get the key first.

        Raises TheirNetwork: nothing was said in the room then.
        """
        try:
            self._share(room, users)
        except NoAnswer as problem:
            raise TheirNetwork(str(problem), LATER) from problem
        sealed: dict[str, str] = self._olm.group_encrypt(
            room, {"type": "m.room.message", "content": content}
        )
        return sealed

    def has_devices(self, user: str) -> bool:
        """Whether somebody has a device that can read what is encrypted. Raises TheirNetwork."""
        self._query([user])
        return any(True for _ in self._olm.device_store.active_user_devices(user))

    def _share(self, room: str, users: list[str]) -> None:
        olm = self._olm
        self._query(users)
        if missing := olm.get_missing_sessions(users):
            wanted = {
                user: dict.fromkeys(devices, "signed_curve25519")
                for user, devices in missing.items()
            }
            told = self._post("claim", {"one_time_keys": wanted})
            olm.handle_response(KeysClaimResponse.from_dict({"failures": {}, **told}, room))
        to = olm.share_group_session_parallel(room, users, ignore_unverified_devices=True)
        for _, messages in to:
            where = path("v3", "sendToDevice", "m.room.encrypted", str(uuid4()))
            self._server.do("PUT", where, messages)
        olm.outbound_group_sessions[room].shared = True

    def _query(self, users: list[str]) -> None:
        told = self._post("query", {"device_keys": {user: [] for user in users}})
        self._olm.handle_response(KeysQueryResponse.from_dict({"failures": {}, **told}))

    def _post(self, what: str, body: object) -> dict[str, object]:
        return dict(self._server.do("POST", path("v3", "keys", what), body).told)


def _unlock(user: str, device: str, store: SqliteStore) -> Olm:
    try:
        return Olm(user, device, store)
    except ValueError:  # vodozemac's, for a passphrase that does not fit
        said = "The keys of this device are locked otherwise. Connect the account again."
        raise KeysLost(said) from None


@contextmanager
def opened(
    server: Server, folder: Path, user: str, device: str, passphrase: str
) -> Iterator[Device]:
    """The keys of a device, for one program at a time. Raises TheirNetwork where it is not free."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / "in-use.sqlite", timeout=PATIENCE)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise TheirNetwork("Another askwhy uses this account's keys.", LATER) from None
        store = SqliteStore(
            user, device, str(folder), passphrase, f"{device.encode().hex()}.sqlite"
        )
        try:
            yield Device(server, _unlock(user, device, store))
        finally:
            store.database.close()
