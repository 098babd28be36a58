"""Nobody gets lost between two boxes of the participant flow, whatever they did and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askwhy.history import Answer, Standing
from askwhy.report.flow import branches
from askwhy.report.model import Step
from askwhy.report.participants import NO_ANSWER_YET, is_complete, participant_flow

if TYPE_CHECKING:
    from tests.report.conftest import Count, ReportOn, Story

WORDS = st.tuples(
    st.floats(0, 40).map(lambda day: round(day, 2)),
    st.sampled_from(["they", "you"]),
    st.sampled_from(["own", "tap", "ask"]),
)
STORIES = st.fixed_dictionaries(
    {
        "sent": st.floats(0, 25).map(lambda day: round(day, 2)),
        "accepted": st.none() | st.integers(0, 6),
        "said": st.lists(WORDS, max_size=5).map(tuple),
        "entries": st.sampled_from([(), (("scam", "advance fee"),), (("sphere", "French"),)]),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.lists(STORIES, max_size=25), st.floats(1, 60), st.booleans())
def test_the_people_of_a_box_are_exactly_in_the_boxes_below_it(
    count: Count, stories: list[Story], until: float, scams_answer: bool
) -> None:
    tally = count(stories, until, scams_answer=scams_answer)
    flow = participant_flow(tally.requests)
    assert flow[0].n == len(stories)
    assert is_complete(branches(flow))
    ended = [
        step
        for step, after in zip(flow, [*flow[1:], Step("", 0)], strict=True)
        if after.depth <= step.depth and step.depth > 1
    ]
    left = sum(n for step in flow for _, n in step.left)
    leaves = sum(step.n - sum(n for _, n in step.left) for step in ended)
    assert leaves + left == len(stories)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.lists(STORIES, max_size=25), st.floats(1, 60), st.booleans())
def test_the_followed_are_the_people_of_the_flow(
    count: Count, stories: list[Story], until: float, scams_answer: bool
) -> None:
    """What the figures count and what the boxes show are the same people."""
    tally = count(stories, until, scams_answer=scams_answer)
    requests = tally.requests
    apart = requests.scams_due if requests.scams_apart else 0
    due = requests.due
    assert tally.answered.all.pair == (due[Answer.REPLIED], due.total() + apart)
    settled = requests.settled
    assert tally.wrote_first.all.pair == (settled[Standing.WROTE_FIRST], settled.total())
    for outcome, people in (
        (tally.answered, requests.standing[Standing.ASKED]),
        (tally.wrote_first, requests.accepted),
    ):
        assert outcome.all.waiting.n + outcome.all.waiting.too_early == people
        assert sum(n for _, n in outcome.all.by_day.values()) == people
        for groups in outcome.groups.values():
            assert sum(each.n for each in groups.values()) <= outcome.all.n


def test_a_flow_that_loses_somebody_is_noticed() -> None:
    whole = (Step("all", 5, 0, (("left", 1),)), Step("one way", 3, 1), Step("the other", 1, 1))
    assert is_complete(branches(whole))
    assert not is_complete(branches(whole[:2]))
    assert not is_complete(branches((Step("all", 5, 0, (("left", 1),)),)))
    deep = (Step("all", 5), Step("half", 5, 1), Step("a few", 2, 2))
    assert not is_complete(branches(deep))


def test_early_and_not_yet_due_are_reasons_and_not_silences(count: Count) -> None:
    """Two accepted yesterday are silent; of three asked, one was asked two days ago."""
    early = {"sent": 28}
    asked = {"said": ((2, "you", "ask"),)}
    late = {"sent": 26, "said": ((2, "you", "ask"),)}
    answered = {"said": ((2, "you", "ask"), (3, "they", "own"))}
    flow = participant_flow(count([early, early, asked, late, answered], until=30).requests)
    told = {step.name: (step.n, step.left) for step in flow}
    assert told == {
        "Requests in the window": (5, ()),
        "Accepted": (5, ((str(Standing.TOO_EARLY), 2),)),
        "Asked": (3, ((NO_ANSWER_YET, 1),)),
        "Answered": (1, ()),
        "No answer": (1, ()),
    }


@pytest.mark.parametrize("scams_answer", [True, False])
def test_the_headline_speaks_of_those_whose_time_to_answer_has_passed(
    count: Count, report_on: ReportOn, scams_answer: bool
) -> None:
    answered = {"said": ((2, "you", "ask"), (3, "they", "own"))}
    late = answered | {"sent": 25}
    scam = answered | {"entries": (("scam", "advance fee"),)}
    all_due = report_on(count([answered, scam, {"said": ((2, "you", "ask"),)}], until=30,
                              scams_answer=scams_answer))  # fmt: skip
    replied = 1 + scams_answer
    assert all_due.headline.endswith(f"; of 3 asked why, {replied} answered.")
    some_due = report_on(count([answered, scam, late], until=30, scams_answer=scams_answer))
    said = f"; of 2 asked why long enough ago, {replied} answered."
    assert some_due.headline.endswith(said)
    (row,) = [row for section in some_due.sections for row in section.rows if row.id == "S5"]
    assert (row.k, row.n) == (replied, 2)


@pytest.mark.parametrize("scams_answer", [True, False])
def test_a_scam_is_a_box_of_its_own_unless_it_counts_as_an_answer(
    count: Count, scams_answer: bool
) -> None:
    scam = {
        "said": ((2, "you", "ask"), (3, "they", "own")),
        "entries": (("scam", "advance fee"),),
    }
    flow = participant_flow(count([scam], scams_answer=scams_answer).requests)
    assert flow[-1] == Step("Answered" if scams_answer else "Scam", 1, 3)
