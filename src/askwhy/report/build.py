"""Counts become a report: which figures are shown, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.analysis.tabulate import whole_days
from askwhy.history import Answer, Link, Standing
from askwhy.report import cohort
from askwhy.report.coded import coded_sections
from askwhy.report.declared import declared_section
from askwhy.report.groups import Asking, group_sections
from askwhy.report.mirror import mirror_section, owed
from askwhy.report.model import Report
from askwhy.report.needs import needs, pace
from askwhy.report.participants import participant_flow
from askwhy.report.published import PUBLISHED
from askwhy.report.shares import BLIND, DEAF
from askwhy.report.wording import percent
from askwhy.rules.notes import NoteKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from numpy.random import Generator

    from askwhy.analysis.tabulate import Requests, Tally
    from askwhy.protocol import Hypothesis
    from askwhy.report.model import Section


def build_report(
    tally: Tally,
    *,
    title: str,
    made_at: datetime,
    since: datetime,
    until: datetime,
    rng: Generator,
    hypotheses: Sequence[Hypothesis] = (),
    caveats: Sequence[str] = (),
    settings: Sequence[tuple[str, str]] = (),
    further: Sequence[Section] = (),
    fictional: bool = False,
    seen_until: datetime | None = None,
) -> Report:
    """Say what the counts can bear. Sections with nothing in them are left out.

    `hypotheses` were declared before the data; all else is exploratory. `further` sections stand
    before the mirror, and what can be left unread comes last. `rng` draws tables where there are
    too many to enumerate. `seen_until` is the newest instant of any source, if another than that
    of the messages.
    """
    seen_until = seen_until or tally.observed_until
    requests, mirror = tally.requests, tally.mirror
    own = [*_shown(_sections(tally, rng))]
    mirrored = mirror_section(mirror, is_deaf=tally.is_deaf)
    rows = [row for section in (*own, mirrored) for row in section.rows]
    told = [*_shown([declared_section(hypotheses, rows)]), *own]
    main = [section for section in told if not section.is_aside]
    aside = [section for section in told if section.is_aside]
    return Report(
        title=title,
        headline=_headline(tally),
        made_at=made_at,
        since=since,
        until=until,
        observed_until=seen_until,
        sections=(*main, *further, *_shown([mirrored]), *aside),
        flow=participant_flow(requests) if requests.n and not _unknown(tally) else (),
        needs=needs(told, mirrored, tally, pace(tally, since, min(until, seen_until))),
        owed=None if tally.is_deaf else owed(mirror),
        published=PUBLISHED,
        caveats=(*_caveats(tally), *caveats),
        settings=tuple(settings),
        fictional=fictional,
    )


def _sections(tally: Tally, rng: Generator) -> list[Section]:
    """What is told of the people of the window, what most want to know first."""
    requests = tally.requests
    if not requests.n:
        return []
    arrived = cohort.arrival_section(requests, tally.noted)
    if reason := _unknown(tally):
        return [
            arrived,
            cohort.unknown_section(requests, reason, is_accepted_known=not tally.is_blind),
        ]
    is_asked = bool(requests.standing[Standing.ASKED])
    outcome = tally.answered if is_asked else tally.wrote_first
    horizon = tally.definitions.replied if is_asked else tally.definitions.wrote_first
    title, do = ("Who answers", "answer") if is_asked else ("Who writes first", "write first")
    asking = Asking(title, do, whole_days(horizon), tally.observed_until)
    groups = group_sections(outcome, asking, rng)
    return [
        arrived,
        cohort.afterwards_section(requests),
        cohort.answers_section(tally.noted, {code for code, _ in tally.coded}),
        *coded_sections(tally.coded, rng),
        *cohort.waiting_sections(tally),
        *groups,
    ]


def _shown(sections: Iterable[Section]) -> list[Section]:
    return [each for each in sections if each.rows or each.charts or each.lists or each.tables]


def _headline(tally: Tally) -> str:
    """The sentence to remember: of those who asked, who said why."""
    requests, mirror = tally.requests, tally.mirror
    if not requests.n:
        if tally.is_deaf and mirror.links:
            return f"You have {mirror.links.total():,} connections. {DEAF}"
        wordless, all_ = mirror.links[Link.NONE], mirror.links.total()
        return (
            f"With {wordless:,} of {all_:,} connections you never exchanged a word."
            if all_
            else "No connection and no request has been imported yet."
        )
    own = requests.notes[NoteKind.OWN_WORDS]
    wrote = requests.standing[Standing.WROTE_FIRST]
    people = "person" if requests.n == 1 else "people"
    said = f"{requests.n:,} {people} asked to connect. {own:,} said why in their own words"
    if reason := _unknown(tally):
        return f"{said}. {reason}"
    said += f", {wrote:,} wrote once accepted"
    if not requests.standing[Standing.ASKED]:
        return f"{said}."
    return f"{said}; {_answered(requests)}."


def _answered(requests: Requests) -> str:
    """Who answered, of those who were asked long enough ago to tell."""
    asked, replied = requests.standing[Standing.ASKED], requests.due[Answer.REPLIED]
    if requests.asked_due < asked:
        return f"of {requests.asked_due:,} asked why long enough ago, {replied:,} answered"
    return f"of {asked:,} asked why, {replied:,} answered"


def _unknown(tally: Tally) -> str:
    """Why nothing is known of what came after the requests; empty where it is."""
    if tally.is_blind:
        return BLIND
    return DEAF if tally.is_deaf else ""


def _caveats(tally: Tally) -> list[str]:
    requests, mirror = tally.requests, tally.mirror
    said = []
    if requests.n:
        said.append(
            "LinkedIn's register of requests reaches back 180 days and leaves out what you "
            "declined: these are the people you let in, and those still waiting."
        )
    if requests.n and not _unknown(tally) and not requests.standing[Standing.ASKED]:
        said.append(
            "No question of yours was recognised. If you wrote the same question to many people, "
            "run `askwhy asks` and confirm its wording."
        )
    if mirror.hidden:
        share = percent(mirror.hidden, mirror.hidden + mirror.links.total())
        said.append(
            f"{mirror.hidden:,} connections ({share}) hide their names from the export and are in "
            "no count."
            if mirror.hidden > 1
            else f"One connection ({share}) hides its name from the export and is in no count."
        )
    return said
