"""Fitted coefficients against a second implementation, and the prior's behaviour."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from askwhy.coding.logistic import Coefficients, Task, fit


def rows_and_classes(seed: int, *, classes: int) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(300, 12)).astype(np.float32)
    truth = rng.normal(size=(12, classes))
    return rows, (rows @ truth + rng.gumbel(size=(300, classes))).argmax(axis=1)


@pytest.mark.parametrize("strength", [0.1, 1.0, 30.0])
def test_yes_or_no_is_the_optimum_of_scikit_learn(strength: float) -> None:
    rows, classes = rows_and_classes(1, classes=3)
    targets = np.eye(3, dtype=np.float32)[classes]

    mine = fit(Task(rows, targets), strength)

    for column in range(3):
        other = LogisticRegression(C=strength, max_iter=5000, tol=1e-8)
        other.fit(rows, targets[:, column])
        assert mine.scores(rows)[:, column] == pytest.approx(
            other.decision_function(rows), abs=0.01
        )


@pytest.mark.parametrize("strength", [0.1, 1.0, 30.0])
def test_one_of_several_is_the_optimum_of_scikit_learn(strength: float) -> None:
    rows, classes = rows_and_classes(2, classes=4)
    task = Task(rows, np.eye(4, dtype=np.float32)[classes], is_one_of=True)

    scores = fit(task, strength).scores(rows)

    other = LogisticRegression(C=strength, max_iter=5000, tol=1e-8).fit(rows, classes)
    centred = scores - scores.mean(axis=1, keepdims=True)
    theirs = other.decision_function(rows)
    assert centred == pytest.approx(theirs - theirs.mean(axis=1, keepdims=True), abs=0.02)


def test_sparse_and_dense_rows_give_the_same() -> None:
    rows, classes = rows_and_classes(3, classes=2)
    rows = np.where(np.abs(rows) > 1, rows, 0).astype(np.float32)
    targets = classes[:, None].astype(np.float32)

    dense, sparse = fit(Task(rows, targets), 1.0), fit(Task(csr_array(rows), targets), 1.0)

    assert dense.weights == pytest.approx(sparse.weights, abs=0.01)


def test_a_row_of_weight_two_counts_like_two_rows() -> None:
    rows, classes = rows_and_classes(4, classes=2)
    targets = classes[:, None].astype(np.float32)
    twice = Task(np.vstack([rows, rows[:50]]), np.vstack([targets, targets[:50]]))
    weight = np.ones(300, np.float32)
    weight[:50] = 2

    weighted = fit(Task(rows, targets, weight=weight), 1.0)

    assert weighted.weights == pytest.approx(fit(twice, 1.0).weights, abs=0.01)


def test_without_labels_the_prior_stays_and_with_many_it_fades() -> None:
    rows, classes = rows_and_classes(5, classes=2)
    targets = classes[:, None].astype(np.float32)
    prior = Coefficients(np.full((1, 12), 0.5, np.float32), np.zeros(1, np.float32))

    nothing = fit(Task(rows[:0], targets[:0]), 1.0, prior=prior)
    many = fit(Task(np.tile(rows, (20, 1)), np.tile(targets, (20, 1))), 1.0, prior=prior)
    alone = fit(Task(np.tile(rows, (20, 1)), np.tile(targets, (20, 1))), 1.0)

    assert nothing.weights == pytest.approx(prior.weights, abs=1e-5)
    assert many.weights == pytest.approx(alone.weights, abs=0.02)


def test_a_warm_start_ends_where_a_cold_one_does() -> None:
    rows, classes = rows_and_classes(6, classes=3)
    task = Task(rows, np.eye(3, dtype=np.float32)[classes], is_one_of=True)

    cold = fit(task, 3.0)
    warm = fit(task, 3.0, start=cold)

    assert warm.scores(rows) == pytest.approx(cold.scores(rows), abs=0.02)
