"""What the owner declared before the data: the only claims that can be confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.analysis import Claim, NotEstimable, judge_share
from askwhy.protocol import Expects, HypothesisKind
from askwhy.report.model import Row, Section
from askwhy.report.shares import without

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from askwhy.protocol import Hypothesis

ID: Final = "S12"
TESTED: Final = "declared beforehand"
"""The family of confirmatory claims, among which their level is divided."""


def declared_section(hypotheses: Sequence[Hypothesis], rows: Sequence[Row]) -> Section:
    """Each declared hypothesis beside the figure that can test it; `rows` are the report's own."""
    return Section(
        "What you declared beforehand",
        "Explanations, each beside the figure that it was held to predict. The figure can agree "
        "with an explanation; it cannot prove it.",
        tuple(_rows(hypotheses, rows)),
    )


def _rows(hypotheses: Sequence[Hypothesis], rows: Sequence[Row]) -> Iterator[Row]:
    tested = sum(each.kind is HypothesisKind.CONFIRMATORY for each in hypotheses)
    for each in hypotheses:
        figure = next((row for row in rows if row.id == each.figure), None)
        explained = f"Your explanation: {each.says}"
        if not each.figure:
            yield without(ID, each.says, (0, 0), "", "No figure of this report was named for it.")
        elif each.arms:
            arms = " and ".join(each.arms)
            reason = f"{arms} are told apart in the study's own report. {explained}"
            yield without(ID, each.says, (0, 0), "", reason)
        elif figure is None or figure.low is None:
            reason = f"There is no such figure here ({each.figure}). {explained}"
            yield without(ID, each.says, (0, 0), "", reason)
        else:
            yield _held_against(each, figure, explained, max(1, tested))


def _held_against(hypothesis: Hypothesis, figure: Row, explained: str, tested: int) -> Row:
    is_tested = hypothesis.kind is HypothesisKind.CONFIRMATORY
    if hypothesis.expects is None:
        return Row(
            ID, figure.name, figure.k, figure.n, figure.among, figure.low, figure.high,
            figure.confidence, figure.method, f"Whatever it shows. {explained}",
        )  # fmt: skip
    is_more = hypothesis.expects is Expects.MORE
    judged = judge_share(
        figure.k,
        figure.n,
        "at least" if is_more else "at most",
        hypothesis.than,
        comparisons=tested if is_tested else 1,
    )
    assert not isinstance(judged, NotEstimable), "a figure with an interval can be judged"
    than = f"{'more' if is_more else 'fewer'} than {hypothesis.than:.0%}".replace("%", " %")
    claimed = Claim(
        f"{figure.name}: {than}.",
        TESTED if is_tested else "explanations, each judged by itself",
        "confirmatory" if is_tested else "exploratory",
        judged,
    )
    return Row(
        ID, figure.name, figure.k, figure.n, figure.among, judged.low, judged.high,
        judged.confidence, judged.method, explained, claimed,
    )  # fmt: skip
