"""Other people's figures can be found again, and their intervals are right."""

from __future__ import annotations

import re

from statsmodels.stats.proportion import proportion_confint

from askwhy.report.published import OTHERS, POST, PUBLISHED, THE_POST
from askwhy.report.wording import interval


def test_every_source_names_who_and_every_other_one_when() -> None:
    assert {each.source for each in THE_POST} == {POST}
    for each in OTHERS:
        assert re.search(r"\b20\d\d\b", each.source)
        assert re.match(r"[A-Z]\w+", each.source)
    assert len({(each.about, each.finding) for each in PUBLISHED}) == len(PUBLISHED)


def test_the_posts_figures_are_all_there() -> None:
    told = " ".join(each.finding for each in THE_POST)
    assert [each for each in (8, 6, 92, 66, 72, 100, 70, 55) if f"{each} %" not in told] == []


def test_an_interval_of_ours_is_wilsons() -> None:
    (notes,) = [each for each in OTHERS if each.about == "Any note with the request"]
    for k in (105, 89):
        low, high = proportion_confint(k, 364, method="wilson")
        said = interval(low, high, 100).replace("\xa0", " ")
        assert f"{round(100 * k / 364)} % ({said})" in notes.finding
