"""What stands in for a text that was removed on the date its study had promised.

Each rule reads the stand-in as it read the text, so that no count changes. What the network
offers as a button or a stock sentence was nobody's own, and stands in for its like.
"""

from __future__ import annotations

from askwhy.rules.canned import is_canned, replies
from askwhy.rules.notes import STOCK, NoteKind, Stock, read_note
from askwhy.rules.texts import fold, is_blank

_OPENING = "[removed on its retention date"
ONE_TAP = "\N{THUMBS UP SIGN}"


def is_removed(text: str) -> bool:
    """Whether this is no text any more, but what stands in for one."""
    return text.startswith(_OPENING) and text.endswith("]")


def for_message(text: str, number: int) -> str:
    """What stands in for a message; equal texts of one contact are to have one number."""
    if is_blank(text) or is_removed(text):
        return text
    if is_canned(text):
        return text if fold(text) in {fold(reply.text) for reply in replies()} else ONE_TAP
    return f"{_OPENING}, {number}]"


def for_note(note: str, number: int, stock: Stock | None = None) -> str:
    """What stands in for a request's note; the notes of one contact's requests are numbered."""
    kind = read_note(note, stock)
    if kind is NoteKind.NONE or is_removed(note):
        return note
    if kind is NoteKind.BARE_REQUEST:
        bare = [one.text for one in STOCK.sentences if "{name}" not in one.text]
        return bare[number % len(bare)]
    return f"{_OPENING}, note {number}]"
