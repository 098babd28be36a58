"""Keys of the REFI-QDA standard for what has a key of its own here: the same on every export."""

from __future__ import annotations

from uuid import UUID, uuid5

_SPACE = UUID("6f0a1b52-6f5e-5b0c-9b1f-6d0f2f6f6b11")


def guid(*parts: str) -> str:
    """The key of what these words name."""
    return str(uuid5(_SPACE, "\0".join(parts)))
