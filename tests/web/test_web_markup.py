"""Every page is HTML without errors, labelled, and in one language."""

from __future__ import annotations

import re
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import html5lib
import pytest

from askwhy.web.languages import LANGUAGES, SOURCE, read_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from tests.web.conftest import Answer, Served, Serving, Visitor

pytestmark = pytest.mark.slow
MOST = 2
"""How many pages of one kind are looked at for each state of the server."""
OTHERS = sorted(set(LANGUAGES) - {SOURCE})


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that was shown, and how one came to it."""

    way: str
    answer: Answer
    root: Element
    errors: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.answer.text


def parse(way: str, answer: Answer) -> Shown:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(answer.text)
    errors = tuple(f"line {place[0]}: {code} {more}" for place, code, more in parser.errors)
    return Shown(way, answer, root, errors)


def kind_of(path: str) -> str:
    """The address with whom or what it is about left out."""
    return re.sub(r"\d+", "0", re.sub(r"\bat=[\w-]+", "at=0", path))


def crawl(owner: Visitor, state: str, *first: str) -> Iterator[Shown]:
    """Every page that one reaches by links, a few of each kind."""
    waiting, count = ["/", *first], Counter[str]()
    known = set(waiting)
    while waiting:
        path = waiting.pop(0)
        count[kind_of(path)] += 1
        if count[kind_of(path)] > MOST and path not in first:
            continue
        answer = owner.get(path)
        if (
            not answer.headers["content-type"].startswith("text/html")
            or "content-disposition" in answer.headers
        ):
            continue
        shown = parse(f"{state} {path}", answer)
        yield shown
        for link in shown.root.iter("a"):
            to = link.get("href", "").partition("#")[0]
            if to.startswith("/") and to not in known:
                known.add(to)
                waiting.append(to)


def everything_about_one(owner: Visitor) -> list[tuple[str, Answer]]:
    """One person with all that can be said of somebody; what each form answers."""
    found = re.findall(r'href="/people/(\d+)"', owner.get("/people").text)
    one, other = found[0], found[1]
    there = f"/people/{one}"
    return [
        ("known", owner.post(f"/today/people/{one}/known", known="never", split="new")),
        ("favour", owner.post(f"{there}/favour", what="An introduction", due="2026-12-24")),
        ("scam", owner.post(f"{there}/scam", kind="romance")),
        ("no kind", owner.post(f"{there}/scam")),
        ("stop", owner.post(f"{there}/stop")),
        ("link", owner.post(f"{there}/link", other=other)),
        ("not sure", owner.post(f"{there}/forget")),
        ("too late", owner.post("/undo", number="12345")),
    ]


CODING = "code=tone&texts=notes&order=random&coder="
PAIR = """
[[arms]]
name = "no question"
weight = 1
asks = false
[hours]"""


def code(owner: Visitor, coder: str, value: str) -> Iterator[Shown]:
    """Code the texts of the record, all alike, until there are none."""
    told = {"code": "tone", "texts": "notes", "order": "random", "coder": coder}
    for number in range(100):
        page = owner.get(f"/coding/text?{CODING}{coder}")
        found = re.search(r'name="item" value="([^"]+)"', page.text)
        if number < 2 or not found:
            yield parse(f"coding by {coder}, text {number}", page)
        if not found:
            return
        owner.post("/coding/keep", item=unescape(found[1]), values=value, **told)
    raise AssertionError("there are always more texts")


def walk(served: Served, export: Path, protocol: str, language: str) -> Iterator[Shown]:
    """From a record full of people to a study that runs."""
    owner = served.owner()
    owner.post("/settings", language=language)
    yield from crawl(owner, "filled")
    steps = [
        ("again", owner.upload(export.read_bytes(), export.name)),
        ("no export", owner.upload(b"no ZIP at all", "holiday.zip")),
        ("no file", owner.upload(b"", "")),
        ("cannot work", owner.post("/study/check", text=protocol.replace("= 1\n", "= 0\n"))),
        ("can work", owner.post("/study/check", text=protocol)),
        ("locked", owner.post("/study/lock", text=protocol.replace("[hours]", PAIR))),
        ("same key", owner.post("/settings/keys", next="j", previous="j")),
        *everything_about_one(owner),
    ]
    yield from (parse(way, answer) for way, answer in steps)
    card = re.search(r'action="(/today/due/[\w-]+)/sent"', owner.get("/today").text)
    assert card
    yield parse("sent", owner.post(f"{card[1]}/sent"))
    yield from crawl(owner, "running", "/people?find=a", "/people/3?find=a", "/no/such/page")
    yield parse("how to code", owner.get("/coding"))
    yield from code(owner, "owner", "1")
    yield parse("nothing differs", owner.get(f"/coding/differing?{CODING}owner"))
    yield from code(owner, "friend", "2")
    yield parse("people differ", owner.get(f"/coding/differing?{CODING}owner"))
    owner.post("/settings", language=language, incognito="1")
    yield from crawl(owner, "incognito")


def demonstration(served: Served) -> Iterator[Shown]:
    """The pages of the demonstration, where every page says that nobody exists."""
    owner = served.owner()
    there = owner.post("/demo").path
    while '"over":false' in owner.get(f"{there}/state").text:
        time.sleep(0.1)
    for path in (there, "/today?split=new", "/people", "/report", "/study"):
        yield parse(f"demonstration {path}", owner.get(path))


@pytest.fixture(scope="module", params=sorted(LANGUAGES))
def shown(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    serving: Serving,
    imported: Path,
    export: Path,
    protocol: str,
) -> tuple[str, list[Shown]]:
    """A language, and every page in it."""
    language: str = request.param
    folder = tmp_path_factory.mktemp("pages")
    shutil.copytree(imported, folder / "filled")
    found: list[Shown] = []
    with serving(folder / "empty") as served:
        served.owner().post("/settings", language=language)
        found += crawl(served.owner(), "empty")
        found += demonstration(served)
        found.append(parse("first", served.owner().upload(export.read_bytes(), export.name)))
    with serving(folder / "filled") as served:
        found += walk(served, export, protocol, language)
    with serving(folder / "filled", is_read_only=True) as served:
        found += crawl(served.owner(), "read-only")
    return language, found


def test_every_room_was_looked_at(shown: tuple[str, list[Shown]]) -> None:
    rooms = {urlsplit(one.answer.path).path.split("/")[1] for one in shown[1]}
    assert {"start", "today", "people", "study", "report", "settings", "import", "coding"} <= rooms
    assert {404, 409} <= {one.answer.status for one in shown[1]}
    assert len(shown[1]) > 50


def test_a_page_is_html_without_errors(shown: tuple[str, list[Shown]]) -> None:
    assert [(one.way, one.errors[:3]) for one in shown[1] if one.errors] == []


@pytest.mark.parametrize("names", ["", "?names=1"])
def test_the_report_that_is_kept_is_html_without_errors(filled: Served, names: str) -> None:
    kept = parse("kept", filled.owner().get(f"/report/html{names}"))
    assert "attachment" in kept.answer.headers["content-disposition"]
    assert kept.errors == ()
    assert kept.root.get("lang") == "en"
    assert len(list(kept.root.iter("h1"))) == 1


def test_a_page_says_its_language(shown: tuple[str, list[Shown]]) -> None:
    language, pages = shown
    assert {one.root.get("lang") for one in pages} == {language}
    assert {one.answer.headers["content-language"] for one in pages} == {language}
    for one in pages:
        for each in one.root.iter():
            assert re.fullmatch("[a-z]{2}", each.get("lang", language)), one.way


def test_ids_are_unique_and_references_lead_somewhere(shown: tuple[str, list[Shown]]) -> None:
    for one in shown[1]:
        ids = [each.get("id") for each in one.root.iter() if each.get("id") is not None]
        assert sorted(map(str, set(ids))) == sorted(map(str, ids)), one.way
        wanted = {
            name
            for each in one.root.iter()
            for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls")
            for name in each.get(attribute, "").split()
        }
        wanted |= {
            each.get("href", "")[1:]
            for each in one.root.iter("a")
            if each.get("href", "").startswith("#")
        }
        assert wanted - set(map(str, ids)) == set(), one.way


def test_a_page_has_one_title_and_one_h1(shown: tuple[str, list[Shown]]) -> None:
    for one in shown[1]:
        heads = ["".join(each.itertext()).strip() for each in one.root.iter("h1")]
        assert len(heads) == 1, (one.way, heads)
        assert heads[0], one.way
        titles = [each.text for each in one.root.findall("head/title")]
        assert len(titles) == 1, one.way
        assert re.fullmatch(r".+ · askwhy", str(titles[0]), re.DOTALL), one.way


def test_headings_leave_out_no_level(shown: tuple[str, list[Shown]]) -> None:
    for one in shown[1]:
        main = one.root.find(".//*[@id='main']")
        assert main is not None
        heads = [str(each.tag) for each in main.iter() if re.fullmatch("h[1-6]", str(each.tag))]
        levels = [int(head[1]) for head in heads]
        assert all(later <= level + 1 for level, later in pairwise(levels)), (one.way, levels)


FIELDS = ("input", "select", "textarea", "progress", "meter")


def test_every_field_and_button_has_a_name(shown: tuple[str, list[Shown]]) -> None:
    for one in shown[1]:
        labelled = {
            each.get("for") for each in one.root.iter("label") if "".join(each.itertext()).strip()
        }
        for each in one.root.iter():
            if each.tag in FIELDS and each.get("type") != "hidden":
                is_named = each.get("id") in labelled or each.get("aria-label")
                assert is_named, (one.way, each.attrib)
            elif each.tag in {"button", "a"}:
                name = "".join(each.itertext()).strip() or each.get("aria-label")
                assert name, (one.way, each.attrib)
            elif each.tag == "img":
                assert each.get("alt") is not None, (one.way, each.attrib)


def test_nothing_that_the_policy_forbids_stands_in_a_page(shown: tuple[str, list[Shown]]) -> None:
    for one in shown[1]:
        for each in one.root.iter():
            assert each.tag != "style", one.way
            assert not [name for name in each.attrib if name.startswith("on")], one.way
            assert "style" not in each.attrib, (one.way, each.attrib)
            if each.tag == "script":
                assert each.get("src", "").startswith("/static/"), one.way


SHOWN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "data-done")
OTHERS_WORDS = {"bdi", "code", "kbd", "textarea", "script", "title", "time"}


def said(element: Element, language: str) -> Iterator[str]:
    """What an element says in the page's language: our words, not other people's."""
    if element.tag in OTHERS_WORDS or element.get("lang", language) != language:
        return
    yield from (element.get(name, "") for name in SHOWN_ATTRIBUTES)
    yield element.text or ""
    for child in element:
        yield from said(child, language)
        yield child.tail or ""


def parts(page: Shown, language: str) -> set[str]:
    return {
        " ".join(part.split()).strip(" ,:.")
        for text in said(page.root, language)
        for part in re.split(r"[·←→()\n]", text)
    } - {""}


BLANK = re.compile(r"%\(\w+\)s")


def pattern(sentence: str) -> re.Pattern[str]:
    """What an English sentence of the catalogue looks like, filled in."""
    pieces = BLANK.split(sentence.replace("%%", "%").strip(" ,:."))
    return re.compile(".+?".join(map(re.escape, pieces)))


def test_no_english_sentence_stands_in_another_languages_page(
    shown: tuple[str, list[Shown]],
) -> None:
    language, pages = shown
    if language == SOURCE:
        english = {part for one in pages for part in parts(one, language)}
        assert {"Skip to the page", "Nothing has been imported yet", "Later, in"} <= english
        return
    forms = read_catalogue(language).forms
    told = {one for each in forms.values() for one in each}
    worded = (one for one in forms if one not in told and re.search("[a-z]", BLANK.sub("", one)))
    patterns = [pattern(one) for one in worded]
    for page in pages:
        found = {
            part
            for part in parts(page, language)
            if any(one.fullmatch(part) for one in patterns) and part not in told
        }
        assert found == set(), page.way


ENGLISH = re.compile(r"\b(the|of|and|with|you|your|they|this|is|are|was|what|for|from)\b")


def test_nothing_unmarked_is_shown(shown: tuple[str, list[Shown]]) -> None:
    """Small English words stand in no part of a page that says it is in another language."""
    language, pages = shown
    found = {part for one in pages for part in parts(one, language) if ENGLISH.search(part.lower())}
    if language == SOURCE:
        assert len(found) > 20
        return
    assert found - {"askwhy"} == set()


def test_a_page_of_another_language_shows_its_sentences(shown: tuple[str, list[Shown]]) -> None:
    language, pages = shown
    together = {part for one in pages for part in parts(one, language)}
    wanted = {
        "en": {"Nobody here exists", "People", "Undo"},
        "fr": {
            "Aller au contenu",
            "Personnes",
            "Annuler",
            "Codage",
            "Personne ici n’existe",
            "Rien n’a encore été importé",
        },
        "pl": {
            "Przejdź do treści",
            "Osoby",
            "Cofnij",
            "Kodowanie",
            "Nikt tutaj nie istnieje",
            "Nic jeszcze nie zaimportowano",
        },
    }
    assert wanted[language] - together == set()
