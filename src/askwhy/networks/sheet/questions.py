"""The questions that a sheet may answer, and the answers to those that have a closed list."""

from __future__ import annotations

FREE = ("sphere", "tone", "reason", "scam", "note", "language", "first name")
CHOICES = {
    "known": ("known", "heard of", "never"),
    "contact of contacts": ("yes", "no"),
    "gender": ("woman", "man", "other", "unknown"),
}
QUESTIONS = (*CHOICES, *FREE)

_MEANT = {
    "known": {"yes": "known", "y": "known", "no": "never", "n": "never", "heard": "heard of"},
    "contact of contacts": {"y": "yes", "n": "no"},
    "gender": {
        "f": "woman", "female": "woman", "w": "woman", "m": "man", "male": "man", "?": "unknown",
    },
    "scam": {"no": "none", "n": "none"},
}  # fmt: skip


class NoAnswer(ValueError):
    """A question or an answer that no sheet has; says why in half a sentence."""


def read_answer(question: str, answer: str) -> tuple[str, str]:
    """Question and answer in the words in which they are counted. Raises NoAnswer."""
    asked = " ".join(question.casefold().split())
    if asked not in QUESTIONS:
        raise NoAnswer(f'"{question[:40]}" is none of the questions ({", ".join(QUESTIONS)})')
    said = answer.strip()
    meant = _MEANT.get(asked, {}).get(said.casefold(), said)
    if asked in CHOICES:
        meant = meant.casefold()
        if meant not in CHOICES[asked]:
            choices = ", ".join(CHOICES[asked])
            raise NoAnswer(f'"{said[:40]}" is no answer to "{asked}" ({choices})')
    return asked, meant
