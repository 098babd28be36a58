"""A mailbox on its server: where it is, how it is opened, and the few things asked of it."""

from __future__ import annotations

import imaplib
import re
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from askwhy.errors import Refused, TheirNetwork

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 15.0
"""Seconds that one answer may take."""
LATER = timedelta(minutes=5)
_LISTED = re.compile(rb'\((?P<flags>[^)]*)\) (?:"[^"]*"|NIL) (?P<name>.+)')
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class NoEncryption(Refused):
    """Words and passwords leave this machine encrypted or not at all."""

    remedy = "Name the ports at which the servers speak TLS: usually 993 and 465."


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One account: its address, its two servers, and how to log in.

    Both ports speak TLS from the first byte. Without `is_encrypted` only this machine's own
    servers are spoken to. `asks_login_to_send`: the sending server, too, wants a log-in.
    """

    address: str
    user: str
    password: str = field(repr=False)
    imap_host: str
    smtp_host: str
    imap_port: int = 993
    smtp_port: int = 465
    is_encrypted: bool = True
    asks_login_to_send: bool = True

    def __post_init__(self) -> None:
        if not self.is_encrypted and not {self.imap_host, self.smtp_host} <= _LOOPBACK:
            raise NoEncryption("A mail server elsewhere was to be reached without encryption.")


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    """The mailbox, logged in to and left again. Raises `TheirNetwork`."""
    try:
        if mailbox.is_encrypted:
            context = ssl.create_default_context()
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                mailbox.imap_host, mailbox.imap_port, ssl_context=context, timeout=PATIENCE
            )
        else:
            box = imaplib.IMAP4(mailbox.imap_host, mailbox.imap_port, timeout=PATIENCE)
        with box:
            try:
                box.login(mailbox.user, mailbox.password)
            except imaplib.IMAP4.error as problem:
                if isinstance(problem, imaplib.IMAP4.abort):
                    raise
                said = f"{mailbox.imap_host} lets “{mailbox.user}” not in."
                raise TheirNetwork(said) from problem
            yield box
    except (OSError, imaplib.IMAP4.error) as problem:
        said = f"{mailbox.imap_host} did not answer as a mail server does: {problem}."
        raise TheirNetwork(said, LATER) from problem


def find_folder(box: imaplib.IMAP4, use: str, name: str) -> str:
    """The folder with a special use (RFC 6154), as in `Sent`; else the one called `name`.

    It comes quoted, as commands take it.
    """
    _, rows = box.list()
    for row in rows:
        found = _LISTED.fullmatch(row) if isinstance(row, bytes) else None
        if found and f"\\{use}".lower().encode() in found["flags"].lower().split():
            return quoted(found["name"].decode("ascii", "replace").strip('"'))
    return quoted(name)


def quoted(text: str) -> str:
    """A string as IMAP's commands take it: no letters but ASCII, no line ends."""
    plain = re.sub(r"[^\x20-\x7e]", "", text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def search(box: imaplib.IMAP4, folder: str, *terms: str, is_read_only: bool = False) -> list[int]:
    """The UIDs of the letters in a folder that fit; none where there is no such folder."""
    answer, _ = box.select(folder, readonly=is_read_only)
    if answer != "OK":
        return []
    _, found = box.uid("SEARCH", *terms)
    return sorted(int(one) for one in (found[0] or b"").split())


def fetch(box: imaplib.IMAP4, uid: int, what: str) -> tuple[bytes, bytes]:
    """The answer's first line, and the bytes asked for, of a letter in the folder at hand.

    Empty where the letter is gone.
    """
    _, parts = box.uid("FETCH", str(uid), f"(UID INTERNALDATE {what})")
    for part in parts:
        if isinstance(part, tuple):
            return part[0], part[1]
    return b"", b""
