"""One normal form in which texts are compared.

Source: the Unicode standard (compatibility composition, case folding) and the signs met in
LinkedIn's exports: narrow no-break spaces, curly quotation marks, zero-width characters that
phones insert, HTML entities.
"""

from __future__ import annotations

import html
import re
from unicodedata import normalize

VERSION = "2026-11-22.1"

# What ends a sentence without changing what it says. A question mark does change it.
TRAILING = " .!,;:-~"

_SINGLE = "‘’‚‛′‹›´ʼ"
_DOUBLE = "“”„‟″«»"
_DASHES = "‐‑‒–—―−"
# Zero-width signs, soft hyphen, marks of direction, emoji presentation, skin tones.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    "\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
)
_SIGNS = re.compile(f"[{_SINGLE}{_DOUBLE}{_DASHES}{_INVISIBLE}]")
_AS = dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_DASHES, "-")
_BREAK = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# A lone space, by far the commonest white space, needs no replacing.
_SPACES = re.compile(r" [^\S\n]+|[^\S\n ][^\S\n]*")


def tidy(text: str) -> str:
    """The text with plain quotation marks, dashes, spaces and line breaks; case is kept.

    HTML entities are resolved, invisible characters dropped, compatibility forms composed.
    """
    plain = _plain(text)
    if plain.isprintable() and "  " not in plain:  # no white space but lone spaces
        return plain.strip()
    return _SPACES.sub(" ", _BREAK.sub("\n", plain)).strip()


def fold(text: str) -> str:
    """The form in which two texts are compared: tidy, on one line, without case or last dot.

    The question mark at the end is kept. Folding twice changes nothing more.
    """
    folded = _plain(text).casefold()
    if not folded.isascii():
        folded = normalize("NFKC", normalize("NFKC", folded).casefold())
    return " ".join(folded.split()).rstrip(TRAILING)


def is_blank(text: str) -> bool:
    """Whether nothing can be seen in the text: no sign but white and invisible ones."""
    return not _plain(text).strip()


def _plain(text: str) -> str:
    """The text with its signs made plain, its white space untouched."""
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = normalize("NFKC", _SIGNS.sub(_plain_sign, text))
    return text.replace("`", "'")


def _plain_sign(sign: re.Match[str]) -> str:
    return _AS.get(sign[0], "")
