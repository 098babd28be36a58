"""The report on the page: its charts are those of the file and of `--charts`, its figures open."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from tests.web.test_web_attacks import HOSTILE, Seen
from tests.web.test_web_serve import address_of

from askwhy.app.demonstrating import demonstrate
from askwhy.cli import askwhy
from askwhy.report.vega import LIGHT, Palette

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from playwright.sync_api import Page
    from tests.web.conftest import Opening, Served, Serving, Visiting

pytestmark = pytest.mark.slow
OCTOBER = "since=2026-10-01&until=2026-10-31"
SERVE = """
import sys
sys.modules["vl_convert"] = None
from askwhy.cli import askwhy
askwhy.main(["--home", sys.argv[1], "serve", "--no-browser", "--read-only"])
"""


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory, present: datetime) -> Path:
    """A folder that holds the demonstration's record."""
    home = tmp_path_factory.mktemp("october") / "home"
    home.mkdir()
    _, outcomes = demonstrate(home, present)
    assert not [each.failure for each in outcomes if each.failure]
    return home


@pytest.fixture
def replayed(october: Path, serving: Serving) -> Iterator[Served]:
    with serving(october) as one:
        yield one


def read(page: Page, served: Served) -> None:
    """Go to the report, and wait until it is counted."""
    page.goto(f"{served.address}/report?{OCTOBER}")
    page.wait_for_selector(".report .figures", state="attached")


def charts_in(text: str) -> list[str]:
    return re.findall(r"<svg [^>]*role=\"img\".*?</svg>", text, re.DOTALL)


def in_fixed_colours(chart: str) -> str:
    """A page's chart as a file has it: its colours named, and the ids that hang on them."""
    for name in Palette.__slots__:
        chart = chart.replace(f'"var(--{name})"', f'"{getattr(LIGHT, name)}"')
    return re.sub(r'(id="[td]|labelledby="t| d)[0-9a-f]{12}', r"\1", chart)


def test_page_file_and_charts_hold_the_same_drawings(replayed: Served, tmp_path: Path) -> None:
    """Mark for mark: only the colours are the page's own."""
    owner = replayed.owner()
    page = charts_in(owner.get(f"/report?{OCTOBER}").text)
    file = charts_in(owner.get(f"/report/html?{OCTOBER}").text)
    told = ["report", "--home", str(replayed.desk.home), "--charts", str(tmp_path / "charts"),
            "--since", "2026-10-01", "--until", "2026-10-31"]  # fmt: skip
    assert CliRunner().invoke(askwhy, told).exit_code == 0
    written = [each.read_text("utf-8") for each in (tmp_path / "charts").glob("*.svg")]
    assert len(page) == len(set(page)) == 21
    assert page == file
    assert sorted(map(in_fixed_colours, page)) == sorted(map(in_fixed_colours, written))


def test_charts_stand_on_the_page_with_ids_of_their_own(replayed: Served) -> None:
    text = replayed.owner().get(f"/report?{OCTOBER}").text
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for chart in charts_in(text):
        named = re.search(r'aria-labelledby="(\S+) (\S+)"', chart)
        assert named
        assert f'<title id="{named[1]}">' in chart
        assert f'<desc id="{named[2]}">' in chart


def test_a_chart_is_drawn_once_for_a_state_of_the_record(replayed: Served) -> None:
    """The second time the page is taken as it was made: nothing is drawn, not even in thought."""
    owner = replayed.owner()
    first = charts_in(owner.get(f"/report?{OCTOBER}").text)
    from askwhy.report import picture

    picture._made.clear()
    again = charts_in(owner.get(f"/report?{OCTOBER}").text)
    assert again == first
    assert picture._made == {}


def test_every_figure_opens_by_the_keyboard_without_javascript(
    replayed: Served, opening: Opening
) -> None:
    page = opening(replayed, java_script_enabled=False)
    read(page, replayed)
    line = page.locator("tr", has_text="You had never heard of them")
    fold = line.locator("summary")
    assert fold.inner_text().startswith("Counts and method")
    told = line.get_by_text("people whose request fell into the window, and of whom you noted it")
    assert not told.is_visible()
    fold.focus()
    page.keyboard.press("Enter")
    assert told.is_visible()
    assert line.get_by_text("Wilson, 95").is_visible()
    rows = page.locator(".figures tbody tr")
    assert rows.count() > 30
    assert rows.count() == page.locator(".figures tbody tr:has(details.behind > summary)").count()


def test_on_paper_the_note_stands_without_being_opened(replayed: Served, opening: Opening) -> None:
    page = opening(replayed)
    read(page, replayed)
    line = page.locator("tr", has_text="Wrote words of their own in the request").first
    note = line.get_by_text("so a missing note is not always a choice")
    is_shown = "each => each.checkVisibility()"
    assert not note.evaluate(is_shown)
    page.emulate_media(media="print")
    assert note.evaluate(is_shown)
    assert line.get_by_text("4 of 50", exact=False).first.is_visible()
    assert not line.locator("summary").is_visible()


def letters(page: Page) -> list[float]:
    """The height of each chart's letters on the screen, in pixels."""
    found: list[float] = page.evaluate(
        """[...document.querySelectorAll("svg[role=img] text")].filter(each => each.getBBox().width)
        .map(each => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a)"""
    )
    return found


def outside(page: Page) -> list[str]:
    """Words of a chart that stand beyond its edge."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll("svg[role=img]")].flatMap(svg =>
        [...svg.querySelectorAll("text")].filter(each => {
            const box = each.getBoundingClientRect(), edge = svg.getBoundingClientRect();
            return box.width && (box.left < edge.left - 1 || box.right > edge.right + 1
                || box.bottom > edge.bottom + 1);
        }).map(each => each.textContent))"""
    )
    return found


@pytest.mark.parametrize("width", [360, 800, 1200])
def test_charts_can_be_read_at_every_width(replayed: Served, opening: Opening, width: int) -> None:
    page = opening(replayed, viewport={"width": width, "height": 800})
    read(page, replayed)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(letters(page)) > 200
    assert min(letters(page)) >= 11
    assert outside(page) == []


@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_nothing_where_every_figure_is_open(
    replayed: Served, opening: Opening, width: int
) -> None:
    page = opening(replayed, viewport={"width": width, "height": 800})
    read(page, replayed)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    results = Axe().run(page)
    assert len(results.response["passes"]) > 10
    assert [(e["id"], e["nodes"][0]["target"]) for e in results.response["violations"]] == []


@pytest.mark.parametrize(
    ("scheme", "ink"), [("light", "rgb(28, 34, 48)"), ("dark", "rgb(232, 230, 224)")]
)
def test_charts_follow_light_and_dark(
    replayed: Served, opening: Opening, scheme: str, ink: str
) -> None:
    page = opening(replayed, color_scheme=scheme)
    read(page, replayed)
    title = "getComputedStyle(document.querySelector('svg[role=img] text')).fill"
    assert page.evaluate(title) == ink


def test_a_hostile_arm_is_words_in_a_chart(filled: Served, protocol: str) -> None:
    owner = filled.owner()
    named = HOSTILE.replace('"', '\\"')
    owner.post("/study/lock", text=protocol.replace('"question"', f'"{named}"'))
    text = owner.get("/study").text
    charts = charts_in(text)
    assert any("&lt;img src=x" in chart for chart in charts)
    seen = Seen()
    seen.feed(text)
    assert "img" not in seen.tags
    assert seen.tags.count("script") == 1


def test_without_what_draws_charts_the_page_says_so_once(october: Path, visiting: Visiting) -> None:
    """A server in whose process the renderer cannot be imported."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(october)], stdout=subprocess.PIPE, text=True
    )
    try:
        port, path = address_of(process)
        came = visiting(port)
        came.cookie = came.ask("GET", path).headers["set-cookie"].partition(";")[0]
        text = came.get(f"/report?{OCTOBER}").text
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert text.count("pip install &#39;askwhy[pictures]&#39;") == 1
    assert charts_in(text) == []
    assert "people whose request fell into the window" in text
    assert "Who answers, by sphere" in text
