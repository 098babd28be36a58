"""A real server on the loopback, asked over real connections."""

from __future__ import annotations

import http.client
import shutil
import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
import uvicorn
from playwright.sync_api import Page, sync_playwright

from askwhy.app.bringing.ingest import ingest
from askwhy.app.bringing.sources import open_sources
from askwhy.app.home import Record
from askwhy.app.people.splits import Overview
from askwhy.synth import grow, write_archive
from askwhy.web import background
from askwhy.web.application import build
from askwhy.web.background import AT_ONCE
from askwhy.web.desk import Desk
from askwhy.web.guarding import Door

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)
PATIENCE = 60.0
FORM = "application/x-www-form-urlencoded"
BORDER = "a-border-between-the-parts"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str
    path: str


@dataclass(slots=True)
class Visitor:
    """One client with its cookie. What it sends is what it is told to send, no more."""

    port: int
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request, no redirect followed. Header names have `_` for `-`."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            told.setdefault("Cookie", self.cookie)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, told)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, found, text, path)

    def get(self, path: str, **headers: str) -> Answer:
        """A page, with redirects followed, and asked for again as long as it is being counted."""
        answer = self.ask("GET", path.partition("#")[0], None, **headers)
        until = time.monotonic() + PATIENCE
        while answer.status == 202:
            assert time.monotonic() < until, "the counting does not end"
            time.sleep(0.05)
            answer = self.ask("GET", path.partition("#")[0], None, **headers)
        return self.get(answer.headers["location"]) if answer.status == 303 else answer

    def post(self, path: str, **fields: str) -> Answer:
        """A form of ours, and the page it leads to."""
        origin = f"http://127.0.0.1:{self.port}"
        body = urlencode(fields).encode()
        answer = self.ask("POST", path, body, Origin=origin, Content_Type=FORM)
        return self.get(answer.headers["location"]) if answer.status == 303 else answer

    def upload(self, content: bytes, name: str) -> Answer:
        """A file to import; the answer is the page of its progress, once it is over."""
        part = (
            f'--{BORDER}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            "Content-Type: application/zip\r\n\r\n"
        ).encode() + content
        answer = self.ask(
            "POST", "/import", part + f"\r\n--{BORDER}--\r\n".encode(),
            Origin=f"http://127.0.0.1:{self.port}",
            Content_Type=f"multipart/form-data; boundary={BORDER}",
        )  # fmt: skip
        if answer.status != 303:
            return answer
        return self.over(answer.headers["location"].rpartition("/")[2])

    def over(self, number: str) -> Answer:
        """The page of an import, once it is over."""
        until = time.monotonic() + PATIENCE
        while '"over":false' in self.get(f"/import/{number}/state").text:
            assert time.monotonic() < until, "the import does not end"
            time.sleep(0.05)
        return self.get(f"/import/{number}")


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    door: Door
    desk: Desk

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.door.port}"

    @property
    def first(self) -> str:
        """The address that opens once."""
        return f"{self.address}/?token={self.door.token}"

    def stranger(self) -> Visitor:
        return Visitor(self.door.port)

    def owner(self) -> Visitor:
        """Somebody who came with the token."""
        return Visitor(self.door.port, f"{self.door.cookie}={self.door.session}")


@contextmanager
def running_server(
    home: Path, *, is_read_only: bool = False, clock: Callable[[], datetime] = lambda: NOW
) -> Iterator[Served]:
    listening = socket.create_server(("127.0.0.1", 0))
    door = Door(listening.getsockname()[1])
    desk = Desk(Record(home), clock, is_read_only=is_read_only)
    config = uvicorn.Config(build(desk, door), log_level="critical", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    until = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < until, "the server does not start"
        time.sleep(0.01)
    try:
        yield Served(door, desk)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listening.close()
        assert not thread.is_alive(), "the server does not stop"


Serving = Callable[..., AbstractContextManager["Served"]]
"""Starts a server on a folder."""
Visiting = Callable[[int], "Visitor"]
"""A client of the server on a port."""
Opening = Callable[..., Page]
"""Opens a server's page in a browser."""


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, a page waits until all is counted, unless a test says no."""
    monkeypatch.setattr(background, "PATIENCE", PATIENCE)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASKWHY_HOME", "ASKWHY_STORE"):
        monkeypatch.delenv(name, raising=False)


Busy = Callable[["Served"], AbstractContextManager[None]]
"""Keeps a server from counting, for as long as it is entered."""


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Busy:
    """Every thread that counts has something else to do, and nobody is sorted."""
    monkeypatch.setattr(background, "PATIENCE", 0.1)

    @contextmanager
    def keep_busy(served: Served) -> Iterator[None]:
        free = threading.Event()
        served.desk.overview = Overview()
        for _ in range(AT_ONCE):
            served.desk.background.begin(free.wait)
        try:
            yield
        finally:
            free.set()

    return keep_busy


@pytest.fixture(scope="session")
def visiting() -> Visiting:
    return Visitor


@pytest.fixture(scope="session")
def present() -> datetime:
    """The instant that the servers' clocks show."""
    return NOW


@pytest.fixture(scope="session")
def serving() -> Serving:
    """Start a server on a folder."""
    return running_server


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A server with an empty record."""
    with running_server(tmp_path / "home") as one:
        yield one


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small export of people who do not exist."""
    life = grow(5, TODAY, connections=80, messages=200, requests=30, study=False)
    folder = tmp_path_factory.mktemp("download")
    return write_archive(life, folder / "Basic_LinkedInDataExport_11-16-2026.zip")


@pytest.fixture(scope="session")
def imported(export: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose record holds the export; to be copied, not changed."""
    home = tmp_path_factory.mktemp("imported") / "home"
    record = Record(home)
    for outcome in ingest(record, open_sources([export]), None, NOW):
        assert outcome.failure is None
    record.close()
    return home


@pytest.fixture
def filled(tmp_path: Path, imported: Path) -> Iterator[Served]:
    """A server whose record holds the export."""
    shutil.copytree(imported, tmp_path / "home")
    with running_server(tmp_path / "home") as one:
        yield one


PROTOCOL = """
name = "Autumn"
languages = ["en"]
[window]
first_day = 2026-09-01
last_day = 2026-12-31
[acceptance]
accept = "by hand"
[timing]
wait = "1 day"
[[arms]]
name = "question"
weight = 1
[arms.wording]
en = "Did you have a reason to connect with me, {first_name}?"
[hours]
zone = "UTC"
quiet = []
weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
[limits]
per_day = 1000
per_hour = 1000
[retention]
texts = 2027-06-01
everything = 2028-06-01
[ethics]
text = "One question, once."
"""


@pytest.fixture(scope="session")
def protocol() -> str:
    """A protocol under which many of the export's people are due."""
    return PROTOCOL


CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield chromium
        chromium.close()


def is_bad(said: ConsoleMessage) -> bool:
    """An error that no page of ours should cause; a page that is not there is told as one."""
    return said.type == "error" and "(Not Found)" not in said.text


@pytest.fixture
def opening(browser: Browser) -> Iterator[Opening]:
    """Open a server's page in a browser of its own; at the end, say what it asked for."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    errors: list[str] = []

    def open_page(served: Served, **options: object) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "reduced_motion": "reduce"} | options)  # type: ignore[arg-type]
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if is_bad(said) else None)
        page.goto(served.first)
        return page

    yield open_page
    for context in contexts:
        context.close()
    outside = [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:"))]
    assert asked
    assert outside == [], "no request leaves the machine"
    assert errors == []
