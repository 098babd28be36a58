"""Coders by local model: a classifier over the vector of a text, with its reasons.

What a message says is data. No sentence in it can change how it is coded, and a warning can be
raised here but never lowered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from askwhy.coding import sentences
from askwhy.coding.classifier import Shape
from askwhy.coding.codebook import Kind
from askwhy.coding.codings import Coding, Reason
from askwhy.coding.embeddings import squeeze
from askwhy.coding.resolver import CHECK_FROM
from askwhy.coding.rule_coders import evidence, find_signs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from askwhy.coding.classifier import Classifier
    from askwhy.coding.codings import Context, Text

HOLDS_FROM = 0.5
FEWEST_LETTERS = 2


class MessageModel:
    """Codes a whole message by one classifier, such as its reasons or its tone."""

    def __init__(self, classifier: Classifier) -> None:
        self.classifier = classifier
        self.name = f"model:{classifier.code}"
        self.codes = (classifier.code,)
        self.version = f"{classifier.encoder} {classifier.version}"

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        """One coding of each text with words in it, by somebody else than the owner."""
        if text.by_owner or not has_words(text.body):
            return ()
        soft = self.soft(text.body, context.spoken.get(text.item, ""), context)
        if self.classifier.shape is Shape.SEVERAL:
            values = tuple(name for name, chance in soft if chance >= HOLDS_FROM)
            doubtful = min((max(chance, 1 - chance) for _, chance in soft), default=1.0)
            return (self._coding(text, context, values, doubtful, soft),)
        best, chance = max(soft, key=lambda one: one[1])
        return (self._coding(text, context, (best,), chance, soft),)

    def soft(self, body: str, language: str, context: Context) -> tuple[tuple[str, float], ...]:
        """The probability of each value for one text."""
        vector: NDArray[np.float32] = context.vectors[body][None, :]
        row = self.classifier.probabilities(vector, [squeeze(body)], [language])[0]
        return tuple(zip(self.classifier.values, map(float, np.clip(row, 0, 1)), strict=True))

    def _coding(
        self,
        text: Text,
        context: Context,
        values: tuple[str, ...],
        probability: float,
        soft: tuple[tuple[str, float], ...],
        reasons: tuple[Reason, ...] = (),
    ) -> Coding:
        return Coding(
            text.item,
            self.classifier.code,
            values,
            self.name,
            Kind.MODEL,
            self.version,
            context.codebook,
            probability,
            soft,
            reasons,
        )


class FavourModel(MessageModel):
    """Codes favours sentence by sentence; the surest asking sentence speaks for the message."""

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        """One coding; its reasons are the asking sentences, surest first."""
        if text.by_owner or not has_words(text.body):
            return ()
        language = context.spoken.get(text.item, "")
        spans = sentences.split(text.body)
        said = [squeeze(span.of(text.body)) for span in spans]
        found = []
        if said:
            vectors = np.stack([context.vectors[one] for one in said])
            rows = self.classifier.probabilities(vectors, said, [language] * len(said))
            asks = rows[:, self.classifier.values.index("asked")]
            found = [
                (float(chance), Reason("asks", span.start, span.end))
                for chance, span in zip(asks, spans, strict=True)
            ]
        found.sort(key=lambda one: -one[0])
        asked = found[0][0] if found else 0.0
        soft_all = (("asked", asked), ("none", 1 - asked))
        reasons = tuple(reason for chance, reason in found if chance >= HOLDS_FROM)
        value = "asked" if reasons else "none"
        return (self._coding(text, context, (value,), max(asked, 1 - asked), soft_all, reasons),)


class ScamModel(MessageModel):
    """Raises warnings. The probability of one is that of any fraud; `soft` parts it by kind."""

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        """One coding; where it warns, its first reason is the sentence that shows it."""
        if text.by_owner or not has_words(text.body):
            return ()
        soft = self.soft(text.body, context.spoken.get(text.item, ""), context)
        calm, kinds = soft[0][1], soft[1:]
        if 1 - calm < CHECK_FROM:
            return (self._coding(text, context, (soft[0][0],), calm, soft),)
        kind = max(kinds, key=lambda one: one[1])[0]
        reasons = evidence(text.body, find_signs(text.body)) or self._worst(text, context)
        return (self._coding(text, context, (kind,), 1 - calm, soft, reasons),)

    def _worst(self, text: Text, context: Context) -> tuple[Reason, ...]:
        """Without signs: the sentence that looks most like fraud by itself."""

        def calm(span: sentences.Span) -> float:
            return self.soft(span.of(text.body), "", context)[0][1]

        spans = sentences.split(text.body)
        if not spans:
            return ()
        worst = min(spans, key=calm)
        return (Reason("sentence", worst.start, worst.end),)


def make_model_coder(classifier: Classifier) -> MessageModel:
    """The coder that suits a classifier."""
    if classifier.shape is Shape.WARNING:
        return ScamModel(classifier)
    return FavourModel(classifier) if classifier.code == "favour" else MessageModel(classifier)


def has_words(body: str) -> bool:
    """Whether there is anything to be understood."""
    return sum(map(str.isalpha, body)) >= FEWEST_LETTERS
