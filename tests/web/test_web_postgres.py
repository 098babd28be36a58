"""The pages over a record that a PostgreSQL server keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Served, Serving, Visitor

    from askwhy.app.home import Record

pytestmark = pytest.mark.slow
PAGES = (
    "/today?split=due", "/today?split=new", "/today?split=wrote", "/today?split=waiting",
    "/today?split=answered", "/today?split=owed", "/today?split=suspicious", "/people",
    "/people?find=a&split=new", "/people/{person}", "/people/{person}?find=a",
    "/people/{person}/forget", "/coding", "/coding/text?code=tone&texts=all&coder=eva",
    "/coding/differing?code=tone&texts=all", "/study", "/study/new", "/report", "/report?names=1",
    "/report/html", "/report/json", "/report/csv", "/settings", "/settings/purge", "/start",
)  # fmt: skip


def decide(served: Served, owner: Visitor) -> None:
    """One card of each answer, somebody known, and all of it written down."""
    for deed in ("sent", "skip", "wrote", "later"):
        card = re.search(r'action="(/today/due/[\w-]+)/sent"', owner.get("/today?split=due").text)
        assert card
        assert owner.post(f"{card[1]}/{deed}", days="2").status == 200
    found = re.search(r'action="(/today/people/\d+/known)"', owner.get("/today?split=new").text)
    assert found
    assert owner.post(found[1], known="never", split="new").status == 200
    served.desk.held.settle_all()
    assert served.desk.held.failures() == []


@pytest.mark.parametrize("record", ["postgresql"], indirect=True)
def test_every_page_is_served_from_postgresql(
    record: Record, serving: Serving, export: Path, protocol: str
) -> None:
    with serving(record.home) as served:
        owner = served.owner()
        assert "Imported" in owner.upload(export.read_bytes(), export.name).text
        assert owner.post("/study/lock", text=protocol).status == 200
        decide(served, owner)
        item = re.search(
            r'name="item" value="([^"]+)"', owner.get("/coding/text?code=tone&texts=all").text
        )
        assert item
        kept = owner.post("/coding/keep", item=item[1], values="2", code="tone", texts="all")
        assert "owner: 1 of" in kept.text
        people = re.findall(r'href="/people/(\d+)"', owner.get("/people").text)
        for path in PAGES:
            answer = owner.get(path.format(person=people[0]))
            assert answer.status == 200, (path, answer.text[:500])
        one, other = people[0], people[1]
        assert "one person" in owner.post(f"/people/{one}/link", other=other).text
        assert owner.post(f"/people/{one}/scam", kind="romance").status == 200
        assert owner.post(f"/people/{one}/favour", what="a job", due="2026-12-24").status == 200
        assert "Removed." in owner.post(f"/people/{one}/forget", sure="1").text
        assert f'href="/people/{one}"' not in owner.get("/people").text
        assert "pg_dump" in owner.post("/settings/backup").text
        with record.read() as connection:
            assert connection.dialect.name == "postgresql"
    assert not (record.home / "askwhy.sqlite").exists()
