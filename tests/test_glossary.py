"""The words of the project are those of its glossary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GLOSSARY = ROOT / "docs" / "glossary.md"


def shunned() -> list[str]:
    rows = [line.split("|") for line in GLOSSARY.read_text().splitlines() if line.startswith("|")]
    return [word.strip() for row in rows[2:] for word in row[2].split(",") if word.strip()]


def written() -> list[Path]:
    code = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.html")]
    return [*code, ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md"]


def test_the_glossary_shuns_something() -> None:
    assert {"lead", "funnel", "KPI"} <= set(shunned())


@pytest.mark.parametrize("word", shunned())
def test_a_shunned_word_is_not_used(word: str) -> None:
    """As a noun with its article; "leads to" and the like are verbs."""
    noun = re.compile(rf"\b(?:a|an|new|your|sales|this) {word}s?\b", re.IGNORECASE)
    found = [path.name for path in written() if noun.search(path.read_text())]
    assert found == []
