"""Groups are tested together before any pair, and drawn towards one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from askwhy.analysis import homogeneity_test, pairwise_differences, shrink_proportions
from askwhy.analysis.homogeneity import HomogeneityTest
from askwhy.report.comparing import MOST_PAIRS, differences

if TYPE_CHECKING:
    from tests.report.conftest import Count, ReportOn, Story

    from askwhy.report.model import Report, Section

OCTOBER = {"Anglo-Saxon": (7, 7), "French": (14, 20), "Polish": (11, 20)}


def people(groups: dict[str, tuple[int, int]], question: str = "sphere") -> list[Story]:
    return [
        {
            "sent": place / 4,
            "said": ((2, "you", "ask"), (3, "they", "own"))[: 2 if place < k else 1],
            "entries": ((question, name),),
        }
        for name, (k, n) in groups.items()
        for place in range(n)
    ]


def section(report: Report, title: str) -> Section:
    (found,) = [each for each in report.sections if each.title == title]
    return found


def test_the_posts_groups_come_with_their_shares_highest_first(
    count: Count, report_on: ReportOn
) -> None:
    found = section(report_on(count(people(OCTOBER))), "Who answers, by sphere")
    assert [(row.name, row.k, row.n) for row in found.rows] == [
        (name, *pair) for name, pair in OCTOBER.items()
    ]
    assert {row.id for row in found.rows} == {"S11"}
    assert not found.is_aside
    assert "as you noted them" in found.lead


def test_one_test_of_all_stands_before_the_pairs(count: Count, report_on: ReportOn) -> None:
    """R's fisher.test gives .1086 for the three groups; the pairs are Boschloo's with Holm."""
    found = section(report_on(count(people(OCTOBER))), "Who answers, by sphere")
    first = found.claims[0]
    assert first.sentence == "Who answers differs by sphere."
    assert first.judgement.p == pytest.approx(0.1085796, abs=1e-7)
    assert first.method == "fisher-freeman-halton"
    assert first.verdict.outcome == "unresolved"
    pairs = pairwise_differences([7, 14, 11], [7, 20, 20])
    assert isinstance(pairs, tuple)
    assert [each.p for each in found.differences] == [each.p_adjusted for each in pairs]
    assert [each.verdict for each in found.differences] == ["unresolved"] * 3
    assert {each.family for each in found.differences} == {"who answers, by sphere: 3 pairs, Holm"}
    last = found.differences[-1]
    assert (last.first, last.second) == ("French", "Polish")
    assert last.note == (
        "Needs 162 people in each group (217 among 3 pairs). Looked at alone: −14 to +41 points."
    )
    assert last.claimed.judgement.confidence == pytest.approx(1 - 0.05 / 3)


def test_the_shares_are_drawn_towards_one_another(count: Count, report_on: ReportOn) -> None:
    found = section(report_on(count(people(OCTOBER))), "Who answers, by sphere")
    (drawn,) = found.lists
    expected = shrink_proportions([7, 14, 11], [7, 20, 20])
    assert [each.at for each in drawn.figures] == pytest.approx(
        [float(share) for share in expected.shares.estimate]  # type: ignore[union-attr]
    )
    assert [(each.k, each.n) for each in drawn.figures] == [*OCTOBER.values()]
    first, second, third = (each.at for each in drawn.figures)
    assert first is not None
    assert second is not None
    assert third is not None
    assert 1 > first > second > third > 0.55
    assert "any common rate and any degree of resemblance is as likely" in drawn.about


def test_the_curves_are_compared_and_drawn(count: Count, report_on: ReportOn) -> None:
    found = section(report_on(count(people(OCTOBER))), "Who answers, by sphere")
    curves = found.claims[1]
    assert (curves.method, curves.counts) == ("log-rank", ((7, 7), (14, 20), (11, 20)))
    (chart,) = found.charts
    assert [curve.name for curve in chart.curves] == [*OCTOBER]
    ends = [curve.points[-1] for curve in chart.curves]
    assert [end.at for end in ends] == pytest.approx([1.0, 0.7, 0.55])
    assert {len(curve.points) for curve in chart.curves} == {29}
    (speeds,) = found.tables
    assert [line[0] for line in speeds.lines] == [*OCTOBER]
    assert speeds.lines[1][-1].replace("\xa0", " ") == "70 % (48–85 %)"


def test_a_person_alone_is_shown_and_not_compared(count: Count, report_on: ReportOn) -> None:
    groups = OCTOBER | {"Dutch": (1, 1)}
    found = section(report_on(count(people(groups))), "Who answers, by sphere")
    (dutch,) = [row for row in found.rows if row.name == "Dutch"]
    assert dutch.note == "One person alone: not compared."
    assert all(len(claim.counts) == 3 for claim in found.claims)
    assert not [each for each in found.differences if "Dutch" in {each.first, each.second}]
    assert len(found.lists[0].figures) == 4


def test_one_group_is_no_comparison(count: Count, report_on: ReportOn) -> None:
    made = report_on(count(people({"French": (3, 5), "Dutch": (1, 1)})))
    assert not [each for each in made.sections if each.title == "Who answers, by sphere"]


def test_unknown_is_no_group(count: Count, report_on: ReportOn) -> None:
    groups = {"woman": (3, 5), "man": (2, 4), "unknown": (9, 9)}
    found = section(report_on(count(people(groups, "gender"))), "Who answers, by gender")
    assert {row.name for row in found.rows} == {"woman", "man"}


def test_all_but_the_first_division_can_be_left_unread(count: Count, report_on: ReportOn) -> None:
    stories = people(OCTOBER)
    for place, story in enumerate(stories):
        known = "never" if place % 2 else "heard of"
        story["entries"] = (*story["entries"], ("known", known), ("contact of contacts", "no"))
    made = report_on(count(stories))
    titles = {each.title: each.is_aside for each in made.sections if "Who answers" in each.title}
    assert titles == {
        "Who answers, by sphere": False,
        "Who answers, by how well you knew them": True,
    }
    names = {row.name for row in section(made, "Who answers, by how well you knew them").rows}
    assert names == {"Never heard of", "Heard of"}


def test_where_nobody_was_asked_it_is_who_writes_first(count: Count, report_on: ReportOn) -> None:
    """What stood in the request tells people apart without any note of the owner's."""
    stories: list[Story] = [
        {"note": "Your talk made me think of our archive." * (place % 2),
         "said": ((0.5, "they", "own"),) * (place < 6)}
        for place in range(20)
    ]  # fmt: skip
    found = section(
        report_on(count(stories)), "Who writes first, by what they wrote in the request"
    )
    shares = {(row.name, row.k, row.n) for row in found.rows}
    assert shares == {("Words of their own", 3, 10), ("Not a word", 3, 10)}
    assert "they write first at different rates" in found.differences[0].claimed.sentence


def test_of_many_pairs_the_likeliest_are_listed_and_all_adjusted_for() -> None:
    groups = {f"group {place}": (place, 12) for place in range(7)}
    listed = differences("S11", groups, "people", "answer", "a family")
    every = pairwise_differences([*range(7)], [12] * 7)
    assert isinstance(every, tuple)
    smallest = sorted(each.p_adjusted for each in every)[:MOST_PAIRS]
    assert sorted(each.p or 0.0 for each in listed) == smallest
    assert {each.family for each in listed} == {"a family: 21 pairs, Holm"}


def test_many_large_groups_are_tested_by_drawing(count: Count, report_on: ReportOn) -> None:
    groups = {f"s{place}": (place + 8, 30) for place in range(8)}
    found = section(report_on(count(people(groups))), "Who answers, by sphere")
    assert found.claims[0].method == "permutation"
    k, n = [place + 8 for place in range(8)], [30] * 8
    again = homogeneity_test(k, n, rng=np.random.default_rng(5))
    assert isinstance(again, HomogeneityTest)
    assert found.claims[0].judgement.p == pytest.approx(again.p, abs=0.005)
