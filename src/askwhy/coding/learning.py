"""Learning from the codings of persons, at once after each of them.

The owner's labels are few. They move the shipped coefficients, which serve as the prior; and so
that the model does not forget what it knew, it is held to its own former predictions on the
shipped vectors (Li and Hoiem, learning without forgetting, 2016): the seeds, and ordinary texts
of eight kinds without which every offer looks like fraud. Without labels nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, softmax

from askwhy.coding.classifier import Classifier, Shape
from askwhy.coding.codebook import Machine
from askwhy.coding.logistic import Coefficients, Task, blank, fit
from askwhy.coding.word_view import ENOUGH, WIDTH, view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from askwhy.coding.codebook import Code

    Floats = NDArray[np.float32]

STRENGTH = 3.0
WORDS_STRENGTH = 3.0
LABEL_WEIGHT = 3.0
RARE = 2000
FEWEST = 4  # labels of a value before a model of it says anything


@dataclass(frozen=True, slots=True)
class Label:
    """A text as persons coded it: its body, its language, the values that hold."""

    text: str
    language: str
    values: tuple[str, ...]


def shape_of(code: Code) -> Shape:
    """How the values of a code stand to one another."""
    if code.machine is Machine.RAISES:
        return Shape.WARNING
    return Shape.SEVERAL if code.several else Shape.ONE_OF


def refit(
    code: Code,
    old: Classifier | None,
    labels: Sequence[Label],
    vectors: Floats,
    anchors: Floats,
    encoder: str,
    last: Classifier | None = None,
) -> Classifier | None:
    """The classifier that has learnt from the labels; None where they do not suffice for a first.

    `vectors` [labels, width] are those of the labels, `anchors` [n, width] those on which the
    old predictions are kept. A value without a former output gets one from `FEWEST` labels on.
    `last` is what an earlier refit gave: the search begins there, which changes the time only.
    """
    shape = shape_of(code)
    values = _values(code, old, labels)
    if old is None and len(values) < 2:
        return None
    start = _widened(old.coefficients, old.values, values) if old else None
    targets = np.array([[value in label.values for value in values] for label in labels], bool)
    keep = _learnable(shape, targets.reshape(-1, len(values)))
    rows, targets = vectors[keep], targets.reshape(-1, len(values))[keep]
    kept = anchors if start is not None else anchors[:0]
    prior = start or blank(len(values), vectors.shape[1])
    near = last if last is not None and last.values == values else None
    begin = near.coefficients if near else prior
    found = _learn(shape, prior, begin, (rows, targets.astype(np.float32), kept))
    base = old or Classifier(code.name, shape, values, encoder, found)
    chosen = [label for label, is_kept in zip(labels, keep, strict=True) if is_kept]
    views = dict(base.views) if base.values == values else {}
    if shape is not Shape.WARNING:
        earlier = near.views if near else {}
        views |= _views(views, earlier, chosen, targets.astype(np.float32), shape)
    return replace(base, values=values, coefficients=found, views=views)


def _views(
    old: Mapping[str, Coefficients],
    last: Mapping[str, Coefficients],
    labels: Sequence[Label],
    targets: Floats,
    shape: Shape,
) -> dict[str, Coefficients]:
    """Coefficients over the words of each language that has labels enough."""
    views = {}
    for language in {label.language for label in labels}:
        own = [row for row, label in enumerate(labels) if label.language == language]
        if len(own) >= ENOUGH:
            prior = old.get(language) or blank(targets.shape[1], WIDTH)
            texts = [labels[row].text for row in own]
            begin = last.get(language, prior)
            is_one_of = shape is Shape.ONE_OF
            views[language] = _seen(prior, begin, texts, targets[own], is_one_of=is_one_of)
    return views


def _seen(
    prior: Coefficients,
    begin: Coefficients,
    texts: Sequence[str],
    targets: Floats,
    *,
    is_one_of: bool,
) -> Coefficients:
    """Fit the words that several labels share; of the others the prior is kept.

    Several are two, and of many labels one in two thousand more: what is rarer costs a third
    of the time and gains nothing that could be measured.
    """
    rows = view(texts)
    several = 1 + max(1, len(texts) // RARE)
    shared = np.flatnonzero(np.bincount(rows.indices, minlength=WIDTH) >= several)
    some = Coefficients(prior.weights[:, shared], prior.bias)
    start = Coefficients(begin.weights[:, shared], begin.bias)
    others = prior.weights.copy()
    others[:, shared] = 0
    kept = Coefficients(others, np.zeros_like(prior.bias)).scores(rows)
    task = Task(rows[:, shared], targets, is_one_of, offset=kept)
    found = fit(task, WORDS_STRENGTH, prior=some, start=start)
    weights = prior.weights.copy()
    weights[:, shared] = found.weights
    return Coefficients(weights, found.bias)


def _values(code: Code, old: Classifier | None, labels: Sequence[Label]) -> tuple[str, ...]:
    counts = {name: sum(name in label.values for label in labels) for name in code.names}
    known = old.values if old else ()
    return tuple(name for name in code.names if name in known or counts[name] >= FEWEST)


def _learnable(shape: Shape, targets: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where exactly one value holds, a label for a value without an output teaches nothing."""
    if shape is Shape.SEVERAL:
        return np.ones(len(targets), bool)
    return np.asarray(targets.sum(axis=1) == 1, bool)


def _widened(old: Coefficients, had: tuple[str, ...], values: tuple[str, ...]) -> Coefficients:
    """The old coefficients in the new order of values; a new value starts from nothing."""
    weights = np.zeros((len(values), old.weights.shape[1]), np.float32)
    bias = np.full(len(values), old.bias.min(initial=0.0), np.float32)
    for place, value in enumerate(values):
        if value in had:
            weights[place] = old.weights[had.index(value)]
            bias[place] = old.bias[had.index(value)]
    return Coefficients(weights, bias)


def _learn(
    shape: Shape, prior: Coefficients, begin: Coefficients, known: tuple[Floats, Floats, Floats]
) -> Coefficients:
    """Fit to what is known: rows, their targets, anchors."""
    rows, targets, anchors = known
    if shape is not Shape.WARNING:
        return _held(prior, begin, known, is_one_of=shape is Shape.ONE_OF)
    frauds = targets[:, 0] == 0
    (whether, kinds), (near, near_kinds) = _parted(prior), _parted(begin)
    raised = _held(whether, near, (rows, 1 - targets[:, :1], anchors), is_one_of=False)
    known = (rows[frauds], targets[frauds, 1:], anchors)
    parted = _held(kinds, near_kinds, known, is_one_of=True)
    return Coefficients(
        np.vstack([raised.weights, parted.weights]), np.concatenate([raised.bias, parted.bias])
    )


def _parted(both: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Of a warning: whether to warn, and of what."""
    whether = Coefficients(both.weights[:1], both.bias[:1])
    return whether, Coefficients(both.weights[1:], both.bias[1:])


def _held(
    prior: Coefficients,
    begin: Coefficients,
    known: tuple[Floats, Floats, Floats],
    *,
    is_one_of: bool,
) -> Coefficients:
    """Fit to the labels while the predictions on the anchors are kept."""
    rows, targets, anchors = known
    scores = prior.scores(anchors)
    kept = softmax(scores, axis=1) if is_one_of else expit(scores)
    weight = np.ones(len(rows) + len(anchors), np.float32)
    weight[: len(rows)] = LABEL_WEIGHT
    every = Task(
        np.vstack([rows, anchors]), np.vstack([targets, kept]).astype(np.float32), is_one_of, weight
    )
    return fit(every, STRENGTH, prior=prior, start=begin)
