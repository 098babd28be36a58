"""The page is one valid, accessible file that asks nothing of the outside and runs nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest

from askwhy.report import html, wording
from askwhy.report.model import Owed, Report

VOID = {"meta", "link", "br", "img", "input", "hr"}
SVG_SELF_CLOSING = {"path", "rect"}


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
    parser = Strict()
    parser.feed(html.render(report))
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
    assert first.children[1].said() == "8 % 4 of 50"
    assert "3–19 %" in first.children[2].said()
    assert first.children[3].said().endswith("supported")
    assert "Fewer than half" in first.children[4].said()


def test_every_bar_says_in_words_what_it_draws(october: Report) -> None:
    page = parsed(october)
    bars = [each for each in page.all("svg") if each["class"] == "bar"]
    assert len(bars) == len(october.rows) + len(october.differences)
    assert bars[0].all("title")[0].said() == "Wrote words of their own in the request"
    assert bars[0].all("desc")[0].said() == "8 %, 4 of 50; 95 % interval 3–19 %"
    assert bars[-1].all("desc")[0].said() == (
        "+15 points, French minus Poles; 95 % interval −14 to +41"
    )
    assert {each["role"] for each in bars} == {"img"}


def test_bars_are_drawn_to_scale(october: Report) -> None:
    bars = [each for each in parsed(october).all("svg") if each["class"] == "bar"]
    place = {each["class"]: each for each in bars[1].children if "class" in each.attributes}
    assert float(place["point"]["x"]) + 4.5 == pytest.approx(240 * 0.06)
    low, high = (
        round(240 * float(each or 0), 2) for each in (october.rows[1].low, october.rows[1].high)
    )
    assert place["range"]["d"].startswith(f"M{low} 12H{high}M")
    difference = {each["class"]: each for each in bars[-1].children if "class" in each.attributes}
    assert difference["zero"]["d"].startswith("M120 ")
    assert float(difference["point"]["x"]) + 4.5 == pytest.approx(120 + 120 * 0.15)


def test_what_cannot_be_estimated_is_not_drawn(october: Report) -> None:
    page = parsed(october)
    (line,) = [each for each in page.all("tr") if "Spoke again within a year" in each.said()]
    drawn = {each.attributes.get("class") for each in line.all("svg")[0].children}
    assert drawn.isdisjoint({"range", "point"})
    assert "no interval" in line.said()
    assert "— 0 of 0" in line.said()


def test_the_flow_is_nested_as_people_went(october: Report) -> None:
    flows = [e for e in parsed(october).all("ol") if "flow" in str(e.attributes.get("class"))]
    assert flows[0].children[0].children[0].said() == "52 Requests in the window"
    assert flows[0].children[0].children[1].said() == "2 not accepted"
    branches = [each.children[0].said() for each in flows[2].children]
    assert branches == ["3 Wrote first", "47 Asked"]
    last = [each.children[0].said() for each in flows[3].children]
    assert last == ["31 Answered", "15 No answer", "1 Scam"]


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
