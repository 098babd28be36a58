"""Both servers spoken to encrypted, with a certificate that this test run made for itself."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.networks.mail.harness import answer

from askwhy.errors import Refused, TheirNetwork
from askwhy.facts import Party, Request
from askwhy.networks.mail.connector import FIELDS, MailConnector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.networks.mail.harness import Post

NOW = datetime(2100, 1, 1, tzinfo=UTC)
ANA = Party(handle="ana@test.example")


GATE = b"250-here\r\n250-8BITMIME\r\n250 %b\r\n"
LOGIN = b"AUTH PLAIN " + base64.b64encode(b"\0owner\0secret") + b"\r\n"


class Gate(socketserver.StreamRequestHandler):
    """A way to OpenSMTPD that encrypts and wants a log-in, which Debian's build of it cannot.

    Only what comes after that is passed on.
    """

    server: GateServer

    def handle(self) -> None:
        is_safe = self.server.security == "tls"
        with suppress(OSError):  # a caller that does not trust us hangs up
            if is_safe:
                self._encrypt()
            self._say(b"220 here\r\n")
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"EHLO":
                    self._say(GATE % (b"AUTH PLAIN" if is_safe else b"STARTTLS"))
                elif word == b"STAR":
                    self._say(b"220 go on\r\n")
                    self._encrypt()
                    self._converse()
                    return
                elif is_safe and line == LOGIN:
                    self._say(b"235 welcome\r\n")
                    self._pass_on()
                    return
                else:
                    self._say(b"535 no\r\n" if word == b"AUTH" else b"530 log in first\r\n")

    def finish(self) -> None:
        self.rfile.close()
        self.connection.close()
        super().finish()

    def _converse(self) -> None:
        for line in self.rfile:
            if line == LOGIN:
                self._say(b"235 welcome\r\n")
                self._pass_on()
                return
            is_hello = line[:4].upper() == b"EHLO"
            self._say(GATE % b"AUTH PLAIN" if is_hello else b"530 log in first\r\n")

    def _encrypt(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        folder = self.server.post.folder
        context.load_cert_chain(folder / "certificate", folder / "key")
        self.connection = context.wrap_socket(self.request, server_side=True)
        self.rfile = self.connection.makefile("rb")

    def _say(self, words: bytes) -> None:
        self.connection.sendall(words)

    def _pass_on(self) -> None:
        server = socket.create_connection(("127.0.0.1", self.server.post.smtp), timeout=10)
        with server, server.makefile("rb") as answers:
            answer(answers)
            server.sendall(b"EHLO gate\r\n")
            answer(answers)
            is_letter = False
            for line in self.rfile:
                server.sendall(line)
                if not is_letter or line == b".\r\n":
                    said = answer(answers)
                    is_letter = said.startswith(b"354")
                    self._say(said)


class GateServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, post: Post, security: str) -> None:
        super().__init__(("127.0.0.1", 0), Gate)
        self.post, self.security = post, security


@contextmanager
def connected(post: Post, security: str = "tls", **changes: str) -> Iterator[MailConnector]:
    """The connector over the encrypted ways to both servers."""
    with GateServer(post, security) as gate:
        thread = threading.Thread(target=gate.serve_forever, args=(0.02,))
        thread.start()
        answers = {one.name: one.usual for one in FIELDS} | {
            "address": "owner@test.example",
            "user": "owner",
            "password": "secret",
            "imap_host": "127.0.0.1",
            "smtp_host": "127.0.0.1",
            "imap_port": str(post.ports["imaps" if security == "tls" else "imap"]),
            "smtp_port": str(gate.server_address[1]),
            "imap_security": security,
            "smtp_security": security,
            "ca_file": str(post.folder / "certificate"),
        }
        try:
            yield MailConnector(answers | changes, post.folder, lambda: NOW, lambda _: None)
        finally:
            gate.shutdown()
            thread.join()


@pytest.mark.slow
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_letters_are_read_and_answered_encrypted_and_logged_in(
    post: Post, tmp_path: Path, security: str
) -> None:
    post.write("ana", "Hello.")
    with connected(post, security) as mine:
        mine.check()
        told = list(mine.open_source(tmp_path / "spool", {}, NOW).read())
        mine.open_channel().send(UUID(int=1), ANA, "Why?")
    assert [one.note for one in told if isinstance(one, Request)] == ["Hello."]
    (arrived,) = post.await_letters("ana", 1)
    assert b"Why?" in arrived
    assert b"(HELO gate)" in arrived or b"from gate" in arrived


@pytest.mark.slow
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_not_spoken_to(post: Post, security: str) -> None:
    with connected(post, security, ca_file="") as mine:
        for attempt in (mine.check, mine.open_channel().greet):
            with pytest.raises(TheirNetwork, match="CERTIFICATE_VERIFY_FAILED"):
                attempt()


@pytest.mark.slow
def test_each_server_refuses_a_wrong_password_in_a_sentence_without_it(post: Post) -> None:
    with connected(post, password="wrong-word") as mine:  # noqa: S106 (of nobody)
        for attempt in (mine.check, mine.open_channel().greet):
            with pytest.raises(TheirNetwork, match="does not let “owner”") as refused:
                attempt()
            assert refused.value.retry_after is None
            assert "wrong-word" not in f"{refused.value!r}"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"address": "owner"}, "“owner” is no address."),
        ({"imap_port": "imap"}, "“imap” is no port."),
        ({"smtp_port": "70000"}, "“70000” is no port."),
        ({"smtp_security": "ssl"}, "“ssl” is no encryption. Choose tls or starttls."),
        ({"imap_host": "b.example", "imap_security": "none"}, "without encryption"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_refused(answer: dict[str, str], sentence: str) -> None:
    usual = {one.name: one.usual for one in FIELDS} | {"address": "a@b.example"}
    with pytest.raises(Refused, match=sentence.replace(".", r"\.")):
        MailConnector(usual | answer, None, lambda: NOW, lambda _: None)  # type: ignore[arg-type]


def test_encryption_is_usual() -> None:
    usual = {one.name: one.usual for one in FIELDS}
    assert (usual["imap_security"], usual["smtp_security"]) == ("tls", "tls")
    assert [one.name for one in FIELDS if one.is_secret] == ["password"]
