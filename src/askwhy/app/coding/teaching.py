"""A model that learns from persons at once, while they code; theirs is never touched by it.

What it says while somebody codes serves to order the queue and to suggest. It is written down
when they leave off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.coding import sentences
from askwhy.coding.codebook import Kind
from askwhy.coding.embeddings import squeeze
from askwhy.coding.learning import Label, refit
from askwhy.coding.model_coders import has_words, make_model_coder
from askwhy.coding.model_files import shipped_anchors, shipped_classifiers, to_bytes
from askwhy.coding.resolver import Standing, resolve
from askwhy.store.coding_cache import Fitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from askwhy.coding.classifier import Classifier
    from askwhy.coding.codebook import Code
    from askwhy.coding.codings import Coding, Context, Text
    from askwhy.coding.embeddings import Embeddings

POOL = 200
"""Of how many texts at most the model speaks anew after each coding."""
BY_PERSONS = frozenset({Standing.PERSON, Standing.ADJUDICATED})


class Pupil:
    """Learns one code from the texts that persons coded."""

    def __init__(
        self, code: Code, texts: Mapping[str, Text], embeddings: Embeddings, context: Context
    ) -> None:
        self._code, self._texts = code, texts
        self._embeddings, self._context = embeddings, context
        self._shipped = shipped_classifiers().get(code.name)
        self._encoder = embeddings.identity
        self.classifier: Classifier | None = None
        self.labels = 0

    def learn(self, frame: Mapping[str, Sequence[Coding]]) -> bool:
        """Fit to everything that persons decided; return whether there is a model now."""
        labels = [
            label
            for item, codings in frame.items()
            if item in self._texts
            for label in self._labels(self._texts[item], codings)
        ]
        self.labels = len(labels)
        if not labels:
            return self.classifier is not None
        vectors = self._embeddings.matrix([label.text for label in labels])
        self.classifier = refit(
            self._code, self._shipped, labels, vectors, shipped_anchors(), self._encoder,
            self.classifier,
        )  # fmt: skip
        return self.classifier is not None

    def code(self, items: Iterable[str]) -> list[Coding]:
        """What the model says now of some texts, of the first `POOL` at most."""
        if self.classifier is None:
            return []
        coder = make_model_coder(self.classifier)
        some = [item for item in items if item in self._texts][:POOL]
        return [coding for item in some for coding in coder.code(self._texts[item], self._context)]

    def fitted(self) -> Fitted | None:
        """The model as it is kept."""
        if self.classifier is None:
            return None
        one = self.classifier
        return Fitted(one.code, one.encoder, self.labels, to_bytes(one))

    def _labels(self, text: Text, codings: Sequence[Coding]) -> list[Label]:
        """What a text teaches: nothing where persons are unsure or disagree."""
        resolved = resolve(self._code, codings)
        if resolved.standing not in BY_PERSONS or resolved.values is None:
            return []
        if resolved.values == ("unsure",) or not has_words(text.body):
            return []
        language = self._context.spoken.get(text.item, "")
        if self._code.name == "favour":
            return [Label(squeeze(one), language, resolved.values) for one in _said(text, codings)]
        return [Label(squeeze(text.body), language, resolved.values)]


def _said(text: Text, codings: Sequence[Coding]) -> list[str]:
    """The sentences that a favour's coding is about: those shown as asking, else all of them."""
    shown = [
        reason.evidence(text.whole)
        for coding in codings
        if coding.origin is not Kind.PERSON
        for reason in coding.reasons[:1]
    ]
    every = [span.of(text.body) for span in sentences.split(text.body)]
    return [one for one in dict.fromkeys(shown) if one.strip()] or every
