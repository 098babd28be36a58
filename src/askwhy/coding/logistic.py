"""Logistic regression with a Gaussian prior around given coefficients, fitted by L-BFGS.

Around zero it is the ordinary ridge-penalised regression (the same optimum as scikit-learn's
`LogisticRegression(C=strength)`); around the coefficients of a corpus it learns from a few
labels without the corpus at hand. A model is refitted after each correction, so it has to be
quick: all outputs are fitted in one go, in coordinates in which the loss is nearly round
(the Cholesky factor of the bound on its curvature; Boehning 1992).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize
from scipy.special import logsumexp

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Floats = NDArray[np.float32]
    Line = np.ndarray[tuple[int], np.dtype[np.float64]]
    # From scores [n, k] and targets [n, k]: the loss of each row, and its slope by score.
    Loss = Callable[[Floats, Floats], tuple[Floats, Floats]]

CURVATURE = 0.25  # of the logistic loss, at most
FREE = 1e-6  # what the bias is penalised with: nothing that matters


@dataclass(frozen=True, slots=True)
class Coefficients:
    """`weights` [outputs, features] and `bias` [outputs]."""

    weights: Floats
    bias: Floats

    def scores(self, rows: Floats | csr_array) -> Floats:
        """Linear scores [rows, outputs]."""
        return np.asarray(rows @ self.weights.T + self.bias, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Task:
    """What to learn from: `rows` [n, features], `targets` [n, outputs] and `weight` [n].

    `is_one_of`: the outputs exclude each other and each row of targets adds up to 1; otherwise
    each output is a yes-or-no question of its own, with targets from 0 to 1. `offset`
    [n, outputs] is added to every score: what is known of the rows from elsewhere.
    """

    rows: Floats | csr_array
    targets: Floats
    is_one_of: bool = False
    weight: Floats | None = None
    offset: Floats | None = None


def fit(
    task: Task,
    strength: float,
    *,
    prior: Coefficients | None = None,
    start: Coefficients | None = None,
) -> Coefficients:
    """The most probable coefficients. `strength` is the C of the literature: large = free.

    `start` is where the search begins, such as the last fit; it changes the time only.
    """
    outputs, features = task.targets.shape[1], task.rows.shape[1]
    centre = prior or blank(outputs, features)
    first = start or centre
    known = centre.scores(task.rows)
    if task.offset is not None:
        known = known + task.offset
    away = _solve(task, strength, known, _joined(first) - _joined(centre))
    found = np.asarray(_joined(centre) + away, np.float32)
    return Coefficients(found[:, :-1].copy(), found[:, -1].copy())


def _solve(
    task: Task, strength: float, offset: Floats, start: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The step from the prior's centre [outputs, features + 1] with the least penalised loss."""
    loss = _one_of if task.is_one_of else _each
    target = task.targets.astype(np.float32)
    count = np.ones(len(target), np.float32) if task.weight is None else task.weight
    rows, into, penalty = _coordinates(task.rows, strength)
    shape, dense = (start.shape[0], rows.shape[1]), into.ndim == 2

    def objective(flat: Line) -> tuple[float, Line]:
        here = flat.reshape(shape).astype(np.float32)
        losses, slopes = loss(np.asarray(rows @ here.T) + offset, target)
        pulled = here * penalty if penalty.ndim == 1 else here @ penalty
        value = float(losses @ count) + 0.5 * float((here * pulled).sum())
        slope = np.asarray(rows.T @ (slopes * count[:, None])).T + pulled
        return value, slope.astype(np.float64).ravel()

    begin = start @ np.linalg.inv(into) if dense else start / into
    first: Line = begin.ravel().astype(np.float64)
    found = minimize(
        objective,
        first,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 400, "ftol": 1e-7, "gtol": 1e-3, "maxcor": 10 if dense else 5},
    )
    here = np.asarray(found.x, np.float64).reshape(shape)
    return here @ into if dense else here * into


def _coordinates(
    rows: Floats | csr_array, strength: float
) -> tuple[Floats | csr_array, NDArray[np.float64], Floats]:
    """The rows with a column for the bias, and the penalty, in rounder coordinates.

    The second turns a step in those coordinates into one of coefficients: a matrix where the
    rows are dense, a scale for each column where they are sparse.
    """
    ridge = np.full(rows.shape[1] + 1, 1 / strength)
    ridge[-1] = FREE
    if not isinstance(rows, np.ndarray):
        from scipy.sparse import csr_array, hstack

        ones = csr_array(np.ones((rows.shape[0], 1), np.float32))
        whole = hstack([rows, ones], format="csr")
        curved = np.bincount(whole.indices, whole.data**2, minlength=len(ridge))
        scale = 1 / np.sqrt(CURVATURE * curved + ridge)
        whole.data *= scale.astype(np.float32)[whole.indices]
        return whole, scale, (ridge * scale**2).astype(np.float32)
    wide = np.hstack([rows, np.ones((len(rows), 1), np.float32)])
    bound = CURVATURE * (wide.T @ wide).astype(np.float64) + np.diag(ridge)
    factor = cholesky(bound, lower=True)
    into = solve_triangular(factor, np.eye(len(ridge)), lower=True)
    penalty = (into * ridge) @ into.T
    return wide @ into.T.astype(np.float32), into, penalty.astype(np.float32)


def _each(scores: Floats, targets: Floats) -> tuple[Floats, Floats]:
    small = np.exp(-np.abs(scores))
    losses = np.maximum(scores, 0) + np.log(1 + small) - targets * scores
    chances = np.where(scores > 0, 1, small) / (1 + small)
    return losses.sum(axis=1), chances - targets


def _one_of(scores: Floats, targets: Floats) -> tuple[Floats, Floats]:
    total = logsumexp(scores, axis=1)
    loss = total - (scores * targets).sum(axis=1)
    return loss, np.exp(scores - total[:, None]) - targets


def blank(outputs: int, features: int) -> Coefficients:
    """Coefficients that know nothing."""
    return Coefficients(np.zeros((outputs, features), np.float32), np.zeros(outputs, np.float32))


def _joined(coefficients: Coefficients) -> NDArray[np.float64]:
    columns = [coefficients.weights, coefficients.bias[:, None]]
    return np.hstack(columns).astype(np.float64)
