"""Addresses and identifiers of people, as exports hold them and as owners paste them.

Shared, because the owner's sheet may name people of any network.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

_PLAIN = re.compile(r"https://www\.linkedin\.com/in/([a-z0-9-]+)")
"""The usual address, whose slug is its handle as it stands."""
_PROFILE = re.compile(r"(?:^|[/.])linkedin\.com/in/([^/?#\s]+)", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|[/.])linkedin\.com/(company|school|showcase)/([^/?#\s]+)", re.IGNORECASE)
_URN = re.compile(r"urn:li:member:[0-9]+")
_OPAQUE = re.compile(r"AC[or]AA[\w-]{20,}")


def fold_slug(slug: str) -> str:
    """A profile slug in the form in which slugs are compared: decoded, lower-cased, NFC.

    The opaque identifiers that stand in for a slug tell capitals apart and keep them.
    """
    plain = unicodedata.normalize("NFC", unquote(slug)).strip()
    if _OPAQUE.fullmatch(plain):
        return plain
    return unicodedata.normalize("NFC", plain.lower())


def read_address(address: str) -> tuple[str, str]:
    """The (handle, urn) in a profile's address or URN; empty where there is none.

    An organisation's page has the handle `company/<slug>`, which no member can have.
    """
    if found := _PLAIN.fullmatch(address):
        return found[1], ""
    if found := _PROFILE.search(address):
        return fold_slug(found[1]), ""
    if found := _URN.search(address):
        return "", found[0]
    if found := _PAGE.search(address):
        return f"{found[1].lower()}/{fold_slug(found[2])}", ""
    return "", ""
