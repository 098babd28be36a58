"""Real mail servers on loopback: OpenSMTPD takes letters, Dovecot shows them."""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from ipaddress import ip_address
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.networks.wire import MOST, Mood

from askwhy.facts import Party
from askwhy.networks.mail.channel import ACCEPTED, REJECTED
from askwhy.networks.mail.connector import MailConnector
from askwhy.networks.mail.mailbox import Mailbox, Security, Server, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

MAIL = 8
"""Debian's user `mail`, to whom the letters belong."""
SMTPD = """
table people {{ {people} }}
listen on 127.0.0.1 port {port}
action "keep" maildir "{folder}/%{{user.username}}" userbase <people>
match from any for domain "test.example" action "keep"
"""
DOVECOT = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate
ssl_key = <{folder}/key
disable_plaintext_auth = no
first_valid_uid = 8
first_valid_gid = 8
mail_location = maildir:{folder}/%n
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=8 gid=8 home={folder}/%n
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
namespace inbox {{
  inbox = yes
  mailbox Drafts {{
    special_use = \\Drafts
    auto = create
  }}
  mailbox "Sent Mail" {{
    special_use = \\Sent
    auto = create
  }}
}}
"""
PEOPLE = ("owner", "ana", "ben", *(f"p{number}" for number in range(30)))
MOUNTED = "mount -t tmpfs -o mode=755 none /var/spool && mount -t tmpfs none /run && exec "
"""OpenSMTPD has one queue and one socket on a machine; so each of ours sees its own.

The folder of the queue is made by the server itself, when it first starts.
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port}")


class Post:
    """The post office of the tests: people who write, and what arrived at them."""

    def __init__(self, folder: Path, ports: dict[str, int]) -> None:
        self.folder, self.ports = folder, ports
        self.imap, self.smtp = ports["imap"], ports["smtp"]
        self.clock: Callable[[], datetime] | None = None

    def mailbox(self, smtp: int | None = None) -> Mailbox:
        return Mailbox(
            "owner@test.example",
            "owner",
            "secret",
            Server("127.0.0.1", self.imap, Security.NONE),
            Server("127.0.0.1", smtp or self.smtp, Security.NONE),
        )

    def write(self, sender: str, text: str, *headers: str, to: str = "owner") -> None:
        before = set(self._files(to))
        lines = [f"From: {sender}@test.example", f"To: {to}@test.example", *headers, "", text]
        letter = "\r\n".join(lines).encode("utf-8", "surrogateescape")
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=10) as server:
            server.sendmail(f"{sender}@test.example", f"{to}@test.example", letter)
        self.await_letters(to, len(before) + 1)
        if self.clock is not None:  # a maildir's letter came when its file was written
            for one in set(self._files(to)) - before:
                os.utime(one, (self.clock().timestamp(),) * 2)
        # Dovecot numbers letters when somebody looks, and within one second in any order.
        with opened(self.mailbox()) as box:
            box.select("INBOX", readonly=True)

    def letters(self, to: str) -> list[bytes]:
        return [one.read_bytes() for one in self._files(to)]

    def _files(self, to: str) -> list[Path]:
        where = self.folder / to
        return [one for kind in ("new", "cur") for one in sorted((where / kind).glob("*"))]

    def await_letters(self, to: str, many: int) -> list[bytes]:
        for _ in range(200):
            if len(found := self.letters(to)) >= many:
                return found
            time.sleep(0.05)
        said = (self.folder / "said").read_text()
        raise AssertionError(f"{to} has not got {many} letters: {said}")

    def empty(self) -> None:
        """Take all letters away, and tell the time as it is."""
        self.clock = None
        for name in PEOPLE:
            for one in (self.folder / name).iterdir():
                shutil.rmtree(one) if one.is_dir() else one.unlink()


def make_certificate(folder: Path) -> None:
    """One for 127.0.0.1 that nobody has signed but itself, and its key."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2126, 1, 1, tzinfo=UTC))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = Encoding.PEM, NoEncryption()
    (folder / "certificate").write_bytes(certificate.public_bytes(encoding))
    (folder / "key").touch(mode=0o600)
    (folder / "key").write_bytes(key.private_bytes(encoding, PrivateFormat.PKCS8, plain))


@contextmanager
def servers() -> Iterator[Post]:
    """Both servers at work, and all that they need taken away afterwards."""
    assert os.geteuid() == 0, "OpenSMTPD wants to be root: run `sudo make test`"
    folder = Path(mkdtemp(prefix="askwhy-mail-"))
    folder.chmod(0o755)
    ports = {name: free_port() for name in ("imap", "imaps", "smtp")}
    make_certificate(folder)
    for name in PEOPLE:
        (folder / name).mkdir()
        shutil.chown(folder / name, MAIL, MAIL)
    people = ", ".join(f'"{name}" = "8:8:{folder}"' for name in PEOPLE)
    (folder / "dovecot.conf").write_text(DOVECOT.format(folder=folder, port=ports["imap"], **ports))
    smtpd = SMTPD.format(folder=folder, people=people, port=ports["smtp"])
    (folder / "smtpd.conf").write_text(smtpd)
    commands = (
        ["/usr/sbin/dovecot", "-F", "-c", str(folder / "dovecot.conf")],
        ["unshare", "--mount", "sh", "-c", f"{MOUNTED} /usr/sbin/smtpd -d -f {folder}/smtpd.conf"],
    )
    with (folder / "said").open("w") as said:
        running = [subprocess.Popen(one, stdout=said, stderr=said) for one in commands]
        try:
            for port in ports.values():
                wait_for(port)
            yield Post(folder, ports)
        finally:
            for one in running:
                one.terminate()
                one.wait(10)
            shutil.rmtree(folder, ignore_errors=True)


@dataclass
class MailWire:
    """A way to the sending server that can be disturbed, letter by letter."""

    server: int
    port: int = 0
    mood: Mood = Mood.WELL
    let_go: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def being(self, mood: Mood) -> Iterator[None]:
        self.let_go.clear()
        self.mood = mood
        try:
            yield
        finally:
            self.mood = Mood.WELL
            self.let_go.set()

    def serve(self, call: socket.socket) -> None:
        if self.mood is Mood.BUSY:
            call.sendall(b"421 too busy\r\n")
            return
        there = socket.create_connection(("127.0.0.1", self.server), timeout=MOST)
        with there, there.makefile("rb") as answers, call.makefile("rb") as said:
            call.sendall(answer(answers))
            is_letter = False
            for line in said:
                there.sendall(line)
                if is_letter and line != b".\r\n":
                    continue
                told = answer(answers)
                if is_letter and self.mood is Mood.HOLDING:
                    self.let_go.wait(MOST)
                if is_letter and self.mood is not Mood.WELL:
                    return
                is_letter = told.startswith(b"354")
                call.sendall(told)


def answer(answers: Iterator[bytes]) -> bytes:
    """An SMTP answer of one or several lines."""
    found = b""
    for line in answers:
        found += line
        if line[3:4] != b"-":
            break
    return found


@contextmanager
def wired(server: int) -> Iterator[MailWire]:
    wire = MailWire(server)

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                call, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=attend, args=(call,), daemon=True).start()

    def attend(call: socket.socket) -> None:
        with call:
            try:
                wire.serve(call)
            except ConnectionError:
                return  # the caller was killed

    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire.port = listener.getsockname()[1]
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            yield wire
        finally:
            wire.let_go.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@dataclass
class MailHarness:
    """Mail, as `tests/networks/test_channel_contract.py` wants it."""

    post: Post
    wire: MailWire
    network: str = "mail"
    many: int = 20
    reads_back: bool = False

    def answers(self) -> Mapping[str, str]:
        return {
            "address": "owner@test.example",
            "user": "owner",
            "password": "secret",
            "imap_host": "127.0.0.1",
            "imap_port": str(self.post.imap),
            "imap_security": "none",
            "smtp_host": "127.0.0.1",
            "smtp_port": str(self.wire.port),
            "smtp_security": "none",
            "ca_file": "",
        }

    def connector(
        self, folder: Path, clock: Callable[[], datetime], wait: Callable[[float], None]
    ) -> MailConnector:
        return MailConnector(self.answers(), folder, clock, wait)

    def party(self, name: str) -> Party:
        return Party(handle=f"{name}@test.example")

    def request(self, name: str, note: str) -> None:
        self.post.write(name, note, f"Message-ID: <first@{name}>", "Subject: Hello")

    def write(self, name: str, text: str) -> None:
        self.post.write(name, text, "In-Reply-To: <1@test.example>")

    def excuse(self, name: str, text: str) -> None:
        """A letter that somebody's program writes while they are away."""
        self.post.write(name, text, "Auto-Submitted: auto-replied")

    def got(self, name: str, many: int = 0) -> list[str]:
        found = [message_from_bytes(one) for one in self.post.await_letters(name, many)]
        return [str(one.get_payload()).strip() for one in found]

    def is_pending(self, name: str) -> bool:
        return not self._is_marked(name, ACCEPTED) and not self._is_marked(name, REJECTED)

    def is_accepted(self, name: str) -> bool:
        return self._is_marked(name, ACCEPTED)

    def _is_marked(self, name: str, keyword: str) -> bool:
        with opened(self.post.mailbox()) as box:
            box.select("INBOX", readonly=True)
            _, found = box.uid("SEARCH", "KEYWORD", keyword, "FROM", f'"{name}@test.example"')
            return bool(found[0])

    def losing(self) -> AbstractContextManager[None]:
        return self.wire.being(Mood.LOSING)

    def holding(self) -> AbstractContextManager[None]:
        return self.wire.being(Mood.HOLDING)

    def busy(self) -> AbstractContextManager[None]:
        return self.wire.being(Mood.BUSY)


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[Post]:
    """OpenSMTPD and Dovecot, started for this test run."""
    with servers() as post:
        yield post


@pytest.fixture
def post(mail_servers: Post) -> Post:
    """The servers, with all mailboxes empty."""
    mail_servers.empty()
    return mail_servers


@pytest.fixture
def mail_harness(post: Post) -> Iterator[MailHarness]:
    with wired(post.smtp) as wire:
        yield MailHarness(post, wire)
