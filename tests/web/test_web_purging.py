"""What a study promised to delete: said when its day comes, and done after a confirmation."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from askwhy.rules.canned import is_canned
from askwhy.rules.removed import is_removed
from askwhy.store import reading, watching

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Served, Serving

pytestmark = pytest.mark.slow
TEXTS = datetime(2027, 6, 2, tzinfo=UTC)
EVERYTHING = datetime(2028, 6, 2, tzinfo=UTC)
PROMISE = "“Autumn” promised to delete on 1 June 2027 what people wrote."


@pytest.fixture
def home(tmp_path: Path, imported: Path, serving: Serving, protocol: str) -> Path:
    """A record with a study that promised to keep no text after May 2027."""
    shutil.copytree(imported, tmp_path / "home")
    with serving(tmp_path / "home") as served:
        wide = protocol.replace("first_day = 2026-09-01", "first_day = 2026-01-01")
        locked = served.owner().post("/study/lock", text=wide)
        assert "promised to delete" not in locked.text
        assert "Nothing is to be deleted now" in served.owner().get("/settings/purge").text
    return tmp_path / "home"


def texts(served: Served) -> list[str]:
    """What the people of the study wrote, with their requests and since."""
    with served.desk.record.read() as connection:
        cohort = watching.watched(connection, 1)
        found = list(reading.histories(connection, 1, cohort))
    written = [one.note for each in found for one in each.requests]
    written += [one.text for each in found for one in each.said if not one.by_owner]
    return [text for text in written if text]


def test_the_day_is_said_and_texts_go_after_a_confirmation(home: Path, serving: Serving) -> None:
    with serving(home, clock=lambda: TEXTS) as served:
        owner = served.owner()
        for path in ("/study", "/settings", "/today?split=due", "/today?split=new"):
            page = owner.get(path).text
            assert PROMISE in page, path
            assert 'href="/settings/purge"' in page
        before = texts(served)
        assert before
        assert not all(map(is_removed, before))
        asked = owner.get("/settings/purge")
        assert PROMISE in asked.text
        assert owner.post("/settings/purge").status == 409
        assert texts(served) == before, "nobody was sure"
        done = owner.post("/settings/purge", sure="1")
        assert "Deleted, as promised." in done.text
        after = texts(served)
        assert len(after) == len(before)
        assert {is_removed(text) or is_canned(text) for text in after} == {True}
        assert {is_removed(text) or is_canned(text) for text in before} == {True, False}
        assert PROMISE not in owner.get("/study").text
        assert owner.get("/report").status == 200


def test_people_go_on_the_later_day(home: Path, serving: Serving) -> None:
    with serving(home, clock=lambda: EVERYTHING) as served:
        owner = served.owner()
        total = re.search(r"(\d+) people", owner.get("/people").text)
        assert total
        assert "on 1 June 2028 everything about its people." in owner.get("/study").text
        owner.post("/settings/purge", sure="1")
        left = re.search(r"(\d+) people", owner.get("/people").text)
        assert left
        assert 0 < int(left[1]) < int(total[1])
        assert texts(served) == []


def test_read_only_says_it_and_offers_nothing(home: Path, serving: Serving) -> None:
    with serving(home, clock=lambda: TEXTS, is_read_only=True) as served:
        owner = served.owner()
        assert PROMISE in owner.get("/settings").text
        assert "<button" not in owner.get("/settings/purge").text.partition("<main>")[2].partition(
            "</main>")[0]  # fmt: skip
        assert owner.post("/settings/purge", sure="1").status == 403
        assert not all(map(is_removed, texts(served)))
