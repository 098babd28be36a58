"""Letters that came back: what a mail server's report (RFC 3464) says of one of ours."""

from __future__ import annotations

import re
from email.message import Message
from typing import TYPE_CHECKING
from uuid import UUID

from askwhy.networks import Returned
from askwhy.networks.mail import letters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>")


def read_report(letter: Message, at: datetime) -> Returned | None:
    """Which of our letters was not delivered, and why; None where the report says no such thing.

    A report of delay is none: the letter may still arrive.
    """
    key = next((found for found in map(_key, letter.walk()) if found), None)
    failures = [one for one in _fields(letter) if _said(one, "Action") == "failed"]
    if key is None or not failures:
        return None
    _, _, words = letters.header(failures[0], "Diagnostic-Code").rpartition(";")
    because = words.strip() or f"status {letters.header(failures[0], 'Status')}"
    return Returned(key, f"It came back: {because}", at)


def _fields(letter: Message) -> Iterator[Message]:
    """The groups of fields of the report's part for machines: one for each recipient."""
    for part in letter.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from part.walk()


def _said(fields: Message, name: str) -> str:
    return letters.header(fields, name).lower()


def _key(part: Message) -> UUID | None:
    """The key of ours that a returned letter, or its returned header, was named by."""
    content = part.get_content_type()
    if content == "text/rfc822-headers":
        body = part.get_payload(decode=True)
        said = letters.own_id(letters.parse(body)) if isinstance(body, bytes) else ""
    elif content == "message/rfc822" and isinstance(part.get_payload(), list):
        inner = part.get_payload(0)
        said = letters.own_id(inner) if isinstance(inner, Message) else ""
    else:
        return None
    found = _OURS.fullmatch(said)
    return UUID(found[1]) if found else None
