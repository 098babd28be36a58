"""Names, addresses and identifiers as LinkedIn's files write them, and the parties they make."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

from askwhy.facts import Party

NAMELESS = "LinkedIn Member"
"""How a deleted or hidden member is shown."""
_PLAIN = re.compile(r"https://www\.linkedin\.com/in/([a-z0-9-]+)")
"""The usual address, whose slug is its handle as it stands."""
_PROFILE = re.compile(r"(?:^|[/.])linkedin\.com/in/([^/?#\s]+)", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|[/.])linkedin\.com/(company|school|showcase)/([^/?#\s]+)", re.IGNORECASE)
_URN = re.compile(r"urn:li:member:\d+")
_OPAQUE = re.compile(r"AC[or]AA[\w-]{20,}")


def fold_name(name: str) -> str:
    """A display name, NFC, with its white space folded; nothing for a nameless member."""
    folded = " ".join(name.split())
    if not folded.isascii():
        folded = " ".join(unicodedata.normalize("NFC", folded).split())
    return "" if folded == NAMELESS else folded


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


@lru_cache(maxsize=1 << 8)
def read_party(name: str, address: str, urn: str = "", apart: str = "") -> Party | None:
    """The party of a display name, an address and a URN; None where all are empty.

    `apart` is given to every party, and makes none by itself.
    """
    handle, found = read_address(address)
    folded = fold_name(name)
    if urn:
        found = found or read_address(urn)[1]
    if not (folded or handle or found):
        return None
    return Party(folded, handle, found, apart)


def read_contact(text: str) -> Party | None:
    """The party that the owner means by an address, a slug or, failing that, an exact name.

    What holds white space is a name; a word alone is a slug.
    """
    plain = text.strip()
    handle, urn = read_address(plain)
    if handle or urn:
        return Party(handle=handle, urn=urn)
    if not plain or "://" in plain:
        return None
    if re.search(r"\s", plain):
        return Party(name=fold_name(plain)) if fold_name(plain) else None
    return Party(handle=fold_slug(plain.strip("/")))
