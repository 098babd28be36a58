"""A sentence with a verdict is in the ledger, and there is no other way to have a verdict."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from askwhy.analysis import Claim, Judgement, Verdict
from askwhy.report import html, markdown, terminal, wording
from askwhy.report.model import Difference, Row

if TYPE_CHECKING:
    from tests.report.conftest import Count, ReportOn, Story

    from askwhy.report.model import Report

OUTCOMES = ("supported", "contradicted", "unresolved")


def asked(*, answers: bool, **more: object) -> Story:
    said = [(2, "you", "ask"), (3, "they", "own")][: 2 if answers else 1]
    return {"said": tuple(said), **more}


@pytest.fixture
def made(count: Count, report_on: ReportOn) -> Report:
    """The post's three groups, asked and answered, with notes and genders beside them."""
    stories: list[Story] = []
    for sphere, k, n in (("Anglo-Saxon", 7, 7), ("French", 14, 20), ("Polish", 11, 20)):
        for place in range(n):
            gender = "woman" if place % 3 else "man"
            entries = (("sphere", sphere), ("gender", gender), ("reason", "network only"))
            note = "Your talk made me think of our archive." * (place < 2)
            stories.append(asked(answers=place < k, entries=entries, sent=place / 2, note=note))
    return report_on(count(stories))


def test_every_verdict_that_a_page_shows_is_of_a_claim_in_the_ledger(made: Report) -> None:
    """Each claim has two verdicts on the page: in its place, and in the ledger."""
    page = html.render(made).partition("</style>")[2].partition('class="meanings"')[0]
    shown = re.findall(rf'class="verdict is-({"|".join(OUTCOMES)})"', page)
    ledger = [claim.verdict.outcome for claim in made.ledger]
    assert len(made.ledger) > 15
    assert sorted(shown) == sorted(ledger * 2)
    told = unescape(page).replace(wording.NBSP, " ")
    assert [claim.sentence for claim in made.ledger if claim.sentence not in told] == []


def test_the_ledger_stands_whole_in_words(made: Report) -> None:
    for told in (terminal.text(made, 400), re.sub(r"\\(.)", r"\1", markdown.render(made))):
        ledger = told.partition("What is claimed, and what it rests on")[2]
        for claim in made.ledger:
            assert claim.sentence in ledger
            assert wording.rests(claim) in ledger
            assert claim.family in ledger


def texts(value: object) -> list[str]:
    """Every string that is written freely: those of claims and of methods are not."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Claim):
        return []
    if isinstance(value, tuple):
        return [text for each in value for text in texts(each)]
    if is_dataclass(value):
        return [text for each in fields(value) for text in texts(getattr(value, each.name))]
    return []


def test_no_free_sentence_speaks_a_verdict_or_of_significance(made: Report) -> None:
    free = [text.casefold() for text in texts(made)]
    assert len(free) > 100
    for word in (*OUTCOMES, "significan"):
        assert [text for text in free if word in text] == []
    assert "significan" not in html.render(made).partition("</style>")[2].casefold()


def test_a_verdict_cannot_be_had_without_a_claim() -> None:
    names = {each.name for kind in (Row, Difference) for each in fields(kind)}
    assert "verdict" not in names
    plain = Row("S5", "Answered", 3, 4, "people asked", 0.3, 0.9, 0.95, "wilson", "")
    assert (plain.verdict, plain.claim, plain.needs_about) == ("no claim", "", None)
    bare = replace(plain, low=None, high=None, note="Nobody.")
    assert bare.verdict == "not estimable"


def test_a_claim_is_about_the_counts_of_its_own_row() -> None:
    judged = Judgement(((3, 5),), "wilson", 0.95, Verdict("supported"))
    claim = Claim("Most answer.", "a family", "exploratory", judged)
    with pytest.raises(AssertionError, match="its own counts"):
        Row("S5", "Answered", 3, 4, "people asked", 0.3, 0.9, 0.95, "wilson", "", claim)


def test_everything_is_exploratory_and_says_so(made: Report) -> None:
    assert {claim.kind for claim in made.ledger} == {"exploratory"}
    assert "None was declared beforehand" in wording.ledger(made)
    unresolved = sum(claim.verdict.outcome == "unresolved" for claim in made.ledger)
    assert f"{len(made.ledger)} claims" in wording.ledger(made)
    assert f"{unresolved} unresolved" in wording.ledger(made)


def test_a_group_called_significant_claims_nothing(count: Count, report_on: ReportOn) -> None:
    """The owner may call a group as they like; the ledger then counts the groups."""
    stories = [
        asked(answers=place % 2 == 0, entries=(("sphere", name),))
        for name in ("significant others", "French")
        for place in range(4)
    ]
    made = report_on(count(stories))
    assert {row.name for row in made.rows if row.id == "S11"} == {"significant others", "French"}
    (pair,) = [claim.sentence for claim in made.ledger if "against" in claim.sentence]
    assert re.fullmatch(r"(French against group 2|group 1 against French): they answer .*", pair)
