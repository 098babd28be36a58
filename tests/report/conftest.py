"""The fictional October that every format shows, and a report that means harm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import sqrt
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pytest

from askwhy.analysis import Claim, Judgement, Verdict
from askwhy.analysis.tabulate import Tally
from askwhy.facts import Connection, Direction, Party, Request, Span
from askwhy.history import History, Said, in_order, tell
from askwhy.protocol import Definitions, Hypothesis
from askwhy.report.build import build_report
from askwhy.report.model import (
    Chart,
    Curve,
    Difference,
    Figure,
    Figures,
    Need,
    Owed,
    Point,
    Published,
    Report,
    Row,
    Section,
    Step,
    Table,
)
from askwhy.report.published import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from askwhy.analysis.results import Outcome

Z = 1.959963984540054
AMONG = "people whose request fell into October"
KM = "kaplan-meier, rothman-wilson"
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


def claim(
    sentence: str,
    counts: tuple[tuple[int, int], ...],
    verdict: Verdict,
    bounds: tuple[float, float] | None = None,
    p: float | None = None,
) -> Claim:
    low, high = bounds or (None, None)
    method = "wilson" if len(counts) == 1 else "boschloo, Newcombe's interval"
    judged = Judgement(counts, method, 0.95, verdict, None, low, high, p)
    return Claim(sentence, "an invented family", "exploratory", judged)


def row(
    id_: str,
    name: str,
    pair: tuple[int, int],
    note: str,
    said: str = "",
    outcome: Outcome = "supported",
    more: int | None = None,
) -> Row:
    bounds = wilson(*pair)
    claimed = claim(said, (pair,), Verdict(outcome, more), bounds) if said else None
    return Row(id_, name, *pair, AMONG, *bounds, 0.95, "wilson", note, claimed)


def gap(
    first: tuple[str, int, int], second: tuple[str, int, int], p: float, note: str
) -> Difference:
    """Newcombe 1998, from the two Wilson intervals."""
    (one, k1, n1), (other, k2, n2) = first, second
    p1, p2 = k1 / n1, k2 / n2
    (l1, u1), (l2, u2) = wilson(k1, n1), wilson(k2, n2)
    low = p1 - p2 - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = p1 - p2 + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    sentence, counts = f"{one} against {other}: they answer at different rates.", first[1:]
    claimed = claim(sentence, (counts, second[1:]), Verdict("unresolved", 9), (low, high), p)
    return Difference(
        "S11", one, other, k1, n1, k2, n2, AMONG, low, high, 0.95, "newcombe", p, note, claimed
    )


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
    "Cultural spheres as you noted them.",
    (
        row("S11", "English speakers", (7, 7), "One of the seven was a scam.",
            "Nearly all English speakers answer.", "unresolved", 14),
        row("S11", "French", (14, 20), "Fourteen of twenty."),
        row("S11", "Poles", (11, 20), "Eleven of twenty."),
        row("S14", "Only “in case”, nothing specific", (17, 32), "Half is inside the interval.",
            "More than half had no reason but “in case”.", "unresolved", 1180),
        Row("S18", "Spoke again within a year", 0, 0, "", None, None, 0.95, "none",
            "The year is not over: nobody has been watched for long enough."),
    ),
    (claim("Who answers differs by sphere.", ((7, 7), (14, 20), (11, 20)),
           Verdict("unresolved", 46), p=0.1086),),
    (
        gap(ENGLISH, FRENCH, 0.25, "English speakers and French may answer alike."),
        gap(ENGLISH, POLISH, 0.09, "Not once three pairs are looked at."),
        gap(FRENCH, POLISH, 0.38, "A group would need about 162 people to tell."),
    ),
)  # fmt: skip
POINTS = tuple(
    Point(day, at, low, high, silent)
    for day, at, low, high, silent in (
        (0, 0.0, 0.0, 0.0, 47), (1, 0.4, 0.28, 0.55, 28), (2, 0.57, 0.43, 0.7, 20),
        (3, 0.64, 0.5, 0.76, 17), (4, 0.68, 0.54, 0.8, 15),
    )
)  # fmt: skip
SPEED = Section(
    "How soon they answer",
    "Since your question.",
    charts=(
        Chart("Answered, by days since your question", (Curve("Answered", POINTS, 3, 0.95, KM),)),
        Chart("Answered, by sphere", tuple(
            Curve(name, points, 3, 0.95, KM)
            for name, points in (("French", POINTS), ("Poles", POINTS[:3]))
        )),
    ),
    lists=(
        Figures(
            "Answered",
            "Whoever is still followed counts as silent only up to the last day seen.",
            (
                Figure("Within 3 days", 0.64, 0.5, 0.76, None, 47, 0.95, "kaplan-meier"),
                Figure("Within 90 days", None, 0.0, 1.0, None, 47, 0.95, "none",
                       note="Nobody was followed that long."),
            ),
        ),
        Figures(
            "At one look, and at every look",
            "",
            (
                Figure("Answered", 0.68, 0.54, 0.8, 32, 47, 0.95, "wilson"),
                Figure("Answered", 0.68, 0.45, 0.86, 32, 47, 0.95, "anytime", "any-time"),
            ),
        ),
    ),
    tables=(Table("By sphere", "In words.", ("Group", "Within 3 days"), (("French", "65 %"),)),),
    is_aside=True,
)  # fmt: skip
NEEDS = (
    Need("French against Poles: they answer at different rates.", (162, 162), 284, 8, ""),
    Need("Nearly all English speakers answer.", (21,), 14, None, "Nobody came.", is_aside=True),
)
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
        sections=(REQUESTS, ANSWERS, SPEED),
        flow=FLOW,
        needs=NEEDS,
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
    meant = replace(ANSWERS.claims[0], sentence=HARM, family=HARM)
    section = Section(
        HARM,
        HARM,
        tuple(
            replace(each, name=HARM, note=HARM, among=HARM, claimed=None if each.low is None else
                    claim(HARM, ((each.k, each.n),), Verdict("supported")))
            for each in ANSWERS.rows
        ),
        (meant,),
        tuple(
            replace(each, first=HARM, second=HARM, note=HARM, among=HARM,
                    claimed=replace(each.claimed, sentence=HARM, family=HARM))
            for each in ANSWERS.differences
        ),
        (Chart(HARM, (Curve(HARM, POINTS, 3, 0.95, HARM), Curve(HARM, POINTS, 3, 0.95, HARM))),),
        (Figures(HARM, HARM, (Figure(HARM, None, 0, 1, None, 1, 0.95, HARM, note=HARM),)),),
        (Table(HARM, HARM, (HARM, HARM), ((HARM, HARM),)),),
    )  # fmt: skip
    return replace(
        october,
        title=HARM,
        headline=HARM,
        sections=(section,),
        needs=(Need(HARM, (), None, None, HARM),),
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
        october,
        sections=(),
        flow=(),
        needs=(),
        owed=(),
        published=(),
        caveats=(),
        settings=(),
        footnotes=(),
    )


START = datetime(2026, 10, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
OWN = "I saw your talk and wondered about the archive."
TAP = "Thanks!"


@dataclass(frozen=True)
class Told:
    """One contact's story, days counted from their request.

    `said` holds (day, who, what): who is "they" or "you", what is "own", "tap" or "ask".
    """

    sent: float = 0.0
    accepted: int | None = 0
    said: tuple[tuple[float, str, str], ...] = ()
    note: str = ""
    entries: tuple[tuple[str, str], ...] = ()

    def history(self, number: int) -> History:
        party = Party(f"Person {number}", f"person-{number}")
        sent = START + self.sent * DAY
        words = [
            Said(
                sent + day * DAY,
                by_owner=who == "you",
                text=TAP if what == "tap" else OWN,
                thread="t",
                is_ask=what == "ask" and who == "you",
            )
            for day, who, what in self.said
        ]
        midnight = sent.replace(hour=0, minute=0, second=0, microsecond=0)
        since = midnight + (self.accepted or 0) * DAY
        connections = (
            () if self.accepted is None else (Connection(party, Span(since, since + DAY)),)
        )
        request = Request(Direction.INCOMING, party, Span.second(sent), self.note)
        return History(
            f"handle:person-{number}", party.name, (request,), connections, in_order(words),
            self.entries,
        )  # fmt: skip


Story = dict[str, Any]
"""What `Told` takes, as a test writes it."""


class Count(Protocol):
    def __call__(
        self, stories: Iterable[Story], until: float = 60, *, scams_answer: bool = False
    ) -> Tally: ...


class ReportOn(Protocol):
    def __call__(
        self,
        tally: Tally,
        *,
        hypotheses: Sequence[Hypothesis] = (),
        further: Sequence[Section] = (),
    ) -> Report: ...


@pytest.fixture(scope="session")
def count() -> Count:
    """Tally the stories, as seen until so many days after the first request could be sent."""

    def count(stories: Iterable[Story], until: float = 60, *, scams_answer: bool = False) -> Tally:
        observed = START + until * DAY
        tally = Tally(observed, scams_answer=scams_answer)
        for number, story in enumerate(stories):
            history = Told(**story).history(number)
            course = tell(history, history.requests[0], Definitions(), observed)
            tally.add(history, course)
        return tally

    return count


@pytest.fixture(scope="session")
def report_on() -> ReportOn:
    """The report on a tally, with a month's window from the first day on."""

    def report_on(
        tally: Tally,
        *,
        hypotheses: Sequence[Hypothesis] = (),
        further: Sequence[Section] = (),
    ) -> Report:
        return build_report(
            tally,
            title="A test",
            made_at=tally.observed_until,
            since=START,
            until=START + 30.4375 * DAY,
            rng=np.random.default_rng(5),
            hypotheses=hypotheses,
            further=further,
        )

    return report_on
