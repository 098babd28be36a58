"""Learning from persons' codings: at once, without forgetting, without a word from nowhere."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from askwhy.coding.classifier import Classifier, Shape
from askwhy.coding.codebook_file import extend, shipped
from askwhy.coding.learning import FEWEST, Label, refit, shape_of
from askwhy.coding.logistic import Coefficients, blank
from askwhy.coding.model_files import shipped_classifiers
from askwhy.coding.word_view import ENOUGH
from askwhy.coding.word_view import WIDTH as WORDS

BOOK = shipped()
WIDTH = 24

Rows = NDArray[np.float32]


def directions(count: int, seed: int) -> Rows:
    rows = np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)
    found: Rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


def former(code: str) -> Classifier:
    """A model that knows something, small so that a test is quick."""
    names = BOOK[code].names
    weights = 3 * directions(len(names), len(code))
    known = Coefficients(weights, np.full(len(names), -3, np.float32))
    return Classifier(code, shape_of(BOOK[code]), names, "test", known)


MODELS = {code: former(code) for code in ("reason", "tone", "favour", "scam")}
ANCHORS = directions(300, 99)


def labels(code: str, *values: str, count: int = 8) -> list[Label]:
    return [Label(f"{code} {place}", "en", values) for place in range(count)]


def learnt(code: str, told: list[Label], rows: Rows, last: Classifier | None = None) -> Classifier:
    old = MODELS[code]
    new = refit(BOOK[code], old, told, rows, ANCHORS, old.encoder, last)
    assert new is not None
    return new


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("reason", Shape.SEVERAL),
        ("tone", Shape.ONE_OF),
        ("favour", Shape.ONE_OF),
        ("scam", Shape.WARNING),
    ],
)
def test_the_shape_of_a_model_follows_its_code(code: str, shape: Shape) -> None:
    assert shape_of(BOOK[code]) is shape
    assert shipped_classifiers()[code].shape is shape


@pytest.mark.parametrize("code", ["reason", "tone", "favour", "scam"])
def test_without_labels_nothing_changes(code: str) -> None:
    same = learnt(code, [], directions(0, 0))

    assert same.probabilities(ANCHORS) == pytest.approx(
        MODELS[code].probabilities(ANCHORS), abs=2e-3
    )


@pytest.mark.parametrize(
    ("code", "value"),
    [("reason", "advice"), ("tone", "2"), ("favour", "asked"), ("scam", "romance")],
)
def test_eight_labels_move_their_like_and_leave_the_rest(code: str, value: str) -> None:
    old, rows = MODELS[code], directions(1, 3) + 0.2 * directions(16, 4)

    new = learnt(code, labels(code, value), rows[:8])

    place = old.values.index(value)
    before, after = (one.probabilities(rows[8:])[:, place] for one in (old, new))
    assert (after > before + 0.1).all()
    forgetful = refit(BOOK[code], old, labels(code, value), rows[:8], ANCHORS[:0], "test")
    assert forgetful is not None
    assert moved(old, new) < moved(old, forgetful) / 2


def moved(old: Classifier, new: Classifier) -> float:
    """How far the predictions on the anchors went, on average."""
    return float(np.abs(new.probabilities(ANCHORS) - old.probabilities(ANCHORS)).mean())


def test_a_warning_that_a_person_lowered_is_learnt_too() -> None:
    frauds = ANCHORS[MODELS["scam"].probabilities(ANCHORS)[:, 0].argsort()[:6]]
    new = learnt("scam", labels("scam", "none", count=6), frauds)

    before = MODELS["scam"].probabilities(frauds)[:, 0]
    assert (new.probabilities(frauds)[:, 0] > before + 0.05).all()


def test_a_last_fit_changes_the_time_only() -> None:
    rows = directions(12, 5)
    told = [*labels("reason", "advice", count=6), *labels("reason", "selling", count=6)]
    last = learnt("reason", told[:-1], rows[:-1])

    cold, warm = learnt("reason", told, rows), learnt("reason", told, rows, last)

    assert warm.probabilities(rows) == pytest.approx(cold.probabilities(rows), abs=3e-3)


OWN = """
[codebook]
name = "ours"
version = "1"
[[code]]
name = "reason"
[[code.value]]
name = "alumni"
definition = "Went to the same school."
yes = { en = "We were both at Leiden." }
[[code]]
name = "mood"
definition = "How it sounds."
[[code.value]]
name = "good"
definition = "Cheerful."
yes = { en = "Lovely!" }
[[code.value]]
name = "bad"
definition = "Gloomy."
no = { en = "Lovely!" }
"""
EXTENDED, _ = extend(BOOK, "ours.toml", OWN)


@pytest.mark.parametrize(("count", "is_known"), [(FEWEST - 1, False), (FEWEST, True)])
def test_a_new_value_is_learnt_from_four_labels_on(count: int, is_known: bool) -> None:
    old, rows = MODELS["reason"], directions(count, 6)
    told = labels("reason", "alumni", count=count)

    new = refit(EXTENDED["reason"], old, told, rows, ANCHORS, old.encoder)

    assert new is not None
    assert ("alumni" in new.values) is is_known
    assert new.values[: len(old.values)] == old.values
    kept = new.probabilities(ANCHORS)[:, : len(old.values)]
    assert np.abs(kept - old.probabilities(ANCHORS)).mean() < 0.03
    if is_known:
        assert (new.probabilities(rows)[:, -1] > 0.2).all()
        assert new.probabilities(ANCHORS)[:, -1].mean() < 0.1


def test_a_code_without_a_model_gets_one_from_two_values_on() -> None:
    code, rows = EXTENDED["mood"], directions(8, 7)
    told = [*labels("mood", "good", count=4), *labels("mood", "bad", count=4)]

    assert refit(code, None, told[:4], rows[:4], ANCHORS, "test") is None
    new = refit(code, None, told, rows, ANCHORS, "test")

    assert new is not None
    assert (new.code, new.shape, new.values, new.encoder) == (
        "mood",
        Shape.ONE_OF,
        ("good", "bad"),
        "test",
    )
    assert (new.probabilities(rows).argmax(axis=1) == [0] * 4 + [1] * 4).all()


@pytest.mark.parametrize(("count", "is_seen"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_words_are_looked_at_from_a_hundred_labels_of_a_language_on(
    count: int, is_seen: bool
) -> None:
    old = MODELS["tone"]
    told = [
        Label("gern geschehen" if place % 2 else "tut mir leid", "de", ("0" if place % 2 else "2",))
        for place in range(count)
    ]
    rows = np.tile(directions(1, 8), (count, 1))

    new = refit(BOOK["tone"], old, told, rows, ANCHORS, old.encoder)

    assert new is not None
    assert ("de" in new.views) is is_seen
    said = new.probabilities(rows[:2], ["tut mir leid", "gern geschehen"], ["de", "de"])
    assert (said[0, 2] - said[1, 2] > 0.2) == is_seen


def test_a_word_of_a_single_label_says_nothing() -> None:
    old = MODELS["tone"]
    told = [Label("gern geschehen", "de", ("0",))] * ENOUGH + [Label("peinlich", "de", ("2",))]
    rows = np.tile(directions(1, 9), (len(told), 1))

    new = refit(BOOK["tone"], old, told, rows, ANCHORS, old.encoder)

    assert new is not None
    once, never = new.probabilities(rows[:2], ["peinlich", "unerhört"], ["de", "de"])
    assert once == pytest.approx(never)


def test_the_prior_of_words_that_no_two_labels_share_is_kept() -> None:
    old = replace(MODELS["favour"], views={"en": blank(2, WORDS)})
    told = [Label("alpha beta", "en", ("asked",))] * ENOUGH

    rows = np.tile(directions(1, 10), (len(told), 1))
    new = refit(BOOK["favour"], old, told, rows, ANCHORS, old.encoder)

    assert new is not None
    moved = np.abs(new.views["en"].weights - old.views["en"].weights).max(axis=0) > 0
    assert moved.sum() == 3


def test_a_label_of_a_value_without_an_output_teaches_nothing_where_one_holds() -> None:
    old, rows = MODELS["tone"], directions(3, 11)
    few = replace(old, values=old.values[:2], coefficients=_first_two(old))
    told = labels("tone", "2", count=3)

    new = refit(BOOK["tone"], few, told, rows, ANCHORS, old.encoder)

    assert new is not None
    assert new.values == ("0", "1")
    assert new.probabilities(rows) == pytest.approx(few.probabilities(rows), abs=2e-3)


def _first_two(classifier: Classifier) -> Coefficients:
    both = classifier.coefficients
    return replace(both, weights=both.weights[:2], bias=both.bias[:2])
