"""Answers people's letters, each once, and never what no person wrote (RFC 3834).

No mail server takes two letters with one Message-ID for one. So a letter lies in Drafts before it
is handed over and in Sent afterwards. In neither: it never left. In Drafts alone: nobody knows.
"""

from __future__ import annotations

import imaplib
import smtplib
from contextlib import closing, suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from askwhy.errors import TheirNetwork
from askwhy.facts import Shown
from askwhy.networks import Automation, Capabilities, NoAnswer, Receipt
from askwhy.networks.mail import letters
from askwhy.networks.mail.mailbox import (
    LATER,
    PATIENCE,
    Security,
    find_folder,
    header_of,
    opened,
    quoted,
    search,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from email.message import Message
    from uuid import UUID

    from askwhy.facts import Party
    from askwhy.networks.mail.mailbox import Mailbox

NEWEST = 20
"""Of how many of a person's letters one is sought that may be answered."""


CAPABILITIES = Capabilities(
    can_accept=True,
    can_reject=True,
    can_send=True,
    can_read_back=True,
    automation=Automation.EACH_SERVER,
    profile=frozenset({Shown.ABSENCE}),
)
ACCEPTED, REJECTED = "askwhy-accepted", "askwhy-rejected"
"""Keywords (RFC 3501) put on the letters of whoever was accepted or turned down."""


class MailChannel:
    """Sends for one mailbox. `is_automatic`: no person approves each letter; they say so."""

    capabilities = CAPABILITIES

    def __init__(
        self, mailbox: Mailbox, clock: Callable[[], datetime], *, is_automatic: bool = False
    ) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._is_automatic = is_automatic

    def accept(self, who: Party) -> Receipt:
        """Mark the letter: to accept somebody is the owner's own affair, nothing is sent."""
        return self._mark(who, ACCEPTED)

    def reject(self, who: Party) -> Receipt:
        """Mark the letter as turned down."""
        return self._mark(who, REJECTED)

    def _mark(self, who: Party, keyword: str) -> Receipt:
        with opened(self._mailbox) as box:
            uid, _ = self._find_letter(box, who)
            box.select("INBOX")
            box.uid("STORE", str(uid), "+FLAGS", f"({keyword})")
        return Receipt(at=self._clock())

    def send(self, key: UUID, who: Party, text: str) -> Receipt:
        """Answer the newest letter that a person wrote from this address."""
        with opened(self._mailbox) as box:
            letter = self._write(key, text, who, self._find_letter(box, who)[1])
            sent, drafts = _folders(box)
            name = _search_id(self._name(key))
            _remove(box, drafts, name)
            _append(box, drafts, r"(\Draft \Seen)", letter, self._clock())
        try:
            self._hand_over(who.handle, letter)
        except NoAnswer:
            raise
        except TheirNetwork:
            # The refusal is what counts; a draft that stays only makes us ask the owner once more.
            with suppress(TheirNetwork), opened(self._mailbox) as box:
                _remove(box, drafts, name)
            raise
        # It has been taken: what cannot be tidied up now takes nothing from the receipt.
        with suppress(TheirNetwork), opened(self._mailbox) as box:
            if not search(box, sent, *name):
                _append(box, sent, r"(\Seen)", letter, self._clock())
            _remove(box, drafts, name)
        return Receipt(self._name(key), self._clock())

    def read_back(self, key: UUID, who: Party, text: str) -> Sequence[Receipt]:  # noqa: ARG002
        """The copies in Sent.

        Raises `TheirNetwork`, for good, where the letter was about to be handed over and the
        sender was cut off: a mail server cannot tell, so a person looks.
        """
        name = self._name(key)
        with opened(self._mailbox) as box:
            sent, drafts = _folders(box)
            if found := search(box, sent, *_search_id(name)):
                return [Receipt(name) for _ in found]
            if search(box, drafts, *_search_id(name)):
                said = f"Whether the letter to {who.handle} left cannot be told: look in Drafts."
                raise TheirNetwork(said)
        return []

    def _name(self, key: UUID) -> str:
        """The Message-ID of a delivery, ever the same."""
        return f"<{key}@{self._mailbox.address.rpartition('@')[2]}>"

    def _find_letter(self, box: imaplib.IMAP4, who: Party) -> tuple[int, Message]:
        """The UID and header of what is answered. Raises `TheirNetwork` where nothing may be."""
        for uid in reversed(search(box, "INBOX", "FROM", quoted(who.handle))[-NEWEST:]):
            letter = letters.parse(header_of(box, uid))
            senders = {one.handle for one in letters.people(letter, "From")}
            if senders == {who.handle} and not letters.why_not_personal(letter):
                return uid, letter
        said = f"{who.handle} has written no letter that may be answered: automatic mail may not."
        raise TheirNetwork(said)

    def _write(self, key: UUID, text: str, who: Party, to: Message) -> bytes:
        letter = EmailMessage(policy=SMTP)
        subject = letters.header(to, "Subject")
        letter["From"], letter["To"] = self._mailbox.address, who.handle
        letter["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        letter["Date"] = format_datetime(self._clock())
        letter["Message-ID"] = self._name(key)
        if parent := letters.own_id(to):
            letter["In-Reply-To"] = parent
            letter["References"] = " ".join((*letters.ancestors(to)[-20:], parent))
        if self._is_automatic:
            letter["Auto-Submitted"] = "auto-replied"
        letter.set_content(text, cte="quoted-printable")
        return letter.as_bytes()

    def _hand_over(self, to: str, letter: bytes) -> None:
        """Give a letter to the sending server. What fails before its words, sent nothing."""
        host, server = self._mailbox.smtp.host, self._greet()
        with closing(server):
            try:
                for code, said in (server.mail(self._mailbox.address), server.rcpt(to)):
                    _check(host, code, said)
            except (OSError, smtplib.SMTPException) as problem:
                raise TheirNetwork(f"{host} broke off: {problem}.", LATER) from problem
            try:
                _check(host, *server.data(letter))
            except smtplib.SMTPDataError as problem:
                _check(host, problem.smtp_code, problem.smtp_error)
            except (OSError, smtplib.SMTPException) as problem:
                raise NoAnswer(f"{host} broke off within a letter.") from problem

    def greet(self) -> None:
        """Log in to the sending server and leave. Raises `TheirNetwork`."""
        self._greet().close()

    def _greet(self) -> smtplib.SMTP:
        """The sending server, logged in to where it offers that."""
        box = self._mailbox
        host, port, context = box.smtp.host, box.smtp.port, box.context(box.smtp)
        try:
            if box.smtp.security is Security.TLS:
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, port, timeout=PATIENCE, context=context
                )
            else:
                server = smtplib.SMTP(host, port, timeout=PATIENCE)
            try:
                if box.smtp.security is Security.STARTTLS:
                    server.starttls(context=context)
                server.ehlo_or_helo_if_needed()
                if server.has_extn("auth"):
                    server.login(box.user, box.password)
            except (OSError, smtplib.SMTPException):
                server.close()
                raise
        except smtplib.SMTPAuthenticationError:
            raise TheirNetwork(f"{host} does not let “{box.user}” send.") from None
        except (OSError, smtplib.SMTPException) as problem:
            raise TheirNetwork(f"{host} cannot be reached: {problem}.", LATER) from problem
        return server


def _check(host: str, code: int, said: bytes | str) -> None:
    """Raise what a refusal means: 4yz for now, 5yz for good (RFC 5321, 4.2.1)."""
    if code >= 400:
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        raise TheirNetwork(f"{host} says {code}: {words}", LATER if code < 500 else None)


def _folders(box: imaplib.IMAP4) -> tuple[str, str]:
    return find_folder(box, "Sent", "Sent"), find_folder(box, "Drafts", "Drafts")


def _search_id(name: str) -> tuple[str, ...]:
    return "UNDELETED", "HEADER", "Message-ID", quoted(name)


def _append(box: imaplib.IMAP4, folder: str, flags: str, letter: bytes, at: datetime) -> None:
    """Put a letter into a folder, which is made where it is missing."""
    for _ in range(2):
        answer, said = box.append(folder, flags, imaplib.Time2Internaldate(at), letter)
        if answer == "OK":
            return
        box.create(folder)
    raise TheirNetwork(f"The mailbox takes nothing into {folder}: {said!r}.", LATER)


def _remove(box: imaplib.IMAP4, folder: str, name: tuple[str, ...]) -> None:
    """Take our own letter away. Others marked as deleted are the owner's: they stay."""
    for uid in search(box, folder, *name):
        box.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
        if "UIDPLUS" in box.capabilities:
            box.uid("EXPUNGE", str(uid))
