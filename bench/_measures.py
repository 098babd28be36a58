"""What the rows of the coding benchmarks have in common."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from askwhy.coding.embeddings import squeeze
from askwhy.coding.logistic import Task, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from askwhy.coding.corpora import Labelled
    from askwhy.coding.encoders import Encoder
    from askwhy.coding.logistic import Coefficients

    Floats = NDArray[np.float32]

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "text"


def row(what: str, measured: object, goal: str = "", baselines: str = "") -> None:
    shown = f"{measured:.3f}" if isinstance(measured, float) else str(measured)
    print(f"{what:52} {shown:>9}  {goal:10} {baselines}", flush=True)


def vectors(encoder: Encoder, texts: Sequence[str]) -> Floats:
    return encoder.encode([squeeze(text) for text in texts])


def one_hot(labels: Sequence[str], names: Sequence[str]) -> Floats:
    return np.array([[label == name for name in names] for label in labels], np.float32)


def majority(labels: Sequence[str]) -> float:
    return Counter(labels).most_common(1)[0][1] / len(labels)


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    scores = []
    for name in sorted(set(truth)):
        hit = sum(t == s == name for t, s in zip(truth, said, strict=True))
        scores.append(2 * hit / max(1, list(truth).count(name) + list(said).count(name)))
    return float(np.mean(scores))


def learn(
    encoder: Encoder, rows: Sequence[Labelled], names: Sequence[str], strength: float
) -> Coefficients:
    """A model of one of several, on the vectors of the rows."""
    told = one_hot([one.label for one in rows], names)
    found = vectors(encoder, [one.text for one in rows])
    return fit(Task(found, told, is_one_of=True), strength)


def right(
    model: Coefficients, encoder: Encoder, rows: Sequence[Labelled], names: Sequence[str]
) -> float:
    """The share of the rows that the model names rightly."""
    said = model.scores(vectors(encoder, [one.text for one in rows])).argmax(axis=1)
    return float(np.mean([names[s] == one.label for s, one in zip(said, rows, strict=True)]))
