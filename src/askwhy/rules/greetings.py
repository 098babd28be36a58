"""Greetings and closing phrases, which say nothing by themselves, and the names beside them.

Source: the ordinary formulas of letters and chats in eight languages, written down by us.
A name is told by its shape only (a few capitalised words, titles, particles): whose name it is
and whether it is one at all is not decided here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VERSION = "2026-11-22.1"

GREETINGS: dict[str, str] = {
    "en": "hi | hello | hey | dear | greetings | good morning | good afternoon | good evening"
    " | good day | hi there | hello there | hey there",
    "fr": "bonjour | bonsoir | salut | coucou | cher | chère | chers | bjr",
    "pl": "cześć | hej | hejka | witam | witaj | dzień dobry | dobry wieczór | szanowny"
    " | szanowna | szanowni | drogi | droga | siema",
    "de": "hallo | guten tag | guten morgen | guten abend | liebe | lieber | sehr geehrte"
    " | sehr geehrter | moin | servus | grüezi | grüß gott | grüß dich | hi zusammen",
    "es": "hola | buenos días | buenas tardes | buenas noches | buenas | buen día | estimado"
    " | estimada | querido | querida | qué tal",
    "it": "ciao | buongiorno | buonasera | buon giorno | salve | gentile | gentilissimo"
    " | gentilissima | caro | cara | egregio | egregia | buon pomeriggio",
    "nl": "hoi | dag | beste | geachte | goedemorgen | goedemiddag | goedenavond | goedendag"
    " | hallo | lieve",
    "pt": "olá | ola | oi | bom dia | boa tarde | boa noite | prezado | prezada | caro | cara"
    " | oi tudo bem | olá tudo bem",
}

CLOSINGS: dict[str, str] = {
    "en": "best regards | kind regards | warm regards | warmest regards | with kind regards"
    " | regards | best wishes | all the best | best | cheers | sincerely | yours sincerely"
    " | many thanks | thanks | thank you | thanks in advance | thank you in advance | br",
    "fr": "cordialement | bien cordialement | très cordialement | bien à vous | bien à toi"
    " | sincèrement | salutations | meilleures salutations | merci | merci d'avance"
    " | bonne journée | belle journée | à bientôt | cdt",
    "pl": "pozdrawiam | serdecznie pozdrawiam | pozdrawiam serdecznie | pozdrowienia"
    " | z poważaniem | z wyrazami szacunku | dziękuję | dzięki | z góry dziękuję | pzdr",
    "de": "viele grüße | beste grüße | liebe grüße | herzliche grüße | schöne grüße"
    " | mit freundlichen grüßen | freundliche grüße | grüße | gruß | danke | vielen dank"
    " | mfg | lg | vg",
    "es": "un saludo | saludos | saludos cordiales | un cordial saludo | cordialmente"
    " | atentamente | un abrazo | gracias | muchas gracias | gracias de antemano",
    "it": "cordiali saluti | distinti saluti | un saluto | un cordiale saluto | saluti"
    " | cordialmente | grazie | grazie mille | a presto | buona giornata",
    "nl": "met vriendelijke groet | met vriendelijke groeten | vriendelijke groet"
    " | hartelijke groet | groet | groeten | groetjes | bedankt | alvast bedankt | dank | mvg",
    "pt": "atenciosamente | cumprimentos | melhores cumprimentos | com os melhores cumprimentos"
    " | abraço | um abraço | abraços | obrigado | obrigada | muito obrigado | muito obrigada"
    " | att",
}

# Titles and particles: they stand beside a name and may begin small.
_BESIDE = (
    "mr mrs ms miss dr prof sir madam monsieur madame mademoiselle m mme mlle pan pani panie"
    " państwo herr frau herrn señor señora señorita don doña sr sra srta signor signora"
    " signorina dott dottore dottoressa ing avv heer mevrouw meneer dhr mevr senhor senhora dra"
    " van von de der den des del della di da dal do dos das du la le el al bin ben ibn zu ter"
    " ten te y e i und et and op"
)
BESIDE_NAMES = frozenset(_BESIDE.split())

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['.\-])*|\{name\}")
_LONGEST_NAME = 60
_DELIMITER = re.compile(r"\s*(?:[,!.:;\n]| -(?= ))[\s,!.:;-]*")
_NAME_AT_END = re.compile(r"(?:\n\s*-?|[\s.!]-)\s*(?P<name>[^\n,]{1,60})$")


def is_name(text: str, *, of_any_case: bool = False) -> bool:
    """Whether the text has the shape of a name: up to five words, capitalised or in caseless.

    With `of_any_case` a single word in small letters will do, as after "hi" and "thanks".
    `{name}` stands for a name.
    """
    words = text.split()
    if not words or len(words) > 5 or not all(map(_WORD.fullmatch, words)):
        return False
    if len(words) == 1 and of_any_case:
        return True
    named = [word for word in words if word.rstrip(".").casefold() not in BESIDE_NAMES]
    return bool(named) and all(word[0] == word[0].upper() for word in named)


def without_greeting(text: str) -> str:
    """The tidy text after its greeting and the name in it; the text itself where none is."""
    return next(_after_greeting(text), text)


def cores(text: str) -> Iterator[str]:
    """What may be left of a tidy text without its greetings, closings and the names there.

    The text itself comes first. Several readings are told where a name may end in two places;
    an empty one means that nothing but formulas was there. A name that stands alone, on a last
    line, after a dash or before a comma, is taken off only where something remains.
    """
    yield from _peeled(text, (_after_greeting, _before_closing))
    with_names = (_after_greeting, _before_closing, _after_name, _before_name)
    yield from filter(None, _peeled(text, with_names))


def _peeled(text: str, peels: tuple[Callable[[str], Iterator[str]], ...]) -> list[str]:
    """The text and all that the peels leave of it, applied any number of times."""
    found = [text]
    for core in found:  # grows while it is walked, by ever shorter texts
        for peel in peels:
            found += [left for left in peel(core) if left not in found]
    return found


def _after_greeting(text: str) -> Iterator[str]:
    found = _greeting().match(text)
    if found is None:
        return
    rest = text[found.end() :]
    for end in _DELIMITER.finditer(rest[:_LONGEST_NAME]):
        name = rest[: end.start()].strip()
        if end[0].lstrip().startswith(".") and _is_cut_short(name):
            continue
        if not name or is_name(name, of_any_case=True) or _is_formula(name):
            yield rest[end.end() :]
    first, _, after = rest.strip().partition(" ")
    if not rest.strip() or (not after and is_name(first, of_any_case=True)):
        yield ""
    else:
        yield rest.strip()
        if is_name(first):
            yield after


def _is_cut_short(name: str) -> bool:
    """Whether the name ends with a title or an initial, after which a dot ends nothing."""
    last = name.rpartition(" ")[2].casefold()
    return len(last) == 1 or last in BESIDE_NAMES


def _after_name(text: str) -> Iterator[str]:
    name, comma, rest = text[:_LONGEST_NAME].partition(",")
    if comma and rest and is_name(name):
        yield text[len(name) + 1 :].strip()


def _before_closing(text: str) -> Iterator[str]:
    for found in _closing().finditer(text):
        name = text[found.end() :].strip(" ,.!-\n")
        if not name or is_name(name, of_any_case=True) or _is_formula(name):
            yield text[: found.start()].strip()


def _before_name(text: str) -> Iterator[str]:
    named = _NAME_AT_END.search(text)
    if named and is_name(named["name"].rstrip(" .!")):
        yield text[: named.start()].strip()


def _is_formula(text: str) -> bool:
    """Whether the text is a further greeting or closing, with or without a name."""
    found = _greeting().match(text) or _closing().match(text)
    if found is None:
        return False
    name = text[found.end() :].strip(" ,.!-\n")
    return not name or is_name(name, of_any_case=True)


@cache
def _greeting() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{_alternatives(GREETINGS)})(?![\w'-])", re.IGNORECASE)


@cache
def _closing() -> re.Pattern[str]:
    lead = r"(?:^|(?<=[.!?,;\n])|(?<=[\s.]-))\s*"
    return re.compile(rf"{lead}(?:{_alternatives(CLOSINGS)})(?![\w'])", re.IGNORECASE)


def _alternatives(lists: dict[str, str]) -> str:
    formulas = {formula for line in lists.values() for formula in line.split(" | ")}
    return "|".join(map(re.escape, sorted(formulas, key=len, reverse=True)))
