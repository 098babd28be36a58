"""What is made of a server's answers, by a server that answers what a test tells it to."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from askwhy.errors import TheirNetwork
from askwhy.networks import NoAnswer
from askwhy.networks.mastodon import client
from askwhy.networks.mastodon.client import LONGEST_WAIT, NoServer, NotLetIn, Server, read_address
from askwhy.networks.mastodon.connector import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TOKEN = "the-token-of-the-test"  # noqa: S105 (of no server)


@dataclass
class Script:
    """Answers in their turn; the last one is given again and again. `asked` is what came."""

    answers: list[bytes]
    port: int = 0
    asked: list[bytes] = field(default_factory=list)
    pause: float = 0.0

    def server(self, patience: timedelta = timedelta(0)) -> Server:
        self.waits: list[float] = []
        address = f"http://127.0.0.1:{self.port}"
        return Server(address, TOKEN, lambda: NOW, self.waits.append, patience)


def http(status: int, body: str = "{}", *headers: str) -> bytes:
    more = "".join(f"{one}\r\n" for one in headers)
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body.encode())}\r\n{more}"
    return f"{head}Connection: close\r\n\r\n{body}".encode()


@contextmanager
def scripted(*answers: bytes, pause: float = 0.0) -> Iterator[Script]:
    script = Script(list(answers), pause=pause)

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                call, _ = listener.accept()
            except OSError:
                return
            with call:
                call.settimeout(5)
                script.asked.append(call.recv(1 << 16))
                answer = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
                try:
                    size = 1 if script.pause else 1 << 20
                    for start in range(0, len(answer), size):
                        time.sleep(script.pause)
                        call.sendall(answer[start : start + size])
                    call.shutdown(socket.SHUT_WR)
                except OSError:
                    continue

    with socket.create_server(("127.0.0.1", 0)) as listener:
        script.port = listener.getsockname()[1]
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            yield script
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def post(server: Server) -> object:
    return server.do(lambda: server.api.status_post("Why?", visibility="direct"))


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("mastodon.example", "https://mastodon.example"),
        ("https://Mastodon.Example/", "https://mastodon.example"),
        ("@ana@mastodon.example", "https://mastodon.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_a_server_is_named_as_people_name_it(said: str, address: str) -> None:
    assert read_address(said) == address


@pytest.mark.parametrize(
    "said",
    ["", "http://mastodon.example", "ftp://127.0.0.1", "a b", "mastodon.example/@ana?x", "a@b/c",
     "https://u:p@mastodon.example", "http://127.0.0.1.example"],
)  # fmt: skip
def test_a_server_elsewhere_is_spoken_to_encrypted_or_not_at_all(said: str) -> None:
    with pytest.raises(NoServer):
        read_address(said)


DATE = f"Date: {format_datetime(NOW)}"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (["Retry-After: 17"], 17),
        (["Retry-After: 0"], 1),
        (["Retry-After: 99999999"], LONGEST_WAIT.total_seconds()),
        ([DATE, f"Retry-After: {format_datetime(NOW + timedelta(seconds=30))}"], 30),
        ([DATE, "X-RateLimit-Reset: 2026-11-01T12:02:00.5Z"], 120.5),
        ([DATE, f"X-RateLimit-Reset: {int(NOW.timestamp()) + 40}"], 40),
        (["X-RateLimit-Reset: 2026-11-01T11:00:00Z"], 1),
        (["X-RateLimit-Reset: soon", "Retry-After: later"], 60),
        ([], 60),
    ],
)
def test_a_busy_server_is_left_alone_as_long_as_it_asks(headers: list[str], seconds: float) -> None:
    with scripted(http(429, "{}", *headers)) as script:
        with pytest.raises(TheirNetwork) as refused:
            post(script.server())
        assert refused.value.retry_after == timedelta(seconds=seconds)
        assert not isinstance(refused.value, NoAnswer)
        assert len(script.asked) == 1


def test_reading_waits_as_long_as_it_is_asked_and_goes_on() -> None:
    busy = http(429, "{}", "Retry-After: 17")
    with scripted(busy, http(503), http(200, '{"id": "1"}')) as script:
        server = script.server(timedelta(minutes=5))
        assert server.row(server.api.account_verify_credentials) == {"id": "1"}
        assert script.waits == [17, 10]


def test_a_server_that_stays_away_is_left_for_the_next_reading() -> None:
    with scripted(http(502)) as script:
        server = script.server(timedelta(minutes=5))
        with pytest.raises(TheirNetwork, match="answers 502") as refused:
            server.read(server.api.account_verify_credentials)
        assert script.waits == [10, 10, 10]
        assert refused.value.retry_after == client.LATER


def test_reading_has_patience_once_and_not_for_each_page() -> None:
    with scripted(http(429, "{}", "Retry-After: 50")) as script:
        server = script.server(timedelta(seconds=120))
        with pytest.raises(TheirNetwork) as refused:
            server.read(server.api.account_verify_credentials)
        assert script.waits == [50, 50]
        assert refused.value.retry_after == timedelta(seconds=50)


@pytest.mark.parametrize(
    "answer",
    [
        http(500),
        http(502, "<html>"),
        http(504),
        http(200, "not JSON"),
        http(200, '{"id": '),
        http(200, "[" * 100_000),
        b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"",
        b"nonsense\r\n\r\n",
    ],
)
def test_what_may_have_been_done_is_never_called_refused(answer: bytes) -> None:
    with scripted(answer) as script:
        with pytest.raises(NoAnswer):
            post(script.server())
        assert len(script.asked) == 1


def test_strange_headers_do_not_turn_what_was_done_into_a_refusal() -> None:
    strange = ["X-RateLimit-Reset: \xff", "Deprecation: true", "Link: <<>>,;rel", "Date: never"]
    with scripted(http(200, '{"id": "7"}', *strange)) as script:
        server = script.server()
        done = server.do(lambda: server.api.status_post("Why?"))
        assert done is not None
        assert (done.told, done.next, done.at) == ({"id": "7"}, "", None)


def test_a_server_that_is_not_there_got_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TheirNetwork) as refused:
        post(Script([], port).server())
    assert not isinstance(refused.value, NoAnswer)
    assert refused.value.retry_after is not None


def test_a_refusal_for_good_is_told_in_the_servers_words() -> None:
    with scripted(http(422, "[" * 100_000)) as script, pytest.raises(TheirNetwork, match="422"):
        post(script.server())
    with scripted(http(422, '{"error": "Validation failed: Text is too long"}')) as script:
        with pytest.raises(TheirNetwork, match="Validation failed: Text is too long") as refused:
            post(script.server())
        assert refused.value.retry_after is None


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_not_taken_says_nothing_about_a_person(status: int) -> None:
    with scripted(http(status, '{"error": "This action is not allowed"}')) as script:
        with pytest.raises(NotLetIn) as refused:
            post(script.server())
        assert refused.value.retry_after is not None


def test_no_redirection_is_followed() -> None:
    with scripted(http(200)) as elsewhere:
        there = f"Location: http://127.0.0.1:{elsewhere.port}/"
        with scripted(http(307, "", there)) as script:
            server = script.server()
            with pytest.raises(TheirNetwork, match="points elsewhere"):
                server.read(server.api.account_verify_credentials)
            with pytest.raises(TheirNetwork, match="points elsewhere"):
                post(server)
        assert elsewhere.asked == []


def test_an_answer_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LARGEST", 1000)
    with scripted(http(200, "[" + " " * 5000 + "]")) as script, pytest.raises(NoAnswer):
        post(script.server())


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ONE_ANSWER", 0.5)
    dripping = scripted(http(200, '"' + "x" * 100 + '"'), pause=0.01)
    with dripping as script, pytest.raises(NoAnswer):
        post(script.server())


def test_headers_that_drip_are_given_up_and_mixed_up_with_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "ONE_ANSWER", 0.5)
    with scripted(http(200, '{"id": "late"}'), pause=0.02) as script:
        server = script.server()
        with pytest.raises(NoAnswer):
            post(server)
        time.sleep(3)  # by now the late answer has come, and nobody looks at it
        script.pause = 0
        script.answers = [http(200, '{"id": "2"}')]
        assert server.row(server.api.account_verify_credentials) == {"id": "2"}


def test_an_act_is_not_begun_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ONE_ACT", -1.0)
    with scripted(http(200)) as script:
        server = script.server()
        server.begin()
        with pytest.raises(TheirNetwork) as refused:
            post(server)
        assert not isinstance(refused.value, NoAnswer)
        assert script.asked == []


def test_every_act_ends_within_a_minute() -> None:
    assert client.ONE_ACT + client.ONE_ANSWER < 60


def test_the_token_is_in_no_sentence_and_in_no_address() -> None:
    told = []
    for answer in (http(401), http(500), http(422, "{}"), b"", http(302)):
        with scripted(answer) as script:
            with pytest.raises(TheirNetwork) as refused:
                post(script.server())
            told.append(f"{refused.value!r} {refused.value} {refused.value.__cause__!r}")
            (asked,) = script.asked
            assert asked.count(TOKEN.encode()) == 1
            assert f"Authorization: Bearer {TOKEN}".encode() in asked
    assert not any(TOKEN in one for one in told)


def test_a_token_is_no_name_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / TOKEN).write_text("another")
    with scripted(http(200, '{"id": "1"}')) as script:
        server = script.server()
        server.row(server.api.account_verify_credentials)
        assert TOKEN.encode() in script.asked[0]


def test_this_machine_is_reached_by_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with scripted(http(200, '{"id": "1"}')) as script:
        server = script.server()
        assert server.row(server.api.account_verify_credentials) == {"id": "1"}


def test_only_the_token_is_secret() -> None:
    assert [(one.name, one.is_secret) for one in FIELDS] == [("server", False), ("token", True)]
