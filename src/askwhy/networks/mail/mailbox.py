"""A mailbox on its server: where it is, how it is opened, and the few things asked of it."""

from __future__ import annotations

import imaplib
import re
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from askwhy.errors import Refused, TheirNetwork

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATIENCE = 15.0
"""Seconds that one answer may take."""
LATER = timedelta(minutes=5)
_UID = re.compile(rb"UID ([0-9]+)")
_STAMP = re.compile(rb'INTERNALDATE "([^"]+)"')
_LISTED = re.compile(rb'\((?P<flags>[^)]*)\) (?:"[^"]*"|NIL) (?P<name>.+)')
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class NoEncryption(Refused):
    """Words and passwords leave this machine encrypted or not at all."""

    remedy = "Choose tls or starttls."


class NoCertificates(Refused):
    """The file with certificates to trust cannot be used."""


class Security(StrEnum):
    """How a server is spoken to."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server listens, and how it is spoken to there."""

    host: str
    port: int
    security: Security = Security.TLS

    def __post_init__(self) -> None:
        if self.security is Security.NONE and self.host not in _LOOPBACK:
            raise NoEncryption(f"{self.host} was to be reached without encryption.")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One account: its address, its two servers, and how to log in.

    `ca_file` names certificates to trust besides none other; empty: those of the system.
    """

    address: str
    user: str
    password: str = field(repr=False)
    imap: Server
    smtp: Server
    ca_file: str = ""

    def context(self, server: Server) -> ssl.SSLContext | None:
        """Whose certificates are trusted. Raises Refused where the file cannot be read."""
        if server.security is Security.NONE:
            return None
        try:
            return ssl.create_default_context(cafile=self.ca_file or None)
        except OSError as problem:
            said = f"The certificates in {self.ca_file} cannot be read: {problem}."
            raise NoCertificates(said) from problem


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    """The mailbox, logged in to and left again. Raises `TheirNetwork`."""
    host, port = mailbox.imap.host, mailbox.imap.port
    context = mailbox.context(mailbox.imap)
    try:
        if mailbox.imap.security is Security.TLS:
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                host, port, ssl_context=context, timeout=PATIENCE
            )
        else:
            box = imaplib.IMAP4(host, port, timeout=PATIENCE)
            if mailbox.imap.security is Security.STARTTLS:
                try:
                    box.starttls(context)
                except OSError:
                    with suppress(OSError):
                        box.shutdown()
                    raise
        with box:
            try:
                box.login(mailbox.user, mailbox.password)
            except imaplib.IMAP4.error as problem:
                if isinstance(problem, imaplib.IMAP4.abort):
                    raise
                said = f"{host} does not let “{mailbox.user}” in."
                raise TheirNetwork(said) from None  # its failure may repeat what was said
            yield box
    except (OSError, imaplib.IMAP4.error) as problem:
        said = f"{host} did not answer as a mail server does: {problem}."
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


def fetch(
    box: imaplib.IMAP4, uids: Sequence[int], what: str
) -> Iterator[tuple[int, datetime, bytes]]:
    """Of letters in the folder at hand: UID, when it came by the server's clock, the bytes."""
    if not uids:
        return
    _, parts = box.uid("FETCH", ",".join(map(str, uids)), f"(UID INTERNALDATE {what})")
    for part in parts:
        uid = _UID.search(part[0]) if isinstance(part, tuple) else None
        stamp = _STAMP.search(part[0]) if isinstance(part, tuple) else None
        if uid and stamp:
            at = datetime.strptime(stamp[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z")
            yield int(uid[1]), at.astimezone(UTC), part[1]


def header_of(box: imaplib.IMAP4, uid: int) -> bytes:
    """The header of a letter in the folder at hand; empty where it is gone."""
    return next((raw for _, _, raw in fetch(box, [uid], "BODY.PEEK[HEADER]")), b"")
