"""What one letter says of itself: who wrote it, whether a person did, and in which words.

Headers by RFC 5322; automatic answers by RFC 3834, reports of delivery by RFC 3464, lists by
RFC 2369 and RFC 2919. Nothing here raises, whatever the bytes are.
"""

from __future__ import annotations

import re
from contextlib import suppress
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import getaddresses
from html import unescape
from typing import TYPE_CHECKING

from askwhy.facts import Party

if TYPE_CHECKING:
    from email.message import Message

LIST_HEADERS = ("List-Id", "List-Unsubscribe", "List-Post", "List-Help")
BULK = frozenset({"bulk", "junk", "list"})
BOUNCE, ABSENCE = "a bounce", "an absence notice"
NOBODY = re.compile(
    r"(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)([+._-].*)?@", re.IGNORECASE
)
_ID = re.compile(r"<[^<>\s]{1,250}>")
_ADDRESS = re.compile(r"[^@\s<>\"(),:;]{1,64}@[^@\s<>\"(),:;]{1,255}")
_UNSEEN = re.compile(r"(?is)<(script|style|head)\b.*?(</\1\s*>|\Z)")
_TAG = re.compile(r"<[^>]{0,2000}>")
_BREAK = re.compile(r"(?i)<(br|/p|/div|/li)\b[^>]{0,200}>")


def parse(raw: bytes) -> Message:
    """A letter, or the beginning of one; the older policy, which takes whatever comes."""
    return message_from_bytes(raw)


def header(letter: Message, name: str) -> str:
    """A header's text, decoded where that can be done, on one line; empty without one."""
    found = str(letter.get(name, ""))
    # What cannot be decoded is told as it stands.
    with suppress(HeaderParseError, LookupError, ValueError):
        found = str(make_header(decode_header(found)))
    return " ".join(found.encode("utf-8", "replace").decode().split())


def people(letter: Message, *names: str) -> tuple[Party, ...]:
    """Whom some headers name, each address once, in lower case as the handle."""
    written = [header(letter, name) for name in names]
    found: dict[str, Party] = {}
    for name, address in getaddresses(written):
        if _ADDRESS.fullmatch(address):
            found.setdefault(address.lower(), Party(name=name, handle=address.lower()))
    return tuple(found.values())


def why_not_personal(letter: Message) -> str:
    """The rule by which no person wrote this letter to the owner, or nothing."""
    kind = letter.get_content_type()
    if kind == "multipart/report" or header(letter, "Return-Path") == "<>":
        return BOUNCE if not _is_reply(letter) else ABSENCE
    if _is_reply(letter):
        return ABSENCE
    automatic = header(letter, "Auto-Submitted").lower()
    if automatic and automatic != "no":
        return "automatic mail"
    precedence = header(letter, "Precedence").lower()
    if precedence in BULK or any(name in letter for name in LIST_HEADERS):
        return "a list's or a mass mailing"
    if any(NOBODY.match(one.handle) for one in people(letter, "From", "Reply-To")):
        return "automatic mail"
    return ""


def _is_reply(letter: Message) -> bool:
    said = header(letter, "Auto-Submitted").lower().partition(";")[0].strip()
    return said == "auto-replied" and letter.get_content_type() != "multipart/report"


def own_id(letter: Message) -> str:
    """The letter's Message-ID with its brackets, or nothing."""
    found = _ID.search(header(letter, "Message-ID"))
    return found[0] if found else ""


def ancestors(letter: Message) -> tuple[str, ...]:
    """The Message-IDs that it goes back to, the oldest first."""
    said = f"{header(letter, 'References')} {header(letter, 'In-Reply-To')}"
    return tuple(dict.fromkeys(_ID.findall(said)))


def words(letter: Message) -> str:
    """What was written: the first plain part, else the first HTML part; quotations left out."""
    kinds: dict[str, str] = {}
    for part in letter.walk():
        kind = part.get_content_type()
        if kind in {"text/plain", "text/html"} and not part.get_filename():
            kinds.setdefault(kind, _decoded(part))
    text = kinds.get("text/plain") or _plain(kinds.get("text/html", ""))
    lines = [line.rstrip() for line in text.splitlines() if not line.startswith(">")]
    return "\n".join(lines).replace("\0", "").strip()


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", html))))
