"""The note of a request to connect: none, a bare request, or own words.

Source: LinkedIn's own default sentences. It publishes no list of them. A sentence is `SEEN`
where a public page or file quotes it as the default, and says where; the others are `SUPPOSED`,
worded by us after those, and nobody has confirmed them in an export. Today the default request
carries no note at all, so that stock sentences are rare: 1 of 709 distinct notes in the exports
that were measured. `CONFIRMED` is what an owner adds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from askwhy.rules.greetings import cores
from askwhy.rules.status import Status
from askwhy.rules.texts import fold, tidy

VERSION = "2026-11-22.1"


# LinkedIn takes 300 characters; no stock sentence with formulas around comes near this.
_LONGEST_BARE = 600


class NoteKind(StrEnum):
    """What the sender wrote along with the request."""

    NONE = "none"
    BARE_REQUEST = "bare request"
    OWN_WORDS = "own words"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stock sentence. `{name}` in it stands for the name of either person.

    `language` is an ISO 639-1 code, `source` where it was seen; empty where it was not.
    """

    language: str
    text: str
    status: Status
    source: str = ""


# Compared by identity, so that a look-up need not compare the sentences one by one.
@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """The stock sentences of a run: those below, and whatever an owner confirmed."""

    sentences: tuple[Sentence, ...]

    def extended(self, *own: str) -> Stock:
        """This stock and the owner's own sentences."""
        if not own:
            return self
        confirmed = (Sentence("", text, Status.CONFIRMED) for text in own)
        return Stock((*self.sentences, *confirmed))


def read_note(text: str, stock: Stock | None = None) -> NoteKind:
    """Say what a note is. `stock` defaults to `STOCK`.

    A bare request is a stock sentence, also with a greeting, a closing phrase and names around
    it, or a note without any sentence: only formulas, names, or no letter at all.
    Everything else is the sender's own words, however few.
    """
    plain = tidy(text)
    if not plain:
        return NoteKind.NONE
    if len(plain) > _LONGEST_BARE:
        return NoteKind.OWN_WORDS
    exact, shapes = _compiled(stock or STOCK)
    for core in cores(plain):
        folded = fold(core)
        if folded in exact or any(shape.fullmatch(folded) for shape in shapes):
            return NoteKind.BARE_REQUEST
    return NoteKind.OWN_WORDS if any(map(str.isalnum, plain)) else NoteKind.BARE_REQUEST


@lru_cache(maxsize=8)
def _compiled(stock: Stock) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The folded sentences without a name in their midst, and patterns for those with one."""
    folded = {fold(_body(sentence.text)) for sentence in stock.sentences}
    exact = {text for text in folded if "{name}" not in text}
    name = r"[^\W\d_][^\d_,;:!?]{0,59}?"
    shapes = (name.join(map(re.escape, text.split("{name}"))) for text in folded - exact)
    return frozenset(exact | {""}), tuple(map(re.compile, shapes))


def _body(sentence: str) -> str:
    """The sentence without its greeting: with and without one it is the same request."""
    return min((core for core in cores(tidy(sentence)) if fold(core)), key=len)


_STOCK = {
    ("en", Status.SEEN): {
        "I'd like to add you to my professional network on LinkedIn.": (
            "linkedstrategies.com, brandyourself.com, executivecareerbrand.com, recruitingblogs.com"
        ),
        "I'd like to add you to my professional network on LinkedIn. - {name}": (
            "maribrandsforyou.com"
        ),
        "Hi {name}, I'd like to join your LinkedIn network.": "fixtures of mail parsers",
        "I'd like to add you to my network": "ikwordzzper.nl",
        "I'd like to add you to my LinkedIn network": "careerealism.com",
    },
    ("en", Status.SUPPOSED): {
        "I would like to add you to my professional network on LinkedIn.": "",
        "I'd like to add you to my professional network.": "",
        "I'd like to connect with you on LinkedIn.": "",
        "Please add me to your LinkedIn network.": "",
    },
    ("fr", Status.SEEN): {
        "Je vous invite à faire partie de mon réseau professionnel sur LinkedIn.": "a C# program",
    },
    ("fr", Status.SUPPOSED): {
        "J'aimerais vous ajouter à mon réseau professionnel sur LinkedIn.": "",
        "J'aimerais vous ajouter à mon réseau.": "",
        "Je souhaite vous ajouter à mon réseau professionnel sur LinkedIn.": "",
        "Je souhaiterais vous ajouter à mon réseau professionnel sur LinkedIn.": "",
        "Je vous invite à rejoindre mon réseau professionnel sur LinkedIn.": "",
        "J'aimerais rejoindre votre réseau LinkedIn.": "",
        "Je souhaite rejoindre votre réseau LinkedIn.": "",
    },
    ("pl", Status.SUPPOSED): {
        "Chciałbym dodać Cię do mojej sieci kontaktów zawodowych w serwisie LinkedIn.": "",
        "Chciałabym dodać Cię do mojej sieci kontaktów zawodowych w serwisie LinkedIn.": "",
        "Chciałbym dodać Cię do mojej sieci zawodowej w serwisie LinkedIn.": "",
        "Chciałabym dodać Cię do mojej sieci zawodowej w serwisie LinkedIn.": "",
        "Chcę dodać Cię do mojej sieci kontaktów zawodowych w serwisie LinkedIn.": "",
        "Chciałbym dołączyć do Twojej sieci kontaktów na LinkedIn.": "",
        "Chciałabym dołączyć do Twojej sieci kontaktów na LinkedIn.": "",
        "Zapraszam do mojej sieci kontaktów zawodowych w serwisie LinkedIn.": "",
    },
    ("de", Status.SUPPOSED): {
        "Ich möchte Sie gerne zu meinem beruflichen Netzwerk auf LinkedIn hinzufügen.": "",
        "Ich möchte Sie zu meinem beruflichen Netzwerk auf LinkedIn hinzufügen.": "",
        "Ich möchte Sie gern zu meinem beruflichen Netzwerk auf LinkedIn hinzufügen.": "",
        "Ich möchte Sie zu meinem Netzwerk hinzufügen.": "",
        "Ich würde Sie gerne zu meinem beruflichen Netzwerk auf LinkedIn hinzufügen.": "",
        "Ich möchte gerne Ihrem LinkedIn-Netzwerk beitreten.": "",
    },
    ("es", Status.SUPPOSED): {
        "Me gustaría añadirte a mi red de contactos en LinkedIn.": "",
        "Me gustaría añadirte a mi red profesional en LinkedIn.": "",
        "Me gustaría agregarte a mi red profesional en LinkedIn.": "",
        "Me gustaría añadirle a mi red profesional en LinkedIn.": "",
        "Me gustaría agregarlo a mi red profesional en LinkedIn.": "",
        "Me gustaría unirme a tu red de LinkedIn.": "",
    },
    ("it", Status.SEEN): {
        "{name}, vorrei aggiungerti alla mia rete professionale su LinkedIn.": "ralph-dte.eu",
    },
    ("it", Status.SUPPOSED): {
        "Vorrei aggiungerla alla mia rete professionale su LinkedIn.": "",
        "Vorrei aggiungerti alla mia rete.": "",
        "Vorrei entrare a far parte della tua rete LinkedIn.": "",
    },
    ("nl", Status.SUPPOSED): {
        "Ik wil je graag toevoegen aan mijn professionele netwerk op LinkedIn.": "",
        "Ik wil u graag toevoegen aan mijn professionele netwerk op LinkedIn.": "",
        "Ik zou je graag toevoegen aan mijn professionele netwerk op LinkedIn.": "",
        "Ik zou u graag toevoegen aan mijn professionele netwerk op LinkedIn.": "",
        "Ik wil u graag toevoegen aan mijn netwerk.": "",
        "Ik zou je graag toevoegen aan mijn netwerk.": "",
    },
    ("pt", Status.SUPPOSED): {
        "Gostaria de adicioná-lo à minha rede profissional no LinkedIn.": "",
        "Gostaria de adicioná-la à minha rede profissional no LinkedIn.": "",
        "Gostaria de adicionar você à minha rede profissional no LinkedIn.": "",
        "Gostaria de adicionar você à minha rede.": "",
        "Gostaria de adicionar-te à minha rede profissional.": "",
        "Gostaria de fazer parte da sua rede no LinkedIn.": "",
    },
}

STOCK = Stock(
    tuple(
        Sentence(language, text, status, source)
        for (language, status), texts in _STOCK.items()
        for text, source in texts.items()
    )
)
