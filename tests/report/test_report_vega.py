"""Charts as data: they compile without a warning, say every number, and run nobody's markup."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from askwhy.report import html, wording
from askwhy.report.picture import render
from askwhy.report.plain import cleaned
from askwhy.report.vega import (
    DARK,
    FEWEST,
    LIGHT,
    PAGE,
    Drawing,
    Palette,
    TooFewToShare,
    curves,
    differences,
    flow,
    gallery,
    poster,
    shares,
)
from askwhy.report.vega.intervals import of_row
from askwhy.report.vega.poster import chosen

if TYPE_CHECKING:
    from askwhy.report.model import Report

SVG = "{http://www.w3.org/2000/svg}"


def drawings(report: Report, colours: Palette = LIGHT) -> dict[str, Drawing]:
    clean = cleaned(report)
    drawn = {
        "flow": flow(clean.flow, colours),
        "shares": shares("Shares", clean.rows, colours),
        "gaps": differences("Differences", clean.differences, colours),
    }
    plotted = [chart for section in clean.sections for chart in section.charts]
    return drawn | {f"curve {n}": curves(each, colours) for n, each in enumerate(plotted)}


def parsed(picture: bytes) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 - our own renderer wrote it


def values(drawing: Drawing, mark: str) -> list[dict[str, Any]]:
    """The data of all marks of a kind."""
    layers = [layer for layer in drawing.spec["layer"] if layer["mark"]["type"] == mark]
    return [value for layer in layers for value in layer["data"]["values"]]


def shown(drawing: Drawing) -> list[str]:
    """What the picture writes on its paper, in the order of its marks."""
    root = parsed(render(drawing, "svg"))
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


@pytest.mark.slow
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_each_chart_is_drawn_whole(october: Report, colours: Palette) -> None:
    """Every mark of the data is in the picture: none was dropped on the way, or said twice."""
    drawn = drawings(october, colours)
    assert len(drawn) > 4
    for each in drawn.values():
        root = parsed(render(each, "svg"))
        assert root.get("width") == str(each.spec["width"])
        assert shown(each) == [value["said"] for value in values(each, "text")]
        assert len([*root.iter(f"{SVG}line")]) == len(values(each, "rule"))
        kinds = [(layer["mark"], layer["encoding"]) for layer in each.spec["layer"]]
        apart = [kind for kind in kinds if kind[0]["type"] not in {"line", "area"}]
        assert all(apart.count(kind) == 1 for kind in apart), "marks of a kind are one layer"
        assert render(each, "png").startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.slow
def test_intervals_show_each_share_with_counts_bounds_and_verdict(october: Report) -> None:
    written = shown(shares("Shares", october.rows))
    for row in october.rows:
        expected = [wording.share(row), wording.counts(row.k, row.n), row.verdict]
        if row.low is not None and row.high is not None:
            expected.append(wording.interval(row.low, row.high, row.n))
        assert set(expected) <= set(written)


@pytest.mark.slow
def test_differences_show_points_bounds_and_verdict(october: Report) -> None:
    written = shown(differences("Differences", october.differences))
    assert october.differences
    for each in october.differences:
        points = wording.points(wording.gap(each), wording.smaller(each))
        assert {points, wording.span(each), each.verdict} <= set(written)


@pytest.mark.slow
def test_the_flow_shows_each_step_and_who_left(october: Report) -> None:
    drawn = flow(october.flow)
    written = shown(drawn)
    for step in october.flow:
        assert {f"{step.n:,}", step.name} <= set(written)
        assert f"{step.n:,} {step.name}" in drawn.told
        for reason, left in step.left:
            assert f"{left:,} {reason}" in written
            assert f"left: {left:,} {reason}" in drawn.told


def test_the_words_of_a_chart_name_every_number_that_is_drawn(october: Report) -> None:
    for row in october.rows:
        assert f"{row.name}: {wording.figure(row)}; {row.verdict}." in shares("", october.rows).told
    for each in october.differences:
        told = differences("", october.differences).told
        assert wording.contrast(each) in told
        assert wording.counts(each.k1, each.n1) in told


@pytest.mark.slow
def test_a_curve_stands_where_its_shares_are(october: Report) -> None:
    """The steps are read back from the data: shares in pixels between the floor and the roof."""
    chart = next(chart for section in october.sections for chart in section.charts)
    drawn = curves(chart)
    steps = [each for each in drawn.spec["layer"] if each["mark"]["type"] == "line"]
    steps = steps[-len(chart.curves) :]
    assert len(steps) == len(chart.curves)
    for layer, curve in zip(steps, chart.curves, strict=True):
        heights = [value["y"] for value in layer["data"]["values"]]
        unit = {
            round((heights[0] - height) / point.at, 1)
            for height, point in zip(heights, curve.points, strict=True)
            if point.at
        }
        assert max(unit) - min(unit) < 1, "one scale for all points"
    assert shown(drawn)[0] == chart.title


@pytest.mark.slow
def test_hostile_words_stay_words(hostile: Report) -> None:
    section = hostile.sections[0]
    rows = tuple(replace(row, id="S6") for row in section.rows)
    shared = poster(replace(hostile, sections=(replace(section, rows=rows),)))
    for drawn in (*drawings(hostile).values(), shared):
        picture = render(drawn, "svg")
        root = parsed(picture)
        tags = {each.tag.removeprefix(SVG) for each in root.iter()}
        assert tags <= {"svg", "title", "desc", "g", "rect", "path", "line", "text", "tspan"}
        names = {name for each in root.iter() for name in each.attrib}
        assert not [name for name in names if name.startswith("on") or "href" in name]
        assert b"<script" not in picture
        assert b"\x1b" not in picture
        assert "\u202e" not in picture.decode()


@pytest.mark.slow
def test_a_picture_begins_with_its_title_and_its_words(october: Report) -> None:
    drawn = poster(october)
    root = parsed(render(drawn, "svg"))
    title, words = list(root)[:2]
    assert (title.tag, title.text) == (f"{SVG}title", drawn.title)
    assert (words.tag, words.text) == (f"{SVG}desc", drawn.told)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {words.get('id')}"


@pytest.mark.slow
def test_the_picture_to_share_says_window_figures_and_that_it_is_fictional(october: Report) -> None:
    drawn = poster(october)
    written = shown(drawn)
    assert wording.FICTIONAL in drawn.told
    assert any(each.startswith("Fictional") for each in written)
    assert any(wording.window(october) in each for each in written)
    assert {"4 of 50", "3 of 50"} & {each.replace(wording.NBSP, " ") for each in written}
    real = poster(replace(october, fictional=False))
    assert "ictional" not in real.told + " ".join(shown(real))


def test_the_picture_to_share_has_its_size_and_no_small_group(october: Report) -> None:
    drawn = poster(october)
    assert (drawn.spec["width"], drawn.spec["height"]) == (1200, 630)
    totals = [int(n) for n in re.findall(rf"of{wording.NBSP}(\d+)", drawn.told)]
    assert totals
    assert min(totals) >= FEWEST


def test_the_picture_to_share_draws_a_share_as_its_chart_does(october: Report) -> None:
    """The same figure, counts, bounds and verdict, and an interval as long for its axis."""
    shared = poster(october)
    for row in chosen(october):
        chart, mark = shares("", [row]), of_row(row)
        for drawn in (shared, chart):
            written = {value["said"] for value in values(drawn, "text")}
            assert {mark.figure, mark.counts, mark.bounds, mark.verdict} <= written
        (places,) = intervals(chart)
        assert places == (round(row.low or 0, 6), round(row.high or 0, 6))
        assert places in intervals(shared)


def intervals(drawing: Drawing) -> list[tuple[float, float]]:
    """Each interval that is drawn, as parts of the axis that it lies on."""
    across = [
        (layer["mark"]["color"] == LIGHT.accent, value)
        for layer in drawing.spec["layer"]
        if layer["mark"]["type"] == "rule"
        for value in layer["data"]["values"]
        if value["y"] == value["y2"]
    ]
    axes = {one["y"]: one for is_interval, one in across if not is_interval}
    return [
        (
            round((one["x"] - axes[one["y"]]["x"]) / wide(axes[one["y"]]), 6),
            round((one["x2"] - axes[one["y"]]["x"]) / wide(axes[one["y"]]), 6),
        )
        for is_interval, one in across
        if is_interval
    ]


def wide(axis: dict[str, Any]) -> float:
    return float(axis["x2"] - axis["x"])


def test_nothing_is_shared_of_few_people(october: Report) -> None:
    section = october.sections[0]
    few = tuple(
        replace(row, k=1, n=FEWEST - 1, claimed=None) for row in section.rows if row.low is not None
    )
    assert few
    with pytest.raises(TooFewToShare, match="could point at somebody"):
        poster(replace(october, sections=(replace(section, rows=few, claims=()),)))


def test_groups_by_what_people_are_like_are_not_shared(october: Report) -> None:
    """Not even a large one: with the whole beside it, it tells what the small ones hold."""
    first, *others = october.sections
    group = replace(first.rows[0], id="S11", name="French speakers")
    assert group.n >= FEWEST
    more = replace(october, sections=(replace(first, rows=(group, *first.rows)), *others))
    assert "French speakers" not in poster(more).told
    alone = replace(october, sections=(replace(first, rows=(group,)),))
    with pytest.raises(TooFewToShare):
        poster(alone)


def test_a_headline_that_tells_of_few_people_gives_way_to_the_title(october: Report) -> None:
    first, *others = october.sections
    rows = tuple(
        replace(row, k=1, n=FEWEST - 1, claimed=None) if number == 0 else row
        for number, row in enumerate(replace(first).rows)
    )
    changed = replace(october, sections=(replace(first, rows=rows), *others))
    assert first.rows[0].id == "S6"
    assert poster(october).title == october.headline
    assert poster(changed).title == october.title


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_the_paper(colours: Palette) -> None:
    """WCAG 2.2: 4.5 to 1 for words, 3 to 1 for marks."""
    words = (colours.ink, colours.soft, colours.accent, colours.good, colours.bad, colours.open)
    assert min(contrast(each, colours.paper) for each in words) >= 4.5
    assert contrast(colours.edge, colours.paper) >= 3


def test_the_colours_are_those_of_the_page() -> None:
    css = html.style()
    for colours in (LIGHT, DARK):
        for name in ("paper", "ink", "soft", "line", "accent", "edge", "good", "bad", "open"):
            assert f"--{name}: {getattr(colours, name)};" in css


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.slow
def test_on_the_page_a_chart_takes_the_colours_that_hold_there(october: Report) -> None:
    """No colour of its own, no style attribute, which the page's policy would not allow."""
    names = set(re.findall(r"--(\w+): #", html.style()))
    for each in drawings(october, PAGE).values():
        root = parsed(render(each, "svg"))
        used = {one.get(name, "none") for one in root.iter() for name in ("fill", "stroke")} - {
            "none"
        }
        assert used
        assert used <= {f"var(--{name})" for name in names}
        assert not [one for one in root.iter() if "style" in one.attrib]


def test_everything_written_stays_on_the_paper(october: Report, hostile: Report) -> None:
    """The places of the words; that they are not too long is what `lines` is for."""
    for report in (october, hostile):
        for each in drawings(report).values():
            width, height = each.spec["width"], each.spec["height"]
            for value in values(each, "text"):
                assert 0 <= value["x"] <= width
                assert 6 <= value["y"] <= height - 6


def test_every_chart_of_a_report_is_as_wide_as_a_phone(october: Report) -> None:
    """Drawn at a phone's width, its smallest letters are 12 pixels high."""
    for each in gallery(october).values():
        assert each.spec["width"] == 360
        sizes = [
            layer["mark"]["fontSize"]
            for layer in each.spec["layer"]
            if layer["mark"]["type"] == "text"
        ]
        assert min(sizes) >= 12


def test_the_gallery_holds_each_chart_of_the_page_once(october: Report, hostile: Report) -> None:
    drawn = gallery(october)
    parts = [len(s.charts) + bool(s.rows) + bool(s.differences) for s in october.sections]
    assert len(drawn) == sum(parts) + 1
    assert [name[:2] for name in drawn] == [f"{n:02}" for n in range(1, len(drawn) + 1)]
    for name in gallery(hostile):
        assert re.fullmatch(r"[0-9]{2}-[a-z0-9-]{1,60}", name)
