"""REFI-QDA projects (.qdpx), as ATLAS.ti, MAXQDA or NVivo read them: texts, codebook, codings.

Source: the standard 1.5 of 2019 (qdasoftware.org). A text is a source of plain text; a coding
with evidence is a selection in it, counted in code points from 0. What each coder says now is
written; earlier codings, probabilities, versions, streams, "unsure", and that somebody found no
value to hold, have no place in the standard and go by JSONL.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from askwhy.coding.codings import latest
from askwhy.coding.exchange.cells import clean
from askwhy.coding.exchange.guids import guid
from askwhy.coding.exchange.packs import written
from askwhy.coding.exchange.refi_codebook import add_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from askwhy.coding.codebook import Codebook
    from askwhy.coding.codings import Coding, Reason, Text

SPACE = "urn:QDA-XML:project:1.0"
MEMBER = "project.qde"


def to_qdpx(
    name: str, texts: Sequence[Text], codings: Iterable[Coding], codebook: Codebook, at: datetime
) -> bytes:
    """A project as the content of a .qdpx file. `at` is in UTC; codings of other texts stay."""
    here = {text.item for text in texts}
    kept = _standing(one for one in codings if one.item in here and one.code in codebook)
    when = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    attributes = {"name": clean(name), "origin": "askwhy", "creationDateTime": when}
    root = ET.Element("Project", {"xmlns": SPACE, **attributes})
    users = sorted({one.coder for codings in kept.values() for one in codings})
    if users:
        listed = ET.SubElement(root, "Users")
        for user in users:
            person = clean(user.removeprefix("person:"))
            ET.SubElement(listed, "User", {"guid": guid("user", user), "name": person})
    book = ET.SubElement(root, "CodeBook")
    add_codes(book, codebook.codes, _by_pattern(kept, codebook))
    if texts:
        sources = ET.SubElement(root, "Sources")
        for text in texts:
            _add_source(sources, text, kept.get(text.item, ()), when)
    return _packed(root, texts, at)


def _standing(codings: Iterable[Coding]) -> dict[str, list[Coding]]:
    """What each coder says of each text now; of a person who adjudicated, the decision."""
    by_place: dict[tuple[str, str], list[Coding]] = {}
    for one in codings:
        by_place.setdefault((one.item, one.code), []).append(one)
    kept: dict[str, list[Coding]] = {}
    for (item, _), every in by_place.items():
        ordered = sorted(latest(every), key=lambda one: one.is_adjudicated)
        last = {one.coder: one for one in ordered if not one.is_special}
        kept.setdefault(item, []).extend(last.values())
    return kept


def _by_pattern(kept: dict[str, list[Coding]], codebook: Codebook) -> dict[str, list[str]]:
    """Values that were given and are not listed, by code."""
    found: dict[str, set[str]] = {}
    for one in (one for codings in kept.values() for one in codings):
        found.setdefault(one.code, set()).update(set(one.values) - set(codebook[one.code].names))
    return {code: sorted(values) for code, values in found.items()}


def _packed(root: ET.Element, texts: Iterable[Text], at: datetime) -> bytes:
    packed = io.BytesIO()
    members: dict[str, str | bytes] = {MEMBER: written(root)}
    members |= {f"sources/{guid('text', text.item)}.txt": clean(text.whole) for text in texts}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, at.timetuple()[:6])
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _add_source(sources: ET.Element, text: Text, codings: Iterable[Coding], when: str) -> None:
    key = guid("text", text.item)
    attributes = {
        "guid": key,
        "name": clean(text.item),
        "plainTextPath": f"internal://{key}.txt",
        "creationDateTime": when,
    }
    source = ET.SubElement(sources, "TextSource", attributes)
    # The standard wants every selection before the codings of the whole text.
    given = [(one, value) for one in codings for value in one.values]
    for one, value in given:
        for reason in dict.fromkeys(one.reasons):
            if reason.end > reason.start:
                _add_selection(source, one, value, reason)
    for one, value in given:
        if not any(reason.end > reason.start for reason in one.reasons):
            _add_coding(source, one, value, "")


def _add_selection(source: ET.Element, one: Coding, value: str, reason: Reason) -> None:
    where = f"{reason.name} {reason.start} {reason.end}"
    attributes = {
        "guid": guid("selection", one.item, one.code, one.coder, value, where),
        "name": clean(reason.name),
        "startPosition": str(reason.start),
        "endPosition": str(reason.end),
        "creatingUser": guid("user", one.coder),
    }
    _add_coding(ET.SubElement(source, "PlainTextSelection", attributes), one, value, where)


def _add_coding(parent: ET.Element, one: Coding, value: str, where: str) -> None:
    attributes = {
        "guid": guid("coding", one.item, one.code, one.coder, value, where),
        "creatingUser": guid("user", one.coder),
    }
    coding = ET.SubElement(parent, "Coding", attributes)
    ET.SubElement(coding, "CodeRef", {"targetGUID": guid("value", one.code, value)})
