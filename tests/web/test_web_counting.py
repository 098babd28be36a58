"""What is counted anew, and when; and what the page says meanwhile."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from askwhy.app.people.splits import Overview
from askwhy.app.study.studying import running
from askwhy.web import background
from askwhy.web.bringing import Bringing
from askwhy.web.reported import Wanted
from askwhy.web.reporting import report_of, study_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import sqlalchemy as sa
    from tests.web.conftest import Busy, Opening, Served, Visitor

    from askwhy.web.reported import Made


pytestmark = pytest.mark.slow


def counted(count: Callable[[sa.Connection], Made], served: Served) -> Made:
    """A report, once it is there."""
    until = time.monotonic() + 60
    while True:
        try:
            with served.desk.record.read() as connection:
                return count(connection)
        except background.StillCounting:
            assert time.monotonic() < until, "the counting does not end"


def account_report(served: Served) -> Made:
    return counted(lambda c: report_of(served.desk, c, Wanted("linkedin")), served)


def study_report(served: Served) -> Made:
    home = served.desk.record.home
    return counted(lambda c: study_of(served.desk, c, running(c, home)[-1]), served)


def first_card(owner: Visitor) -> str:
    found = re.search(r'action="/today/due/([\w-]+)/skip"', owner.get("/today?split=due").text)
    assert found
    return found[1]


def person_of(owner: Visitor, card: str) -> int:
    found = re.search(r'<h2 id="who"><a href="/people/(\d+)"',
                      owner.get(f"/today?split=due&at={card}").text)  # fmt: skip
    assert found
    return int(found[1])


def test_after_a_decision_only_that_person_is_looked_at(filled: Served, protocol: str) -> None:
    owner = filled.owner()
    owner.post("/study/lock", text=protocol)
    card = first_card(owner)
    who = person_of(owner, card)
    before = dict(filled.desk.overview.placed)
    owner.post(f"/today/due/{card}/skip")
    owner.post(f"/today/people/{who}/known", known="never")
    filled.desk.held.settle_all()
    assert filled.desk.held.failures() == []
    owner.get("/today?split=new")
    after = filled.desk.overview.placed
    assert {id_ for id_ in after if after[id_] is not before[id_]} == {who}
    fresh = Overview()
    with filled.desk.record.read() as connection:
        fresh.refresh(connection)
    assert filled.desk.overview.lists == fresh.lists
    assert fresh.placed == after


def test_a_card_decided_leaves_the_accounts_report_as_it_is(filled: Served, protocol: str) -> None:
    owner = filled.owner()
    owner.post("/study/lock", text=protocol)
    report, study = account_report(filled), study_report(filled)
    card = first_card(owner)
    who = person_of(owner, card)
    owner.post(f"/today/due/{card}/skip")
    filled.desk.held.settle_all()
    assert account_report(filled) is report
    assert study_report(filled) is not study, "somebody was left out of it"
    owner.post(f"/people/{who}/favour", what="a job")
    assert account_report(filled) is not report, "what was asked for is in it"


def test_what_takes_long_is_said_and_comes_by_itself(
    filled: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "PATIENCE", 0.0)
    owner = filled.owner()
    for path in ("/today?split=new", "/report"):
        answer = owner.ask("GET", path)
        assert answer.status == 202
        assert answer.headers["refresh"] == "1"
        assert "Counting everything anew" in answer.text
        assert owner.get(path).status == 200
        assert owner.ask("GET", path).status == 200


def test_after_an_import_on_the_page_nothing_is_left_to_count(
    served: Served, export: Path, protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = served.owner()
    owner.post("/study/lock", text=protocol)
    monkeypatch.setattr(background, "PATIENCE", 0.0)
    owner.upload(export.read_bytes(), export.name)
    for path in ("/today?split=due", "/today?split=new", "/people", "/people/1", "/report",
                 "/study"):  # fmt: skip
        assert owner.ask("GET", path).status == 200, path


def test_an_import_says_when_it_counts(filled: Served) -> None:
    filled.desk.imports["0"] = Bringing("x.zip", 7, 7)
    assert "Reading your export" in filled.owner().get("/import/0").text
    filled.desk.imports["0"].is_counting = True
    page = filled.owner().get("/import/0").text
    assert "Counting everything anew" in page
    assert "All of it is read and kept." in page
    assert '"counting":true' in filled.owner().get("/import/0/state").text


def test_a_failure_of_counting_is_told(filled: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told though nobody waited for it, and not told twice."""
    monkeypatch.setattr(background, "PATIENCE", 0.0)
    answer = filled.owner().get("/report?since=2031-01-01")
    assert answer.status == 409
    assert "Nothing was seen after" in answer.text
    assert filled.owner().get("/report").status == 200


@pytest.mark.parametrize("has_script", [True, False])
def test_the_page_comes_by_itself_when_all_is_counted(
    filled: Served, opening: Opening, busy: Busy, tmp_path: Path, *, has_script: bool
) -> None:
    page = opening(filled, java_script_enabled=has_script)
    with busy(filled):
        page.goto(f"{filled.address}/people")
        expect(page.get_by_role("heading", name="Counting everything anew")).to_be_visible()
        page.screenshot(path=tmp_path / "counting.png")
    expect(page.get_by_role("heading", name="People")).to_be_visible()
