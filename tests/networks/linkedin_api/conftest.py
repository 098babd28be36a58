"""A server on loopback that speaks as LinkedIn's pages on the Member Snapshot API say."""

from __future__ import annotations

import csv
import io
import json
import threading
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "fictional-token-7f3a"  # noqa: S105 (of nobody)
FILES = {
    "PROFILE": "Profile.csv",
    "INVITATIONS": "Invitations.csv",
    "CONNECTIONS": "Connections.csv",
    "INBOX": "messages.csv",
}
Rows = list[dict[str, str]]


@dataclass
class LinkedIn:
    """What the server holds and was asked. `faults` are answers it gives first, in turn."""

    tables: dict[str, Rows] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    size: int = 40
    faults: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    asked: list[tuple[str, int]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    stops_after: int | None = None
    base: str = ""

    def hold(self, archive: Path) -> None:
        self.tables = tables_of(archive)

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], object]:
        asked = parse_qs(urlsplit(path).query)
        is_change = urlsplit(path).path == "/rest/memberChangeLogs"
        domain = "CHANGES" if is_change else asked["domain"][0]
        start = int(asked["start"][0])
        self.asked.append((domain, start))
        self.tokens.add(headers.get("Authorization", ""))
        if self.faults:
            status, more = self.faults.pop(0)
            return status, more, {}
        how = {
            "/rest/memberSnapshotData": "criteria",
            "/rest/memberChangeLogs": "memberAndApplication",
        }
        if asked["q"] != [how.get(urlsplit(path).path)] or self._is_stopped():
            return 400, {}, {}
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {}, {"code": "EXPIRED_ACCESS_TOKEN"}
        if headers.get("LinkedIn-Version") != "202312":
            return 426, {}, {}
        if is_change:
            return self._changed(int(asked["startTime"][0]), start, int(asked["count"][0]))
        rows = self.tables.get(domain, [])[start * self.size : (start + 1) * self.size]
        return self._page(domain, rows)

    def _is_stopped(self) -> bool:
        return self.stops_after is not None and len(self.asked) > self.stops_after

    def _changed(self, since: int, start: int, count: int) -> tuple[int, dict[str, str], object]:
        """Changes from an instant on, that one included; in the order in which they lie here."""
        assert 1 <= count <= 50
        found = [one for one in self.changes if one["processedAt"] >= since]
        page = found[start : start + count]
        elsewhere = {"rel": "next", "href": "http://elsewhere.invalid/rest"}
        return 200, {}, {"paging": {"links": [elsewhere]}, "elements": page}

    @staticmethod
    def _page(domain: str, rows: Rows) -> tuple[int, dict[str, str], object]:
        if not rows:
            return 404, {}, {}
        page = {"snapshotDomain": domain, "snapshotData": rows}
        elsewhere = {"rel": "next", "href": "http://elsewhere.invalid/rest"}
        return 200, {}, {"paging": {"links": [elsewhere]}, "elements": [page]}


@contextmanager
def serving(server: LinkedIn) -> Iterator[LinkedIn]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = server.answer(self.path, dict(self.headers))
            told = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(told))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name)
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        server.base = f"http://127.0.0.1:{listener.server_address[1]}"
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()


@pytest.fixture
def linkedin(monkeypatch: pytest.MonkeyPatch) -> Iterator[LinkedIn]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(LinkedIn()) as server:
        yield server


def tables_of(archive: Path) -> dict[str, Rows]:
    """The tables of a ZIP as the interface gives them, read without any of our readers."""
    found: dict[str, Rows] = {}
    with zipfile.ZipFile(archive) as opened:
        for domain, name in FILES.items():
            if name in opened.namelist():
                text = opened.read(name).decode()
                if text.startswith("Notes:"):
                    text = text.split("\n\n", 1)[1]
                found[domain] = list(csv.DictReader(io.StringIO(text, newline="")))
    return found
