"""The page about the rules says what the lists are."""

import tomllib
from pathlib import Path

import pytest

from askwhy.rules import canned, echo, greetings, notes, stop, texts
from askwhy.rules.status import Status
from askwhy.rules.stop import _languages

HERE = Path(__file__)
PAGE = (HERE.parents[2] / "docs" / "rules.md").read_text("utf-8")
NAMES = {
    "en": "English",
    "fr": "French",
    "pl": "Polish",
    "de": "German",
    "es": "Spanish",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
}


@pytest.mark.parametrize("module", [texts, greetings, notes, canned, echo, stop])
def test_each_rule_stands_there_with_its_version(module: object) -> None:
    name = getattr(module, "__name__", "").rpartition(".")[2]
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |")]

    assert row.endswith(f"| {getattr(module, 'VERSION', None)} |")


@pytest.mark.parametrize(("code", "language"), NAMES.items())
def test_the_numbers_of_entries_are_those_of_the_lists(code: str, language: str) -> None:
    stock = [s.status for s in notes.STOCK.sentences if s.language == code]
    replies = [reply.status for reply in canned.replies() if reply.language == code]
    sentences = tomllib.loads(HERE.with_name("stop_sentences.toml").read_text("utf-8"))
    ((phrases, _),) = [pair for pair in _languages() if pair[0].language == code]
    told = [line for line in PAGE.splitlines() if line.startswith(f"| {language} |")]
    tests = [len(sentences[kind][code].strip().splitlines()) for kind in ("asking", "not_asking")]
    lists = [len(phrases.lines(phrases.phrases)), len(phrases.lines(phrases.never))]

    assert told == [
        f"| {language} | {stock.count(Status.SEEN)} | {stock.count(Status.SUPPOSED)} |",
        f"| {language} | {replies.count(Status.SEEN)} | {replies.count(Status.SUPPOSED)} |",
        f"| {language} | {' | '.join(map(str, lists + tests))} |",
    ]


def test_the_sums_are_those_of_the_lists() -> None:
    phrases = sum(len(lang.lines(lang.phrases)) for lang, _ in _languages())
    sums = {"notes": len(notes.STOCK.sentences), "canned": len(canned.replies()), "stop": phrases}

    for name, number in sums.items():
        (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |")]
        assert f" | {number} | " in row
