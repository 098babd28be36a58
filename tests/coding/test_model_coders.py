"""Coders by model: what they say of a text, with which evidence, and of whom they say nothing."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from askwhy.coding.classifier import ANY, Classifier, Shape
from askwhy.coding.codebook import Kind
from askwhy.coding.codings import Context, Text
from askwhy.coding.logistic import Coefficients, blank
from askwhy.coding.model_coders import (
    FavourModel,
    MessageModel,
    ScamModel,
    has_words,
    make_model_coder,
)
from askwhy.coding.model_files import shipped_classifiers
from askwhy.coding.word_view import WIDTH


class Vectors(dict[str, NDArray[np.float32]]):
    """The vector of a text: how often it holds "a", "b" and "c"."""

    def __missing__(self, text: str) -> NDArray[np.float32]:
        return np.array([text.count(sign) for sign in "abc"], np.float32)


CONTEXT = Context("book", ("en",), vectors=Vectors())


def classifier(code: str, shape: Shape, *values: str, bias: float = 0.0) -> Classifier:
    """Each value's score is the count of its own letter, less a half."""
    known = Coefficients(
        4 * np.eye(len(values), 3, dtype=np.float32), np.full(len(values), bias, np.float32)
    )
    return Classifier(code, shape, values, "test/1", known)


REASON = MessageModel(classifier("reason", Shape.SEVERAL, "advice", "selling", bias=-2))
TONE = MessageModel(classifier("tone", Shape.ONE_OF, "0", "1", "2"))
FAVOUR = FavourModel(classifier("favour", Shape.ONE_OF, "none", "asked"))
SCAM = ScamModel(classifier("scam", Shape.WARNING, "none", "phishing", "romance", bias=-2))


def text(body: str, **more: Any) -> Text:  # noqa: ANN401 (fields of several kinds)
    return replace(Text("m1", body, body), **more)


@pytest.mark.parametrize("coder", [REASON, TONE, FAVOUR, SCAM], ids=lambda coder: coder.name)
def test_nothing_is_said_of_the_owner_and_of_what_has_no_words(coder: MessageModel) -> None:
    assert coder.code(text("ab ab", by_owner=True), CONTEXT) == ()
    assert coder.code(text("👍 1 x"), CONTEXT) == ()
    (coding,) = coder.code(text("ab ab"), CONTEXT)
    assert (coding.item, coding.code, coding.coder) == ("m1", *coder.codes, coder.name)
    assert (coding.origin, coding.codebook) == (Kind.MODEL, "book")
    assert coding.version == f"test/1 {coder.classifier.version}"


@pytest.mark.parametrize(("body", "is_one"), [("ok", True), ("é 1", False), ("", False)])
def test_two_letters_are_words(body: str, is_one: bool) -> None:
    assert has_words(body) is is_one


def test_of_several_values_all_hold_that_are_more_likely_than_not() -> None:
    (both,) = REASON.code(text("ab"), CONTEXT)
    (one,) = REASON.code(text("a." + " x"), CONTEXT)
    (neither,) = REASON.code(text("xx"), CONTEXT)

    assert (both.values, one.values, neither.values) == (("advice", "selling"), ("advice",), ())
    logistic = 1 / (1 + np.exp(-2))
    assert both.probability == pytest.approx(logistic)
    assert neither.probability == pytest.approx(logistic)
    assert dict(one.soft) == pytest.approx({"advice": logistic, "selling": 1 - logistic})


def test_the_doubtful_value_says_how_sure_a_coding_of_several_is() -> None:
    model = MessageModel(classifier("reason", Shape.SEVERAL, "advice", "selling"))

    (coding,) = model.code(text("aaa xx"), CONTEXT)

    assert coding.values == ("advice", "selling")
    assert coding.probability == pytest.approx(0.5)


def test_of_exclusive_values_the_likeliest_is_said_with_its_chance() -> None:
    (coding,) = TONE.code(text("bb c"), CONTEXT)

    odds = np.exp([0, 8, 4])
    assert coding.value == "1"
    assert coding.probability == pytest.approx(odds[1] / odds.sum(), abs=1e-5)
    assert sum(chance for _, chance in coding.soft) == pytest.approx(1)


def test_the_asking_sentences_are_the_reasons_surest_first() -> None:
    body = "aaa here. b there. xx so. bbb most."

    (coding,) = FAVOUR.code(text(body), CONTEXT)

    assert coding.value == "asked"
    assert [reason.evidence(body) for reason in coding.reasons] == [
        "bbb most.",
        "b there.",
        "xx so.",
    ]
    assert coding.probability == dict(coding.soft)["asked"] == pytest.approx(1, abs=1e-4)


def test_a_message_in_which_no_sentence_asks_asks_nothing() -> None:
    (coding,) = FAVOUR.code(text("aaa here. aa there."), CONTEXT)

    asked = 1 / (1 + np.exp(8))
    assert (coding.value, coding.reasons) == ("none", ())
    assert coding.probability == pytest.approx(1 - asked, abs=1e-6)


def test_a_warning_is_raised_from_a_half_on_and_says_its_kind() -> None:
    (calm,) = SCAM.code(text("bb xx"), CONTEXT)
    (raised,) = SCAM.code(text("a cc. xx"), CONTEXT)

    assert (calm.value, calm.reasons) == ("none", ())
    assert calm.probability == pytest.approx(1 / (1 + np.exp(-2)))
    assert raised.value == "romance"
    assert raised.probability == pytest.approx(1 / (1 + np.exp(-2)))


def test_the_evidence_is_the_sentence_with_signs_else_the_worst_one() -> None:
    signs = "aa. Your account will be suspended, verify your password at http://x.example.org/. xx"
    bare = "xx yes. aa cc no. cc so."

    (one,), (other,) = SCAM.code(text(signs), CONTEXT), SCAM.code(text(bare), CONTEXT)

    assert one.reasons[0].evidence(signs).startswith("Your account will be suspended")
    assert {reason.name for reason in one.reasons} > {"sentence", "link"}
    assert [reason.evidence(bare) for reason in other.reasons] == ["aa cc no."]


def test_the_words_of_a_language_are_seen_in_it_only() -> None:
    loud = Coefficients(np.full((3, WIDTH), 0, np.float32), np.array([0, 0, 9], np.float32))
    model = MessageModel(replace(TONE.classifier, views={"en": loud}))

    english = replace(CONTEXT, spoken={"m1": "en"})
    assert model.code(text("bb c"), english)[0].soft[2][1] > 0.5
    assert model.code(text("bb c"), CONTEXT)[0].value == "1"


def test_each_classifier_gets_the_coder_that_suits_it() -> None:
    kinds = {code: type(make_model_coder(one)) for code, one in shipped_classifiers().items()}

    assert kinds == {
        "favour": FavourModel,
        "reason": MessageModel,
        "scam": ScamModel,
        "tone": MessageModel,
    }
    own = replace(SCAM.classifier, code="hoax", views={ANY: blank(1, WIDTH)})
    assert make_model_coder(own).code(text("xx xx"), CONTEXT)[0].code == "hoax"
