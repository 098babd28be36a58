"""Every page as axe-core sees it, by the rules of WCAG 2.2 AA and good practice, light and dark."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from askwhy.web.bringing import Bringing

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Route
    from tests.web.conftest import Busy, Opening, Served, Serving

pytestmark = pytest.mark.slow
RULES = {
    "runOnly": {
        "type": "tag",
        "values": [
            "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
        ],
    }
}  # fmt: skip
PAGES = (
    "start", "today?split=due", "today?split=new", "today?split=owed", "people",
    "people/3?find=a", "people/3/forget", "study", "study/new", "report", "settings", "nope",
    "coding", "coding/text?code=tone&texts=all", "coding/differing?code=tone&texts=all",
    "coding/text?code=scam&texts=all", "import/0", "accounts", "accounts/mail",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(filled: Served, protocol: str, opening: Opening, scheme: str) -> None:
    owner = filled.owner()
    owner.post("/study/lock", text=protocol)
    owner.post("/study/check", text=protocol)
    filled.desk.imports["0"] = Bringing("export.zip", is_counting=True)
    page = opening(filled, color_scheme=scheme)
    found = []
    for name in PAGES:
        page.goto(f"{filled.address}/{name}")
        results = Axe().run(page, options=RULES)
        assert len(results.response["passes"]) > 10, "the rules were run"
        found += [
            (name, each["id"], node["target"], node["failureSummary"])
            for each in results.response["violations"]
            for node in each["nodes"]
        ]
    assert found == []


def test_axe_finds_nothing_on_the_sheet_of_keys(filled: Served, opening: Opening) -> None:
    page = opening(filled)
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    assert Axe().run(page, options=RULES).response["violations"] == []


def test_axe_finds_nothing_where_a_study_is_to_be_purged(
    tmp_path: Path, imported: Path, serving: Serving, protocol: str, opening: Opening
) -> None:
    shutil.copytree(imported, tmp_path / "home")
    with serving(tmp_path / "home") as before:
        before.owner().post("/study/lock", text=protocol)
    with serving(tmp_path / "home", clock=lambda: datetime(2028, 6, 2, tzinfo=UTC)) as served:
        page = opening(served)
        for name in ("study", "settings", "settings/purge", "today?split=new"):
            page.goto(f"{served.address}/{name}")
            assert page.get_by_text("promised to delete").count(), name
            assert Axe().run(page, options=RULES).response["violations"] == [], name


def test_axe_finds_nothing_while_everything_is_counted(
    filled: Served, opening: Opening, busy: Busy
) -> None:
    page = opening(filled)

    def once(route: Route) -> None:
        """The answer, but for its wish to be asked for again."""
        answer = route.fetch()
        kept = {name: value for name, value in answer.headers.items() if name != "refresh"}
        route.fulfill(response=answer, headers=kept)

    with busy(filled):
        page.route("**/people", once)
        page.goto(f"{filled.address}/people")
        page.wait_for_selector("text=Counting everything anew")
        assert Axe().run(page, options=RULES).response["violations"] == []
