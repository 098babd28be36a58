"""What servers answer, taken apart without trust: what is not as expected counts as not said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime

Row = Mapping[str, object]

_SHORTCODE = re.compile(r":([A-Za-z0-9_]{2,}):")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the writing around; in a name they reach beyond it."""
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def clean(text: str) -> str:
    """The text as a record can keep it: no halves of characters, no control characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kept = (one for one in whole if one in "\n\t" or unicodedata.category(one) != "Cc")
    return unicodedata.normalize("NFC", "".join(kept))


def word(row: Row, key: str) -> str:
    """A text of a row, or nothing."""
    said = row.get(key)
    return clean(said) if isinstance(said, str) else ""


def name_of(row: Row) -> str:
    """A row's own identifier, or nothing; servers name with digits or ULIDs."""
    said = row.get("id")
    found = str(said) if isinstance(said, str | int) else ""
    return found if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", found) else ""


def inner(row: Row, key: str) -> Row:
    """A row within a row, or an empty one."""
    return as_row(row.get(key))


def as_row(told: object) -> Row:
    """What was told, if it is a row; else an empty one."""
    return told if isinstance(told, Mapping) else {}


def rows(told: object) -> list[Row]:
    """The rows of a list; nothing where it is none."""
    return [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []


def moment(row: Row, key: str) -> datetime | None:
    """An instant of a row, to the second, in UTC."""
    try:
        at = datetime.fromisoformat(word(row, key))
    except ValueError:
        return None
    if at.tzinfo is None or not _FIRST < at < _LAST:
        return None
    return at.astimezone(UTC).replace(microsecond=0)


def handle_of(account: Row, host: str) -> str:
    """Somebody's lasting name: `@name@host` in lower case; nothing where none is told."""
    acct = word(account, "acct").strip().lower()
    if not re.fullmatch(r"[\w.-]+(@[\w.:-]+)?", acct):
        return ""
    return f"@{acct}" if "@" in acct else f"@{acct}@{host.lower()}"


def called(account: Row) -> str:
    """Somebody's display name on one line, without the server's own emoji."""
    emoji = {word(one, "shortcode") for one in rows(account.get("emojis"))}
    said = _SHORTCODE.sub(
        lambda found: "" if found[1] in emoji else found[0], word(account, "display_name")
    )
    return " ".join(_TURNING.sub("", said).split()) or word(account, "username")
