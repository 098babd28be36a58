"""How an entry of a list is known, kept beside every entry."""

from enum import StrEnum


class Status(StrEnum):
    """Seen somewhere that can be named, supposed by us, or confirmed by the owner."""

    SEEN = "seen"
    SUPPOSED = "supposed"
    CONFIRMED = "confirmed by the owner"
