"""Matrix for the contract of channels: people write with their own accounts on a real Synapse."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from tests.networks.matrix.synapse import PASSWORD, Synapse, serving, user
from tests.networks.wire import Mood, Wire, wired

from askwhy.facts import Party
from askwhy.networks.matrix.connector import MatrixConnector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

_NUMBERS = count()
_SENDING = re.compile(r"/_matrix/client/v3/rooms/[^/]+/send/.*")


@dataclass
class MatrixHarness:
    """Matrix, as `tests/networks/test_channel_contract.py` wants it.

    Each test has an owner of its own, so that the server is empty for them.
    """

    server: Synapse
    wire: Wire
    owner: str
    rooms: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    network: str = "matrix"
    many: int = 12
    reads_back: bool = True

    def answers(self) -> Mapping[str, str]:
        return {"homeserver": self.wire.base, "user": self.owner, "password": PASSWORD}

    def connector(
        self, folder: Path, clock: Callable[[], datetime], wait: Callable[[float], None]
    ) -> MatrixConnector:
        """As after `connect`: the password was given once, the token is kept."""
        if not self.secrets:
            standing = MatrixConnector(self.answers(), folder, clock, wait).check()
            self.secrets |= standing.secrets
        answers = {**self.answers(), **self.secrets}
        del answers["password"]
        return MatrixConnector(answers, folder, clock, wait)

    def party(self, name: str) -> Party:
        return Party(handle=user(name))

    def request(self, name: str, note: str) -> None:
        """An invite into a new room for two."""
        self.rooms[name] = self.server.call(name, "POST", "createRoom", is_direct=True,
                                            preset="trusted_private_chat")["room_id"]  # fmt: skip
        said = {"reason": note} if note else {}
        where = f"rooms/{quote(self.rooms[name])}/state/m.room.member/{quote(user(self.owner))}"
        self.server.call(name, "PUT", where, membership="invite", is_direct=True, **said)

    def write(self, name: str, text: str, **more: object) -> str:
        where = f"rooms/{quote(self.rooms[name])}/send/m.room.message/{next(_NUMBERS)}"
        told = self.server.call(name, "PUT", where, msgtype="m.text", body=text, **more)
        return str(told["event_id"])

    def got(self, name: str, many: int = 0) -> list[str]:
        for _ in range(200):
            where = f"rooms/{quote(self.rooms[name])}/messages?dir=b&limit=100"
            events = self.server.call(name, "GET", where)["chunk"]
            found = [
                one["content"]["body"]
                for one in reversed(events)
                if one["type"] == "m.room.message" and one["sender"] == user(self.owner)
            ]
            if len(found) >= many:
                break
            time.sleep(0.05)
        return found

    def standing(self, name: str) -> str:
        """How the owner stands to somebody's room, as that person sees it."""
        where = f"rooms/{quote(self.rooms[name])}/state/m.room.member/{quote(user(self.owner))}"
        return str(self.server.call(name, "GET", where)["membership"])

    def is_pending(self, name: str) -> bool:
        return self.standing(name) == "invite"

    def is_accepted(self, name: str) -> bool:
        return self.standing(name) == "join"

    def losing(self) -> AbstractContextManager[None]:
        return self.wire.being(Mood.LOSING)

    def holding(self) -> AbstractContextManager[None]:
        return self.wire.being(Mood.HOLDING)

    def busy(self) -> AbstractContextManager[None]:
        return self.wire.being(Mood.BUSY)


def _is_sending(method: str, path: str) -> bool:
    return method == "PUT" and _SENDING.fullmatch(path) is not None


@pytest.fixture(scope="session")
def matrix_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """Synapse, started for this test run."""
    with serving(tmp_path_factory.mktemp("matrix")) as server:
        yield server


@pytest.fixture
def matrix_harness(matrix_server: Synapse) -> Iterator[MatrixHarness]:
    """An owner who is new on the server."""
    owner = f"owner{next(_NUMBERS)}"
    matrix_server.join(owner)
    with wired(matrix_server.base, _is_sending) as wire:
        yield MatrixHarness(matrix_server, wire, owner)
