"""From vectors to probabilities: each shape of a code, the words' view, the version."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from askwhy.coding.classifier import ANY, Calibration, Classifier, Shape
from askwhy.coding.logistic import Coefficients
from askwhy.coding.word_view import WIDTH, view, word_scores

VALUES = ("none", "phishing", "romance")
WEIGHTS = np.array([[2, 0], [0, 1], [1, -1]], np.float32)
BIAS = np.array([-1, 0, 0.5], np.float32)
ROWS = np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)


def classifier(shape: Shape, **more: object) -> Classifier:
    made = Classifier("scam", shape, VALUES, "test", Coefficients(WEIGHTS, BIAS))
    return replace(made, **more)  # type: ignore[arg-type]


def words(value: float, outputs: int = 3) -> Coefficients:
    """A view in which every word says the same."""
    return Coefficients(np.full((outputs, WIDTH), value, np.float32), np.zeros(outputs, np.float32))


def logistic(score: NDArray[np.floating] | float) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.asarray(score, np.float64))))


def test_several_values_hold_each_for_itself() -> None:
    found = classifier(Shape.SEVERAL).probabilities(ROWS)

    assert found == pytest.approx(logistic(ROWS @ WEIGHTS.T + BIAS), abs=1e-6)


def test_of_exclusive_values_one_holds() -> None:
    found = classifier(Shape.ONE_OF).probabilities(ROWS)

    odds = np.exp(ROWS @ WEIGHTS.T + BIAS)
    assert found == pytest.approx(odds / odds.sum(axis=1, keepdims=True), abs=1e-6)


def test_a_warning_is_calibrated_and_parted_among_its_kinds() -> None:
    calibration = Calibration(2.0, -0.5)

    found = classifier(Shape.WARNING, calibration=calibration).probabilities(ROWS)

    scores = ROWS @ WEIGHTS.T + BIAS
    raised = logistic(2.0 * scores[:, 0] - 0.5)
    assert 1 - found[:, 0] == pytest.approx(raised, abs=1e-6)
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-6)
    ratio = np.exp(scores[:, 1] - scores[:, 2])
    assert found[:, 1] / found[:, 2] == pytest.approx(ratio, abs=1e-4)


def test_the_words_of_a_language_are_averaged_in_for_that_language_only() -> None:
    plain, seen = classifier(Shape.SEVERAL), classifier(Shape.SEVERAL, views={"en": words(1.0)})
    texts = ["one two", "one two", "one two"]

    found = seen.probabilities(ROWS, texts, ["en", "fr", "en"])

    # Two words and their pair, each of weight 1 / sqrt(3): a score of sqrt(3).
    own = logistic(np.sqrt(3))
    assert found[[0, 2]] == pytest.approx((plain.probabilities(ROWS)[[0, 2]] + own) / 2, abs=1e-5)
    assert found[1] == pytest.approx(plain.probabilities(ROWS)[1])


def test_the_words_of_a_warning_are_averaged_into_its_score_whatever_the_language() -> None:
    seen = classifier(Shape.WARNING, views={ANY: words(4.0, outputs=1)})

    found = seen.probabilities(ROWS, ["a", "", "a"], ["en", "fr", "pl"])

    said = np.array([4, 0, 4], np.float32)
    scores = ((ROWS @ WEIGHTS.T + BIAS)[:, 0] + said) / 2
    assert 1 - found[:, 0] == pytest.approx(logistic(scores), abs=1e-5)


def test_the_version_changes_with_anything_that_changes_a_coding() -> None:
    one = classifier(Shape.WARNING)
    others = [
        classifier(Shape.WARNING, encoder="other"),
        classifier(Shape.WARNING, values=("none", "romance", "phishing")),
        classifier(Shape.WARNING, calibration=Calibration(1.0, 0.1)),
        classifier(Shape.WARNING, coefficients=Coefficients(WEIGHTS + 1e-6, BIAS)),
        classifier(Shape.WARNING, coefficients=Coefficients(WEIGHTS, BIAS + 1e-6)),
        classifier(Shape.WARNING, views={ANY: words(1.0, 1)}),
    ]

    assert one.version == classifier(Shape.WARNING).version
    assert len({one.version, *(other.version for other in others)}) == len(others) + 1


def test_few_texts_are_scored_as_many_are() -> None:
    rng = np.random.default_rng(0)
    coefficients = Coefficients(
        rng.normal(size=(2, WIDTH)).astype(np.float32), np.array([1, 2], np.float32)
    )
    texts = ["Win £500 now! Win.", "", "Ist das gut?", "same same same", "\ud800 odd"]

    rows = view(texts)

    assert word_scores(coefficients, texts) == pytest.approx(coefficients.scores(rows), abs=1e-4)
    lengths = np.sqrt(np.asarray((rows * rows).sum(axis=1)))
    assert lengths == pytest.approx([1, 0, 1, 1, 1], abs=1e-5)


def test_the_view_sees_words_and_their_pairs_once_whatever_their_case() -> None:
    rows = view(["win win WIN", "cash now", "now cash", "a1b2"])

    assert np.diff(rows.indptr).tolist() == [2, 3, 3, 7]
    assert set(rows[[1]].indices) & set(rows[[2]].indices) == set(view(["cash"]).indices) | set(
        view(["now"]).indices
    )
