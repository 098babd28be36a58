"""What a Mastodon server answers, taken apart without trust."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from askwhy.networks.answers import on_one_line, rows, word

if TYPE_CHECKING:
    from askwhy.networks.answers import Row

_SHORTCODE = re.compile(r":([A-Za-z0-9_]{2,}):")
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def name_of(row: Row) -> str:
    """A row's own identifier, or nothing; servers name with digits or ULIDs."""
    said = row.get("id")
    found = str(said) if isinstance(said, str | int) else ""
    return found if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", found) else ""


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
    return on_one_line(said) or word(account, "username")
