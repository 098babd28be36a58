"""Fisher, Boschloo and Fisher-Freeman-Halton: R's figures, SciPy's, and brute force."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from scipy.stats import boschloo_exact, chi2_contingency, fisher_exact

from askwhy.analysis import HomogeneityTest, NotEstimable, boschloo_p, homogeneity_test
from askwhy.analysis.fisher import fisher_p_table
from askwhy.analysis.homogeneity import count_tables, exact_p, pearson_statistic

PAIRS = [
    (12, 12, 42, 60, 0.02986076639),
    (12, 12, 15, 28, 0.003504251556),
    (42, 60, 15, 28, 0.155329897),
]


def judge(k: list[int], n: list[int]) -> HomogeneityTest:
    found = homogeneity_test(k, n)
    assert isinstance(found, HomogeneityTest)
    return found


@pytest.mark.parametrize(("k1", "n1", "k2", "n2", "p"), PAIRS)
def test_fisher_agrees_with_r(k1: int, n1: int, k2: int, n2: int, p: float) -> None:
    """R 4.2: fisher.test(matrix(c(k1, n1 - k1, k2, n2 - k2), 2))."""
    assert fisher_p_table(n1, n2)[k1, k2] == pytest.approx(p, rel=5e-9)
    assert judge([k1, k2], [n1, n2]).p == pytest.approx(p, rel=5e-9)


def test_fisher_agrees_with_scipy_on_every_table() -> None:
    table = fisher_p_table(6, 9)
    assert table.shape == (7, 10)
    for k1, k2 in product(range(7), range(10)):
        theirs = fisher_exact(np.array([[k1, k2], [6 - k1, 9 - k2]]))[1]
        assert table[k1, k2] == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize(
    ("k1", "n1", "k2", "n2"),
    [(7, 7, 14, 20), (7, 7, 11, 20), (14, 20, 11, 20), (3, 40, 9, 35), (0, 5, 7, 7), (5, 8, 1, 9)],
)
def test_boschloo_agrees_with_scipy(k1: int, n1: int, k2: int, n2: int) -> None:
    theirs = boschloo_exact([[k1, k2], [n1 - k1, n2 - k2]]).pvalue
    assert boschloo_p(k1, n1, k2, n2) == pytest.approx(theirs, rel=1e-9)
    assert boschloo_p(k2, n2, k1, n1) == pytest.approx(theirs, rel=1e-9)


def test_boschloo_keeps_its_level() -> None:
    """The chance of p <= .05 under any common share, by enumeration of 9 and 12 people."""
    rejects = np.array([[boschloo_p(a, 9, b, 12) <= 0.05 for b in range(13)] for a in range(10)])
    assert rejects.sum() > 0
    for share in np.linspace(0.01, 0.99, 99):
        one = np.array([comb(9, k) * share**k * (1 - share) ** (9 - k) for k in range(10)])
        two = np.array([comb(12, k) * share**k * (1 - share) ** (12 - k) for k in range(13)])
        assert one @ rejects @ two <= 0.05


def test_boschloo_is_never_above_fisher() -> None:
    fisher = fisher_p_table(7, 10)
    for k1, k2 in product(range(8), range(11)):
        tails = boschloo_p(k1, 7, k2, 10)
        assert 0 < tails <= 1
        if fisher[k1, k2] < 0.05:
            assert tails < 0.06


@pytest.mark.parametrize(("k1", "k2"), [(0, 0), (7, 4)])
def test_boschloo_is_one_where_all_agree(k1: int, k2: int) -> None:
    assert boschloo_p(k1, 7, k2, 4) == 1.0


def test_boschloo_is_one_where_a_group_is_empty() -> None:
    assert boschloo_p(0, 0, 4, 5) == 1.0
    assert boschloo_p(4, 5, 0, 0) == 1.0


def test_freeman_halton_agrees_with_r() -> None:
    """R 4.2: fisher.test on the 3 x 2 tables of the post's two readings."""
    large = judge([12, 42, 15], [12, 60, 28])
    assert large.p == pytest.approx(0.007683778287, rel=5e-10)
    assert large.tables == 332
    assert large.statistic == pytest.approx(8.5353637, rel=5e-8)
    small = judge([7, 14, 11], [7, 20, 20])
    assert small.p == pytest.approx(0.1085796, rel=5e-7)
    assert round(small.p, 4) == 0.1086
    assert small.tables == 100


def test_the_statistic_is_pearsons() -> None:
    """R 4.2: chisq.test gives p = .01401423 and .08668549 on 2 degrees of freedom."""
    for k, n, p in (
        ([12, 42, 15], [12, 60, 28], 0.01401423),
        ([7, 14, 11], [7, 20, 20], 0.08668549),
    ):
        found = judge(k, n)
        assert found.df == 2
        assert np.exp(-found.statistic / 2) == pytest.approx(p, rel=5e-7)  # the tail on 2 df
        rest = np.subtract(n, k)
        assert found.statistic == pytest.approx(chi2_contingency([k, rest])[0], rel=1e-12)


@pytest.mark.parametrize(
    ("k", "n", "p"),
    [
        ([4, 7, 6], [4, 10, 11], 0.277),
        ([5, 14, 11], [5, 20, 20], 0.156),
        ([7, 14, 11], [7, 20, 20], 0.108),
        ([10, 14, 11], [10, 20, 20], 0.061),
        ([8, 35, 22], [8, 50, 40], 0.038),
        ([12, 42, 15], [12, 60, 28], 0.013),
        ([12, 42, 33], [12, 60, 60], 0.009),
        ([20, 70, 44], [20, 100, 80], 0.0004),
    ],
)
def test_the_posts_table_at_each_size(k: list[int], n: list[int], p: float) -> None:
    """How often permuted answers are as uneven: measured with 400,000 permutations a row."""
    rng = np.random.default_rng(3)
    found = homogeneity_test(k, n, method="permutation", rng=rng, draws=100_000)
    assert isinstance(found, HomogeneityTest)
    assert found.p == pytest.approx(p, abs=max(0.004, p / 50) if p > 0.01 else 6e-4)
    assert found.p_low < found.p < found.p_high
    assert found.method == "permutation"
    assert found.tables == 100_000


def test_drawn_tables_converge_to_all_tables() -> None:
    """The permutation p against the exact chance of as large a chi-squared, by brute force."""
    k, n = np.array([5, 1, 4]), np.array([6, 5, 7])
    bar = float(pearson_statistic(k, n)) - 1e-9
    chance = 0.0
    for table in product(range(7), range(6), range(8)):
        if sum(table) == 10 and float(pearson_statistic(np.array(table), n)) >= bar:
            chance += np.prod([comb(m, x) for m, x in zip(n, table, strict=True)]) / comb(18, 10)
    found = homogeneity_test(
        k, n, method="permutation", rng=np.random.default_rng(11), draws=50_000
    )
    assert isinstance(found, HomogeneityTest)
    assert found.p == pytest.approx(chance, abs=0.006)
    assert found.p_low <= chance <= found.p_high


def test_every_table_is_enumerated_once() -> None:
    """p and the number of tables by brute force over four groups."""
    k, n = np.array([3, 0, 2, 4]), np.array([4, 3, 5, 4])
    chances = [
        float(np.prod([comb(m, x) for m, x in zip(n, table, strict=True)])) / comb(16, 9)
        for table in product(range(5), range(4), range(6), range(5))
        if sum(table) == 9
    ]
    mine = float(np.prod([comb(m, x) for m, x in zip(n, k, strict=True)])) / comb(16, 9)
    p, tables = exact_p(k, n)
    assert tables == len(chances) == count_tables(n, 9)
    assert p == pytest.approx(sum(c for c in chances if c <= mine * (1 + 1e-9)), rel=1e-12)


def test_the_same_seed_draws_the_same_tables() -> None:
    def draw(seed: int) -> float:
        rng = np.random.default_rng(seed)
        found = homogeneity_test(
            [7, 14, 11], [7, 20, 20], method="permutation", rng=rng, draws=30_001
        )
        assert isinstance(found, HomogeneityTest)
        assert found.tables == 30_001
        return found.p

    assert draw(1) == draw(1)
    assert draw(1) != draw(2)


def test_large_tables_are_drawn_and_need_a_generator() -> None:
    k, n = [40, 50, 60, 70, 80, 90], [100] * 6
    with pytest.raises(ValueError, match="drawing tables needs a random generator"):
        homogeneity_test(k, n)
    found = homogeneity_test(k, n, rng=np.random.default_rng(0), draws=1_000)
    assert isinstance(found, HomogeneityTest)
    assert found.method == "permutation"
    assert found.p == pytest.approx(1 / 1001)
    assert found.p_low == 0.0
    assert str(found.verdict) == "supported"


def test_an_exact_p_has_no_drawing_error() -> None:
    found = judge([7, 14, 11], [7, 20, 20])
    assert found.p_low == found.p == found.p_high
    assert found.method == "fisher-freeman-halton"
    assert (found.n, found.confidence) == (47, 0.95)


def test_an_unresolved_table_says_how_many_more_it_needs() -> None:
    """Noncentrality 9.635 on 2 df has power .8 (Cohen 1988): 9.635 / (4.8909 / 47) = 93."""
    found = judge([7, 14, 11], [7, 20, 20])
    assert str(found.verdict) == "unresolved (needs about 46 more)"
    assert str(judge([12, 42, 15], [12, 60, 28]).verdict) == "supported"


def test_equal_shares_are_resolved_by_nobody() -> None:
    found = judge([5, 10], [10, 20])
    assert found.p == 1.0
    assert str(found.verdict) == "unresolved (no number of people tells equal shares apart)"


def test_all_answering_alike_is_no_evidence() -> None:
    for k in ([0, 0, 0], [4, 5, 6]):
        found = judge(k, [4, 5, 6])
        assert (found.p, found.statistic, found.tables) == (1.0, 0.0, 1)


def test_groups_of_nobody_are_left_aside() -> None:
    assert judge([7, 0, 14, 11], [7, 0, 20, 20]) == judge([7, 14, 11], [7, 20, 20])
    reason = NotEstimable("fewer than two groups hold anybody")
    assert homogeneity_test([0, 3], [0, 4]) == reason
    nobody = np.zeros(0, dtype=int)
    assert homogeneity_test(nobody, nobody) == reason


def test_a_table_of_tables_is_refused() -> None:
    with pytest.raises(ValueError, match="one number for each group"):
        homogeneity_test([[1, 2]], [[3, 4]])
