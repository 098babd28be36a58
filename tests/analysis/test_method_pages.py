"""Every page of docs/methods says the same four things, and its examples run."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import askwhy.analysis

PAGES = Path(__file__).parents[2] / "docs" / "methods"
METHODS = sorted(path for path in PAGES.glob("*.md") if path.name != "index.md")
TYPES = {name for name in askwhy.analysis.__all__ if name[0].isupper()}


@pytest.mark.parametrize("page", METHODS, ids=lambda path: path.stem)
def test_the_examples_of_a_page_give_what_they_show(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    example = doctest.DocTestParser().get_doctest(
        "\n".join(blocks), {}, page.name, str(page), lineno=0
    )
    assert len(example.examples) >= 3
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    said: list[str] = []
    runner.run(example, out=said.append)
    assert not said, "".join(said)
    assert runner.summarize(verbose=False).attempted == len(example.examples)


@pytest.mark.parametrize("page", METHODS, ids=lambda path: path.stem)
def test_a_page_has_question_formula_example_limits_and_sources(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.match(r"# .+\n\n\*\*Question\.\*\* .+", text)
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert headings == ["Formula", "Example", "When not to use it", "Sources"]
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (PAGES / link).exists(), link


def test_the_index_lists_every_page() -> None:
    text = (PAGES / "index.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\]\(([^)]+)\)", text)) == [path.name for path in METHODS]
    for page in METHODS:
        question = re.search(r"\*\*Question\.\*\* (.+)", page.read_text(encoding="utf-8"))
        assert question
        assert question.group(1) in text


def test_every_public_function_has_its_page() -> None:
    everything = "\n".join(path.read_text(encoding="utf-8") for path in METHODS)
    functions = set(askwhy.analysis.__all__) - TYPES
    assert len(functions) > 30
    assert {name for name in functions if f"`{name}`" not in everything} == set()
