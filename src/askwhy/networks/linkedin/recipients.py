"""Who a message went to: the members that `TO` and `RECIPIENT PROFILE URLS` name together.

Names are joined with ", ", but a name may hold ", " itself, so names are told apart only where
known ones stand; what remains between two of them is one name. Addresses tell by their shape.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from askwhy.networks.addresses import read_address
from askwhy.networks.linkedin.people import NAMELESS, fold_name

if TYPE_CHECKING:
    from collections.abc import Container

    from askwhy.facts import Party

_BETWEEN_URLS = re.compile(r",\s*(?=https?://|urn:li:)|,\s*$")
LONGEST_NAME = 8
"""In how many pieces ", " may cut one name."""


class Directory:
    """The names that an archive has told so far, and the name of each handle."""

    def __init__(self) -> None:
        self.names: set[str] = {NAMELESS}
        self.by_handle: dict[str, str] = {}

    def note(self, party: Party | None) -> None:
        """Take down a party's name."""
        if party is not None and party.name:
            self.names.add(party.name)
            if party.handle:
                self.by_handle[party.handle] = party.name


def split_urls(text: str) -> list[str]:
    """The addresses in a list joined with commas, which may stand in an address, too."""
    pieces = (piece.strip(" ,") for piece in _BETWEEN_URLS.split(text))
    return [piece for piece in pieces if piece]


def split_names(text: str, known: Container[str]) -> list[str]:
    """Cut at ", " so that as little as possible is unknown, then into as few names as possible."""
    pieces = " ".join(text.split()).split(", ")
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    for end in range(1, len(pieces) + 1):
        unknown, count, _ = best[end - 1]
        options = [(unknown + 1, count + 1, end - 1)]
        options += [
            (best[start][0], best[start][1] + 1, start)
            for start in range(max(0, end - LONGEST_NAME), end)
            if ", ".join(pieces[start:end]) in known
        ]
        best.append(min(options))
    names: list[str] = []
    strange: list[str] = []
    cuts = _cuts(best)
    for start, end in cuts:
        name = ", ".join(pieces[start:end])
        if name in known:
            if strange:
                names.append(", ".join(strange))
                strange = []
            names.append(name)
        else:
            strange.append(name)
    return [*names, ", ".join(strange)] if strange else names


def _cuts(best: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The cuts of the best way to the end, first to last."""
    cuts, end = [], len(best) - 1
    while end > 0:
        start = best[end][2]
        cuts.append((start, end))
        end = start
    return cuts[::-1]


def read_recipients(to: str, urls: str, directory: Directory) -> list[tuple[str, str]]:
    """The (name, address) of each recipient; ("", "") for each nameless one.

    Where names and addresses cannot be paired, an address goes with the name known for it.
    """
    addresses = split_urls(urls)
    if not addresses:
        names = split_names(fold_text(to), directory.names) if to.strip() else []
        return [("" if name == NAMELESS else name, "") for name in names]
    if len(addresses) == 1 and NAMELESS not in to:
        return [(to, addresses[0])]
    pieces = split_names(fold_text(to), directory.names)
    named = [piece for piece in pieces if piece != NAMELESS]
    nameless = [("", "")] * (len(pieces) - len(named))
    if len(named) == 1 and len(addresses) > 1:
        named = named[0].split(", ")
    if len(named) == len(addresses):
        return [*zip(named, addresses, strict=True), *nameless]
    told = [(directory.by_handle.get(read_address(one)[0], ""), one) for one in addresses]
    return [*told, *nameless]


def fold_text(names: str) -> str:
    """A list of names with its white space folded and in NFC; a nameless member stays."""
    return fold_name(names) or NAMELESS
