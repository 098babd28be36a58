"""Whom the owner means by what stands in the sheet's first column."""

from __future__ import annotations

import re
import unicodedata

from askwhy.facts import Party
from askwhy.networks.addresses import fold_slug, read_address

NAME = "name:"
"""Begins a name that might be taken for a slug."""
_DATED = re.compile(r"(.*\S)@(\d{4}-\d{2}-\d{2})")
"""A name that several bear, with what tells this one apart, as our own sheets write it."""


def read_contact(text: str) -> Party | None:
    """The party of an address, an identifier, a slug or, failing those, an exact name.

    What holds white space is a name, a single word is a slug unless `name:` stands before it.
    None where nobody is named.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    handle, urn = read_address(plain)
    if handle or urn:
        return Party(handle=handle, urn=urn)
    if not plain or "://" in plain:
        return None
    if dated := _DATED.fullmatch(plain):
        return Party(name=dated[1], apart=dated[2])
    is_name = plain.startswith(NAME)
    if is_name or " " in plain:
        name = plain.removeprefix(NAME).strip()
        return Party(name=name) if name else None
    return Party(handle=slug) if (slug := fold_slug(plain).strip("/")) else None
