"""The demonstration."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from askwhy.app.demonstrating import demonstrate
from askwhy.app.home import STORE_VARIABLE

if TYPE_CHECKING:
    from pathlib import Path

    from askwhy.report.model import Report

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Report:
    report, outcomes = demonstrate(tmp_path_factory.mktemp("demo"), NOW)
    assert [outcome.failure for outcome in outcomes] == [None, None]
    return report


def test_it_counts_what_the_post_counted(october: Report) -> None:
    first: dict[str, tuple[int, int]] = {}
    for row in october.rows:
        first.setdefault(row.id, (row.k, row.n))
    assert {id_: first[id_] for id_ in ("S6", "S7", "S8", "S9", "S10", "S13", "S14")} == {
        "S6": (4, 50),
        "S7": (3, 50),
        "S8": (46, 50),
        "S9": (33, 50),
        "S10": (36, 50),
        "S13": (32, 32),
        "S14": (17, 32),
    }


def test_the_answers_by_sphere_are_the_post_s(october: Report) -> None:
    """As the post counted, the scam among them; without it seven become six."""
    spheres = [(row.name, row.k, row.n) for row in october.rows if row.id == "S11"]
    assert {("Anglo-Saxon", 7, 7), ("French", 14, 20), ("Polish", 11, 20)} <= set(spheres)
    assert ("Anglo-Saxon", 6, 7) in spheres


def test_what_fifty_people_can_bear(october: Report) -> None:
    """Exact global p .1086 (R, fisher.test); no pair survives Holm; 162 a group for 70 v 55 %."""
    whole = [c for c in october.ledger if c.judgement.counts == ((7, 7), (14, 20), (11, 20))]
    assert {round(c.judgement.p, 4) for c in whole if c.judgement.p is not None} >= {0.1086}
    pairs = {(d.first, d.second): d for d in october.differences if d.id == "S11"}
    posted = [d for d in pairs.values() if (d.k1, d.n1) != (6, 7)]
    assert posted
    assert all(d.verdict == "unresolved" for d in posted)
    between = pairs["French", "Polish"]
    assert between.claimed.verdict.group_sizes == (162, 162)


def test_it_stays_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Invented people never go into a record that somebody uses."""
    monkeypatch.setenv(STORE_VARIABLE, "postgresql+psycopg://nobody@127.0.0.1:1/none")
    demonstrate(tmp_path, NOW)
    assert (tmp_path / "askwhy.sqlite").exists()
