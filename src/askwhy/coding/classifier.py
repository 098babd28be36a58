"""A fitted model of one code: from vectors to a probability for each value."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, softmax

from askwhy.coding.word_view import word_scores

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from askwhy.coding.logistic import Coefficients

    Floats = NDArray[np.float32]


# The view of a warning: over the words of all languages in which it was learnt.
ANY = "any"


class Shape(StrEnum):
    """How the values of a code stand to one another.

    `SEVERAL`: each may hold or not. `ONE_OF`: exactly one holds. `WARNING`: the first value
    says that there is nothing to warn of; whether to warn is asked first, then of what kind.
    """

    SEVERAL = "several"
    ONE_OF = "one of"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Calibration:
    """From the score of a warning to its probability: the logistic of scale * score + shift.

    It is set so that .5 is passed by 2 % and .9 by .3 % of ordinary texts not learnt from.
    """

    scale: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True)
class Classifier:
    """The model of one code. `coefficients` have one output for each value.

    Of a warning the first output is the warning's own score. `views` are coefficients over the
    words of single languages, averaged in: probabilities, and for a warning its score, where
    the only view is that of `ANY` language. `encoder` is the identity of the encoder whose
    vectors it was fitted to.
    """

    code: str
    shape: Shape
    values: tuple[str, ...]
    encoder: str
    coefficients: Coefficients
    calibration: Calibration = Calibration()
    views: Mapping[str, Coefficients] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def version(self) -> str:
        """Twelve signs that change with any coefficient."""
        digest = hashlib.sha256(f"{self.code} {self.encoder} {self.values}".encode())
        digest.update(repr(self.calibration).encode())
        for coefficients in (self.coefficients, *self.views.values()):
            digest.update(coefficients.weights.tobytes() + coefficients.bias.tobytes())
        return digest.hexdigest()[:12]

    def probabilities(
        self, vectors: Floats, texts: Sequence[str] = (), languages: Sequence[str] = ()
    ) -> Floats:
        """One row for each vector, one column for each value.

        Texts and their languages are needed where the words of a language are to be seen, too.
        """
        scores = self.coefficients.scores(vectors)
        if self.shape is Shape.WARNING and ANY in self.views:
            scores[:, :1] = (scores[:, :1] + word_scores(self.views[ANY], texts)) / 2
        found = self._spread(scores)
        for language, coefficients in self.views.items():
            rows = [row for row, own in enumerate(languages) if own == language]
            if rows:
                seen = self._spread(word_scores(coefficients, [texts[row] for row in rows]))
                found[rows] = (found[rows] + seen) / 2
        return found

    def _spread(self, scores: Floats) -> Floats:
        if self.shape is Shape.SEVERAL:
            return np.asarray(expit(scores), np.float32)
        if self.shape is Shape.ONE_OF:
            return np.asarray(softmax(scores, axis=1), np.float32)
        raised = expit(self.calibration.scale * scores[:, :1] + self.calibration.shift)
        kinds = raised * softmax(scores[:, 1:], axis=1)
        return np.hstack([1 - raised, kinds]).astype(np.float32)
