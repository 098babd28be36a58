"""The fictional October that every format shows, and a report that means harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from math import sqrt

import pytest

from askwhy.report.model import (
    Difference,
    Owed,
    Published,
    Report,
    Row,
    Section,
    Step,
    Verdict,
)
from askwhy.report.published import PUBLISHED

Z = 1.959963984540054
HARM = (
    "=\x1b[31m<script>alert('x')</script> |*_`\u202egnp.exe\r\n# [a](http://evil.example)"
    ' <img src=x onerror=alert(1)> & "q" &lt; https://evil.example www.evil.example @all'
)


def wilson(k: int, n: int) -> tuple[float, float]:
    """Wilson 1927, written out a second time."""
    p, weight = k / n, 1 + Z * Z / n
    middle, half = (p + Z * Z / (2 * n)) / weight, Z / weight
    reach = half * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def row(
    id_: str,
    name: str,
    pair: tuple[int, int],
    note: str,
    claim: str = "",
    verdict: Verdict = "no claim",
    more: int | None = None,
) -> Row:
    return Row(id_, name, *pair, *wilson(*pair), 0.95, "wilson", verdict, note, claim, more)


def gap(
    first: tuple[str, int, int], second: tuple[str, int, int], p: float, note: str
) -> Difference:
    """Newcombe 1998, from the two Wilson intervals."""
    (one, k1, n1), (other, k2, n2) = first, second
    p1, p2 = k1 / n1, k2 / n2
    (l1, u1), (l2, u2) = wilson(k1, n1), wilson(k2, n2)
    low = p1 - p2 - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = p1 - p2 + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return Difference(
        "S11", one, other, k1, n1, k2, n2, low, high, 0.95, "newcombe", p, "unresolved", note,
        "3 pairs, Holm",
    )  # fmt: skip


REQUESTS = Section(
    "Who asked, and how",
    "Everybody whose request fell into October. The post's five shares are exact at fifty people.",
    (
        row("S6", "Wrote words of their own in the request", (4, 50),
            "Free accounts can add only a handful of notes a month.",
            "Fewer than half say anything of their own when they ask.", "supported"),
        row("S7", "Wrote first, once accepted", (3, 50), "All three wanted a recruiter."),
        row("S8", "You had never heard of them", (46, 50), "As you noted it by hand.",
            "Most who ask are people you had never heard of.", "supported"),
        row("S9", "No contact of your contacts", (33, 50), "As you noted it by hand.",
            "Most who ask are not contacts of your contacts.", "supported"),
        row("S10", "Women, as you noted them", (36, 50), "As you noted it by hand.",
            "Most who ask are men.", "contradicted"),
    ),
)  # fmt: skip
ENGLISH, FRENCH, POLISH = ("English speakers", 7, 7), ("French", 14, 20), ("Poles", 11, 20)
ANSWERS = Section(
    "Who answers, by sphere",
    "All of this may be one rate for everybody (exact test, p = .1086).",
    (
        row("S11", "English speakers", (7, 7), "One of the seven was a scam.",
            "Nearly all English speakers answer.", "unresolved", 14),
        row("S11", "French", (14, 20), "Fourteen of twenty."),
        row("S11", "Poles", (11, 20), "Eleven of twenty."),
        row("S14", "Only “in case”, nothing specific", (17, 32), "Half is inside the interval.",
            "More than half had no reason but “in case”.", "unresolved", 1180),
        Row("S18", "Spoke again within a year", 0, 0, None, None, 0.95, "none", "not estimable",
            "The year is not over: nobody has been watched for long enough."),
    ),
    (
        gap(ENGLISH, FRENCH, 0.25, "English speakers and French may answer alike."),
        gap(ENGLISH, POLISH, 0.09, "Not once three pairs are looked at."),
        gap(FRENCH, POLISH, 0.38, "A group would need about 162 people to tell."),
    ),
)  # fmt: skip
FLOW = (
    Step("Requests in the window", 52, 0, (("not accepted", 2),)),
    Step("Accepted", 50, 1),
    Step("Wrote first", 3, 2),
    Step("Asked", 47, 2, (("asked too recently to tell", 0),)),
    Step("Answered", 31, 3),
    Step("No answer", 15, 3),
    Step("Scam", 1, 3),
)


@pytest.fixture
def october() -> Report:
    """The post's October at fifty people, as a report."""
    return Report(
        title="Why did they ask to connect?",
        headline="50 people asked to connect. 4 said why in their own words, 3 wrote once "
        "accepted; of 47 asked why, 31 answered.",
        made_at=datetime(2025, 12, 1, 9, tzinfo=UTC),
        since=datetime(2025, 10, 1, tzinfo=UTC),
        until=datetime(2025, 11, 1, tzinfo=UTC),
        observed_until=datetime(2025, 11, 30, 18, tzinfo=UTC),
        sections=(REQUESTS, ANSWERS),
        flow=FLOW,
        owed=(Owed(700), Owed(212), Owed(45), Owed(12), Owed(3)),
        published=PUBLISHED,
        caveats=("A request that was declined is not in the export.",),
        settings=(("Horizon for an answer", "30 days"), ("Wait before asking", "1 day")),
        fictional=True,
        footnotes=("The replies are those of the post; the people are invented.",),
    )


@pytest.fixture
def hostile(october: Report) -> Report:
    """The October with harm in every place where somebody else's words could be shown."""
    section = Section(
        HARM,
        HARM,
        tuple(replace(each, name=HARM, note=HARM, claim=HARM) for each in ANSWERS.rows),
        tuple(replace(each, first=HARM, second=HARM, note=HARM) for each in ANSWERS.differences),
    )
    return replace(
        october,
        title=HARM,
        headline=HARM,
        sections=(section,),
        flow=(Step(HARM, 5, 0, ((HARM, 2),)), Step(HARM, 3, 1)),
        owed=(Owed(400, HARM), Owed(3, "@SUM(1+1)*cmd|' /C calc'!A0")),
        published=(Published(HARM, HARM, "D", HARM),),
        caveats=(HARM,),
        settings=((HARM, HARM),),
        footnotes=(HARM,),
    )


@pytest.fixture
def empty(october: Report) -> Report:
    """A window in which nothing happened."""
    return replace(
        october, sections=(), flow=(), owed=(), published=(), caveats=(), settings=(), footnotes=()
    )
