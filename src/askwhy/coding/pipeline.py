"""All local coders over many texts, in batches: what `askwhy code` runs.

Nothing is downloaded and nothing leaves the machine.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from askwhy.coding import sentences
from askwhy.coding.embeddings import Embeddings
from askwhy.coding.encoders import UseEncoder
from askwhy.coding.languages import UNDETERMINED, LanguageCoder
from askwhy.coding.model_coders import has_words, make_model_coder
from askwhy.coding.model_files import shipped_classifiers
from askwhy.coding.rule_coders import (
    AutomaticRule,
    CannedRule,
    FavourRule,
    NoteRule,
    ScamRule,
    TemplateRule,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from askwhy.coding.classifier import Classifier
    from askwhy.coding.codings import Coder, Coding, Context, Text
    from askwhy.coding.embeddings import VectorCache

    Done = tuple[str, str, str]

BATCH = 1000


def local_coders(classifiers: Mapping[str, Classifier] | None = None) -> tuple[Coder, ...]:
    """The rules and the local models; other classifiers than the shipped ones replace those."""
    models = {**shipped_classifiers(), **(classifiers or {})}
    rules = (NoteRule(), CannedRule(), TemplateRule(), AutomaticRule(), FavourRule(), ScamRule())
    return (*rules, *(make_model_coder(model) for model in models.values()))


def local_embeddings(cache: VectorCache) -> Embeddings:
    """Embeddings by the default encoder, which is loaded when a text is new to the cache."""
    first = next(iter(shipped_classifiers().values()))
    return Embeddings(first.encoder, UseEncoder, cache)


def code_texts(
    texts: Sequence[Text],
    coders: Iterable[Coder],
    context: Context,
    embeddings: Embeddings,
    coded: Container[Done] = frozenset(),
) -> Iterator[Coding]:
    """All codings of the texts, in their order, the language first.

    What the same version of a coder has `coded` already is not done again: (item, coder name,
    version). `context.spoken` gives the languages of texts whose language was coded before.
    """
    language = LanguageCoder(context.languages) if context.languages else None
    chosen = tuple(coders)
    is_by_sentence = any("favour" in coder.codes for coder in chosen)
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        told = [
            coding
            for text in batch
            if language and (text.item, language.name, language.version) not in coded
            for coding in language.code(text, context)
        ]
        yield from told
        spoken = {one.item: one.value for one in told if one.value != UNDETERMINED}
        here = replace(context, vectors=embeddings, spoken={**context.spoken, **spoken})
        due = [
            (text, [one for one in chosen if _key(one, text, here) not in coded]) for text in batch
        ]
        read = [text for text, waiting in due if any(map(_is_model, waiting))]
        embeddings.prepare(_to_encode(read, is_by_sentence=is_by_sentence))
        for text, waiting in due:
            for coder in waiting:
                yield from coder.code(text, here)
        embeddings.forget()


def _key(coder: Coder, text: Text, context: Context) -> Done:
    """What stands in the record where this coder would say of this text what it said before."""
    if isinstance(coder, TemplateRule):
        return (text.item, coder.name, coder.version_for(text, context))
    return (text.item, coder.name, coder.version)


def _is_model(coder: Coder) -> bool:
    return coder.name.startswith("model:")


def _to_encode(batch: Sequence[Text], *, is_by_sentence: bool) -> Iterator[str]:
    for text in batch:
        if not text.by_owner and has_words(text.body):
            yield text.body
            if is_by_sentence:
                yield from (span.of(text.body) for span in sentences.split(text.body))
