"""Real mail servers on loopback: OpenSMTPD takes letters, Dovecot shows them."""

from __future__ import annotations

import shutil
import smtplib
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest

from askwhy.networks.mail.mailbox import Mailbox, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIL = 8
"""Debian's user `mail`, to whom the letters belong."""
SMTPD = """
table people {{ "owner" = "8:8:{folder}", "ana" = "8:8:{folder}", "ben" = "8:8:{folder}" }}
listen on 127.0.0.1 port {port}
action "keep" maildir "{folder}/%{{user.username}}" userbase <people>
match from any for domain "test.example" action "keep"
"""
DOVECOT = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
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
    port = 0
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


PEOPLE = ("owner", "ana", "ben")


class Post:
    """The post office of the tests: people who write, and what arrived at them."""

    def __init__(self, folder: Path, imap: int, smtp: int) -> None:
        self.folder, self.imap, self.smtp = folder, imap, smtp

    def mailbox(self, smtp: int | None = None) -> Mailbox:
        return Mailbox(
            "owner@test.example", "owner", "secret", "127.0.0.1", "127.0.0.1",
            self.imap, smtp or self.smtp, is_encrypted=False, asks_login_to_send=False,
        )  # fmt: skip

    def write(self, sender: str, text: str, *headers: str, to: str = "owner") -> None:
        before = len(self.letters(to))
        lines = [f"From: {sender}@test.example", f"To: {to}@test.example", *headers, "", text]
        letter = "\r\n".join(lines).encode("utf-8", "surrogateescape")
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=10) as server:
            server.sendmail(f"{sender}@test.example", f"{to}@test.example", letter)
        self.await_letters(to, before + 1)
        # Dovecot numbers letters when somebody looks, and within one second in any order.
        with opened(self.mailbox()) as box:
            box.select("INBOX", readonly=True)

    def letters(self, to: str) -> list[bytes]:
        return [
            one.read_bytes()
            for kind in ("new", "cur")
            for one in sorted((self.folder / to / kind).glob("*"))
        ]

    def await_letters(self, to: str, many: int) -> list[bytes]:
        for _ in range(200):
            if len(found := self.letters(to)) >= many:
                return found
            time.sleep(0.05)
        said = (self.folder / "said").read_text()
        raise AssertionError(f"{to} has not got {many} letters: {said}")

    def empty(self) -> None:
        """Take all letters away."""
        for name in PEOPLE:
            for one in (self.folder / name).iterdir():
                shutil.rmtree(one) if one.is_dir() else one.unlink()


@contextmanager
def servers() -> Iterator[Post]:
    """Both servers at work, and all that they need taken away afterwards. Wants to be root."""
    folder = Path(mkdtemp(prefix="askwhy-mail-"))
    folder.chmod(0o755)
    imap, smtp = free_port(), free_port()
    for name in PEOPLE:
        (folder / name).mkdir()
        shutil.chown(folder / name, MAIL, MAIL)
    (folder / "dovecot.conf").write_text(DOVECOT.format(folder=folder, port=imap))
    (folder / "smtpd.conf").write_text(SMTPD.format(folder=folder, port=smtp))
    commands = (
        ["/usr/sbin/dovecot", "-F", "-c", str(folder / "dovecot.conf")],
        ["/usr/sbin/smtpd", "-d", "-f", str(folder / "smtpd.conf")],
    )
    with (folder / "said").open("w") as said:
        running = [subprocess.Popen(one, stdout=said, stderr=said) for one in commands]
        try:
            wait_for(imap)
            wait_for(smtp)
            yield Post(folder, imap, smtp)
        finally:
            for one in running:
                one.terminate()
                one.wait(10)
            shutil.rmtree(folder, ignore_errors=True)


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
