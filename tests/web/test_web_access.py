"""Every page as axe-core sees it, by the rules of WCAG 2.2 AA and good practice, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from tests.web.conftest import Opening, Served

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
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(filled: Served, protocol: str, opening: Opening, scheme: str) -> None:
    owner = filled.owner()
    owner.post("/study/lock", text=protocol)
    owner.post("/study/check", text=protocol)
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
