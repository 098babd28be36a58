"""Draws the plan of a life as arrays: one entry a connection, newest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt

NOBODY, CONTACT, LATER, OWNER, CANNED, DRAFT = range(6)
"""Who opens the conversation: nobody; the contact within six days; the contact after the first
week; the owner; the contact with a one-tap reply; nobody, but the owner left a draft."""

DAY = 86_400
HORIZON_GAP = (6 * DAY, int(8.5 * DAY))
"""No first word falls between these ages, so that no reader's rounding changes the truth."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Probabilities a fictional life is grown with; the defaults are the measured ones."""

    incoming: float = 0.72
    note_incoming: float = 0.02
    note_outgoing: float = 0.03
    stock_note: float = 0.02
    wrote_first: float = 0.084
    wrote_later: float = 0.006
    owner_first: float = 0.015
    owner_first_outgoing: float = 0.03
    canned_only: float = 0.008
    draft_only: float = 0.003
    prior: float = 0.006
    hidden: float = 0.008
    pending_outgoing: float = 0.12
    pending_incoming: float = 0.03
    closed: float = 0.03
    reply: dict[str, float] = field(default_factory=lambda: {"en": 0.9, "fr": 0.7, "pl": 0.55})
    reply_otherwise: float = 0.6


@dataclass(frozen=True, slots=True)
class Plan:
    """Arrays over the connections, newest first; seconds count back from the export.

    age: (n,) seconds from the acceptance to the export; wait: (n,) from request to acceptance;
    incoming, hidden, note, prior: (n,) bool; opener: (n,) codes above; delay: (n,) seconds from
    the acceptance to the first message; length: (n,) messages after the note and before the
    export. The rest are counts of requests and threads outside the connections.
    """

    age: npt.NDArray[np.int64]
    wait: npt.NDArray[np.int64]
    incoming: npt.NDArray[np.bool_]
    hidden: npt.NDArray[np.bool_]
    note: npt.NDArray[np.bool_]
    prior: npt.NDArray[np.bool_]
    opener: npt.NDArray[np.int8]
    delay: npt.NDArray[np.int64]
    length: npt.NDArray[np.int64]
    pending_outgoing: int
    pending_incoming: int
    closed: int
    gone: int
    sponsored: int
    spam: int
    groups: int


GROUP_SIZE = 6
GONE_SIZE = 2
REGISTER = timedelta(days=180) // timedelta(seconds=1)


def _ages(rng: np.random.Generator, recent: int, old: int, years: float) -> npt.NDArray[np.int64]:
    """Return ages in seconds, ascending: `recent` within the register, `old` before it."""
    young = rng.uniform(60, REGISTER - DAY // 2, recent)
    span = max(years * 365.25 * DAY - REGISTER, 30.0 * DAY)
    aged = REGISTER + DAY // 2 + rng.beta(1.0, 1.3, old) * span
    return np.sort(np.concatenate([young, aged]).astype(np.int64))


def _openers(
    rng: np.random.Generator, rates: Rates, incoming: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int8]:
    """Return who opens each conversation, by one draw each against stacked rates."""
    owner = np.where(incoming, rates.owner_first, rates.owner_first_outgoing)
    first = np.where(incoming, rates.wrote_first, rates.wrote_first / 3)
    edges = np.cumsum(
        [
            first,
            np.full(len(first), rates.wrote_later),
            owner,
            np.full(len(first), rates.canned_only),
            np.full(len(first), rates.draft_only),
        ],
        axis=0,
    )
    drawn = rng.random(len(incoming))
    code = (drawn >= edges).sum(axis=0) + 1
    return np.where(code > DRAFT, NOBODY, code).astype(np.int8)


def _delays(rng: np.random.Generator, opener: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
    """Return the seconds from the acceptance to the first message."""
    count = len(opener)
    soon = np.minimum(60 + rng.exponential(0.8 * DAY, count), HORIZON_GAP[0] - 1)
    late = HORIZON_GAP[1] + rng.exponential(60 * DAY, count)
    owner = np.where(rng.random(count) < 0.5, soon, late)
    chosen = np.select(
        [opener == CONTACT, opener == LATER, opener == OWNER], [soon, late, owner], soon
    )
    return chosen.astype(np.int64)


def _lengths(
    rng: np.random.Generator, opener: npt.NDArray[np.int8], budget: int
) -> npt.NDArray[np.int64]:
    """Share `budget` messages among the opened conversations, at least one each, heavy-tailed."""
    length = np.zeros(len(opener), dtype=np.int64)
    length[(opener == CANNED) | (opener == DRAFT)] = 1
    talks = np.flatnonzero((opener == CONTACT) | (opener == LATER) | (opener == OWNER))
    spare = budget - int(length.sum()) - len(talks)
    length[talks] = 1
    if spare > 0 and len(talks):
        weight = rng.lognormal(0.0, 1.2, len(talks))
        length[talks] += rng.multinomial(spare, weight / weight.sum())
    return length


def draw(
    rng: np.random.Generator, rates: Rates, connections: int, messages: int, requests: int,
    years: float,
) -> Plan:  # fmt: skip
    """Draw the plan of a life.

    `connections` rows in Connections.csv and `requests` rows in Invitations.csv are met exactly;
    `messages` rows in messages.csv too, unless the conversations opened at the given rates are
    more already. Raises ValueError where more requests were accepted than there are connections.
    """
    pending_out = round(requests * rates.pending_outgoing)
    pending_in = round(requests * rates.pending_incoming)
    recent = requests - pending_out - pending_in
    if recent > connections:
        raise ValueError(f"{recent} accepted requests need as many connections, not {connections}")
    old = connections - recent
    age = _ages(rng, recent, old, years)
    hidden = np.zeros(connections, dtype=np.bool_)
    hidden[recent + rng.choice(old, round(old * rates.hidden), replace=False)] = True
    incoming = (rng.random(connections) < rates.incoming) & ~hidden
    noted = np.where(incoming, rates.note_incoming, rates.note_outgoing)
    note = (rng.random(connections) < noted) & ~hidden
    prior = (rng.random(connections) < rates.prior) & incoming
    opener = np.where(hidden, NOBODY, _openers(rng, rates, incoming)).astype(np.int8)
    delay = _delays(rng, opener)
    opener[delay >= age] = NOBODY
    gone, adverts, spam = messages // 200, messages // 150, messages // 400
    groups = messages // 500
    aside = gone * GONE_SIZE + adverts + spam + groups * GROUP_SIZE
    return Plan(
        age=age,
        wait=(120 + rng.exponential(1.5 * DAY, connections)).astype(np.int64),
        incoming=incoming,
        hidden=hidden,
        note=note,
        prior=prior,
        opener=opener,
        delay=delay,
        length=_lengths(rng, opener, messages - aside - int(note.sum()) - int(prior.sum())),
        pending_outgoing=pending_out,
        pending_incoming=pending_in,
        closed=round(requests * rates.closed),
        gone=gone,
        sponsored=adverts,
        spam=spam,
        groups=groups,
    )
