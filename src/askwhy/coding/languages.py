"""In which language a text is written, among those the owner declares.

A text too short or too even to tell takes the language of most of its conversation; without
one it stays undetermined. Measured: `docs/coding.md`.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

from askwhy.coding.codebook import Kind
from askwhy.coding.codings import Coding, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from askwhy.coding.codings import Context, Text

UNDETERMINED = "undetermined"
TOO_EVEN = 0.01  # lead of the best language over the second below which nothing is said
FEW_WORDS = 3  # up to so many, a small lead gives way to the conversation
SMALL_LEAD = 0.06

Scores = dict[str, float]


class Detector(Protocol):
    """Scores from 0 to 1 for each of the languages it was made for; empty where none fits."""

    @property
    def name(self) -> str:
        """The package and its version."""

    def scores(self, text: str) -> Scores:
        """The scores of one text."""


class EldDetector:
    """The package `eldc` (Apache-2.0): n-grams, in C."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        import eldc  # type: ignore[import-untyped]

        eldc.init()
        self._found = eldc.instance()
        self._found.set_languages(list(languages))
        self._found.set_scores(min(20, len(languages)))
        self.name = f"eldc {version('eldc')}"

    def scores(self, text: str) -> Scores:
        """The scores of one text."""
        return dict(self._found.detect_details(text).scores)


class LangidDetector:
    """The package `py3langid` (BSD): where `eldc` has no wheel. Its scores are probabilities."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        from py3langid.langid import (  # type: ignore[import-untyped]
            MODEL_FILE,
            LanguageIdentifier,
        )

        self._found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._found.set_languages(list(languages))
        self.name = f"py3langid {version('py3langid')}"

    def scores(self, text: str) -> Scores:
        """The scores of one text; empty where it holds no letter."""
        if not any(map(str.isalpha, text)):
            return {}
        return {language: float(score) for language, score in self._found.rank(text)}


def make_detector(languages: tuple[str, ...]) -> Detector:
    """The better detector that is installed here."""
    try:
        return EldDetector(languages)
    except ImportError:
        return LangidDetector(languages)


def detect(scores: Scores) -> tuple[str, float]:
    """The best language and its lead over the second; undetermined where there is hardly one."""
    if not scores:
        return UNDETERMINED, 0.0
    (best, first), *rest = sorted(scores.items(), key=lambda entry: -entry[1])
    lead = first - (rest[0][1] if rest else 0.0)
    return (best, lead) if lead >= TOO_EVEN or not rest else (UNDETERMINED, lead)


class LanguageCoder:
    """Codes the language. `languages` are those the owner declares, as ISO 639-1 codes."""

    codes = ("language",)
    name = "model:language"

    def __init__(
        self,
        languages: tuple[str, ...],
        make: Callable[[tuple[str, ...]], Detector] = make_detector,
    ) -> None:
        assert languages, "at least one language is declared"
        self.languages = languages
        self._make = make

    @cached_property
    def _detector(self) -> Detector:
        return self._make(self.languages)

    @property
    def version(self) -> str:
        """The package, its version and the declared languages."""
        return f"{self._detector.name} {','.join(self.languages)}"

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        """One coding; its probability is 1 less the chance that the lead is an accident."""
        language, lead = self._own(text.body)
        reason = "the text itself"
        short = len(text.body.split()) <= FEW_WORDS and lead < SMALL_LEAD
        if language == UNDETERMINED or short:
            language, reason = self._of_thread(text, context) or (language, reason)
        probability = 0.0 if language == UNDETERMINED else min(1.0, 0.5 + 2.5 * max(lead, 0.02))
        found = Coding(
            text.item,
            "language",
            (language,),
            self.name,
            Kind.MODEL,
            self.version,
            context.codebook,
            probability,
            reasons=(Reason(reason),),
        )
        return (found,)

    def _own(self, body: str) -> tuple[str, float]:
        return detect(self._detector.scores(" ".join(body.split())))

    def _of_thread(self, text: Text, context: Context) -> tuple[str, str] | None:
        """The language of most letters of the conversation's other texts, where they tell."""
        spoken: Counter[str] = Counter()
        for body in context.threads.get(text.thread, ()) if text.thread else ():
            language, lead = self._own(body)
            if body != text.body and language != UNDETERMINED and lead >= SMALL_LEAD:
                spoken[language] += len(body)
        if not spoken:
            return None
        return spoken.most_common(1)[0][0], "the rest of the conversation"
