"""The page is one valid, accessible file that asks nothing of the outside and runs nothing."""

from __future__ import annotations

import base64
import hashlib
import os
import pickle
import re
import subprocess
import sys
from dataclasses import dataclass, field, fields, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from askwhy.report import html, picture, wording
from askwhy.report.model import Owed, Report
from askwhy.report.vega import DARK, LIGHT, Palette, gallery

if TYPE_CHECKING:
    from pathlib import Path

VOID = {"meta", "link", "br", "img", "input", "hr"}
SVG_SELF_CLOSING = {"path", "rect", "line"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    content: list[Element | str] = field(default_factory=list)

    @property
    def children(self) -> list[Element]:
        return [each for each in self.content if isinstance(each, Element)]

    def all(self, tag: str) -> list[Element]:
        found = [self] if self.tag == tag else []
        return found + [each for child in self.children for each in child.all(tag)]

    def said(self) -> str:
        words = [each if isinstance(each, str) else each.said() for each in self.content]
        return " ".join(" ".join(words).replace(wording.NBSP, " ").split())

    def __getitem__(self, name: str) -> str:
        value = self.attributes[name]
        assert value is not None, f"{name} has a value"
        return value


class Strict(HTMLParser):
    """Builds the tree and fails on a tag that is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"{tag} says an attribute twice"
        element = Element(tag, dict(attrs))
        self.open[-1].content.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SVG_SELF_CLOSING, f"<{tag}/> closes itself"
        self.open[-1].content.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes another"

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def parsed(report: Report) -> Element:
    return read(html.render(report))


def read(source: str) -> Element:
    parser = Strict()
    parser.feed(source)
    parser.close()
    assert parser.open == [parser.root], "every tag is closed"
    return parser.root


def everything(element: Element) -> list[Element]:
    return [element, *(each for child in element.children for each in everything(child))]


@pytest.fixture(params=["october", "hostile", "empty"])
def page(request: pytest.FixtureRequest) -> Element:
    return parsed(request.getfixturevalue(request.param))


def test_ids_are_unique_and_every_reference_leads_somewhere(page: Element) -> None:
    ids = [each["id"] for each in everything(page) if "id" in each.attributes]
    named = [
        one
        for each in everything(page)
        if "aria-labelledby" in each.attributes
        for one in each["aria-labelledby"].split()
    ]
    links = [each["href"].removeprefix("#") for each in page.all("a")]
    assert len(ids) == len(set(ids))
    assert set(named) | set(links) <= set(ids)


def test_the_page_has_a_language_one_heading_and_headings_in_order(page: Element) -> None:
    assert page.all("html")[0]["lang"] == "en"
    levels = [each.tag for each in everything(page) if re.fullmatch("h[1-6]", each.tag)]
    assert levels[0] == "h1"
    assert set(levels[1:]) <= {"h2", "h3"}
    assert levels[1:2] in ([], ["h2"])
    assert all(page.all(tag) for tag in ("main", "header", "footer", "title"))


def test_every_table_has_a_caption_and_scoped_headers(page: Element) -> None:
    for table in page.all("table"):
        assert table.children[0].tag == "caption"
        assert table.children[0].said()
        assert {each["scope"] for each in table.all("th")} == {"col", "row"}
        columns = len(table.all("thead")[0].all("th"))
        for line in table.all("tbody")[0].children:
            assert len(line.children) == columns


def test_nothing_comes_from_outside_and_nothing_runs(page: Element) -> None:
    elements = everything(page)
    assert not {"script", "iframe", "object", "embed", "form", "base", "img"} & {
        each.tag for each in elements
    }
    for each in elements:
        assert not [name for name in each.attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action", "xlink:href"):
            assert str(each.attributes.get(name, "#")).startswith(("#", "data:,"))
    assert "url(" not in html.style()
    assert "@import" not in html.style()


def test_the_policy_allows_exactly_the_style_sheet_on_the_page(page: Element) -> None:
    (meta,) = [each for each in page.all("meta") if "http-equiv" in each.attributes]
    (style,) = page.all("style")
    digest = base64.b64encode(
        hashlib.sha256("".join(map(str, style.content)).encode()).digest()
    ).decode()
    assert meta["http-equiv"] == "Content-Security-Policy"
    assert f"style-src 'sha256-{digest}';" in meta["content"]
    assert "default-src 'none'" in meta["content"]
    assert "unsafe" not in meta["content"]


def test_a_share_stands_with_its_count_interval_and_verdict(october: Report) -> None:
    first = parsed(october).all("tbody")[0].children[0]
    assert first.children[0].said() == "Wrote words of their own in the request"
    assert first.children[1].said() == "8 % 4 of 50 3–19 %"
    assert first.children[2].said().endswith("supported")
    assert "Fewer than half" in first.children[3].said()


def test_what_cannot_be_estimated_has_its_reason_in_place_of_a_share(october: Report) -> None:
    (line,) = [e for e in parsed(october).all("tr") if "Spoke again within a year" in e.said()]
    assert line.children[1].said() == "— 0 of 0"
    reason, _, folded = line.children[3].said().partition("Counts and method")
    assert reason.startswith("The year is not over")
    assert "Interval" not in folded


def charts_of(page: Element) -> list[Element]:
    return page.all("svg")


def test_beside_every_table_of_figures_stands_its_chart(october: Report) -> None:
    """One for a section's shares, one for its differences, one for each pair of axes, one flow."""
    page = parsed(october)
    titles = [each.all("title")[0].said() for each in charts_of(page)]
    drawn = gallery(october)
    assert sorted(titles) == sorted(each.title for each in drawn.values())
    for pair in [each for each in page.all("div") if each.attributes.get("class") == "pair"]:
        assert len(pair.all("svg")) <= len(pair.all("table"))
        assert pair.all("table")


def test_every_chart_says_in_words_what_it_draws(october: Report) -> None:
    told = {each.title: each.told for each in gallery(october).values()}
    for each in charts_of(parsed(october)):
        title, words = each.children[:2]
        assert (title.tag, words.tag) == ("title", "desc")
        assert words.said() == told[title.said()].replace(wording.NBSP, " ")
        assert each["role"] == "img"
        assert each["aria-labelledby"] == f"{title['id']} {words['id']}"


MARKS = ("path", "line", "text")


def drawn_marks(chart: str, colours: Palette) -> list[dict[str, str]]:
    """What an SVG draws: each mark with its attributes and words, in fixed colours."""
    for each in fields(Palette):
        chart = chart.replace(f'"var(--{each.name})"', f'"{getattr(colours, each.name)}"')
    root = ET.fromstring(chart)  # noqa: S314 - our own renderer wrote it
    return [
        {**each.attrib, "said": "".join(each.itertext())}
        for each in root.iter()
        if each.tag.rpartition("}")[2] in MARKS
    ]


@pytest.mark.slow
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_page_and_files_hold_the_same_drawing(
    october: Report, tmp_path: Path, colours: Palette
) -> None:
    """Mark for mark and word for word: only the colours are the page's own."""
    picture.write_all(gallery(october, colours), tmp_path)
    files = [drawn_marks(each.read_text("utf-8"), colours) for each in tmp_path.glob("*.svg")]
    inside = re.findall(r"<svg.*?</svg>", html.render(october), re.DOTALL)
    page = [drawn_marks(each, colours) for each in inside]
    assert len(page) == len(files) > 5
    assert all(len(each) > 8 for each in page)
    assert sorted(map(str, page)) == sorted(map(str, files))


def opened(line: Element) -> dict[str, str]:
    """What a figure opens to, without a script: terms with what is said of each."""
    (details,) = line.all("details")
    assert "open" not in details.attributes
    assert details.children[0].tag == "summary"
    return {
        each.all("dt")[0].said(): each.all("dd")[0].said() for each in details.all("dl")[0].children
    }


def lines_of(page: Element, id_: str) -> list[Element]:
    return [each for each in page.all("tr") if id_ in str(each.attributes.get("id"))]


def test_each_share_opens_to_its_counts_and_method(october: Report) -> None:
    lines = lines_of(parsed(october), "-share-")
    assert len(lines) == len(october.rows) > 8
    for line, row in zip(lines, october.rows, strict=True):
        told = opened(line)
        said = line.all("summary")[0].said()
        assert said.replace(" of", "", 1) == f"Counts and method {row.name}"
        if row.low is None:
            assert set(told) == {"Counts", "Verdict"}
            continue
        counts = f"{row.k} of {row.n} people whose request fell into October"
        assert told["Counts"] == counts
        bounds = wording.interval(row.low, row.high or 0, row.n).replace(wording.NBSP, " ")
        assert told["Interval"] == f"{bounds}, Wilson, 95 %; explained in docs/methods/one-share.md"
        assert told["Verdict"].startswith(f"{row.verdict}: ")
        assert told.get("Note", "") == row.note


def test_each_difference_opens_to_its_counts_and_method(october: Report) -> None:
    lines = lines_of(parsed(october), "-gap-")
    assert len(lines) == len(october.differences) == 3
    for line, each in zip(lines, october.differences, strict=True):
        told = opened(line)
        assert told["Counts"].startswith(f"{each.first}: {each.k1} of {each.n1}; {each.second}: ")
        assert f"{each.k2} of {each.n2}" in told["Counts"]
        assert told["Interval"].endswith("pairs.md; holds together with all others among "
                                         "an invented family")  # fmt: skip
        assert "supported where p is at most 0.05, otherwise unresolved" in told["Verdict"]
        assert told["Note"] == each.note


def test_each_claim_of_several_groups_opens_to_its_counts(october: Report) -> None:
    (line,) = [e for e in parsed(october).all("li") if "Who answers differs" in e.said()]
    assert opened(line)["Counts"] == "7/7, 14/20, 11/20"


def test_each_curve_opens_to_its_days_in_figures(october: Report) -> None:
    page = parsed(october)
    boxes = [each for each in page.all("div") if each.attributes.get("class") == "drawn"]
    plotted = [chart for section in october.sections for chart in section.charts]
    assert len(boxes) == len(plotted) == 2
    for box, chart in zip(boxes, plotted, strict=True):
        told = opened(box)
        assert "Kaplan-Meier" in told["Interval"]
        assert told["Counts"].startswith(f"{chart.curves[0].name}: 47 people")
        days = [line.said() for line in box.all("tbody")[0].children]
        assert any("64 % 50–76 % 17" in each for each in days)
        assert len({each.split(" ")[0] for each in days} & {"1", "3", "4", "French", "Poles"}) > 1


def test_each_list_of_estimates_opens_to_counts_and_methods(october: Report) -> None:
    page = parsed(october)
    lists = [each for section in october.sections for each in section.lists]
    tables = [e for e in page.all("table") if "the counts and the method" in e.children[0].said()]
    assert len(tables) == len(lists) == 2
    for table, told in zip(tables, lists, strict=True):
        for line, each in zip(table.all("tbody")[0].children, told.figures, strict=True):
            people = f"{each.n} people" if each.k is None else f"{each.k} of {each.n}"
            assert line.children[1].said() == people
            assert line.children[2].said()


def test_the_flow_stands_in_a_table_too(october: Report) -> None:
    (table,) = [e for e in parsed(october).all("table") if "flow" in str(e.attributes["class"])]
    lines = [each.said() for each in table.all("tbody")[0].children]
    assert lines[0] == "Requests in the window 52 2 not accepted"
    assert lines[1:4] == ["Accepted 50", "Wrote first 3", "Asked 47 0 asked too recently to tell"]


WITHOUT = """
import pickle, sys
sys.modules["vl_convert"] = None
from askwhy.report import html
sys.stdout.write(html.render(pickle.load(sys.stdin.buffer)))
"""


@pytest.mark.slow
def test_without_what_draws_charts_the_tables_stand_alone_and_say_so(october: Report) -> None:
    """In a process of its own, in which the renderer cannot be imported."""
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT], input=pickle.dumps(october), capture_output=True,
        check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    bare, whole = read(ran.stdout.decode()), parsed(october)
    assert bare.all("svg") == []
    assert bare.said().count("pip install 'askwhy[pictures]'") == 1
    assert "pip install" not in whole.said()
    told = [[each.said() for each in page.all("table")] for page in (bare, whole)]
    assert told[0] == told[1]
    headings = {each.said() for each in bare.all("h3")}
    assert {"Answered, by days since your question", "Answered, by sphere"} <= headings


def test_a_report_of_nothing_misses_no_charts(empty: Report) -> None:
    assert "pip install" not in parsed(empty).said()


def test_a_fictional_report_says_so_at_the_top_and_in_its_title(october: Report) -> None:
    page = parsed(october)
    assert page.all("header")[0].said().startswith("Fictional.")
    assert "(fictional)" in page.all("title")[0].said()
    real = parsed(replace(october, fictional=False))
    assert "ictional" not in real.all("body")[0].said() + real.all("title")[0].said()


def test_names_are_shown_only_where_they_are_given_and_the_rest_counted(october: Report) -> None:
    assert "<bdi>" not in html.render(october)
    many = tuple(Owed(days, f"Person {days}") for days in range(html.SHOWN + 5))
    page = parsed(replace(october, owed=many))
    names = [each.said() for each in page.all("bdi")]
    assert names[0] == f"Person {html.SHOWN + 4}"
    assert len(names) == html.SHOWN
    assert "And 5 more." in page.said()


def test_a_hostile_name_is_text_and_nothing_else(hostile: Report) -> None:
    page = parsed(hostile)
    assert "<script>alert('x')</script>" in page.all("h1")[0].said()
    assert "<img src=x onerror=alert(1)>" in page.all("bdi")[0].said()
    source = html.render(hostile)
    assert "\x1b" not in source
    assert "\u202e" not in source


def test_a_number_and_its_per_cent_sign_stay_on_one_line(october: Report) -> None:

    told = html.render(october).partition("</style>")[2]
    assert f"29{wording.NBSP}%" in told
    assert not re.search(r"\d %", told)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    full = colour if len(colour) == 7 else "#" + "".join(2 * each for each in colour[1:])
    parts = [int(full[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_the_guideline_does() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.005)


def test_words_and_marks_have_the_contrast_of_level_aa_in_every_scheme() -> None:
    blocks = re.findall(r":root \{(.*?)\}", html.style(), re.DOTALL)
    schemes = [dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})\b", block)) for block in blocks]
    schemes = [each for each in schemes if each]
    assert len(schemes) == 3, "light, dark and print"
    for colours in schemes:
        for text in ("ink", "soft", "good", "bad", "open", "still", "accent"):
            assert contrast(colours[text], colours["paper"]) >= 4.5
        assert contrast(colours["ink"], colours["wash"]) >= 4.5
        assert contrast(colours["edge"], colours["paper"]) >= 3
