"""The invitation's note coming back as the first message of the conversation.

Source: measured on exports of 2018 to 2026: in 105 of 105 conversations the note reappeared as
the inviter's first message, stamped with the moment of acceptance. LinkedIn limits notes to 200
characters, or 300 with Premium, and one of the two records may be cut there.
"""

from __future__ import annotations

from askwhy.rules.texts import fold

VERSION = "2026-11-22.1"

# Characters of a note, and how many fewer remain when white space at the cut was dropped.
LIMITS = (200, 300)
SLACK = 4


def is_echo(note: str, first_message_text: str) -> bool:
    """Whether the first message is the note: the same folded text, or one cut at a limit.

    Both are taken as LinkedIn gives them; that they have the same sender, and that the message
    is the first of its conversation, the caller has made sure of.
    """
    one, other = fold(note), fold(first_message_text)
    if not one:
        return False
    if one == other:
        return True
    if len(one) > len(other):
        return _is_cut(first_message_text, one)
    return _is_cut(note, other)


def _is_cut(text: str, whole: str) -> bool:
    """Whether the text has the length of a cut one and begins the folded whole."""
    kept = text.strip().removesuffix("…").removesuffix("...")
    units = len(kept.encode("utf-16-le", "surrogatepass")) // 2
    lengths = {len(kept), units}  # LinkedIn may count either way
    if not any(limit - SLACK <= length <= limit for limit in LIMITS for length in lengths):
        return False
    # The last character goes, for the cut may have halved it.
    return whole.startswith(fold(kept[:-1]))
