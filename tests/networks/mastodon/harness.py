"""A Mastodon server on loopback, as lax as its makers made it or as strict as real ones are.

The server is mastodon-mock, asked over HTTP. `Server.is_strict` makes it do what was measured on
real servers: a second authorise finds nothing, authorising destroys the notification of the
request and makes one of the follow, keys of messages are not looked at, nobody tells familiar
followers, and pending requests come in pages.
"""

from __future__ import annotations

import html
import json
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

import pytest
import uvicorn
from fastapi.responses import JSONResponse
from mastodon_mock.app import create_app, dispose_app_resources
from mastodon_mock.config import (
    DatabaseConfig,
    MastodonMockConfig,
    SeedConfig,
    StreamingConfig,
)
from mastodon_mock.db.base import Base
from mastodon_mock.db.models import Account, Notification, OAuthApp, OAuthToken, Relationship
from mastodon_mock.serializers.accounts import serialize_account
from tests.networks.wire import Mood, Wire, wired

from askwhy.facts import Party
from askwhy.networks.mastodon.connector import SCOPES, MastodonConnector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from fastapi import FastAPI
    from sqlalchemy.orm import Session
    from starlette.requests import Request as Asked
    from starlette.responses import Response

HOST = "test.example"
RULES = ("Be kind.", "Automated accounts say that they are, and ask nobody twice.")
_ANSWER = re.compile(r"/api/v1/follow_requests/(\d+)/(authorize|reject)")
_OPENER = build_opener(ProxyHandler({}))


@dataclass
class Server:
    """The server at work. `asked` counts calls by their path; `extra` are answers put in place."""

    app: FastAPI
    base: str = ""
    is_strict: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    extra: dict[str, tuple[int, object]] = field(default_factory=dict)
    page: int = 80

    def session(self) -> Session:
        made: Session = self.app.state.session_factory()
        return made

    def call(self, who: str, method: str, path: str, **said: object) -> Any:  # noqa: ANN401 (JSON)
        """What one of the people does with their own client."""
        body = urlencode(said, doseq=True)
        url = f"{self.base}{path}" + (f"?{body}" if body and method == "GET" else "")
        asked = Request(  # noqa: S310 (loopback)
            url,
            body.encode() if method != "GET" else None,
            {"Authorization": f"Bearer {who}-token"},
            method=method,
        )
        try:
            with _OPENER.open(asked, timeout=10) as answer:
                return json.load(answer)
        except HTTPError as refused:
            with refused:
                said_why = refused.read().decode()
            raise AssertionError(f"{method} {path}: {refused.code} {said_why}") from None

    def empty(self) -> None:
        """Nobody is there but the owner, whose account is locked."""
        self.is_strict, self.page = False, 80
        self.asked.clear()
        self.extra.clear()
        with self.session() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(table.delete())
            session.commit()
        self.join("owner", locked=True)

    def join(self, name: str, **how: object) -> int:
        """Somebody gets an account and a token of an application with our scopes."""
        with self.session() as session:
            there = session.query(Account).filter_by(username=name).one_or_none()
            if there is not None:
                return int(there.id)
            born = datetime.now(UTC) - timedelta(days=900)  # noqa: TID251 (the server's clock)
            about = {"display_name": name.capitalize(), "created_at": born, "fields": [], **how}
            account = Account(username=name, **about)
            app = OAuthApp(
                name="askwhy", client_id=name, client_secret=name, redirect_uris=[],
                scopes=list(SCOPES),
            )  # fmt: skip
            session.add_all([account, app])
            session.flush()
            session.add(
                OAuthToken(
                    access_token=f"{name}-token", account_id=account.id, app_id=app.id,
                    scopes=list(SCOPES), created_at=born,
                )
            )  # fmt: skip
            session.commit()
            return int(account.id)

    def tie(self, name: str, to: str) -> Relationship | None:
        """How somebody stands to somebody, as the server has it."""
        one, other = self.join(name), self.join(to)
        with self.session() as session:
            return (
                session.query(Relationship)
                .filter_by(source_account_id=one, target_account_id=other)
                .one_or_none()
            )


def _make_strict(server: Server) -> None:
    @server.app.middleware("http")
    async def behave(asked: Asked, go_on: Any) -> Response:  # noqa: ANN401 (theirs)
        path, token = asked.url.path, asked.headers.get("authorization", "").rpartition(" ")[2]
        server.asked.append((asked.method, path))
        if path in server.extra:
            status, told = server.extra[path]
            return JSONResponse(told, status)
        if not server.is_strict:
            return await go_on(asked)  # type: ignore[no-any-return]
        if path == "/api/v1/accounts/familiar_followers":
            return JSONResponse({"error": "Not Found"}, 404)
        if path == "/api/v1/follow_requests":
            return _pending(server, token, asked)
        asked.scope["headers"] = [
            (name, said) for name, said in asked.scope["headers"] if name != b"idempotency-key"
        ]
        answering = _ANSWER.fullmatch(path)
        if answering and not _answer(server, token, int(answering[1]), answering[2]):
            return JSONResponse({"error": "Record not found"}, 404)
        return await go_on(asked)  # type: ignore[no-any-return]


def _pending(server: Server, token: str, asked: Asked) -> Response:
    """Pending requests, the newest first, in pages that only the Link header continues."""
    limit = min(int(asked.query_params.get("limit", "40")), server.page)
    begins = int(asked.query_params.get("max_id", str(1 << 62)))
    with server.session() as session:
        me = session.query(OAuthToken).filter_by(access_token=token).one().account_id
        found = (
            session.query(Relationship)
            .filter(Relationship.source_account_id == me, Relationship.requested_by.is_(True))
            .filter(Relationship.id < begins)
            .order_by(Relationship.id.desc())
            .limit(limit)
            .all()
        )
        people = [session.get(Account, one.target_account_id) for one in found]
        config = server.app.state.config
        told = [serialize_account(session, one, config) for one in people if one]
    headers = {}
    if len(found) == limit:
        next_page = f"https://elsewhere.invalid/api/v1/follow_requests?max_id={found[-1].id}"
        headers["Link"] = f'<{next_page}>; rel="next"'
    return JSONResponse(told, headers=headers)


def _answer(server: Server, token: str, who: int, how: str) -> bool:
    """Before a request is answered: whether there is one, and what becomes of its notification."""
    with server.session() as session:
        me = session.query(OAuthToken).filter_by(access_token=token).one().account_id
        there = session.query(Relationship).filter_by(
            source_account_id=me, target_account_id=who, requested_by=True
        )
        if there.one_or_none() is None:
            return False
        mine = session.query(Notification).filter_by(account_id=me, from_account_id=who)
        mine.filter_by(type="follow_request").delete()
        if how == "authorize":
            at = datetime.now(UTC)  # noqa: TID251 (the server's clock)
            session.add(
                Notification(account_id=me, from_account_id=who, type="follow", created_at=at)
            )
        session.commit()
    return True


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    config = MastodonMockConfig(
        domain=HOST,
        rules=list(RULES),
        database=DatabaseConfig(path=str(folder / "mastodon.sqlite")),
        seed=SeedConfig(),
        streaming=StreamingConfig(enabled=False),
        media_storage_path=str(folder / "media"),
    )
    app = create_app(config)
    server = Server(app)
    _make_strict(server)
    running = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none", lifespan="off")
    )
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        assert thread.is_alive()
        time.sleep(0.02)
    server.base = f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        running.should_exit = True
        thread.join()
        dispose_app_resources(app)


@dataclass
class MastodonHarness:
    """Mastodon, as `tests/networks/test_channel_contract.py` wants it."""

    server: Server
    wire: Wire
    network: str = "mastodon"
    many: int = 25
    reads_back: bool = True

    def answers(self) -> Mapping[str, str]:
        return {"server": self.wire.base, "token": "owner-token"}

    def connector(
        self, folder: Path, clock: Callable[[], datetime], wait: Callable[[float], None]
    ) -> MastodonConnector:
        return MastodonConnector(self.answers(), folder, clock, wait)

    def party(self, name: str) -> Party:
        self.server.join(name)
        return Party(handle=f"@{name}@{HOST}")

    def request(self, name: str, note: str) -> None:
        """A note is a private message before the request: there is no other place for it."""
        self.server.join(name)
        if note:
            self.write(name, note)
        owner = self.server.join("owner")
        self.server.call(name, "POST", f"/api/v1/accounts/{owner}/follow")

    def write(self, name: str, text: str, **more: object) -> str:
        self.server.join(name)
        said = self.server.call(
            name, "POST", "/api/v1/statuses", status=f"@owner {text}", visibility="direct", **more
        )
        return str(said["id"])

    def got(self, name: str, many: int = 0) -> list[str]:
        for _ in range(200):
            events = self.server.call(name, "GET", "/api/v1/notifications", limit=40)
            found = [one["status"] for one in reversed(events) if one["type"] == "mention"]
            if len(found) >= many:
                break
            time.sleep(0.05)
        return [
            html.unescape(re.sub(r"<[^>]*>", "", one["content"])).removeprefix(f"@{name} ")
            for one in found
            if one["visibility"] == "direct" and one["account"]["username"] == "owner"
        ]

    def is_pending(self, name: str) -> bool:
        tie = self.server.tie("owner", name)
        return tie is not None and tie.requested_by

    def is_accepted(self, name: str) -> bool:
        tie = self.server.tie(name, "owner")
        return tie is not None and tie.following

    def losing(self) -> AbstractContextManager[None]:
        return self.wire.being(Mood.LOSING)

    def holding(self) -> AbstractContextManager[None]:
        return self.wire.being(Mood.HOLDING)

    def busy(self) -> AbstractContextManager[None]:
        return self.wire.being(Mood.BUSY)


def _is_sending(method: str, path: str) -> bool:
    return method == "POST" and path.partition("?")[0] == "/api/v1/statuses"


@pytest.fixture(scope="session")
def mastodon_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server, started for this test run."""
    with serving(tmp_path_factory.mktemp("mastodon")) as server:
        yield server


@pytest.fixture
def mastodon_lax_harness(mastodon_server: Server) -> Iterator[MastodonHarness]:
    """The server as its makers made it."""
    mastodon_server.empty()
    with wired(mastodon_server.base, _is_sending) as wire:
        yield MastodonHarness(mastodon_server, wire)


@pytest.fixture
def mastodon_harness(mastodon_lax_harness: MastodonHarness) -> MastodonHarness:
    """The server as strict as real ones, with pages of ten requests."""
    server = mastodon_lax_harness.server
    server.is_strict, server.page = True, 10
    return mastodon_lax_harness
