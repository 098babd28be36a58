"""Packed files from outside (.xlsx, .qdpx) and the XML in them, read without trust.

A member is unpacked only up to a size; a document that declares a type is refused before any
entity of its own can be expanded.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import NoReturn
from xml.etree import ElementTree as ET

LARGEST = 64 << 20  # bytes of one unpacked member
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the zipfile module raises on damage, and RuntimeError where a password is asked for.
_BREAKAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, LookupError,
    OverflowError, RuntimeError,
)  # fmt: skip


class _TypeDeclared(ValueError):
    """A document type, and with it entities, were declared."""


class _Tree(ET.TreeBuilder):
    def doctype(self, _name: str, _public: str | None, _system: str | None) -> NoReturn:
        """Refuse, whatever the encoding; nothing is declared yet."""
        raise _TypeDeclared


def member(content: bytes, name: str) -> bytes | None:
    """A file within a ZIP; None where there is none, or it is damaged or larger than `LARGEST`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entry = archive.getinfo(name)
            if entry.file_size > LARGEST or entry.compress_type not in _PACKINGS:
                return None
            # No more than the size it claims is ever unpacked.
            return archive.read(entry)
    except _BREAKAGE:
        return None


def parse(content: bytes | None) -> ET.Element | None:
    """The root of a document; None where it is not XML, or declares a type of its own."""
    if content is None:
        return None
    parser = ET.XMLParser(target=_Tree())  # noqa: S314 (`_Tree` refuses what could do harm)
    try:
        parser.feed(content)
        root: ET.Element = parser.close()
    except (ET.ParseError, ValueError, LookupError):
        return None
    return root


def written(root: ET.Element) -> bytes:
    """The document as UTF-8."""
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content
