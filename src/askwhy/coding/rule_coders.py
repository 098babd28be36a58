"""Coders by rule: the same text gives the same coding on every machine, and says by which words."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from askwhy.coding import sentences
from askwhy.coding.codebook import Kind
from askwhy.coding.codings import Coding, Reason
from askwhy.coding.phrases import lookup, signs
from askwhy.rules import canned, notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askwhy.coding.codings import Context, Text
    from askwhy.coding.phrases.lookup import Hit

MASS_FROM = 3  # senders of the same text


class NoteRule:
    """What was written along with a request: nothing, a bare request, own words."""

    name, codes = "rule:note", ("note",)

    def __init__(self, stock: notes.Stock = notes.STOCK) -> None:
        self._stock = stock
        told = "\0".join(sentence.text for sentence in stock.sentences)
        own = f" with {sha256(told.encode()).hexdigest()[:8]}" if stock is not notes.STOCK else ""
        self.version = f"{notes.VERSION}{own}"

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        """One coding of each note."""
        if not text.is_note:
            return ()
        kind = notes.read_note(text.whole, self._stock)
        return (_coding(self, text, context, str(kind)),)


class CannedRule:
    """Whether a message is a reply that the network offers as a button."""

    name, codes, version = "rule:canned", ("canned",), canned.VERSION

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        """One coding of each message."""
        if text.is_note:
            return ()
        value = "one-tap" if canned.is_canned(text.whole) else "own"
        return (_coding(self, text, context, value),)


class TemplateRule:
    """Whether three or more senders wrote the same text."""

    name, codes, version = "rule:template", ("template",), "2026-11-23.1"

    def version_for(self, text: Text, context: Context) -> str:
        """The version that a coding of this text bears: another where its group has grown."""
        return f"{self.version} {self._value(text, context)}"

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        """One coding of each text whose group was looked for."""
        senders, value = context.groups.get(text.item), self._value(text, context)
        if senders is None:
            return ()
        coding = _coding(self, text, context, value, (Reason(f"{senders} senders"),))
        return (replace(coding, version=self.version_for(text, context)),)

    def _value(self, text: Text, context: Context) -> str:
        return "mass" if context.groups.get(text.item, 0) >= MASS_FROM else "single"


class AutomaticRule:
    """Out of office, bounces and bots. A question in it speaks for a person."""

    name, codes = "rule:automatic", ("automatic",)

    def __init__(self) -> None:
        self._phrases = lookup.load("automatic.toml")
        self.version = self._phrases.version

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        """One coding of each message."""
        hits = self._phrases.find(text.body)
        if text.is_note or not hits or "?" in text.body:
            return () if text.is_note else (_coding(self, text, context, "no"),)
        first = hits[0]
        reasons = tuple(Reason(hit.name, hit.start, hit.end) for hit in hits)
        return (_coding(self, text, context, first.name, reasons),)


class FavourRule:
    """The sentence that asks for something."""

    name, codes = "rule:favour", ("favour",)

    def __init__(self) -> None:
        self._phrases = lookup.load("favour.toml")
        self.version = self._phrases.version

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        """One coding; its reasons are the asking sentences, surest first."""
        if text.by_owner:
            return ()
        asking = []
        for span in sentences.split(text.body):
            sure = self._sureness(span.of(text.body))
            if sure >= 0.5:
                asking.append((sure, Reason("asks", span.start, span.end)))
        if not asking:
            return (_coding(self, text, context, "none", (), 0.6),)
        asking.sort(key=lambda one: -one[0])
        reasons = tuple(reason for _, reason in asking)
        return (_coding(self, text, context, "asked", reasons, asking[0][0]),)

    def _sureness(self, sentence: str) -> float:
        names = {hit.name for hit in self._phrases.find(sentence)}
        if "mere politeness" in names:
            return 0.0
        if "asks" in names:
            return 0.9 if "please" in names or sentence.endswith("?") else 0.75
        return 0.6 if "please" in names else 0.0


class ScamRule:
    """Fraud by its signs: no sign alone, but signs that belong together in one message."""

    name, codes = "rule:scam", ("scam",)

    def __init__(self) -> None:
        self._phrases = lookup.load("scam.toml")
        self.version = f"{self._phrases.version} {signs.VERSION}"

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        """One coding; its first reason is the sentence with the most signs."""
        if text.by_owner:
            return ()
        hits = find_signs(text.body)
        found = {hit.name for hit in hits}
        kinds = [
            (kind, found & needed)
            for kind, needed, fewest in _KINDS
            if _meets(found, needed, fewest)
        ]
        if not kinds:
            return (_coding(self, text, context, "none", (), 0.6),)
        kind, shown = max(kinds, key=lambda one: len(one[1]))
        helping = found & _HELPING
        probability = min(0.95, 0.45 + 0.12 * len(shown | helping))
        reasons = evidence(text.body, [hit for hit in hits if hit.name in shown | helping])
        return (_coding(self, text, context, kind, reasons, max(0.5, probability)),)


_HELPING = frozenset({"urgency", "secrecy", "private mail address", "short link", "phone number"})
# A kind, the signs that speak for it, and groups of which each must show at least one sign.
_KINDS: tuple[tuple[str, frozenset[str], tuple[frozenset[str], ...]], ...] = tuple(
    (kind, frozenset().union(*groups), groups)
    for kind, groups in (
        (
            "advance fee",
            (
                frozenset({"next of kin", "a fee first", "a prize"}),
                frozenset({"money and amount", "a fee first"}),
                frozenset({"secrecy", "private mail address", "urgency", "a fee first"}),
            ),
        ),
        ("romance", (frozenset({"courting"}), frozenset({"leave for a messenger"}))),
        (
            "phishing",
            (
                frozenset({"account or password"}),
                frozenset({"link", "short link", "urgency"}),
            ),
        ),
        (
            "investment or recovery",
            (
                frozenset({"gains promised", "lost money back"}),
                frozenset({"crypto and trading", "money and amount", "leave for a messenger"}),
            ),
        ),
        (
            "other",
            (
                frozenset({"a parcel or a fine", "a prize"}),
                frozenset({"link", "short link", "short number", "phone number"}),
                frozenset({"money and amount", "urgency", "call or text to claim"}),
            ),
        ),
    )
)


@lru_cache(maxsize=2**12)
def find_signs(body: str) -> tuple[Hit, ...]:
    """Every sign of fraud in a text: phrases, amounts, addresses, links, numbers."""
    return (*lookup.load("scam.toml").find(body), *signs.find(body))


def evidence(body: str, hits: Sequence[Hit]) -> tuple[Reason, ...]:
    """The sentence with the most signs, as the reason named `sentence`, then the signs."""
    if not hits:
        return ()

    def count(span: sentences.Span) -> int:
        return len({hit.name for hit in hits if span.start <= hit.start < span.end})

    spans = sentences.split(body)
    best = max(spans, key=count, default=sentences.Span(0, len(body)))
    shown = (Reason(hit.name, hit.start, hit.end) for hit in hits)
    return (Reason("sentence", best.start, best.end), *shown)


def _meets(found: set[str], needed: frozenset[str], groups: tuple[frozenset[str], ...]) -> bool:
    """Whether each group shows a sign, by at least as many different signs as two."""
    return all(found & group for group in groups) and len(found & needed) >= 2


def _coding(
    coder: NoteRule | CannedRule | TemplateRule | AutomaticRule | FavourRule | ScamRule,
    text: Text,
    context: Context,
    value: str,
    reasons: tuple[Reason, ...] = (),
    probability: float = 1.0,
) -> Coding:
    return Coding(
        text.item,
        coder.codes[0],
        (value,),
        coder.name,
        Kind.RULE,
        coder.version,
        context.codebook,
        probability,
        reasons=reasons,
    )
