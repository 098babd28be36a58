"""Invented members: given names and surnames of many languages, combined by counting.

Combinations are taken one after another, so two people share a full name only where the
generator says so. A few members carry names that break careless readers.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.synth.world import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askwhy.synth.dice import Dice


def _split(words: str) -> tuple[str, ...]:
    return tuple(word.replace("·", " ") for word in words.split())


GIVEN = {
    "en": "Alder Briony Cassidy Delphine Edmund Fern Gareth Hollis Imogen Jasper Kestrel Linus "
    "Maren Nell Orson Philippa Quentin Rowan Sidney Tamsin Ursula Verity Winslow Yasmin",
    "fr": "Aurèle Bérénice Corentin Delphine Elouan Flavie Gaspard Héloïse Isaure Joachim Léandre "
    "Maëlys Noémie Octave Perrine Quitterie Rémi Solène Théodore Ursuline Valère Zoé Yvon Zélie",
    "pl": "Bogna Cezary Dobromir Elżbieta Franciszek Grażyna Halina Ignacy Jagoda Kazimierz "
    "Lidia Łucja Mieszko Nadzieja Olgierd Przemysław Radosława Sławomir Teofil Urszula Wit "
    "Zdzisława Żaneta Świętosława",
    "de": "Anneliese Bertram Cosima Detlef Edeltraud Falko Gisela Hartmut Ilse Jörg Käthe Lorenz "
    "Mechthild Norbert Ottilie Pankraz Roswitha Sönke Traudl Ulf Veit Waltraud Xaver Zita",
    "es": "Amparo Baltasar Consuelo Dámaso Encarna Froilán Guadalupe Higinio Inés Jacinto Leocadia "
    "Macarena Nicanor Ofelia Pascual Remedios Saturnino Teófilo Úrsula Valentín Ximena Yago",
    "it": "Assunta Brunilde Corrado Donatella Eusebio Fiammetta Gualtiero Iolanda Lapo Mirella "
    "Nicolò Ombretta Pierluigi Raffaella Santina Tullio Ubaldo Vanni Zeno Zaira",
    "nl": "Aafke Berend Coenraad Dieuwke Evert Fenna Geertje Hidde Ineke Joost Klaas Liesbeth "
    "Maaike Noor Okke Pleun Roelof Sietske Teun Wiebe",
    "pt": "Adelaide Belmiro Conceição Dulce Eurico Fátima Gonçalo Heloísa Iracema João Leonor "
    "Mafalda Nuno Otília Pedrinho Quitéria Rúben Sebastião Tomé Vasco",
    "he": "אביגיל ברוך גליה דרור הדס זאב חנן טליה יונתן כרמית",
    "zh": "晓雯 建国 思涵 子轩 雨桐 明哲 佳怡 文博",
}
FAMILY = {
    "en": "Ashdown Birchall Copperfield Dunnage Elmhurst Fallowfield Greengage Hathersedge "
    "Ironbridge Jessamy Kettleworth Larkspur Merriweather Netherby O'Plover Pennyfarthing "
    "Quillfeather Ravenscar Sandpiper Thistlewood Underhay Vinewood Whitlock-Vale Yarrow",
    "fr": "Aubépine Boisjoli Chantereine Dubocage D'Argelès Fontclaire Grandpré L'Hirondelle "
    "Jolibois Lavandin Marjolaine Noirétable Ormesson-Vif Pâquerette Quatrebarbes Rocheplate "
    "Sablonnière Tournebride Vauquelle Virevolte",
    "pl": "Brzozogaj Ćwiklińska-Łąk Dąbrowicz-Sad Gęsiorek Jabłonowicz Kłosowiak Łąkotny "
    "Malinogórski Niezapominaj Olszewniak Piaskowiec Rzepichowska Szczygłowiak Świerkocki "
    "Trzcinowiec Wierzbogaj Wrzosowicz Zawierzba Źdźbłowski Żurawinek",
    "de": "Apfelhain Birkenstolz Distelkamp Eichwieser Fliederbusch Gänseblum Heidekraut "
    "Immergrün Kräutermann Löwenzahn Mühlenrath Nussbaumer-Feld Rübenacker Schlüßelblum "
    "Tannenzapf Übelacker Vogelsang-Ost Weißdorn Ziegelhöfer",
    "es": "Abedulero Cantueso Encinares Fresnillo Golondrina Hinojal Jaramago Lavandera "
    "Madreselva Nogueruela Olmedal Peñaflor Romeral Saucedal Tomillar Ñandubay Zarzamora",
    "it": "Acquachiara Biancospino Campodoro Dellaquercia Erbaluce Fiordaliso Ginestrino "
    "Lungoprato Melograno Nocciolini Ortensi Pioppeto Querciola Rosmarino Trifoglio",
    "nl": "van·der·Berkenlaan de·Eikelboom Haverveld IJsvogel Klaproos van·'t·Lisdodde Madelief "
    "Notenboom Paardenbloem Rietkraag Speenkruid Vlierbes Waterlelie Zandoog",
    "pt": "Alecrim Buganvília Carvalheda Esteva-Brava Figueiral Girassolo Hortelão Jacarandal "
    "Loureiral Medronho Nespereira Oliveirinha Pinheiral Rosmaninho Sobreiral",
    "he": "אלונים ברושי גפנית דקלי ורדית זיתוני",
    "zh": "竹林 梅溪 松岭 兰亭 荷塘",
}
GIVEN_NAMES = {language: _split(words) for language, words in GIVEN.items()}
FAMILY_NAMES = {language: _split(words) for language, words in FAMILY.items()}
LANGUAGES = (
    *("en",) * 30, *("fr",) * 20, *("pl",) * 20, *("de",) * 9, *("es",) * 7, *("it",) * 5,
    *("nl",) * 3, *("pt",) * 4, "he", "zh",
)  # fmt: skip
COMPANIES = (
    "Quince & Plover Ltd", "Fabrique des Marées", "Zakłady Wrzosowe", "Nebelwerk GmbH",
    "Three Herons, Inc.", "Atelier \"Le Grand Saule\"", "Bureau Vlierbes", "Tomillar y Cía",
    "Kooperatywa Bursztyn", "Lantern Bay Analytics", "Moinho Azul", "Studio Nocciola", "",
)  # fmt: skip
POSITIONS = (
    "Accountant", "Chef de projet", "Specjalistka ds. kadr", "Software Engineer",
    "Head of Sales, EMEA", "Responsable RH", "Analityk", "Consultant", "Lehrerin",
    "Founder / \"maker\"", "Kierownik produkcji", "Talent Acquisition Partner", "Student", "",
)  # fmt: skip
# (given, family, slug or empty): what has broken readers of such files.
HOSTILE = (
    ("Wilhelmina", "Doe, Ph.D.", ""),
    ("Oriel", "Marsh, MBA, PMP", ""),
    ("🚀 Tove", "Skylark ✨", ""),
    ("מרים", "דקלית", "מרים-דקלית-71b"),
    ("Anna \"Ania\"", "Kłosowiak", ""),
    ("=HYPERLINK(\"http://example.invalid\";\"x\")", "Formula", "formula-like"),
    ("+48", "Plus-Minus", "plus-minus"),
    ("@Import", "-2+3", "at-import"),
    ("Żółć", "Źdźbłowska", "żółć-źdźbłowska-0a1"),
    ("  Padded ", " Spaces  ", "padded-spaces"),
    ("Mononyma", "", "mononym-only"),
    ("O'Brien; DROP TABLE", "Little-Bobby", "little-bobby-t"),
    ("<b>Bold</b>", "Tag & Amp", "bold-tag"),
    ("Zoe\u0308", "Decomposed", "zoë-decomposed"),
)  # fmt: skip


def slug_of(name: str, number: int, *, accents: bool) -> str:
    """Return a profile slug: lower-case NFC, plain ASCII unless `accents`, made unique."""
    form = unicodedata.normalize("NFC" if accents else "NFKD", name.casefold().replace("ł", "l"))
    letters = (c for c in form if accents or not unicodedata.combining(c))
    kept = "".join(c if c.isalnum() and (accents or c.isascii()) else " " for c in letters)
    stem = "-".join(kept.split()) or "member"
    return unicodedata.normalize("NFC", f"{stem}-{number:x}".lower())


def _combination(language: str, number: int) -> tuple[str, str]:
    """Return the number-th full name: simple ones, then double surnames, then initials."""
    given, family = GIVEN_NAMES[language], FAMILY_NAMES[language]
    first = given[number % len(given)]
    number //= len(given)
    one = family[(number + 7 * given.index(first)) % len(family)]
    number //= len(family)
    if number == 0:
        return first, one
    number -= 1
    other = family[number % len(family)]
    number //= len(family)
    middle = f" {chr(ord('A') + number % 26)}." * bool(number)
    more = f" {number // 26}" * (number >= 26)
    return f"{first}{middle}{more}", f"{one} {other}"


@dataclass(frozen=True, slots=True)
class NameShares:
    """How many members out of all carry an unusual trait."""

    namesake: float = 0.005
    accented_slug: float = 0.03
    suffix: float = 0.01
    email: float = 0.04


def people(dice: Dice, *, hostile: bool = True, first_urn: int = 900_000_000) -> Iterator[Person]:
    """Yield members without end, every one with a slug and a URN of their own.

    With `hostile`, every 29th of the first 406 carries a name out of HOSTILE.
    """
    shares, counters = NameShares(), dict.fromkeys(GIVEN_NAMES, 0)
    number, before = 0, ("Alder", "Ashdown", "en")
    while True:
        number += 1
        slug = ""
        order, rest = divmod(number, 29)
        if hostile and rest == 0 and order <= len(HOSTILE):
            given, family, slug = HOSTILE[order - 1]
            language = "en"
        elif dice.is_so(shares.namesake):
            given, family, language = before
        else:
            language = dice.pick(LANGUAGES)
            given, family = _combination(language, counters[language])
            counters[language] += 1
            if dice.is_so(shares.suffix):
                family += dice.pick((", Ph.D.", ", ACCA", " 🌿", " (she/her)", ", MBA"))
        before = (given, family, language)
        accents = dice.is_so(shares.accented_slug) and language in {"fr", "pl", "de", "es", "pt"}
        slug = slug or slug_of(f"{given} {family}", 4096 + number * 7, accents=accents)
        yield Person(
            given=given,
            family=family,
            slug=slug,
            urn=first_urn + number * 13,
            language=language if language in {"en", "fr", "pl", "de"} else "en",
            company=dice.pick(COMPANIES),
            position=dice.pick(POSITIONS),
            email=f"member{number}@example.org" if dice.is_so(shares.email) else "",
        )
