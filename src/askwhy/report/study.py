"""A study's own report: arms as they were allocated, what reached them, and what was declared."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from askwhy.analysis import (
    Claim,
    NotEstimable,
    judge_difference,
    judge_share,
    sample_ratio_mismatch,
)
from askwhy.protocol import Expects, HypothesisKind
from askwhy.protocol.durations import spell_duration
from askwhy.report.comparing import differences
from askwhy.report.favours import favours_section
from askwhy.report.model import Report, Section, Step, Table
from askwhy.report.shares import row
from askwhy.report.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from numpy.random import Generator

    from askwhy.analysis import Judgement
    from askwhy.analysis.claims import GapRelation, Kind, ShareRelation
    from askwhy.analysis.tabulate import Pair
    from askwhy.facts import FavourState
    from askwhy.protocol import Hypothesis, Protocol

ANSWERED = "S5"
NONE: Mapping[FavourState, int] = MappingProxyType({})
DECLARED = "declared beforehand"
ALLOCATED = "people allocated to the arm, whose time to answer is over"


@dataclass(frozen=True, slots=True)
class ArmCounts:
    """One arm of a study, by allocation.

    Of the `allocated`, the question went to `claimed` by the owner's word, and to `verified` as a
    source shows. `analysed` had their time to answer and `answered` of them did, whatever then
    happened to the person; the words of `scams` of them, confirmed or suspected, are no answer.
    """

    name: str
    weight: int
    is_asked: bool
    allocated: int
    claimed: int
    verified: int
    analysed: int
    answered: int
    scams: int = 0


@dataclass(frozen=True, slots=True)
class StudyCounts:
    """A whole study: its arms, and where everybody of the cohort stands, in words."""

    arms: tuple[ArmCounts, ...]
    standing: tuple[tuple[str, int], ...]

    @property
    def cohort(self) -> int:
        """Everybody whose request fell into the window."""
        return sum(n for _, n in self.standing)


def study_report(
    counts: StudyCounts,
    protocol: Protocol,
    digest: str,
    *,
    since: datetime,
    until: datetime,
    observed_until: datetime,
    made_at: datetime,
    rng: Generator,
    asked_for: Mapping[FavourState, int] = NONE,
) -> Report:
    """Say what the study has shown so far, by allocation, with every declared hypothesis.

    `asked_for` is what its people asked the owner for, by what became of it.
    """
    sections = (
        _arms(counts), _hypotheses(counts, protocol), _delivery(counts, rng),
        favours_section(asked_for),
    )  # fmt: skip
    answered = sum(arm.answered for arm in counts.arms if arm.is_asked)
    analysed = sum(arm.analysed for arm in counts.arms if arm.is_asked)
    return Report(
        title=f"The study “{protocol.name}”",
        headline=f"Of {analysed:,} people asked long enough ago, {answered:,} answered.",
        made_at=made_at,
        since=since,
        until=until,
        observed_until=observed_until,
        sections=tuple(each for each in sections if each.lead),
        flow=_flow(counts),
        caveats=(
            "Everybody counts in the arm they were allocated to, whether or not the question "
            "reached them.",
            *_scams(counts),
        ),
        settings=(
            ("Protocol", digest),
            ("Wait", f"{spell_duration(protocol.wait)} after the acceptance"),
            ("Answered", f"within {spell_duration(protocol.definitions.replied)}"),
        ),
    )


def _scams(counts: StudyCounts) -> list[str]:
    """How many answers are none because they cheat, where there are any."""
    scams = sum(arm.scams for arm in counts.arms)
    if not scams:
        return []
    return [
        f"{scams:,} more wrote what is a scam by your word, or by a machine's that no person has "
        "judged: they were asked, and count as not having answered."
    ]


def _arms(counts: StudyCounts) -> Section:
    groups: dict[str, Pair] = {arm.name: (arm.answered, arm.analysed) for arm in counts.arms}
    rows = tuple(
        row(
            ANSWERED,
            f"{arm.name}: {'answered' if arm.is_asked else 'wrote without being asked'}",
            groups[arm.name],
            ALLOCATED,
        )
        for arm in counts.arms
    )
    compared = {name: pair for name, pair in groups.items() if pair[1] > 1}
    pairs = (
        differences(ANSWERED, compared, ALLOCATED, "answer", "arms") if len(compared) > 1 else ()
    )
    lead = "By allocation, of those whose time to answer is over."
    return Section("The arms", lead, rows, differences=pairs)


def _hypotheses(counts: StudyCounts, protocol: Protocol) -> Section:
    """What was written down beforehand, beside the figure that was to test it."""
    groups = {arm.name: (arm.answered, arm.analysed) for arm in counts.arms}
    asked = [(arm.answered, arm.analysed) for arm in counts.arms if arm.is_asked]
    together = (sum(k for k, _ in asked), sum(n for _, n in asked))
    tested = [one for one in protocol.hypotheses if _is_here(one)]
    confirmatory = sum(one.kind is HypothesisKind.CONFIRMATORY for one in tested)
    claims, left = [], []
    for one in protocol.hypotheses:
        claim = _claim(one, groups, together, max(1, confirmatory)) if _is_here(one) else None
        if claim is None:
            why = (
                "nobody to count yet"
                if _is_here(one)
                else f"its figure {one.figure or '—'} is in the main report"
            )
            left.append((one.says, str(one.kind), why))
        else:
            claims.append(claim)
    tables = (
        Table("Not tested here", "", ("hypothesis", "kind", "why"), tuple(left)),
    ) if left else ()  # fmt: skip
    lead = "Written down before the first message; the rest of this report explores."
    return Section("What was expected", lead, claims=tuple(claims), tables=tables)


def _is_here(one: Hypothesis) -> bool:
    return one.figure == ANSWERED and one.expects is not None


def _claim(
    one: Hypothesis, groups: dict[str, Pair], together: Pair, comparisons: int
) -> Claim | None:
    is_confirmatory = one.kind is HypothesisKind.CONFIRMATORY
    family = comparisons if is_confirmatory else 1
    found: Judgement | NotEstimable
    if one.arms:
        first, second = (groups[name] for name in one.arms)
        relation: GapRelation = "higher" if one.expects is Expects.MORE else "lower"
        found = judge_difference(first, second, relation, comparisons=family)
    else:
        side: ShareRelation = "at least" if one.expects is Expects.MORE else "at most"
        found = judge_share(*together, side, one.than, comparisons=family)
    if isinstance(found, NotEstimable):
        return None
    kind: Kind = "confirmatory" if is_confirmatory else "exploratory"
    return Claim(sentence(one.says), DECLARED, kind, found)


def _delivery(counts: StudyCounts, rng: Generator) -> Section:
    """Allocated, claimed, verified and analysed apart, and whether people got lost on the way."""
    lines = tuple(
        (
            arm.name,
            str(arm.allocated),
            str(arm.claimed) if arm.is_asked else "—",
            str(arm.verified) if arm.is_asked else "—",
            str(arm.analysed),
        )
        for arm in counts.arms
    )
    head = ("arm", "allocated", "sent, you say", "seen in an import", "analysed")
    table = Table("How far the question came", "People, by arm.", head, lines)
    return Section("Delivery", " ".join(_mismatches(counts, rng)), tables=(table,))


def _mismatches(counts: StudyCounts, rng: Generator) -> Sequence[str]:
    if len(counts.arms) < 2:
        return ["There is one arm, so nothing can be lost between arms."]
    weights = [arm.weight for arm in counts.arms]
    said = []
    for name, sizes in (
        ("allocated", [arm.allocated for arm in counts.arms]),
        ("analysed", [arm.analysed for arm in counts.arms]),
    ):
        found = sample_ratio_mismatch(sizes, weights, rng=rng)
        if isinstance(found, NotEstimable):
            said.append(f"Nobody is {name} yet.")
        elif found.verdict.outcome == "supported":
            said.append(
                f"People got lost: the sizes of the arms {name} do not fit their weights "
                f"(p = {found.p:.4f}). Find out why before you believe the comparison."
            )
        else:
            said.append(f"The sizes of the arms {name} fit their weights (p = {found.p:.2f}).")
    return said


def _flow(counts: StudyCounts) -> tuple[Step, ...]:
    boxes = [Step("Requests in the window", counts.cohort, 0)]
    boxes += [Step(name, n, 1) for name, n in counts.standing if n]
    return tuple(boxes)
