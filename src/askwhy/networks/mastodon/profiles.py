"""What people say of themselves in the fields of their profiles; nothing is guessed.

Fields are free: a name and a value. These names were chosen from the words that the interface's
own eight languages have for the four things.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from askwhy.facts import ProfileEntry, Shown
from askwhy.networks.answers import rows, word
from askwhy.networks.mastodon.markup import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from askwhy.facts import Party
    from askwhy.networks.answers import Row

LONGEST = 200
"""Of how many characters a value may be that answers such a name."""
NAMES = {
    Shown.PRONOUNS: (
        "pronouns", "pronoun", "my pronouns", "pronomen", "pronoms", "pronom", "pronombres",
        "pronombre", "pronomes", "pronome", "pronomi", "voornaamwoorden", "zaimki",
    ),
    Shown.LANGUAGE: (
        "language", "languages", "i speak", "i write in", "sprache", "sprachen", "ich spreche",
        "langue", "langues", "je parle", "idioma", "idiomas", "lingua", "lingue", "língua",
        "línguas", "taal", "talen", "język", "języki",
    ),
    Shown.TIME_ZONE: (
        "time zone", "timezone", "tz", "zeitzone", "fuseau horaire", "fuseau", "zona horaria",
        "huso horario", "fuso orario", "fuso horário", "tijdzone", "strefa czasowa",
    ),
    Shown.LOCATION: (
        "location", "where", "based in", "i live in", "lives in", "city", "country", "ort",
        "wohnort", "standort", "stadt", "land", "lieu", "ville", "pays", "localisation",
        "ubicación", "lugar", "ciudad", "país", "luogo", "città", "paese", "localização", "cidade",
        "locatie", "woonplaats", "stad", "lokalizacja", "miasto",
    ),
}  # fmt: skip
_KINDS = {name: shown for shown, names in NAMES.items() for name in names}


def declared(account: Row, who: Party, seen_at: datetime) -> Iterator[ProfileEntry]:
    """What an account's profile tells; of several fields of a kind the first."""
    found: dict[Shown, ProfileEntry] = {}
    for field in rows(account.get("fields")):
        name, value = plain(word(field, "name")), plain(word(field, "value"))
        kind = _KINDS.get(re.sub(r"[^\w ]", "", name).strip().casefold())
        if kind is not None and value and len(value) <= LONGEST:
            source = f"their own Mastodon profile, field {name}"
            found.setdefault(kind, ProfileEntry(who, kind, value, source, seen_at))
    yield from found.values()
    is_automatic = account.get("bot")
    if isinstance(is_automatic, bool):
        value = "yes" if is_automatic else "no"
        source = "their own Mastodon profile, the mark of automated accounts"
        yield ProfileEntry(who, Shown.AUTOMATIC, value, source, seen_at)
