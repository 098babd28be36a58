"""What a server's answers mean, from one that answers whatever it is told to."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from askwhy.errors import TheirNetwork
from askwhy.networks import NoAnswer
from askwhy.networks.matrix.client import Denied, NotLetIn, Server

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2100, 1, 1, tzinfo=UTC)
TOKEN = "fictional-token-7f3a"  # noqa: S105


@dataclass
class Scripted:
    """A server that gives one answer after the other, the last one for ever; None hangs up."""

    answers: list[tuple[int, dict[str, str], bytes] | None]
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    base: str = ""

    def server(self, patience: timedelta = timedelta(0)) -> Server:
        return Server(self.base, TOKEN, lambda: NOW, self.waits.append, patience)


def told(status: int, body: object, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return status, {name.replace("_", "-"): said for name, said in headers.items()}, json.dumps(
        body
    ).encode()  # fmt: skip


@contextmanager
def serving(*answers: tuple[int, dict[str, str], bytes] | None) -> Iterator[Scripted]:
    script = Scripted(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = self.headers.get("Authorization", "")
            script.asked.append((self.command, self.path, said))
            one = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
            if one is None:
                return
            status, headers, body = one
            self.send_response(status)
            for name, text in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 (their names)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name)
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        script.base = f"http://127.0.0.1:{listener.server_address[1]}"
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield script
        finally:
            listener.shutdown()
            thread.join()


def test_a_reading_waits_as_long_as_it_is_asked_to() -> None:
    busy = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}
    with serving(told(429, busy), told(429, {}, Retry_After="7"), told(200, {"a": 1})) as script:
        assert script.server(timedelta(minutes=1)).read("/x") == {"a": 1}
    assert script.waits == [2, 7]


def test_a_reading_waits_no_longer_than_it_may() -> None:
    with (
        serving(told(429, {}, Retry_After="61")) as script,
        pytest.raises(TheirNetwork, match="answers 429") as refusal,
    ):
        script.server(timedelta(minutes=1)).read("/x")
    assert script.waits == []
    assert refusal.value.retry_after == timedelta(seconds=61)


def test_an_act_is_tried_once_and_says_when_to_come_again() -> None:
    with (
        serving(told(429, {"retry_after_ms": 4_900}), told(200, {})) as script,
        pytest.raises(TheirNetwork, match="asks for patience") as refusal,
    ):
        script.server(timedelta(minutes=1)).do("PUT", "/x", {})
    assert refusal.value.retry_after == timedelta(seconds=5)
    assert len(script.asked) == 1


@pytest.mark.parametrize("answer", [None, told(500, {}), told(502, {})], ids=str)
def test_an_act_that_was_cut_off_may_have_been_done(
    answer: tuple[int, dict[str, str], bytes] | None,
) -> None:
    with serving(answer) as script, pytest.raises(NoAnswer, match="broke off") as problem:
        script.server().do("PUT", "/x", {})
    assert len(script.asked) == 1
    assert TOKEN not in str(problem.value)


def test_what_is_refused_for_good_says_why_in_the_servers_words() -> None:
    said = {"errcode": "M_FORBIDDEN", "error": "You are not\nin the room."}
    with (
        serving(told(403, said)) as script,
        pytest.raises(Denied, match="403: You are not in the room") as refusal,
    ):
        script.server().do("PUT", "/x", {})
    assert (refusal.value.code, refusal.value.retry_after) == ("M_FORBIDDEN", None)


def test_a_token_that_is_not_taken_is_no_refusal_of_the_act() -> None:
    with (
        serving(told(401, {"errcode": "M_UNKNOWN_TOKEN"})) as script,
        pytest.raises(NotLetIn, match="Connect again") as refusal,
    ):
        script.server().do("PUT", "/x", {})
    assert refusal.value.retry_after == timedelta(hours=1)


def test_no_redirection_is_followed_with_the_token() -> None:
    with (
        serving(told(200, {})) as elsewhere,
        serving(told(302, {}, Location=f"{elsewhere.base}/y")) as script,
        pytest.raises(TheirNetwork, match="points elsewhere"),
    ):
        script.server().read("/x")
    assert elsewhere.asked == []
    assert script.asked == [("GET", "/x", f"Bearer {TOKEN}")]


@pytest.mark.parametrize("code", ["M_UNRECOGNIZED", "M_NOT_FOUND"])
def test_what_a_server_does_not_have_is_nothing(code: str) -> None:
    with serving(told(404, {"errcode": code})) as script:
        assert script.server().read("/x") is None


def test_an_answer_that_is_no_json_counts_as_empty() -> None:
    with serving((200, {}, b"<html>")) as script:
        assert script.server().read("/x") == {}
