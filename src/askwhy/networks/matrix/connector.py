"""A Matrix account to connect: one device of its own, whose keys lie in the account's folder."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.errors import TheirNetwork
from askwhy.facts import Shown
from askwhy.networks import RequestTime
from askwhy.networks.answers import inner, word
from askwhy.networks.connectors import Field, Standing
from askwhy.networks.matrix.answers import is_user
from askwhy.networks.matrix.channel import CAPABILITIES, MatrixChannel
from askwhy.networks.matrix.client import Denied, NotLetIn, Server, path, read_address
from askwhy.networks.matrix.gathering import gather
from askwhy.networks.matrix.source import MatrixSource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from askwhy.networks import Capabilities
    from askwhy.networks.matrix.sealing import Device

FIELDS: tuple[Field, ...] = (
    Field("homeserver", "Your server's address, as https://matrix.example"),
    Field("user", "Your user name, as anna or @anna:matrix.example"),
    Field("password", "Password, or an access token made for askwhy alone", is_secret=True),
)
PATIENCE = timedelta(minutes=6)
"""How long a reading waits in all."""
READS = (
    "Read are invites to rooms for two, knocks on the doors of your lobby rooms, and what is "
    "written in your rooms for two; nothing else of other rooms."
)
SEALED = (
    "askwhy is a device of its own on your account. What was written encrypted before now cannot "
    "be read by it."
)
MANNERS = "Whether programs may send is your server's to say: look into its terms."
KNOCKING_SINCE = 7
"""The first version of rooms that one can knock on."""
NO_LOBBY = "The server has no rooms that one can knock on: requests are invites alone."


class MatrixConnector:
    """Answers are those of `FIELDS`; once connected, a token in place of the password."""

    network = "matrix"

    def __init__(
        self,
        answers: Mapping[str, str],
        folder: Path,
        clock: Callable[[], datetime],
        wait: Callable[[float], None],
    ) -> None:
        self._address = read_address(answers["homeserver"].strip())
        self._user, self._password = answers["user"].strip(), answers.get("password", "")
        # Where there is no keyring, a token stands in the password's place.
        self._token = answers.get("access_token", "")
        self._passphrase = answers.get("passphrase", "")
        self._folder, self._clock, self._wait = folder, clock, wait

    def check(self) -> Standing:
        """Log in, once; give the token and the passphrase of the keys. Raises TheirNetwork."""
        found: dict[str, str] = {}
        if not self._token:
            self._find_server()
            if token := self._log_in():
                self._token, self._passphrase = token, secrets.token_urlsafe(32)
                found = {"access_token": token, "passphrase": self._passphrase}
        server = self._server()
        with self._keys(server, *self._own(server)) as device:
            device.publish()
        remarks = [READS, SEALED, MANNERS]
        if not _has_knocks(server):
            remarks.append(NO_LOBBY)
        return Standing(remarks=tuple(remarks), secrets=found)

    def probe(self) -> Capabilities:
        """Find out what the server can, by reading alone. Raises TheirNetwork."""
        server = self._server()
        me, _ = self._own(server)
        versions = server.read("/_matrix/client/versions") or {}
        can = inner(server.read(path("v3", "capabilities")) or {}, "capabilities")
        unstable = inner(versions, "unstable_features")
        tells_more = bool(inner(can, "m.profile_fields")) or any(
            one.startswith("uk.tcpip.msc4133") for one, is_so in unstable.items() if is_so is True
        )
        has_distance = _tells_shared_rooms(server, me)
        profile = {Shown.TIME_ZONE, Shown.PRONOUNS} if tells_more else set[Shown]()
        is_timed = server.read(path("v3", "notifications"), None, limit=1) is not None
        return replace(
            CAPABILITIES,
            request_time=RequestTime.NOTIFICATION if is_timed else RequestTime.FIRST_SEEN,
            distance=has_distance,
            profile=frozenset(profile | ({Shown.COMMON_CONTACTS} if has_distance else set())),
        )

    def open_source(self, folder: Path, reached: Mapping[str, str], now: datetime) -> MatrixSource:
        """Fetch what is new. Raises TheirNetwork; what came stays in the folder."""
        server = self._server(PATIENCE)
        me, name = self._own(server)
        with self._keys(server, me, name) as device:
            return MatrixSource(gather(server, device, me, folder, reached, now))

    def open_channel(self) -> MatrixChannel:
        """What accepts and asks."""
        server = self._server()
        me, name = self._own(server)
        return MatrixChannel(server, me, lambda: self._keys(server, me, name))

    def _server(self, patience: timedelta = timedelta(0)) -> Server:
        token = self._token or self._password
        return Server(self._address, token, self._clock, self._wait, patience)

    def _keys(self, server: Server, me: str, name: str) -> AbstractContextManager[Device]:
        from askwhy.networks.matrix.sealing import opened  # cryptography, loaded when needed

        return opened(server, self._folder, me, name, self._passphrase or self._password)

    def _own(self, server: Server) -> tuple[str, str]:
        """The account's lasting name and its device's. Raises TheirNetwork."""
        told = server.read(path("v3", "account", "whoami")) or {}
        me, device = word(told, "user_id"), word(told, "device_id")
        if not is_user(me) or not device:
            raise TheirNetwork(f"{server.host} does not say whose the token is.")
        return me, device

    def _log_in(self) -> str:
        """A token for the password; nothing where the password is a token itself."""
        server = Server(self._address, "", self._clock, self._wait)
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": self._user},
            "password": self._password,
            "initial_device_display_name": "askwhy",
        }
        try:
            done = server.do("POST", path("v3", "login"), body)
        except Denied:
            if self._is_token():
                return ""
            said = f"{server.host} does not take the password of “{self._user}”."
            raise NotLetIn(said) from None
        token = word(done.told, "access_token")
        if not token:
            raise TheirNetwork(f"{server.host} gives no token.")
        return token

    def _is_token(self) -> bool:
        server = self._server()
        try:
            return server.read(path("v3", "account", "whoami")) is not None
        except TheirNetwork:
            return False

    def _find_server(self) -> None:
        """Raise a sentence that names the right address where this one only points to it."""
        server = Server(self._address, "", self._clock, self._wait)
        try:
            if (server.read("/_matrix/client/versions") or {}).get("versions"):
                return
        except Denied:
            pass
        named = server.read("/.well-known/matrix/client") or {}
        base = word(inner(named, "m.homeserver"), "base_url")
        hint = f" Its Matrix server stands at {base}." if base.startswith("https://") else ""
        raise TheirNetwork(f"{server.host} speaks no Matrix.{hint}")


def _has_knocks(server: Server) -> bool:
    can = server.read(path("v3", "capabilities")) or {}
    versions = inner(can, "capabilities", "m.room_versions", "available")
    return not versions or any(
        one.isdecimal() and int(one) >= KNOCKING_SINCE for one in map(str, versions)
    )  # fmt: skip


def _tells_shared_rooms(server: Server, me: str) -> bool:
    """Asked about oneself, a server that knows the call has nothing to tell, or refuses."""
    try:
        return server.read(path("v1", "mutual_rooms"), None, user_id=me) is not None
    except Denied as refusal:
        return refusal.code != "M_FORBIDDEN"
