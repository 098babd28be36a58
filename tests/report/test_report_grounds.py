"""What a figure opens to says who was counted, how, and where that is explained."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from askwhy.analysis import Claim, Judgement, Verdict
from askwhy.report import grounds, wording

if TYPE_CHECKING:
    from tests.report.conftest import Count, ReportOn, Story

    from askwhy.report.model import Report

ROOT = Path(__file__).parents[2]
WORDS = {
    "wilson": "wilson",
    "anytime": "anytime",
    "e-process over 5 blocks": "e-process",
    "newcombe": "newcombe",
    "newcombe, every step": "judge_ordering",
    "boschloo, Newcombe's interval": "boschloo",
    "fisher-freeman-halton": "fisher",
    "permutation": "tables",
    "log-rank": "logrank",
    "kaplan-meier, rothman-wilson": "rothman",
    "beta-binomial shrinkage": "shrink_proportions",
    "double sampling": "tenenbein",
}
"""A word that a page which explains the method cannot do without."""


@pytest.mark.parametrize("method", WORDS)
def test_the_page_that_is_named_explains_the_method(method: str) -> None:
    named = re.fullmatch(r"explained in (docs/methods/[a-z-]+\.md)", grounds.explained(method))
    assert named is not None
    assert WORDS[method] in (ROOT / named[1]).read_text("utf-8").casefold()
    assert not named[1].endswith("index.md")


def test_every_page_that_is_named_is_there() -> None:
    for page in (*grounds.PAGES.values(), "index"):
        assert (ROOT / f"docs/methods/{page}.md").is_file(), page
    assert (ROOT / grounds.RULES.removeprefix("explained in ")).is_file()


def asked(answers: bool, **more: object) -> Story:
    said = [(2, "you", "ask"), (3, "they", "own")][: 2 if answers else 1]
    return {"said": tuple(said), **more}


@pytest.fixture
def made(count: Count, report_on: ReportOn) -> Report:
    """Two groups of people asked, with what the owner noted of them."""
    return report_on(
        count(
            asked(place % 3 > 0, entries=(("sphere", "French" if place % 2 else "Polish"),
                                          ("known", "never"), ("tone", "ill at ease")))
            for place in range(24)
        )
    )  # fmt: skip


def test_every_method_of_a_report_has_its_page(made: Report) -> None:
    methods = {row.method for row in made.rows if row.low is not None}
    methods |= {each.method for each in made.differences}
    methods |= {claim.method for claim in made.ledger}
    methods |= {
        figure.method
        for section in made.sections
        for told in section.lists
        for figure in told.figures
        if figure.at is not None
    }
    assert len(methods) > 5
    assert [each for each in methods if "index.md" in grounds.explained(each)] == []


def test_every_share_says_whom_it_is_a_share_of(made: Report) -> None:
    for row in made.rows:
        told = dict(grounds.of_row(row))
        assert told["Counts"] == f"{wording.counts(row.k, row.n)} {row.among}"
        assert row.among
    whom = {row.name: row.among for row in made.rows}
    assert whom["You had never heard of them"].endswith("of whom you noted it")
    assert whom["Wrote first, once accepted"].endswith("accepted long enough ago to have written")
    assert (
        whom["Answered your question"] == "people whom you asked, and whose time to answer is over"
    )
    assert whom["French"] == "people of the group, whose time to answer is over"
    assert {each.among for each in made.differences} == {whom["French"]}


def test_a_claim_with_p_says_when_it_would_be_supported(made: Report) -> None:
    (claim,) = [one for one in made.ledger if one.sentence == "Who answers differs by sphere."]
    told = dict(grounds.of_claim(claim))
    assert told["Counts"] == wording.counted(claim)
    assert told["Verdict"].startswith(f"{wording.p_value(claim.judgement.p or 0)}; supported where")
    assert told["Method"].endswith("docs/methods/homogeneity.md")


def test_a_claim_that_may_be_watched_says_how_much_evidence_it_takes() -> None:
    judged = Judgement(((5, 9), (4, 9)), "e-process over 3 blocks", 0.95, Verdict("unresolved"),
                       p=0.4)  # fmt: skip
    told = dict(grounds.of_claim(Claim("They differ.", "groups", "exploratory", judged)))
    assert "20 to 1" in told["Verdict"]
    assert told["Verdict"].endswith("monitoring.md")


def test_a_claim_by_an_interval_says_its_rule() -> None:
    judged = Judgement(((9, 10), (2, 10)), "newcombe, every step", 0.95, Verdict("supported"),
                       0.7, 0.3, 0.9)  # fmt: skip
    told = dict(grounds.of_claim(Claim("More do.", "ranking", "exploratory", judged)))
    assert told["Verdict"].startswith("supported: the claim holds over the whole interval; ")


def test_a_curve_is_told_day_by_day(october: Report) -> None:
    alone, several = (chart for section in october.sections for chart in section.charts)
    head, *days = grounds.days_of(alone)
    assert head == ("Days", "Share", "Interval", "Waited for")
    points = alone.curves[0].points
    told = [point for point in points[1:] if point.day in {1, 3, len(points) - 1}]
    assert [line[0] for line in days] == [f"{point.day}" for point in told]
    assert [line[3] for line in days] == [f"{point.at_risk}" for point in told]
    shares = [float(line[1].split(wording.NBSP)[0]) for line in days]
    assert np.allclose(shares, [100 * point.at for point in told], atol=0.5)
    head, *days = grounds.days_of(several)
    assert head[0] == "Who"
    assert {line[0] for line in days} == {curve.name for curve in several.curves}


def test_a_horizon_beyond_the_curve_is_not_spoken_of(october: Report) -> None:
    chart = next(chart for section in october.sections for chart in section.charts)
    late = replace(chart, curves=(replace(chart.curves[0], horizon=90),))
    assert "Horizon" in dict(grounds.of_chart(chart))
    assert "Horizon" not in dict(grounds.of_chart(late))
