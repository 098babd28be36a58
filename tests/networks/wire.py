"""A way to an HTTP server that can be disturbed: its answers lost, held back, or refused."""

from __future__ import annotations

import http.client
import sys
import threading
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOP = frozenset({"connection", "transfer-encoding", "keep-alive", "content-length", "host"})
MOST = 30.0
"""Seconds for which an answer is held at most."""


class Mood(StrEnum):
    """What becomes of the requests that are meant."""

    WELL = "passed on and answered"
    LOSING = "passed on, and the answer is cut off"
    HOLDING = "passed on, and the answer does not come"
    BUSY = "not passed on: 429"


class Wire:
    """Listens on loopback and passes on to a server; `base` is where to find it.

    `is_meant` says of a method and a path whether the mood is about them; others pass. `seen`
    counts the requests that were meant, `host` is what the server is told it was asked as.
    """

    def __init__(self, server: str, is_meant: Callable[[str, str], bool]) -> None:
        self.server, self.is_meant = server, is_meant
        self.mood, self.retry_after = Mood.WELL, 30
        self.seen = 0
        self.base = ""
        self.let_go = threading.Event()

    @contextmanager
    def being(self, mood: Mood) -> Iterator[None]:
        """Be in a mood for a while."""
        self.let_go.clear()
        self.mood = mood
        try:
            yield
        finally:
            self.mood = Mood.WELL
            self.let_go.set()


class Listener(ThreadingHTTPServer):
    """Callers may be killed at any moment; that is no failure of ours."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def wired(server: str, is_meant: Callable[[str, str], bool]) -> Iterator[Wire]:
    """A wire to a server, for as long as it is needed."""
    wire = Wire(server, is_meant)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            is_meant = wire.is_meant(self.command, self.path)
            mood = wire.mood if is_meant else Mood.WELL
            wire.seen += is_meant
            if mood is Mood.BUSY:
                told = b'{"error": "Too many requests", "errcode": "M_LIMIT_EXCEEDED"}'
                headers = [("Retry-After", str(wire.retry_after)),
                           ("Content-Type", "application/json")]  # fmt: skip
                self._answer(429, headers, told)
                return
            status, headers, answer = self._ask(body)
            if mood is Mood.HOLDING:
                wire.let_go.wait(MOST)
            if mood in {Mood.HOLDING, Mood.LOSING}:
                self.close_connection = True
                self.connection.close()
                return
            self._answer(status, headers, answer)

        def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
            where = urlsplit(wire.server)
            assert where.hostname == "127.0.0.1"
            there = http.client.HTTPConnection(where.hostname, where.port, timeout=MOST)
            headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP}
            there.request(self.command, self.path, body, headers)
            answer = there.getresponse()
            told = answer.read()
            there.close()
            kept = [(k, v.replace(wire.server, wire.base)) for k, v in answer.getheaders()
                    if k.lower() not in HOP]  # fmt: skip
            return answer.status, kept, told

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response_only(status)  # the server says by itself who it is, and when
            for name, value in [*headers, ("Content-Length", str(len(body)))]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _pass  # noqa: N815 (their names)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name)
            """Keep quiet."""

    with Listener(("127.0.0.1", 0), Handler) as listener:
        wire.base = f"http://127.0.0.1:{listener.server_address[1]}"
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield wire
        finally:
            wire.let_go.set()
            listener.shutdown()
            thread.join()
