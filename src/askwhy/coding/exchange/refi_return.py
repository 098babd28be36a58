"""Codings of persons out of a REFI-QDA project (.qdpx), as other programs write it.

Sources keep the item's key as their name. What machines of ours had said stays theirs: it is
not read back, least of all as a person's word.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from askwhy.coding.codebook import Kind
from askwhy.coding.codings import Reason, by_person
from askwhy.coding.exchange.checking import wrong_values
from askwhy.coding.exchange.packs import member, parse
from askwhy.coding.exchange.refi_project import MEMBER, SPACE
from askwhy.errors import YourFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from askwhy.coding.codebook import Codebook
    from askwhy.coding.exchange.checking import Found

_MACHINES = tuple(f"{kind}:" for kind in Kind if kind is not Kind.PERSON)


class _Place(NamedTuple):
    item: str
    person: str
    code: str


class _Said(NamedTuple):
    values: list[str]
    reasons: list[Reason]


def from_qdpx(file: str, content: bytes, codebook: Codebook, person: str) -> Found:
    """The codings of a project's users, and what could not be read.

    Codings that name no user are those of `person`.
    """
    root = parse(member(content, MEMBER))
    if root is None or root.tag != f"{{{SPACE}}}Project":
        return (), (YourFile(file, None, "this is no REFI-QDA project.", "Export it as .qdpx."),)
    users = {one.get("guid", ""): one.get("name", "") for one in root.iter(f"{{{SPACE}}}User")}
    known = _known_values(root)
    found: dict[_Place, _Said] = {}
    for source in root.iterfind("{*}Sources/{*}TextSource"):
        for coding, reason in _codings_of(source):
            target = coding.find("{*}CodeRef")
            pair = known.get("" if target is None else target.get("targetGUID", ""))
            who = users.get(coding.get("creatingUser", "")) or person
            if pair is None or who.startswith(_MACHINES):
                continue
            place = _Place(source.get("name", ""), who.removeprefix("person:"), pair[0])
            said = found.setdefault(place, _Said([], []))
            said.values.extend([pair[1]] if pair[1] not in said.values else [])
            said.reasons.extend([reason] if reason and reason not in said.reasons else [])
    return _assembled(file, found, codebook)


def _known_values(root: Element) -> dict[str, tuple[str, str]]:
    """Code and value by the key of the value."""
    return {
        value.get("guid", ""): (code.get("name", ""), value.get("name", ""))
        for code in root.iterfind("{*}CodeBook/{*}Codes/{*}Code")
        for value in code.iterfind("{*}Code")
    }


def _assembled(file: str, found: dict[_Place, _Said], codebook: Codebook) -> Found:
    codings = []
    problems: dict[str, YourFile] = {}
    for place, said in found.items():
        code = codebook.get(place.code)
        names = [] if code is None else list(code.names)
        values = tuple(
            sorted(said.values, key=lambda name: names.index(name) if name in names else len(names))
        )
        problem = wrong_values(file, None, place.code, values, codebook)
        if problem is not None:
            problems.setdefault(str(problem), problem)
            continue
        mine = by_person(place.item, codebook[place.code], values, place.person, codebook.digest)
        codings.append(replace(mine, reasons=tuple(said.reasons)))
    return tuple(codings), tuple(problems.values())


def _codings_of(source: Element) -> Iterator[tuple[Element, Reason | None]]:
    for coding in source.iterfind("{*}Coding"):
        yield coding, None
    for selection in source.iterfind("{*}PlainTextSelection"):
        reason = _reason(selection)
        for coding in selection.iterfind("{*}Coding"):
            yield coding, reason


def _reason(selection: Element) -> Reason | None:
    """The selection as a reason; None where its places are none."""
    places = [selection.get(name, "") for name in ("startPosition", "endPosition")]
    if not all(place.isdecimal() and len(place) < 10 for place in places):
        return None
    start, end = map(int, places)
    return Reason(selection.get("name") or "evidence", start, end) if start < end else None
