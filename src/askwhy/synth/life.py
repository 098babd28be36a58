"""Grows a fictional life from a seed, at the rates measured on real archives.

The plan (who asks, when, who opens a conversation and how long it is) is drawn at once as
arrays; people and texts are then grown one acquaintance at a time, so a life of any size
streams through a small memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from askwhy.synth import phrases
from askwhy.synth.conversation import (
    Voice,
    ask,
    canned_talk,
    side_thread,
    sponsored,
    talk,
    thread_id,
)
from askwhy.synth.dice import Dice
from askwhy.synth.names import people
from askwhy.synth.plan import CANNED, DRAFT, GONE_SIZE, GROUP_SIZE, NOBODY, OWNER, Plan, Rates, draw
from askwhy.synth.world import (
    Acquaintance,
    Direction,
    Message,
    Person,
    Request,
    Thread,
    World,
    export_instant,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER_PERSON = Person("Celestyna", "Vauquois", "celestyna-vauquois-0f", 800_000_001)
DAY = timedelta(days=1)
SIDE = 1 << 24
"""Thread numbers from here on belong to threads outside any one acquaintance."""
PRIOR = 1 << 25
"""Thread numbers from here on belong to what was written before the request."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a life is: rows of the three files on the export day, and years covered."""

    connections: int = 500
    messages: int = 400
    requests: int = 100
    years: float = 8.0


@dataclass(frozen=True, slots=True)
class Life:
    """What stays the same while a life is grown."""

    voice: Voice
    crowd: Iterator[Person]
    plan: Plan
    rates: Rates
    exported: datetime
    study: bool


def _said(life: Life, index: int, person: Person, accepted: datetime, note: str) -> list[Message]:
    """Grow the one-to-one messages of a connection, the note first."""
    voice, plan, end = life.voice, life.plan, life.exported
    is_incoming = bool(plan.incoming[index])
    said = []
    if note:
        said.append(Message(person if is_incoming else voice.owner, accepted, note, "note"))
    opener, count = plan.opener[index], int(plan.length[index])
    start = accepted + timedelta(seconds=int(plan.delay[index]))
    if opener == DRAFT:
        text = voice.fill(phrases.DRAFT, person)
        said.append(Message(voice.owner, start, text, "draft"))
    elif opener == CANNED:
        said += canned_talk(voice, person, start, end, count)
    elif opener != NOBODY:
        first = voice.owner if opener == OWNER else person
        said += talk(voice, person, first, start, end, count)
    if life.study and is_incoming and accepted > end - 180 * DAY:
        rate = life.rates.reply.get(person.language, life.rates.reply_otherwise)
        said = ask(voice, person, accepted, said, end, rate)
    return said


def _connection(life: Life, index: int) -> Acquaintance:
    """Grow the index-th connection with its request and threads."""
    plan, voice, person = life.plan, life.voice, next(life.crowd)
    accepted = life.exported - timedelta(seconds=int(plan.age[index]))
    if plan.hidden[index]:
        return Acquaintance(person, connected=accepted, hidden=True)
    sent = accepted - timedelta(seconds=int(plan.wait[index]))
    note = voice.note(person, life.rates.stock_note) if plan.note[index] else ""
    direction: Direction = "incoming" if plan.incoming[index] else "outgoing"
    said = _said(life, index, person, accepted, note)
    threads = [Thread(thread_id(index), (person,), tuple(said))] if said else []
    if plan.prior[index]:
        before = sent - voice.dice.within(3 * DAY, 90 * DAY)
        line = voice.fill(voice.dice.pick(phrases.OPENERS[person.language]), person)
        threads.append(side_thread(PRIOR + index, (person,), before, [line]))
    request = Request(direction, sent, accepted, note)
    return Acquaintance(person, request, accepted, threads=tuple(threads))


def _unanswered(life: Life) -> Iterator[Acquaintance]:
    """Grow the pending and the closed requests: one in five pending ones is older than 180 days."""
    voice, plan, dice = life.voice, life.plan, life.voice.dice
    for number in range(plan.pending_outgoing + plan.pending_incoming):
        person, is_incoming = next(life.crowd), number < plan.pending_incoming
        is_old = dice.is_so(0.2)
        low, high = (190 * DAY, 700 * DAY) if is_old else (DAY / 24, 120 * DAY)
        sent = life.exported - dice.within(low, high)
        rate = life.rates.note_incoming if is_incoming else life.rates.note_outgoing
        note = voice.note(person, life.rates.stock_note) if dice.is_so(rate) else ""
        request = Request("incoming" if is_incoming else "outgoing", sent, None, note)
        yield Acquaintance(person, request)
    for _ in range(plan.closed):
        sent = life.exported - dice.within(10 * DAY, 200 * DAY)
        closed = sent + dice.within(DAY, 9 * DAY)
        direction: Direction = "incoming" if dice.is_so(0.5) else "outgoing"
        yield Acquaintance(next(life.crowd), Request(direction, sent, closed=closed))


def _aside(life: Life, talkers: list[Person], span: timedelta) -> Iterator[Thread]:
    """Grow what belongs to no acquaintance: vanished members, adverts, spam, group chats."""
    voice, plan, dice = life.voice, life.plan, life.voice.dice
    count = plan.gone + plan.sponsored + plan.spam + plan.groups
    starts = (life.exported - DAY - dice.within(timedelta(), span) for _ in range(count))
    for number, start in enumerate(starts, SIDE):
        person, order = next(life.crowd), number - SIDE
        if order < plan.gone:
            vanished = Person("LinkedIn", "Member", "", person.urn, person.language, gone=True)
            lines = [voice.opening(vanished) for _ in range(GONE_SIZE)]
            yield side_thread(number, (vanished,), start, lines)
        elif order < plan.gone + plan.sponsored:
            yield sponsored(voice, number, person, start)
        elif order < plan.gone + plan.sponsored + plan.spam:
            lines = [voice.fill(phrases.SPAM, person)]
            thread = side_thread(number, (person,), start, lines)
            yield Thread(thread.id, thread.others, thread.messages, folder="SPAM")
        else:
            others = (person, next(life.crowd), *talkers[order % 7 : order % 7 + 2])
            lines = [voice.opening(other) for other in (*others, *others)][:GROUP_SIZE]
            lines += [voice.opening(person)] * (GROUP_SIZE - len(lines))
            thread = side_thread(number, others, start, lines)
            title = dice.pick(phrases.GROUP_TITLES)
            yield Thread(thread.id, others, thread.messages, title=title)


def live(
    seed: int, today: date, size: Size, *, rates: Rates | None = None, study: bool = False,
    hostile: bool = True, owner: Person = OWNER_PERSON,
) -> Iterator[Acquaintance | Thread]:  # fmt: skip
    """Yield a life piece by piece: connections newest first, other requests, other threads."""
    rates = rates or Rates()
    drawing, telling = (np.random.default_rng([seed, part]) for part in (1, 2))
    dice = Dice(telling)
    voice = Voice(dice, owner)
    plan = draw(drawing, rates, size.connections, size.messages, size.requests, size.years)
    crowd = people(dice, hostile=hostile)
    life = Life(voice, crowd, plan, rates, export_instant(today), study)
    talkers: list[Person] = []
    for index in range(size.connections):
        acquaintance = _connection(life, index)
        if len(talkers) < 9 and plan.length[index] > 1:
            talkers.append(acquaintance.person)
        yield acquaintance
    yield from _unanswered(life)
    yield from _aside(life, talkers, size.years * 365 * DAY)


def grow(
    seed: int, today: date, connections: int = 500, messages: int = 400, requests: int = 100,
    *, study: bool = False, years: float = 8.0, rates: Rates | None = None,
    hostile: bool = True, owner: Person = OWNER_PERSON,
) -> World:  # fmt: skip
    """Grow a whole world from a seed, exported at noon UTC of `today`.

    `connections`, `messages` and `requests` are the rows of Connections.csv, messages.csv and
    Invitations.csv on that day. The first and last are met exactly; so are the messages, unless
    the conversations opened at the given rates are more already. With `study` the owner asked
    the silent ones a question by hand, which adds the questions and their replies. `hostile`
    mixes in names that break careless readers. Raises ValueError where the accepted requests
    are more than the connections.
    """
    size = Size(connections, messages, requests, years)
    pieces = list(live(seed, today, size, rates=rates, study=study, hostile=hostile, owner=owner))
    return World(
        owner=owner,
        exported=export_instant(today),
        acquaintances=tuple(piece for piece in pieces if isinstance(piece, Acquaintance)),
        threads=tuple(piece for piece in pieces if isinstance(piece, Thread)),
    )
