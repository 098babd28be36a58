"""Names, addresses and numbers replaced before a text leaves the machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from askwhy.rules.greetings import BESIDE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

_PATTERNS = (
    ("[address]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("[link]", re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("[handle]", re.compile(r"(?<!\w)@\w[\w.-]+")),
    ("[number]", re.compile(r"(?<![\w.])\+?\(?\d(?:[\s()/.-]?\d){6,14}(?!\w)")),
)


def mask_private(text: str, names: Iterable[str]) -> str:
    """The text with every given name's words, addresses, links and long numbers replaced.

    Names of one letter and particles such as "van" stay.
    """
    for mark, pattern in _PATTERNS:
        text = pattern.sub(mark, text)
    words = {word.strip(".,") for name in names for word in name.split()}
    known = sorted(
        (word for word in words if len(word) > 1 and word.casefold() not in BESIDE_NAMES),
        key=len,
        reverse=True,
    )
    if not known:
        return text
    either = "|".join(map(re.escape, known))
    # Inflected names end otherwise: up to three more letters belong to the name.
    return re.sub(rf"(?<!\w)(?:{either})\w{{0,3}}(?!\w)", "[name]", text, flags=re.IGNORECASE)
