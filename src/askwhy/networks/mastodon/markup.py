"""From a status's HTML to the words that are seen, and from our words to those that call nobody."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from askwhy.networks.answers import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

QUIET = "\u2060"
"""A word joiner: put behind a sign that would call somebody, it is not seen and calls nobody."""
LONGEST = 200_000
"""Of how many characters of HTML a message is told."""
_UNSEEN = frozenset({"script", "style", "head", "title", "template"})
_PARAGRAPHS = frozenset({"p", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "div"})
_LINK = re.compile(r"(https?://\S+)")
_CALL = re.compile(r"(?<![A-Za-z0-9_=])([@#])")
_CALL_IN_LINK = re.compile(r"(?<![A-Za-z0-9_=/])([@#])")
_ADDRESSED = re.compile(r"@([^\s@,:;!?]+(?:@[^\s@,:;!?]+)?)[,:]?\s*")


class _Words(HTMLParser):
    """Gathers what is seen; a parser that takes whatever comes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (its signature)
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self.seen.append("\n")
        elif tag == "li":
            self.seen.append("\n- ")
        elif tag in _PARAGRAPHS:
            self.seen.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _PARAGRAPHS:
            self.seen.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.seen.append(data)


def plain(html: str) -> str:
    """The words of a piece of HTML; paragraphs stand apart by an empty line."""
    parser = _Words()
    # Servers send no declarations, over which the parser would stumble.
    parser.feed(html[:LONGEST].replace("<!", "&lt;!"))
    parser.close()
    lines = [" ".join(line.split()) for line in "".join(parser.seen).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", clean("\n".join(lines)).replace(QUIET, "")).strip()


def unaddressed(text: str, mentioned: Iterable[str]) -> str:
    """The text without the names at its beginning to which it is addressed.

    `mentioned` are their names with and without the host, in lower case, without the first sign.
    """
    known = set(mentioned)
    while (found := _ADDRESSED.match(text)) and found[1].lower() in known:
        text = text[found.end() :]
    return text


def quiet(text: str) -> str:
    """The text so that it mentions nobody and stands under no hashtag; addresses still work."""
    pieces = _LINK.split(text)
    for at, piece in enumerate(pieces):
        pieces[at] = (_CALL_IN_LINK if at % 2 else _CALL).sub(rf"\1{QUIET}", piece)
    return "".join(pieces)


def fold(text: str) -> str:
    """The text in the form in which what was sent is compared with what a server shows of it."""
    same = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in same if one.isalnum()) or "".join(same.split())
