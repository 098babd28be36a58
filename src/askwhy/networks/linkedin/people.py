"""Names as LinkedIn's files write them, and the parties that a row's columns make."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from askwhy.facts import Party
from askwhy.networks.addresses import read_address

NAMELESS = "LinkedIn Member"
"""How a deleted or hidden member is shown."""


def fold_name(name: str) -> str:
    """A display name, NFC, with its white space folded; nothing for a nameless member."""
    folded = " ".join(name.split())
    if not folded.isascii():
        folded = " ".join(unicodedata.normalize("NFC", folded).split())
    return "" if folded == NAMELESS else folded


def make_party(name: str, address: str, urn: str = "", apart: str = "") -> Party | None:
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


read_party = lru_cache(maxsize=1 << 8)(make_party)
"""The same, where parties recur. Only the latest are remembered.

A larger memory is slower than none, because it leaves the processor's cache.
"""
