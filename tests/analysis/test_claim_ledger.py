"""Each sentence is bound to counts, an interval and a verdict."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from askwhy.analysis import (
    Claim,
    Estimate,
    Judgement,
    NotEstimable,
    Verdict,
    judge_difference,
    judge_groups,
    judge_ordering,
    judge_share,
    proportion_interval,
    risk_difference_interval,
)
from askwhy.analysis.resolution import difference_chance, needs_for_gap, share_chance


def judged(found: Judgement | NotEstimable) -> Judgement:
    assert isinstance(found, Judgement)
    return found


POST = judged(judge_difference((14, 20), (11, 20), "higher"))


def test_a_claim_carries_what_it_rests_on() -> None:
    claim = Claim("The French answered more often than the Poles.", "spheres", "exploratory", POST)
    assert claim.counts == ((14, 20), (11, 20))
    assert claim.method == "newcombe"
    assert claim.interval == (POST.low, POST.high)
    assert claim.verdict == Verdict("unresolved", 284, (162, 162))
    assert str(claim) == (
        "The French answered more often than the Poles. [exploratory: unresolved "
        "(needs about 162 people in each group, 284 more in all)]"
    )


def test_a_claim_about_several_groups_has_no_interval() -> None:
    judgement = judged(judge_groups([(7, 7), (14, 20), (11, 20)]))
    claim = Claim("The three groups differ.", "spheres", "confirmatory", judgement)
    assert claim.interval is None
    assert round(judgement.p or 0, 4) == 0.1086
    assert str(claim) == "The three groups differ. [confirmatory: unresolved (needs about 46 more)]"


def test_an_exploratory_claim_is_not_called_significant() -> None:
    for sentence in ("A significant gap.", "Significantly more.", "NOT SIGNIFICANT"):
        with pytest.raises(ValueError, match="an exploratory claim is not called significant"):
            Claim(sentence, "spheres", "exploratory", POST)
    assert Claim("A significant gap.", "arms", "confirmatory", POST).kind == "confirmatory"


def test_a_claim_has_a_sentence_a_family_and_a_kind() -> None:
    for sentence, family in ((" ", "arms"), ("They differ.", "")):
        with pytest.raises(ValueError, match="a sentence and belongs to a family"):
            Claim(sentence, family, "exploratory", POST)
    with pytest.raises(ValueError, match="confirmatory or exploratory, not 'sure'"):
        Claim("They differ.", "arms", "sure", POST)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("k", "n", "relation", "share", "outcome"),
    [
        (46, 50, "at least", 0.8, "supported"),
        (46, 50, "at least", 0.82, "unresolved"),
        (46, 50, "at least", 0.99, "contradicted"),
        (4, 50, "at most", 0.2, "supported"),
        (4, 50, "at most", 0.1, "unresolved"),
        (4, 50, "at most", 0.02, "contradicted"),
        (33, 50, "about", 0.66, "unresolved"),
        (660, 1000, "about", 0.66, "supported"),
        (33, 50, "about", 0.9, "contradicted"),
        (33, 50, "about", 0.4, "contradicted"),
        (32, 32, "at least", 0.89, "supported"),
        (17, 32, "at least", 0.5, "unresolved"),
        (7, 7, "at least", 0.6, "supported"),
    ],
)
def test_a_share_is_judged_by_wilsons_interval(
    k: int, n: int, relation: str, share: float, outcome: str
) -> None:
    found = judged(judge_share(k, n, relation, share))  # type: ignore[arg-type]
    assert found.verdict.outcome == outcome
    wilson = proportion_interval(k, n)
    assert isinstance(wilson, Estimate)
    assert (found.low, found.high) == (wilson.low, wilson.high)
    assert (found.counts, found.method, found.confidence) == (((k, n),), "wilson", 0.95)
    assert found.estimate == k / n


def test_the_edges_of_a_share_belong_to_it() -> None:
    wilson = proportion_interval(33, 50)
    assert isinstance(wilson, Estimate)
    assert judged(judge_share(33, 50, "at least", wilson.low)).verdict.outcome == "supported"
    assert judged(judge_share(33, 50, "at most", wilson.high)).verdict.outcome == "supported"
    assert judged(judge_share(33, 50, "at least", wilson.high)).verdict.outcome == "unresolved"
    assert judged(judge_share(33, 50, "at most", wilson.low)).verdict.outcome == "unresolved"


def test_a_wider_tolerance_supports_sooner() -> None:
    tight = judge_share(330, 500, "about", 0.66, tolerance=0.02)
    loose = judge_share(330, 500, "about", 0.66, tolerance=0.06)
    assert judged(tight).verdict.outcome == "unresolved"
    assert judged(loose).verdict.outcome == "supported"


def test_a_family_of_claims_is_judged_more_strictly() -> None:
    alone = judged(judge_share(46, 50, "at least", 0.81))
    among = judged(judge_share(46, 50, "at least", 0.81, comparisons=10))
    assert (alone.verdict.outcome, among.verdict.outcome) == ("supported", "unresolved")
    assert among.confidence == pytest.approx(0.995)
    pair = judged(judge_difference((12, 12), (42, 60), "higher"))
    family = judged(judge_difference((12, 12), (42, 60), "higher", comparisons=3))
    assert (pair.verdict.outcome, family.verdict.outcome) == ("supported", "unresolved")
    with pytest.raises(ValueError, match="a family holds at least one claim"):
        judge_share(1, 2, "about", 0.5, comparisons=0)


def brute_share(k: int, n: int, low_edge: float, high_edge: float, size: int) -> float:
    """The chance that `size` people resolve "between the edges", table by table."""
    share, chance = k / n, 0.0
    for x in range(size + 1):
        found = proportion_interval(x, size)
        assert isinstance(found, Estimate)
        inside = found.low >= low_edge and found.high <= high_edge
        outside = found.high < low_edge or found.low > high_edge
        if inside or outside:
            chance += comb(size, x) * share**x * (1 - share) ** (size - x)
    return chance


@pytest.mark.parametrize(
    ("k", "n", "relation", "share", "edges"),
    [
        (7, 7, "at least", 0.9, (0.9, 2.0)),
        (30, 40, "at least", 0.6, (0.6, 2.0)),
        (10, 40, "at most", 0.4, (-1.0, 0.4)),
        (10, 20, "about", 0.3, (0.25, 0.35)),
        (6, 20, "about", 0.3, (0.1, 0.5)),
    ],
)
def test_what_a_share_needs_is_enumerated(
    k: int, n: int, relation: str, share: float, edges: tuple[float, float]
) -> None:
    tolerance = (edges[1] - edges[0]) / 2 if relation == "about" else 0.05
    found = judged(judge_share(k, n, relation, share, tolerance=tolerance))  # type: ignore[arg-type]
    assert found.verdict.outcome == "unresolved"
    assert found.verdict.needs_about is not None
    size = n + found.verdict.needs_about
    assert brute_share(k, n, *edges, size) >= 0.8
    assert brute_share(k, n, *edges, size - 1) < 0.8
    for more in range(1, 11):
        assert brute_share(k, n, *edges, size + more) >= 0.8


def test_nobody_resolves_a_share_that_is_on_the_edge() -> None:
    found = judged(judge_share(4, 50, "at most", 0.08))
    assert str(found.verdict) == (
        "unresolved (no number of people resolves it at exactly this share)"
    )


def test_a_share_next_to_the_edge_takes_too_many() -> None:
    found = judged(judge_share(5_000, 10_000, "at least", 0.4999))
    assert found.verdict.note == "it would take over 1000000 people"
    far = judged(judge_share(50, 100, "at least", 0.48))
    assert far.verdict.needs_about is not None
    assert far.verdict.needs_about + 100 == pytest.approx((2.8016 / 0.02) ** 2 / 4, rel=0.01)


def test_edges_beyond_0_and_1_are_no_edges() -> None:
    """Within .05 of 1: only .95 can decide, so 7/7 needs 73 and not endlessly many."""
    found = judged(judge_share(7, 7, "about", 1.0))
    assert found.verdict.needs_about == 73 - 7
    assert 73 / (73 + 1.959964**2) >= 0.95 > 72 / (72 + 1.959964**2)


@pytest.mark.parametrize(
    ("first", "second", "relation", "by", "outcome"),
    [
        ((12, 12), (15, 28), "higher", 0.0, "supported"),
        ((15, 28), (12, 12), "higher", 0.0, "contradicted"),
        ((15, 28), (12, 12), "lower", 0.0, "supported"),
        ((12, 12), (15, 28), "lower", 0.0, "contradicted"),
        ((12, 12), (15, 28), "different", 0.0, "supported"),
        ((15, 28), (12, 12), "different", 0.0, "supported"),
        ((14, 20), (11, 20), "higher", 0.0, "unresolved"),
        ((14, 20), (11, 20), "different", 0.0, "unresolved"),
        ((12, 12), (15, 28), "higher", 0.1, "supported"),
        ((12, 12), (15, 28), "higher", 0.3, "unresolved"),
        ((12, 12), (15, 28), "higher", 0.7, "contradicted"),
        ((15, 28), (12, 12), "lower", 0.7, "contradicted"),
        ((500, 1000), (505, 1000), "alike", 0.1, "supported"),
        ((12, 12), (15, 28), "alike", 0.05, "contradicted"),
        ((14, 20), (11, 20), "alike", 0.1, "unresolved"),
        ((500, 1000), (505, 1000), "different", 0.1, "contradicted"),
    ],
)
def test_a_difference_is_judged_by_newcombes_interval(
    first: tuple[int, int], second: tuple[int, int], relation: str, by: float, outcome: str
) -> None:
    found = judged(judge_difference(first, second, relation, by=by))  # type: ignore[arg-type]
    assert found.verdict.outcome == outcome
    newcombe = risk_difference_interval(*first, *second)
    assert isinstance(newcombe, Estimate)
    assert (found.low, found.high) == (newcombe.low, newcombe.high)
    assert found.estimate == newcombe.estimate
    assert (found.counts, found.method) == ((first, second), "newcombe")


def test_alike_needs_a_margin() -> None:
    with pytest.raises(ValueError, match="two groups are alike within a margin above 0"):
        judge_difference((5, 10), (5, 10), "alike")


def brute_gap(p1: float, n1: int, p2: float, n2: int, low_edge: float, high_edge: float) -> float:
    """The chance that n1 and n2 people resolve "the difference is between the edges"."""
    k1, k2 = np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1), indexing="ij")
    found = risk_difference_interval(k1, n1, k2, n2)
    inside = (found.low >= low_edge) & (found.high <= high_edge)
    outside = (found.high < low_edge) | (found.low > high_edge)
    one = np.array([comb(n1, k) * p1**k * (1 - p1) ** (n1 - k) for k in range(n1 + 1)])
    two = np.array([comb(n2, k) * p2**k * (1 - p2) ** (n2 - k) for k in range(n2 + 1)])
    return float(one @ (inside | outside) @ two)


@pytest.mark.parametrize(
    ("first", "second", "relation", "by", "edges"),
    [
        ((9, 10), (4, 10), "higher", 0.2, (0.2, 9.0)),
        ((14, 20), (13, 20), "alike", 0.3, (-0.3, 0.3)),
        ((4, 10), (9, 10), "lower", 0.2, (-9.0, -0.2)),
    ],
)
def test_what_a_difference_needs_is_enumerated(
    first: tuple[int, int],
    second: tuple[int, int],
    relation: str,
    by: float,
    edges: tuple[float, float],
) -> None:
    found = judged(judge_difference(first, second, relation, by=by))  # type: ignore[arg-type]
    n1, n2 = found.verdict.group_sizes
    p1, p2 = first[0] / first[1], second[0] / second[1]
    assert n1 == n2
    assert brute_gap(p1, n1, p2, n2, *edges) >= 0.8
    assert brute_gap(p1, n1 - 1, p2, n2 - 1, *edges) < 0.8
    assert found.verdict.needs_about == n1 - first[1] + n2 - second[1]


def test_groups_grow_in_their_proportion() -> None:
    found = judged(judge_difference((9, 10), (12, 30), "higher", by=0.2))
    n1, n2 = found.verdict.group_sizes
    assert n2 == 3 * n1
    assert brute_gap(0.9, n1, 0.4, n2, 0.2, 9.0) >= 0.8


def test_nobody_resolves_a_difference_that_is_on_the_edge() -> None:
    found = judged(judge_difference((14, 20), (14, 20), "higher"))
    assert found.verdict.note == "no number of people resolves it at exactly these shares"
    near = judged(judge_difference((5_000, 10_000), (5_001, 10_000), "higher"))
    assert near.verdict.note == "it would take over 1000000 people in a group"


def test_the_chances_are_those_of_the_enumeration() -> None:
    def above(low: np.ndarray, _: np.ndarray) -> np.ndarray:
        return np.asarray(low > 0.3)

    share = sum(
        comb(12, k) * 0.6**k * 0.4 ** (12 - k)
        for k in range(13)
        if proportion_interval(k, 12).low > 0.3
    )
    assert share_chance(0.6, 12, 1.959963984540054, above) == pytest.approx(share, rel=1e-12)
    gap = brute_gap(0.9, 8, 0.2, 11, -9.0, 0.3)
    chance = difference_chance(
        0.9, 8, 0.2, 11, 1.959963984540054, lambda low, high: (high <= 0.3) | (low > 0.3)
    )
    assert chance == pytest.approx(gap, rel=1e-12)


def test_an_ordering_holds_if_every_step_holds() -> None:
    found = judged(judge_ordering([(120, 120), (420, 600), (150, 280)]))
    assert str(found.verdict) == "supported"
    assert found.counts == ((120, 120), (420, 600), (150, 280))
    assert (found.low, found.method) == (None, "newcombe, every step")


def test_one_step_the_other_way_contradicts_an_ordering() -> None:
    assert judged(judge_ordering([(42, 60), (60, 60), (15, 28)])).verdict.outcome == "contradicted"
    assert judged(judge_ordering([(42, 60), (15, 28), (28, 28)])).verdict.outcome == "contradicted"
    assert judged(judge_ordering([(15, 28), (12, 12)])).verdict.outcome == "contradicted"


def test_a_contradiction_is_judged_at_the_divided_level() -> None:
    """A step that excludes 0 at 95 % but not at 97.5 % contradicts one step, not one of two."""
    one, two = (9, 21), (16, 21)
    for confidence, excluded in ((0.95, True), (0.975, False)):
        found = risk_difference_interval(*one, *two, confidence=confidence)
        assert isinstance(found, Estimate)
        assert (found.high < 0) == excluded
    assert judged(judge_ordering([one, two])).verdict.outcome == "contradicted"
    assert judged(judge_ordering([one, two, (1, 21)])).verdict.outcome == "unresolved"


def test_the_posts_ordering_is_open() -> None:
    """French before Poles is the step that needs most: 80 % for both steps is 89 % for each."""
    found = judged(judge_ordering([(7, 7), (14, 20), (11, 20)]))
    sizes = found.verdict.group_sizes
    alone = needs_for_gap((14, 20, 11, 20), (0.0,), lambda low, _: low > 0, 0.95, 0.8**0.5)
    assert sizes[1] == sizes[2] == alone.group_sizes[0] == 212
    assert sizes[0] == int(np.ceil(7 * 212 / 20))
    assert found.verdict.needs_about == sum(sizes) - 47


def test_an_ordering_that_looks_wrong_needs_what_contradicts_it() -> None:
    """Poles claimed before French: 162 a group would contradict a claim of one step."""
    found = judged(judge_ordering([(11, 20), (14, 20)]))
    assert found.verdict == Verdict("unresolved", 284, (162, 162))
    three = judged(judge_ordering([(20, 20), (11, 20), (14, 20)]))
    assert three.verdict.group_sizes[1] > 162  # judged at 97.5 %
    assert len(set(three.verdict.group_sizes)) == 1


def test_equal_groups_are_never_put_in_order() -> None:
    found = judged(judge_ordering([(14, 20), (14, 20)]))
    assert found.verdict.note == "no number of people resolves it at exactly these shares"


def test_steps_already_taken_need_nobody() -> None:
    found = judged(judge_ordering([(20, 20), (10, 20), (9, 20)]))
    alone = needs_for_gap((10, 20, 9, 20), (0.0,), lambda low, _: low > 0, 0.95, 0.8**0.5)
    assert found.verdict.group_sizes == (alone.group_sizes[0],) * 3


def test_an_ordering_is_of_groups_that_hold_people() -> None:
    with pytest.raises(ValueError, match="an ordering is of two or more groups"):
        judge_ordering([(1, 2)])
    reason = NotEstimable("nobody was asked in one of the groups", -1.0, 1.0)
    assert judge_ordering([(1, 2), (0, 0)]) == reason


def test_what_cannot_be_estimated_is_not_judged() -> None:
    assert judge_share(0, 0, "at least", 0.5) == NotEstimable("nobody was asked")
    reason = NotEstimable("nobody was asked in one of the two groups", -1.0, 1.0)
    assert judge_difference((0, 0), (1, 2), "higher") == reason
    assert judge_groups([(1, 2)]) == NotEstimable("fewer than two groups hold anybody")


def test_groups_that_differ_are_found_by_the_exact_test() -> None:
    found = judged(judge_groups([(12, 12), (42, 60), (15, 28)]))
    assert str(found.verdict) == "supported"
    assert found.method == "fisher-freeman-halton"
    assert found.p == pytest.approx(0.007683778, rel=1e-7)
    stricter = judged(judge_groups([(12, 12), (42, 60), (15, 28)], confidence=0.999))
    assert stricter.verdict.outcome == "unresolved"
    many = [(40 + 5 * i, 100) for i in range(6)]
    drawn = judged(judge_groups(many, rng=np.random.default_rng(0)))
    assert drawn.method == "permutation"
