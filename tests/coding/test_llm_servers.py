"""Servers that answer nothing of the kind: nothing is coded, nothing leaks, nothing hangs."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from askwhy.coding import llm
from askwhy.coding.codebook import UNCODED, Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Coding, Context, Text
from askwhy.coding.llm import TRIES, Call, Endpoint, LlmCoder
from askwhy.coding.resolver import Level, level, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BOOK = shipped()
TEXT = Text("m1", "Could you forward\nmy CV?", "Could you forward\nmy CV?")


@contextmanager
def server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[tuple[str, list[str]]]:
    """A server on loopback, and the bodies of the requests it got."""
    got = list[str]()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            try:
                answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_GET = do_POST  # noqa: N815 (the name is the server's)

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}/v1", got
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def saying(body: bytes, status: int = 200, **headers: str) -> Callable[..., None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def completion(content: object) -> bytes:
    return json.dumps(
        {"choices": [{"message": {"role": "assistant", "content": content}}]}
    ).encode()


def ask(url: str) -> tuple[tuple[Coding, ...], list[Call]]:
    calls = list[Call]()
    coder = LlmCoder(Endpoint(url, "stub", "key", 0.4), BOOK, [], calls.append)
    return coder.code(TEXT, Context(BOOK.digest)), calls


OTHER = "no answer of the kind that was asked for"
EMPTY = "an empty answer"


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"<html>Sign in</html>", OTHER),
        (b"{nope", OTHER),
        (b"", OTHER),
        (b"\xff\xfe{", OTHER),
        (b"[" * 200_000, OTHER),
        (b"null", EMPTY),
        (b"[]", EMPTY),
        (b"{}", EMPTY),
        (b'{"choices": []}', EMPTY),
        (b'{"choices": null}', EMPTY),
        (b'{"choices": [{"message": null}]}', EMPTY),
        (completion(None), EMPTY),
        (completion(["a"]), EMPTY),
        (completion(""), EMPTY),
    ],
    ids=range(14),
)
def test_an_answer_of_another_kind_leaves_the_text_uncoded(body: bytes, failure: str) -> None:
    with server(saying(body)) as (url, got):
        found, calls = ask(url)

    assert {one.values for one in found} == {(UNCODED,)}
    assert [call.failure for call in calls] == [failure] * TRIES
    assert len(got) == TRIES
    if body:
        assert calls[0].raw == body.decode(errors="replace")


def test_half_a_character_in_an_answer_can_be_kept() -> None:
    with server(saying(completion("yes \ud800!"))) as (url, _):
        found, calls = ask(url)

    assert {one.values for one in found} == {(UNCODED,)}
    assert {call.raw for call in calls} == {"yes \ufffd!"}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_text_is_not_passed_on_to_another_address(status: int) -> None:
    with server(saying(completion("{}"))) as (elsewhere, leaked):
        moved = saying(b"", status, Location=f"{elsewhere}/chat/completions")
        with server(moved) as (url, got):
            found, calls = ask(url)

    assert leaked == []
    assert len(got) == TRIES
    assert {one.values for one in found} == {(UNCODED,)}
    assert all(call.failure == "APIStatusError" for call in calls)


def test_a_server_that_is_not_there_is_told() -> None:
    with server(saying(b"")) as (url, _):
        pass

    found, calls = ask(url)

    assert {one.values for one in found} == {(UNCODED,)}
    assert [call.failure for call in calls] == ["APIConnectionError"] * TRIES


@pytest.mark.slow
def test_an_answer_that_drips_without_end_is_cut_off() -> None:
    stopped = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not stopped.is_set():
            handler.wfile.write(b" ")
            time.sleep(0.05)

    with server(drip) as (url, _):
        found, calls = ask(url)
        stopped.set()

    assert {one.values for one in found} == {(UNCODED,)}
    assert [call.failure for call in calls] == ["an answer without an end"] * TRIES


def test_an_answer_of_a_megabyte_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm, "LARGEST", 1000)
    with server(saying(completion("x" * 100_000))) as (url, _):
        _, calls = ask(url)

    assert [call.failure for call in calls] == ["an answer without an end"] * TRIES


def answers(evidence: str, scam: str) -> bytes:
    values = {"reason": ["job-seeking"], "favour": ["asked"], "tone": ["0"], "scam": [scam]}
    codings = [
        {
            "code": code,
            "values": said,
            "probability": 1.0,
            "evidence": evidence if code == "favour" else "",
        }
        for code, said in values.items()
    ]
    return completion(json.dumps({"codings": codings}))


def test_evidence_is_found_where_the_message_broke_its_lines() -> None:
    with server(saying(answers("forward my CV", "none"))) as (url, _):
        found, calls = ask(url)

    assert [call.failure for call in calls] == [""]
    favour = next(one for one in found if one.code == "favour")
    assert favour.reasons[0].evidence(TEXT.whole) == "forward\nmy CV"


def test_a_model_that_was_talked_round_lowers_no_warning() -> None:
    with server(saying(answers("", "none"))) as (url, _):
        found, _ = ask(url)
    calm = next(one for one in found if one.code == "scam")
    raised = Coding("m1", "scam", ("phishing",), "model:scam", Kind.MODEL, "1", BOOK.digest, 0.95)

    assert (calm.value, calm.probability) == ("none", 1.0)
    for order in ([raised, calm], [calm, raised]):
        assert level(resolve(BOOK["scam"], order)) is Level.LIKELY
