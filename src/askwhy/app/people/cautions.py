"""What the owner should know before they write to somebody. Nothing follows from it by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from askwhy.facts import Direction
from askwhy.rules.stop import asks_to_stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askwhy.facts import Request
    from askwhy.history import History
    from askwhy.store.studying import Someone

_HOST = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]+)?"
_PAGES = {
    "linkedin": (re.compile(r"([^/?#\s@]+)"), "https://www.linkedin.com/in/{0}/"),
    "mastodon": (re.compile(rf"@([\w.-]+)@({_HOST})"), "https://{1}/@{0}"),
    "matrix": (re.compile(rf"(@[^\s:/?#]+:{_HOST})"), "https://matrix.to/#/{0}"),
    "mail": (re.compile(r"([^\s@:/?#&]+@[^\s@:/?#&]+)"), "mailto:{0}"),
}
"""What a handle of each network looks like, and the page or address that its parts make."""


def link_of(who: Someone) -> str:
    """The page of somebody's profile, to be opened by hand; empty where there is none."""
    if who.network not in _PAGES or not who.key.startswith("handle:"):
        return ""
    handle, page = _PAGES[who.network]
    found = handle.fullmatch(who.key.removeprefix("handle:"))
    return page.format(*(quote(part, "@:") for part in found.groups())) if found else ""


def latest_request(history: History | None) -> Request | None:
    """Their newest request to connect."""
    requests = history.requests if history else ()
    return next((one for one in reversed(requests) if one.direction is Direction.INCOMING), None)


def theirs(history: History | None) -> list[str]:
    """Everything they wrote: with their requests, and since."""
    if history is None:
        return []
    notes = [one.note for one in history.requests if one.direction is Direction.INCOMING]
    return [*filter(None, notes), *(one.text for one in history.said if not one.by_owner)]


def stops(history: History | None) -> list[str]:
    """The words by which they asked not to be written to."""
    return [words for text in theirs(history) if (words := asks_to_stop(text))]


def cautions(
    history: History | None, raised: Sequence[str] | None, stopped: Sequence[str]
) -> tuple[str, ...]:
    """The sentences that warn of somebody.

    `stopped` are the words of `stops`. `raised` are those about texts that were coded, None
    where nobody and no machine has read them yet: then the rule alone is asked.
    """
    noted = history.entry("scam") if history is not None else ""
    return (
        *(f"They wrote “{words}”." for words in stopped),
        *((f"You noted: {noted}.",) if noted not in {"", "none"} else ()),
        *(by_rule(theirs(history)) if raised is None else raised),
    )


def is_suspected(history: History, judged: bool | None) -> bool:
    """Whether they are listed as suspicious: by the owner, else by what was coded, else by rule."""
    if noted := history.entry("scam"):
        return noted != "none"
    return bool(by_rule(theirs(history))) if judged is None else judged


def by_rule(texts: Sequence[str]) -> list[str]:
    """What looks like fraud, by rule alone."""
    return [f"This may be a scam ({kind}): “{words}”" for kind, words in signs_of(texts)]


def signs_of(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The kind of each text that looks like fraud by the rule, and the words that show it."""
    if not texts:
        return []
    from askwhy.coding.codings import Context, Text
    from askwhy.coding.rule_coders import ScamRule, find_signs

    rule = ScamRule()
    return [
        (coding.value, coding.reasons[0].evidence(text).strip())
        for text in filter(find_signs, dict.fromkeys(texts))
        for coding in rule.code(Text("", text, text), Context(""))
        if coding.value != "none"
    ]
