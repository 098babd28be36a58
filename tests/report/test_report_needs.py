"""What it would take is reckoned in people and in months at the owner's own pace."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from askwhy.analysis import sample_size_two_proportions
from askwhy.analysis.power import SampleSize
from askwhy.report import terminal, wording
from askwhy.report.model import Need

if TYPE_CHECKING:
    from tests.report.conftest import Count, ReportOn, Story


def people(k: int, n: int, **entries: str) -> list[Story]:
    return [
        {
            "sent": place / 4,
            "said": ((2, "you", "ask"), (3, "they", "own"))[: 2 if place < k else 1],
            "entries": tuple(entries.items()),
        }
        for place in range(n)
    ]


def needs(count: Count, report_on: ReportOn, stories: list[Story]) -> dict[str, Need]:
    return {need.question: need for need in report_on(count(stories)).needs}


def test_french_against_poles_takes_162_a_group_and_eight_months(
    count: Count, report_on: ReportOn
) -> None:
    """R's power.prop.test: 162.3 a group. Twenty of each came in the month of the window."""
    stories = people(14, 20, sphere="French") + people(11, 20, sphere="Polish")
    need = needs(count, report_on, stories)[
        "French against Polish: they answer at different rates."
    ]
    assert (need.sizes, need.more) == ((162, 162), 2 * 142)
    assert need.months == math.ceil(142 / 20) == 8
    assert wording.wanted(need) == "162 people in each group, 284 more than now"
    assert wording.months(need) == "about 8 months"


def test_the_two_questions_worth_planning_for_have_their_price(
    count: Count, report_on: ReportOn
) -> None:
    """8 people an arm without the question, 293 for a wording: statistics of the protocol's page.

    Nobody was asked here, so the post's own shares stand in, and the silent are who could be asked.
    """
    found = needs(count, report_on, [{"sent": place / 2} for place in range(50)])
    control = found["Does asking bring words that would not come by themselves?"]
    wordings = found["Does another wording of your question bring more answers?"]
    assert (control.sizes, control.more) == ((8, 8), 16)
    assert control.given.replace("\xa0", " ") == (
        "A study in which some of the silent are left unasked: 6 % write without the question, "
        "68 % with it, as in the post, at fifty people."
    )
    assert (wordings.sizes, wordings.more) == ((293, 293), 586)
    assert control.months == 1
    assert wordings.months == math.ceil(586 / 50 + (1 + 14) / 30.4375) == 13


def test_the_owners_own_shares_are_taken_where_they_are_known(
    count: Count, report_on: ReportOn
) -> None:
    silent = [{"sent": place / 4, "said": ((0.5, "they", "own"),)} for place in range(5)]
    found = needs(count, report_on, people(20, 40) + silent)
    control = found["Does asking bring words that would not come by themselves?"]
    assert "11 % write without the question, 50 % with it, as here" in control.given.replace(
        "\xa0", " "
    )
    size = sample_size_two_proportions(5 / 45, 20 / 40)
    assert isinstance(size, SampleSize)
    assert control.sizes == (size.n1, size.n2)


def test_an_open_share_needs_more_of_its_own_people(count: Count, report_on: ReportOn) -> None:
    """17 of 32 had no reason but "in case"; 32 answers came in a month."""
    stories = people(32, 32)
    for place, story in enumerate(stories):
        story["entries"] = (("reason", "network only" if place < 17 else "job-seeking"),)
    need = needs(count, report_on, stories)["More than half had no reason but “in case”."]
    assert need.more is not None
    assert need.sizes == (32 + need.more,)
    assert need.months == math.ceil(need.more / 32)
    assert wording.wanted(need) == f"{32 + need.more:,} people, {need.more:,} more than now"


def test_what_no_number_of_people_settles_has_its_reason(count: Count, report_on: ReportOn) -> None:
    stories = people(5, 10, sphere="French") + people(5, 10, sphere="Polish")
    need = needs(count, report_on, stories)[
        "French against Polish: they answer at different rates."
    ]
    assert (need.sizes, need.more, need.months) == ((), None, None)
    assert need.note == "No number of people tells equal shares apart."
    assert wording.wanted(need) == "—"
    assert wording.months(need) == need.note


def test_what_takes_over_ten_years_gets_no_number(count: Count, report_on: ReportOn) -> None:
    stories = people(10, 20, sphere="French") + people(10, 19, sphere="Polish")
    need = needs(count, report_on, stories)[
        "Polish against French: they answer at different rates."
    ]
    assert need.more is not None
    assert need.more > 120 * 39
    assert (need.months, need.note) == (None, "More than ten years at this pace.")


def test_settled_claims_need_nothing_and_every_open_one_is_listed(
    count: Count, report_on: ReportOn
) -> None:
    stories = people(14, 20, sphere="French") + people(11, 20, sphere="Polish")
    made = report_on(count(stories))
    opened = {
        claim.sentence
        for claim in made.ledger
        if claim.verdict.outcome == "unresolved" and not claim.method.startswith("e-process")
    }
    asked = {need.question for need in made.needs if not need.given}
    assert asked == opened
    assert len(asked) < len(made.ledger)
    months = [need.months for need in made.needs if not need.given]
    assert months == sorted(months, key=lambda each: (each is None, each or 0))


def test_the_mirror_has_no_pace(count: Count, report_on: ReportOn) -> None:
    told = [{"said": ((0.5, "they", "own"),) * (place % 2)} for place in range(10)]
    found = needs(count, report_on, told)
    collected = [each for each in found if each.startswith("Most of your connections")]
    assert len(collected) == 1
    assert found[collected[0]].months is None


def test_where_nobody_was_silent_there_is_no_pace_and_nobody_is_denied(
    count: Count, report_on: ReportOn
) -> None:
    made = report_on(count([{"said": ((1, "you", "own"),)}] * 12))
    planned = [need for need in made.needs if need.given]
    reason = "Nobody is known to have stayed silent, so there is no pace to reckon from."
    assert [need.note for need in planned] == [reason] * 2
    on_screen = " ".join(terminal.text(made).split())
    assert f"8 people in each group. {reason}" in on_screen.replace(wording.NBSP, " ")


def test_without_requests_there_is_nothing_to_plan(count: Count, report_on: ReportOn) -> None:
    assert report_on(count([])).needs == ()


@pytest.mark.parametrize(
    ("months", "said"), [(1, "about 1 month"), (23, "about 23 months"), (63, "about 5 years")]
)
def test_long_times_are_said_in_years(months: int, said: str) -> None:
    assert wording.months(Need("Who?", (9,), 9, months, "")) == said
