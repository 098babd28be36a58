"""Markdown that shows other people's words as they are and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from askwhy.report import markdown
from askwhy.report.plain import printable

if TYPE_CHECKING:
    from markdown_it.token import Token

    from askwhy.report.model import Report

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def kinds(tokens: list[Token]) -> set[str]:
    found = {each.type for each in tokens}
    return found.union(*(kinds(each.children) for each in tokens if each.children))


@pytest.mark.parametrize("which", ["october", "hostile", "empty"])
def test_it_holds_headings_tables_and_lists_and_no_html_link_or_picture(
    which: str, request: pytest.FixtureRequest
) -> None:
    found = kinds(READER.parse(markdown.render(request.getfixturevalue(which))))
    assert "heading_open" in found
    assert found.isdisjoint(
        {"html_inline", "html_block", "link_open", "image", "code_inline", "fence", "s_open"}
    )


def test_tables_have_as_many_cells_in_every_line(hostile: Report) -> None:
    tokens = [each.type for each in READER.parse(markdown.render(hostile))]
    tables = [each.split("table_close")[0] for each in " ".join(tokens).split("table_open")[1:]]
    widths = []
    for table in tables:
        lines = table.split("tr_open")[1:]
        (width,) = {line.count("td_open") + line.count("th_open") for line in lines}
        widths.append(width)
    assert widths == [6, 6, 5, 2, 2, 2, 3, 5, 4]


def test_a_share_stands_with_its_count_interval_and_verdict(october: Report) -> None:
    told = markdown.render(october).replace("\xa0", " ")
    assert (
        "| Wrote words of their own in the request | **8 %** | 4 of 50 | 3–19 % | supported | "
        "“Fewer than half say anything of their own when they ask.” Free accounts" in told
    )
    assert (
        "| French against Poles | **+15** | 14 of 20, 11 of 20 | −14 to +41 | unresolved; " in told
    )
    assert "> **Fictional: nobody in this report exists" in told
    assert "    - **31** Answered" not in told.split("- **47** Asked")[0]


@given(st.text("\\`*_{}[]<>()#+-.!|~&$@=:/ a1w\"'", max_size=30))
def test_an_escaped_text_reads_back_as_it_was(text: str) -> None:
    shown = printable(text).strip()
    tokens = READER.parse(f"| a |\n|---|\n| {markdown.escaped(shown)} |")
    cell = [each for each in tokens if each.type == "inline"][1]
    assert "".join(each.content for each in cell.children or ()) == shown
    assert kinds(cell.children or []) <= {"text", "text_special"}


@given(st.text("\\`*_{}[]<>()#+-.!|~&$@=:/ a1w\"'", min_size=1, max_size=30))
def test_an_escaped_text_at_the_start_of_a_paragraph_is_a_paragraph(text: str) -> None:
    shown = printable(text).strip()
    if shown:
        tokens = READER.parse(markdown.escaped(shown))
        assert [each.type for each in tokens] == ["paragraph_open", "inline", "paragraph_close"]


def test_addresses_are_not_made_into_links() -> None:
    linking = MarkdownIt("gfm-like")
    told = "see https://evil.example and www.evil.example or write a@evil.example"
    assert "link_open" in kinds(linking.parse(told))
    html = linking.render(markdown.escaped(told))
    assert not re.search(r'href="https?:', html)
