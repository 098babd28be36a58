"""A mailbox as a source of facts: who wrote first, with which words, and what followed.

Letters are fetched into a spool first, so that reading them touches no network.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.errors import TheirNetwork
from askwhy.facts import (
    Coverage,
    Direction,
    LeftOut,
    Message,
    Owner,
    Party,
    Position,
    ProfileEntry,
    Record,
    Request,
    Shown,
    Span,
)
from askwhy.networks.mail import letters
from askwhy.networks.mail.mailbox import fetch, find_folder, header_of, opened, quoted, search
from askwhy.networks.mail.reports import read_report
from askwhy.networks.mail.spool import Letter, Spool

if TYPE_CHECKING:
    import imaplib
    from collections.abc import Callable, Iterator, Mapping
    from email.message import Message as Parsed
    from pathlib import Path

    from askwhy.facts import Fact
    from askwhy.networks import Returned
    from askwhy.networks.mail.mailbox import Mailbox

    Told = Fact | LeftOut | Returned | Position

READER_VERSION = 3
"""Raised whenever the same letters give other facts."""
MOST = 1 << 17
"""Bytes read of one letter: words stand at its beginning, attachments behind them."""
AT_ONCE = 16
"""How many letters are asked for in one call."""
AT_MOST = timedelta(minutes=5)
"""How long letters are fetched before the owner is given the word again."""
NOTICE = 280
"""Letters of the alphabet kept of an absence notice."""
SINCE = "since"
INBOX, SENT = "inbox", "sent"
_STATE = re.compile(rb"(UIDVALIDITY|UIDNEXT) ([0-9]+)")


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a folder was read: up to the letter before `next`, in one count of `validity`."""

    validity: int
    next: int

    @classmethod
    def read(cls, said: str) -> Reached:
        """What a position means; nothing was read where there is none."""
        validity, _, following = said.partition(" ")
        return cls(int(validity), int(following)) if following else cls(0, 1)

    def __str__(self) -> str:
        return f"{self.validity} {self.next}"


@dataclass(frozen=True, slots=True)
class MailSource:
    """New letters of Inbox and Sent, as they lie in a spool.

    `known` are those whose first letter, or the owner's to them, came before all of these.
    `since` is from when on the mailbox was read, `now` ends what the source is complete about.
    """

    name: str
    spool: Spool
    positions: Mapping[str, str]
    known: frozenset[str]
    since: datetime | None
    now: datetime
    network: str = "mail"

    def digest(self) -> str:
        """A SHA-256 over which letters there are, and when it was looked."""
        hashed = hashlib.sha256(f"mail, reader {READER_VERSION}, {self.name}".encode())
        hashed.update(f"{sorted(self.positions.items())} {self.since} {self.now}".encode())
        return hashed.hexdigest()

    def read(self, *, progress: Callable[[int, int], None] | None = None) -> Iterator[Told]:  # noqa: ARG002
        """Tell the owner, requests, messages, bounces, letters left out, coverage; by arrival.

        What is kept grows with people, not with letters.
        """
        me = self.name.lower()
        yield Owner(Party(handle=me))
        known = set(self.known)
        for one in self.spool.letters():
            yield from _tell(one, me, known)
        if self.since is not None and self.since < self.now:
            for record in (Record.REQUESTS, Record.MESSAGES):
                yield Coverage(record, self.since, self.now)
        for name, value in self.positions.items():
            yield Position(name, value)


def open_mail(
    mailbox: Mailbox,
    folder: Path,
    reached: Mapping[str, str],
    now: datetime,
    clock: Callable[[], datetime],
) -> MailSource:
    """Fetch what came since the positions. Raises `TheirNetwork`."""
    with opened(mailbox) as box:
        names = {INBOX: "INBOX", SENT: find_folder(box, "Sent", "Sent")}
        states = {which: _state(box, name) for which, name in names.items()}
        before = {which: Reached.read(reached.get(which, "")) for which in names}
        first = {
            which: before[which].next if before[which].validity == states[which].validity else 1
            for which in names
        }
        spool = Spool(folder, " ".join(f"{first[one]}@{states[one].validity}" for one in names))
        for which, name in names.items():
            _bring(box, name, which, first[which], states[which].next, spool, clock)
        senders = _senders(spool, mailbox.address.lower())
        known = {one for one in senders if _is_known(box, names, first, mailbox, one)}
    since = datetime.fromisoformat(reached[SINCE]) if SINCE in reached else spool.oldest()
    positions = {which: str(state) for which, state in states.items()}
    if since is not None:
        positions[SINCE] = since.isoformat()
    return MailSource(mailbox.address, spool, positions, frozenset(known), since, now)


def _bring(
    box: imaplib.IMAP4,
    name: str,
    which: str,
    first: int,
    until: int,
    spool: Spool,
    clock: Callable[[], datetime],
) -> None:
    """Spool the letters of a folder with UIDs in [first, until)."""
    begin, ends_at = spool.next_after(which, first), clock() + AT_MOST
    uids = search(box, name, "UID", f"{begin}:{max(begin, until - 1)}", is_read_only=True)
    uids = [uid for uid in uids if begin <= uid < until]
    for start in range(0, len(uids), AT_ONCE):
        if clock() > ends_at:
            said = f"{start} of {len(uids)} letters have come; the next sync goes on there."
            raise TheirNetwork(said, timedelta(seconds=1))
        some = uids[start : start + AT_ONCE]
        came = fetch(box, some, f"BODY.PEEK[]<0.{MOST}>")
        spool.keep(which, [Letter(at, which == SENT, uid, raw) for uid, at, raw in came],
                   some[-1] + 1)  # fmt: skip


def _senders(spool: Spool, me: str) -> set[str]:
    """Who wrote the letters that came."""
    found: set[str] = set()
    for one in spool.letters():
        if not one.is_sent:
            found.update(who.handle for who in letters.people(letters.parse(one.raw), "From"))
    return found - {me}


def _is_known(
    box: imaplib.IMAP4,
    names: Mapping[str, str],
    first: Mapping[str, int],
    mailbox: Mailbox,
    who: str,
) -> bool:
    """Whether a letter from or to somebody lies before those that came now."""
    me = mailbox.address.lower()
    for which, key in ((SENT, "TO"), (SENT, "CC"), (INBOX, "FROM")):
        if first[which] == 1:
            continue
        terms = ("UID", f"1:{first[which] - 1}", key, quoted(who))
        for uid in search(box, names[which], *terms, is_read_only=True):
            letter = letters.parse(header_of(box, uid))
            there = {one.handle for one in letters.people(letter, key.title())}
            if who in there and (which == SENT or _is_to_me(letter, me)):
                return True
    return False


def _is_to_me(letter: Parsed, me: str) -> bool:
    """Whether a person wrote it to the owner."""
    is_mine = any(one.handle == me for one in letters.people(letter, "To", "Cc"))
    return is_mine and not letters.why_not_personal(letter)


def _tell(one: Letter, me: str, known: set[str]) -> Iterator[Told]:
    """What one letter says, after all before it."""
    letter = letters.parse(one.raw)
    place = f"{SENT if one.is_sent else INBOX}, letter {one.uid}"
    senders = letters.people(letter, "From")
    if len(senders) != 1:
        yield LeftOut(place, "a letter of nobody")
        return
    sender = senders[0]
    to = tuple(who for who in letters.people(letter, "To", "Cc") if who.handle != sender.handle)
    if sender.handle == me:
        if not to:
            yield LeftOut(place, "a letter to oneself")
            return
        known.update(who.handle for who in to)
    elif reason := letters.why_not_personal(letter):
        yield LeftOut(place, reason)
        if reason == letters.BOUNCE and (returned := read_report(letter, one.at)):
            yield returned
        elif reason == letters.ABSENCE and sender.handle in known:
            said = letters.words(letter)[:NOTICE]
            source = "an automatic answer to a letter"
            yield ProfileEntry(sender, Shown.ABSENCE, said, source, one.at)
        return
    elif all(who.handle != me for who in to):
        yield LeftOut(place, "not addressed to the owner")
        return
    elif sender.handle not in known:
        known.add(sender.handle)
        yield Request(Direction.INCOMING, sender, Span.second(one.at), letters.words(letter))
        return
    thread = (*letters.ancestors(letter), letters.own_id(letter), place)[0] or place
    others = {who.handle for who in (sender, *to)} - {me}
    if len(others) == 1:
        # Strangers who answer one and the same letter are no group, and each has a thread.
        thread = hashlib.sha256(f"{thread} {others.pop()}".encode()).hexdigest()[:32]
    yield Message(thread, sender, to, one.at, letters.words(letter))


def _state(box: imaplib.IMAP4, folder: str) -> Reached:
    """How a folder counts now; nothing where there is none."""
    answer, rows = box.status(folder, "(UIDVALIDITY UIDNEXT)")
    if answer != "OK":
        return Reached(0, 1)
    found = {name: int(value) for name, value in _STATE.findall(rows[0] or b"")}
    return Reached(found[b"UIDVALIDITY"], found[b"UIDNEXT"])
