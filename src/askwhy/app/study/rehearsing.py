"""Before the first message: what a declared study will take, and how it would come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from askwhy.analysis import NotEstimable, diagnose, lognormal_delays, sample_size_two_proportions
from askwhy.analysis.diagnose import Arm, Design
from askwhy.app.counting import find_ground
from askwhy.errors import Refused
from askwhy.facts import Direction
from askwhy.store import looking, reading
from askwhy.store import record as kept

if TYPE_CHECKING:
    import sqlalchemy as sa

    from askwhy.analysis.diagnose import Diagnosis
    from askwhy.protocol import Protocol

MONTH = 365.25 / 12
SOME = 500
"""How many people are read at once."""

UNASKED, ASKED, BETTER = 0.06, 0.68, 0.80
"""Without the question; with it, as in the post; and what a better wording may hope for."""

MEDIAN_DELAY, SPREAD = 1.0, 1.2
"""Days until half of those who will answer have, and the spread of its logarithm."""


class TooShort(Refused):
    """The window is too short for its own horizons."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two arms to be told apart: how many people each needs, and how many months that takes."""

    first: str
    second: str
    rates: tuple[float, float]
    people: tuple[int, int] | None
    months: float | None
    reason: str = ""


def arrival_rate(connection: sa.Connection) -> float | None:
    """Incoming requests a month over the covered time, of all accounts; None where none is."""
    requests, days = 0, 0.0
    for account in kept.accounts(connection):
        covered = reading.coverage(connection, account.id)
        if not covered:
            continue
        ground = find_ground(covered, None, None)
        days = max(days, (ground.window.until - ground.window.since).total_seconds() / 86_400)
        asked = looking.askers(connection, account.id)
        requests += sum(
            request.direction is Direction.INCOMING and ground.window.holds(request)
            for start in range(0, len(asked), SOME)
            for history in reading.histories(connection, account.id, asked[start : start + SOME])
            for request in history.requests
        )
    return requests / days * MONTH if requests and days else None


def comparisons(protocol: Protocol, monthly: float | None) -> list[Comparison]:
    """Each arm against the first: the control where there is one."""
    arms = sorted(protocol.arms, key=lambda arm: arm.is_asked)
    total = sum(arm.weight for arm in protocol.arms)
    found = []
    for other in arms[1:]:
        first = arms[0]
        rates = (ASKED if first.is_asked else UNASKED, BETTER if first.is_asked else ASKED)
        size = sample_size_two_proportions(
            *rates, ratio=other.weight / first.weight, comparisons=len(arms) - 1
        )
        if isinstance(size, NotEstimable):
            found.append(Comparison(first.name, other.name, rates, None, None, size.reason))
            continue
        needed = max(size.n1 / first.weight, size.n2 / other.weight) * total
        months = needed / monthly if monthly else None
        people = (size.n1, size.n2)
        found.append(Comparison(first.name, other.name, rates, people, months))
    return found


def rehearse(protocol: Protocol, monthly: float, runs: int, seed: int) -> Diagnosis:
    """Run the declared study on simulated people, again and again."""
    arms = sorted(protocol.arms, key=lambda arm: arm.is_asked)
    if len(arms) < 2:
        raise Refused(
            "A study with one arm compares nothing. Add an arm, or one without a question, and "
            "rehearse again."
        )
    has_control = not arms[0].is_asked
    rates = [UNASKED if not arm.is_asked else ASKED for arm in arms]
    if not has_control:
        rates[1:] = [BETTER] * len(rates[1:])
    horizon = protocol.definitions.replied.days
    wait = max(1, protocol.first_wait.days)
    days = protocol.window.days + wait + horizon
    try:
        design = Design(
            arrivals_per_day=monthly / MONTH,
            arms=tuple(
                Arm(arm.name, rate, arm.weight) for arm, rate in zip(arms, rates, strict=True)
            ),
            delays=lognormal_delays(MEDIAN_DELAY, SPREAD, 60),
            days=days,
            refusal_rate=0.02,
            missed=0.02,
            invented=0.01,
            wait_days=wait,
            horizon_days=horizon,
        )
    except ValueError as error:
        raise TooShort(f"This study cannot be rehearsed: {error}.") from error
    return diagnose(design, runs=runs, rng=np.random.default_rng(seed))
