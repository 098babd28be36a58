"""A mailbox as a source of facts: who wrote first, with which words, and what followed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from askwhy.facts import Coverage, Direction, LeftOut, Message, Owner, Party, Record, Request, Span
from askwhy.networks.mail import letters
from askwhy.networks.mail.mailbox import fetch, find_folder, opened, search

if TYPE_CHECKING:
    import imaplib
    from collections.abc import Callable, Iterator, Mapping

    from askwhy.errors import YourFile
    from askwhy.facts import Check, Fact, Generation
    from askwhy.networks.mail.mailbox import Mailbox

READER_VERSION = 1
"""Raised whenever the same letters give other facts."""
MOST = 1 << 18
"""Bytes read of one letter: words stand at its beginning, attachments behind them."""
_STATE = re.compile(rb"(UIDVALIDITY|UIDNEXT) ([0-9]+)")


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a folder was read: up to the letter before `next`, in one count of `validity`."""

    validity: int
    next: int


class MailSource:
    """Inbox and Sent of one mailbox.

    `reached` says how far each was read before, by the folder's name; after `read` it says how
    far now. Letters before it give no facts anew, unless the server counts anew. `now` ends
    what the source is complete about.
    """

    network = "mail"

    def __init__(
        self, mailbox: Mailbox, now: datetime, reached: Mapping[str, Reached] | None = None
    ) -> None:
        self.name = mailbox.address
        self.reached = dict(reached or {})
        self._mailbox = mailbox
        self._now = now
        self._me = mailbox.address.lower()
        self._known: set[str] = set()
        self._oldest = now

    def digest(self) -> str:
        """A SHA-256 over how the server counts both folders. Raises `TheirNetwork`."""
        hashed = hashlib.sha256(f"mail, reader {READER_VERSION}, {self._me}".encode())
        with opened(self._mailbox) as box:
            for folder in ("INBOX", find_folder(box, "Sent", "Sent")):
                hashed.update(f"{folder} {_state(box, folder)} {self.reached.get(folder)}".encode())
        return hashed.hexdigest()

    def read(
        self, *, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[Fact | LeftOut | Check | Generation | YourFile]:
        """Tell the owner, requests, messages, letters left out, coverage; by arrival.

        What is kept grows with people, not with letters' words. Raises `TheirNetwork`.
        """
        yield Owner(Party(handle=self._me))
        with opened(self._mailbox) as box:
            sent = find_folder(box, "Sent", "Sent")
            states = {folder: _state(box, folder) for folder in (sent, "INBOX")}
            dates = sorted(
                (at, folder != "INBOX", uid, folder)
                for folder, state in states.items()
                for uid, at in _arrivals(box, folder)
                if uid < state.next
            )
            if dates:
                self._oldest = min(self._oldest, dates[0][0])
            here = ""
            for done, (at, _, uid, folder) in enumerate(dates, 1):
                if folder != here:
                    box.select(folder, readonly=True)
                    here = folder
                known = self.reached.get(folder, Reached(0, 0))
                is_new = known.validity != states[folder].validity or uid >= known.next
                what = f"BODY.PEEK[]<0.{MOST}>" if is_new else "BODY.PEEK[HEADER]"
                raw = fetch(box, uid, what)[1]
                told = self._tell(raw, at, f"{folder.strip(chr(34))}, letter {uid}")
                if is_new:
                    yield from told
                if progress:
                    progress(done, len(dates))
            self.reached = states
        if self._oldest < self._now:
            for record in (Record.REQUESTS, Record.MESSAGES):
                yield Coverage(record, self._oldest, self._now)

    def _tell(self, raw: bytes, at: datetime, place: str) -> list[Fact | LeftOut]:
        """What one letter says, knowing all before it."""
        letter = letters.parse(raw)
        senders = letters.people(letter, "From")
        if len(senders) != 1:
            return [LeftOut(place, "a letter of nobody")]
        sender = senders[0]
        to = tuple(one for one in letters.people(letter, "To", "Cc") if one.handle != sender.handle)
        if sender.handle == self._me:
            if not to:
                return [LeftOut(place, "a letter to oneself")]
            self._known.update(one.handle for one in to)
        elif reason := letters.why_not_personal(letter):
            return [LeftOut(place, reason)]
        elif all(one.handle != self._me for one in to):
            return [LeftOut(place, "not addressed to the owner")]
        elif sender.handle not in self._known:
            self._known.add(sender.handle)
            return [Request(Direction.INCOMING, sender, Span.second(at), letters.words(letter))]
        thread = (*letters.ancestors(letter), letters.own_id(letter), place)[0] or place
        return [Message(thread, sender, to, at, letters.words(letter))]


def _state(box: imaplib.IMAP4, folder: str) -> Reached:
    """How a folder counts now; nothing where there is none."""
    answer, rows = box.status(folder, "(UIDVALIDITY UIDNEXT)")
    if answer != "OK":
        return Reached(0, 0)
    found = {name: int(value) for name, value in _STATE.findall(rows[0] or b"")}
    return Reached(found[b"UIDVALIDITY"], found[b"UIDNEXT"])


def _arrivals(box: imaplib.IMAP4, folder: str) -> list[tuple[int, datetime]]:
    """The UIDs in a folder and when each letter came, to the second, by the server's clock."""
    uids = search(box, folder, "ALL", is_read_only=True)
    if not uids:
        return []
    _, rows = box.uid("FETCH", f"{uids[0]}:{uids[-1]}", "(UID INTERNALDATE)")
    found = []
    for row in rows:
        uid = re.search(rb"UID ([0-9]+)", row) if isinstance(row, bytes) else None
        stamp = re.search(rb'INTERNALDATE "([^"]+)"', row) if isinstance(row, bytes) else None
        if uid and stamp:
            at = datetime.strptime(stamp[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z")
            found.append((int(uid[1]), at.astimezone(UTC)))
    return found
