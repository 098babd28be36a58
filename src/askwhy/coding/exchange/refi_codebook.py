"""REFI-QDA codebooks (.qdc) and the part of a project (.qdpx) that is one.

Source: the standard 1.5 of 2019 (qdasoftware.org). Each code of ours is a code there, not
codable itself, with its values as codes beneath. Examples have no place in the standard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from askwhy.coding.codebook import Code, Kind, Value
from askwhy.coding.exchange.cells import clean
from askwhy.coding.exchange.guids import guid
from askwhy.coding.exchange.packs import parse, written
from askwhy.errors import YourFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askwhy.coding.codebook import Codebook

SPACE = "urn:QDA-XML:codebook:1.0"


def to_qdc(codebook: Codebook) -> bytes:
    """The codebook as the content of a .qdc file."""
    root = ET.Element("CodeBook", {"xmlns": SPACE, "origin": "askwhy"})
    add_codes(root, codebook.codes)
    return written(root)


def from_qdc(file: str, content: bytes) -> tuple[tuple[Code, ...], tuple[YourFile, ...]]:
    """The codes of a .qdc file for persons to code, and what has no place in a codebook of ours.

    Ours have two levels: codes beneath a value, and codes without values, are told. Whether
    several values may hold at once is not said by the standard; they may.
    """
    root = parse(content)
    if root is None or root.tag != f"{{{SPACE}}}CodeBook":
        return (), (YourFile(file, None, "this is no REFI-QDA codebook.", "Export it as .qdc."),)
    found, problems = [], []
    for entry in root.iterfind("{*}Codes/{*}Code"):
        name = entry.get("name", "")
        values = entry.findall("{*}Code")
        if not values:
            reason = f"{name!r} has no codes beneath it, which would be its values."
            problems.append(YourFile(file, None, reason, "Put it beneath another code."))
            continue
        for value in values:
            if value.find("{*}Code") is not None:
                reason = f"what is beneath {name!r}, {value.get('name')!r} was left out."
                problems.append(YourFile(file, None, reason, "Two levels are read."))
        named = tuple(Value(one.get("name", ""), _described(one)) for one in values)
        found.append(Code(name, _described(entry), named, (Kind.PERSON,), several=True))
    return tuple(found), tuple(problems)


def add_codes(
    parent: ET.Element, codes: Iterable[Code], more: Mapping[str, Iterable[str]] | None = None
) -> None:
    """The codes with their values beneath, and `more` values that were given by pattern."""
    listed = ET.SubElement(parent, "Codes")
    for code in codes:
        one = _add_code(listed, guid("code", code.name), code.name, code.definition, "false")
        for value in code.values:
            key = guid("value", code.name, value.name)
            _add_code(one, key, value.name, value.definition, "true")
        for name in (more or {}).get(code.name, ()):
            _add_code(one, guid("value", code.name, name), name, "", "true")


def _add_code(
    parent: ET.Element, key: str, name: str, definition: str, is_codable: str
) -> ET.Element:
    attributes = {"guid": key, "name": clean(name), "isCodable": is_codable}
    one = ET.SubElement(parent, "Code", attributes)
    if definition:
        ET.SubElement(one, "Description").text = clean(definition)
    return one


def _described(entry: ET.Element) -> str:
    return (entry.findtext("{*}Description") or "").strip()
