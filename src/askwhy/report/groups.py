"""Who answers, by each way in which people can be told apart: the owner's notes, the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from askwhy.analysis.tabulate import NOTE
from askwhy.report.comparing import all_alike, differences, shrunken
from askwhy.report.model import Section
from askwhy.report.monitoring import equal_while_watched, matured_days
from askwhy.report.shares import row
from askwhy.report.waiting import chart, over_time, speeds
from askwhy.rules.notes import NoteKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from numpy.random import Generator

    from askwhy.analysis.tabulate import Followed, Outcome, Pair
    from askwhy.report.model import Row

FEWEST: Final = 2
"""A group of one person is shown and not compared."""
EXPLORED: Final = (
    "Nothing was declared beforehand: what shows here is a reason to look again, not a finding."
)


@dataclass(frozen=True, slots=True)
class Division:
    """One way to divide people: the question, how it is called, and names for its answers."""

    question: str
    by: str
    lead: str
    names: tuple[tuple[str, str], ...] = ()

    def name(self, answer: str) -> str:
        """The group's name: the owner's own word where we have no better one."""
        return dict(self.names).get(answer, answer)


DIVISIONS: Final = (
    Division("sphere", "by sphere", "Cultural spheres as you noted them."),
    Division("language", "by language", "Languages as you noted them."),
    Division(
        NOTE,
        "by what they wrote in the request",
        "The note of the request.",
        (
            (str(NoteKind.OWN_WORDS), "Words of their own"),
            (str(NoteKind.BARE_REQUEST), "A stock sentence"),
            (str(NoteKind.NONE), "Not a word"),
        ),
    ),
    Division(
        "known",
        "by how well you knew them",
        "How well you knew them, as you noted it.",
        (("known", "Known to you"), ("heard of", "Heard of"), ("never", "Never heard of")),
    ),
    Division(
        "contact of contacts",
        "by contacts in common",
        "Contacts of your contacts, as you noted them.",
        (("yes", "A contact of your contacts"), ("no", "No contact of your contacts")),
    ),
    Division("gender", "by gender", "Gender as you noted it."),
)


@dataclass(frozen=True, slots=True)
class Asking:
    """What is compared: its title ("Who answers"), what they do ("answer"), and within what time.

    `horizon` is in days.
    """

    title: str
    do: str
    horizon: int
    observed_until: datetime


def group_sections(outcome: Outcome, asking: Asking, rng: Generator) -> list[Section]:
    """A section for each way to divide people into two groups or more; all but the first aside."""
    found: list[Section] = []
    for division in DIVISIONS:
        answers = outcome.groups.get(division.question, {})
        groups = {division.name(answer): people for answer, people in answers.items()}
        if sum(people.n >= FEWEST for people in groups.values()) >= 2:
            found.append(_section(division, groups, asking, rng, is_aside=bool(found)))
    return found


def _section(
    division: Division,
    groups: Mapping[str, Followed],
    asking: Asking,
    rng: Generator,
    *,
    is_aside: bool,
) -> Section:
    ordered = dict(sorted(groups.items(), key=lambda item: _rank(item[0], item[1].pair)))
    compared = {name: people for name, people in ordered.items() if people.n >= FEWEST}
    pairs = {name: people.pair for name, people in compared.items()}
    waits = {name: people.waiting for name, people in compared.items()}
    matured = matured_days([*compared.values()], asking.observed_until, asking.horizon)
    do, family = asking.do, f"{asking.title.lower()}, {division.by}"
    among = f"people of the group, whose time to {do} is over"
    claims = (
        *all_alike(pairs, f"{asking.title} differs {division.by}.", family, rng),
        *over_time(waits, f"How soon they {do} differs {division.by}.", family),
        *equal_while_watched(
            matured, f"{asking.title} differs {division.by}, whenever one looks.", family
        ),
    )
    return Section(
        title=f"{asking.title}, {division.by}",
        lead=f"{division.lead} {EXPLORED}",
        rows=tuple(_row(name, people.pair, among) for name, people in ordered.items()),
        claims=claims,
        differences=differences("S11", pairs, among, do, family),
        charts=chart(f"How soon they {do}", waits, asking.horizon),
        lists=shrunken({name: people.pair for name, people in ordered.items()}),
        tables=speeds(f"How soon they {do}", waits),
        is_aside=is_aside,
    )


def _rank(name: str, pair: Pair) -> tuple[float, int, str]:
    """Highest share first; of equal ones the larger group, then by name."""
    k, n = pair
    return -k / max(n, 1), -n, name


def _row(name: str, pair: Pair, among: str) -> Row:
    return row("S11", name, pair, among, None, "One person alone: not compared." * (pair[1] == 1))
