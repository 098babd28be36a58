"""Each language says all that the page says, in its own forms and its own typography."""

from __future__ import annotations

import re
import runpy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

from askwhy.app.holdings import holdings
from askwhy.app.people.cautions import by_rule
from askwhy.app.people.story import What
from askwhy.coding.codebook_file import shipped
from askwhy.history import Standing
from askwhy.planner.sentences import ago
from askwhy.web.languages import LANGUAGES, SOURCE, choose, decimal, read_catalogue, translations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from babel.messages.catalog import Catalog, Message
    from tests.web.conftest import Served

ROOT = Path(__file__).parents[2]
OTHERS = sorted(set(LANGUAGES) - {SOURCE})
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|%(?!\()")
NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)
NARROW, FIXED = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    """What `tools/catalogues` extracts and reads."""
    return runpy.run_path(str(ROOT / "tools" / "catalogues"))


@pytest.fixture(scope="module")
def marked(tool: dict[str, Any]) -> list[Message]:
    return [one for one in tool["extract"]() if one.id]


def key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string or ""),)


def sentences(language: str) -> Iterator[tuple[str, str]]:
    for said, told in read_catalogue(language).forms.items():
        yield from ((said, one) for one in told)


def test_the_marked_sentences_are_found(marked: list[Message]) -> None:
    found = {key(one) for one in marked}
    # One of a template, of a module, of a refusal, of the door, and of another room's words.
    assert {
        "Skip to the page",
        "Noted as sent. Your next import will verify it.",
        "Say whether you know them.",
        "That is too large.",
        "they asked to connect",
    } <= found


def test_what_other_rooms_say_is_marked(served: Served, marked: list[Message]) -> None:
    found = {key(one) for one in marked}
    with served.desk.record.read() as connection:
        kinds = [kind for kind, _ in holdings(served.desk.record, connection).counts]
    assert {*map(str, What), *map(str, Standing), *kinds} - found == set()
    (scam,) = [code for code in shipped().codes if code.name == "scam"]
    assert {*scam.names} - {"none"} - found == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_lacks_nothing(
    tool: dict[str, Any], marked: list[Message], language: str
) -> None:
    catalogue: Catalog = tool["read"](language)
    told = {key(one): one for one in catalogue if one.id}
    assert {key(one) for one in marked} - set(told) == set(), "run tools/catalogues"
    assert [name for name, one in told.items() if one.fuzzy] == []
    assert [name for name, one in told.items() if not all(map(str.strip, forms(one)))] == []
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", OTHERS)
def test_the_page_reads_a_catalogue_as_babel_does(tool: dict[str, Any], language: str) -> None:
    catalogue: Catalog = tool["read"](language)
    assert read_catalogue(language).forms == {key(one): forms(one) for one in catalogue if one.id}


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_are_the_same(tool: dict[str, Any], language: str) -> None:
    catalogue: Catalog = tool["read"](language)
    assert any("%(" in key(one) for one in catalogue if one.id)
    for message in catalogue:
        if message.id:
            wanted = sorted(PLACEHOLDER.findall(key(message)))
            for told in forms(message):
                assert sorted(PLACEHOLDER.findall(told)) == wanted, key(message)


PEOPLE = {
    "en": {1: "1 person", 2: "2 people", 5: "5 people", 22: "22 people", 0: "0 people"},
    "fr": {1: "1 personne", 2: "2 personnes", 5: "5 personnes", 22: "22 personnes",
           0: "0 personne"},
    "pl": {1: "1 osoba", 2: "2 osoby", 5: "5 osób", 22: "22 osoby", 0: "0 osób", 12: "12 osób",
           21: "21 osób", 112: "112 osób", 104: "104 osoby"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "count"), [(each, n) for each, told in PEOPLE.items() for n in told]
)
def test_a_number_has_its_form(language: str, count: int) -> None:
    said = translations(language).ngettext("%(n)s person", "%(n)s people", count)
    assert said % {"n": count} == PEOPLE[language][count]


@pytest.mark.parametrize("language", OTHERS)
def test_every_plural_has_the_forms_of_the_language(tool: dict[str, Any], language: str) -> None:
    """The forms stand in Babel's order, which is the page's: the same form for each number."""
    catalogue: Catalog = tool["read"](language)
    plurals = [one for one in catalogue if isinstance(one.id, tuple)]
    assert plurals
    assert {len(forms(one)) for one in plurals} == {catalogue.num_plurals}
    told = translations(language)
    which = _plural_rule(catalogue.plural_expr)
    for one in plurals:
        for n in range(1000):
            assert told.ngettext(one.id[0], one.id[1], n) == forms(one)[which(n)], n


def _plural_rule(expression: str) -> Callable[[int], int]:
    from gettext import c2py

    rule: Callable[[int], int] = c2py(expression)
    return rule


def test_french_typography() -> None:
    for said, told in sentences("fr"):
        assert not re.search(rf"[^{NARROW}][;!?»%](?![%(])", told.replace("%%", "%")), said
        assert not re.search(rf"[^{FIXED}\d]:", told), said
        assert not re.search(f"«(?!{NARROW})", told), said
        assert not re.search(r"[\"'“”]", told), said


def test_polish_typography() -> None:
    for said, told in sentences("pl"):
        assert not re.search(r"[\"'“‘]", told), said
        assert told.count("„") == told.count("”"), said
        assert not re.search(r"\s[;:!?]", told), said


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_ends_as_its_original_does(language: str) -> None:
    for said, told in sentences(language):
        assert (said[-1] in ".?:…") == (told[-1] in ".?:…"), said
        assert said[0].isupper() <= (told[0].isupper() or told[0] == "%"), said


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_left_in_english(language: str) -> None:
    same = {said for said, told in sentences(language) if said == told}
    assert same <= {"Questions", "contacts", "messages", "imports", "phishing", "%(n)s kB"}


@pytest.mark.parametrize(
    ("sentence", "french", "polish"),
    [
        (
            f"accepted {ago(NOW - timedelta(days=60), NOW)}, silent, arm B",
            "acceptée il y a 60 jours, silence, groupe B",
            "przyjęte 60 dni temu, cisza, grupa B",
        ),
        (
            f"accepted {ago(NOW - timedelta(hours=22), NOW)}, silent, arm a, silent, arm b",
            "acceptée il y a 22 heures, silence, groupe a, silent, arm b",
            "przyjęte 22 godziny temu, cisza, grupa a, silent, arm b",
        ),
        (
            f"asked to connect {ago(NOW - timedelta(days=1), NOW)}",
            "demande reçue il y a 1 jour",
            "zaproszenie otrzymane 1 dzień temu",
        ),
        (
            f"asked to connect {ago(NOW, NOW)}",
            "demande reçue à l’instant",
            "zaproszenie otrzymane przed chwilą",
        ),
        (
            "This may be a scam (romance): “Hi): “%(n)s” <b>”",
            f"C’est peut-être une arnaque (sentiments){FIXED}: «{NARROW}Hi): “%(n)s” <b>{NARROW}»",
            "To może być oszustwo (uczuciowe): „Hi): “%(n)s” <b>”",
        ),
        ("made by nobody we know", "made by nobody we know", "made by nobody we know"),
    ],
)
def test_a_sentence_that_was_filled_in_is_told_again(
    sentence: str, french: str, polish: str
) -> None:
    assert [translations(each).tell(sentence) for each in ("en", "fr", "pl")] == [
        sentence, french, polish,
    ]  # fmt: skip
    is_known = french != sentence
    assert [translations(each).knows(sentence) for each in ("fr", "pl")] == [is_known] * 2


@pytest.mark.parametrize(
    ("text", "french", "polish"),
    [
        (
            "I am a widow and inherited 4.5 million dollars; please pay a small transfer fee to "
            "release the funds.",
            f"C’est peut-être une arnaque (avance de frais){FIXED}: «{NARROW}",
            "To może być oszustwo (opłata z góry): „",
        ),
        (
            "Verify your account now at http://example.com/x or it will be suspended",
            f"C’est peut-être une arnaque (hameçonnage){FIXED}: «{NARROW}",
            "To może być oszustwo (phishing): „",
        ),
    ],
)
def test_a_warning_of_the_rules_is_told_in_each_language(
    text: str, french: str, polish: str
) -> None:
    (warning,) = by_rule([text])
    assert translations("fr").tell(warning).startswith(french + text[:20])
    assert translations("pl").tell(warning).startswith(polish + text[:20])


def test_why_and_what_speaks_against_are_told_on_the_card(filled: Served, protocol: str) -> None:
    owner = filled.owner()
    owner.post("/study/lock", text=protocol)
    said = {
        each: re.findall(r'<p class="why"><span>([^<]+)</span>', owner.get("/today", **accept).text)
        for each in LANGUAGES
        for accept in [{"Accept_Language": each}]
    }
    assert re.fullmatch(r"accepted \d+ days ago, silent, arm question", said["en"][0])
    assert re.fullmatch(r"acceptée il y a \d+ jours, silence, groupe question", said["fr"][0])
    assert re.fullmatch(r"przyjęte \d+ dni temu, cisza, grupa question", said["pl"][0])
    who = re.search(r'href="/people/(\d+)"', owner.get("/people").text)
    assert who
    owner.post(f"/people/{who[1]}/scam", kind="other")
    page = owner.get(f"/people/{who[1]}", Accept_Language="fr").text
    assert f"<span>Vous avez noté{FIXED}: autre.</span>" in page


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert [decimal(2.25, 1, each) for each in ("en", "fr", "pl")] == ["2.2", "2,2", "2,2"]
    assert decimal(45.0, 0, "fr") == "45"


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        ("", "fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("", "de-DE,pl;q=0.5", "pl"),
        ("", "de", "en"),
        ("", "", "en"),
        ("pl", "fr", "pl"),
        ("xx", "fr", "fr"),
    ],
)
def test_the_owners_language_comes_before_the_browsers(
    wanted: str, accepted: str, language: str
) -> None:
    assert choose(wanted, accepted) == language


def test_format_fields_are_never_used() -> None:
    """A brace would be filled by nobody."""
    for language in OTHERS:
        for _, told in sentences(language):
            assert [field for _, field, _, _ in Formatter().parse(told) if field] == []
