"""The demonstration's world: one October in which a recruiter accepted everybody and asked why.

It is the fifty-person reading of the published percentages, fifty being the smallest number for
which all of them can be exact; a reconstruction, with invented people and texts:

- 50 incoming requests, all accepted within October 2026; 4 carry a note in the person's own
  words; 3 others wrote first, all wanting the recruiter's service (two look for work, one wants
  somebody found);
- 46 had never been heard of (2 known, 2 heard of); 33 are not contacts of contacts; 36 are women;
- the other 47 were asked on the second day: 7 Anglo-Saxon, 20 French, 20 Polish; 7, 14 and 11
  answered, 32 in all. *The next-of-kin scam is one of the seven English answers*, as the
  published "100 %" counts it. So it is among the 32 in `truth` and has, like the other 31, the
  tone "ill at ease" among the owner's entries; its own entry `scam` = "advance fee" lets a reader
  take it out again (then 6 of 6 or 6 of 7, and 31);
- 17 of the 32 gave "in case I need you one day, nothing specific" (reason "network only").

The background: 340 older connections, all accepted before the register begins, most without a
word, some threads where the owner owes an answer; and 14 requests of the owner's own, 13 of them
without a note. No other incoming request stands in the register.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from askwhy.synth.archive import write_archive
from askwhy.synth.conversation import DAY, Voice, thread_id
from askwhy.synth.dice import Dice
from askwhy.synth.life import OWNER_PERSON, grow
from askwhy.synth.names import people, slug_of
from askwhy.synth.october_cast import CAST, LANGUAGE, SERVED, THANKED, Guest
from askwhy.synth.world import Acquaintance, Message, Person, Request, Thread, World

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPORT_DAY = date(2026, 11, 20)
BEGIN = datetime(2026, 10, 1, 8, tzinfo=UTC)
SEED = 50
THREADS = 1 << 20
"""Thread numbers of the fifty begin here, far from those of the background."""


def _person(number: int, guest: Guest) -> Person:
    given, family = guest.name.split(" ", 1)
    slug = slug_of(guest.name, 0xB000 + 3 * number, accents=False)
    return Person(given, family, slug, 700_000_000 + 17 * number, LANGUAGE[guest.sphere])


PEOPLE = tuple(_person(number, guest) for number, guest in enumerate(CAST))


def _exchange(
    voice: Voice, guest: Guest, person: Person, accepted: datetime, *, thanks: bool
) -> Iterator[Message]:
    """Yield what was said with one of the fifty, oldest first."""
    dice, owner = voice.dice, voice.owner
    if guest.note:
        yield Message(person, accepted, guest.note, "note")
    if guest.opener:
        wrote = accepted + dice.within(DAY / 12, DAY / 3)
        yield Message(person, wrote, guest.opener)
        served = voice.fill(SERVED[person.language], person)
        yield Message(owner, wrote + dice.within(DAY / 24, DAY / 3), served)
        return
    second = datetime.combine(accepted.date() + 2 * DAY, BEGIN.timetz())
    asked = second + dice.within(timedelta(), timedelta(hours=4))
    yield Message(owner, asked, voice.question(person), "question")
    if guest.reply:
        replied = asked + timedelta(minutes=7) + dice.wait(DAY, 6 * DAY)
        yield Message(person, replied, guest.reply, "reply")
        if thanks and not guest.scam:
            thanked = replied + dice.within(DAY / 12, 2 * DAY)
            yield Message(owner, thanked, voice.fill(dice.pick(THANKED[person.language]), person))


def _fifty(voice: Voice) -> Iterator[Acquaintance]:
    """Yield the fifty, their requests spread over the month in a shuffled order."""
    dice = voice.dice
    order = np.random.default_rng([SEED, 3]).permutation(len(CAST))
    for place, number in enumerate(order.tolist()):
        guest, person = CAST[number], PEOPLE[number]
        sent = BEGIN + place * timedelta(hours=14) + dice.within(timedelta(), DAY / 4)
        accepted = sent + dice.within(DAY / 48, DAY / 2)
        said = tuple(_exchange(voice, guest, person, accepted, thanks=number % 4 != 0))
        thread = Thread(thread_id(THREADS + number), (person,), said)
        request = Request("incoming", sent, accepted, guest.note)
        yield Acquaintance(person, request, accepted, threads=(thread,))


def _own_requests(voice: Voice, exported: datetime) -> Iterator[Acquaintance]:
    """Yield the owner's own fourteen requests: eight accepted, six pending, one with a note."""
    dice, crowd = voice.dice, people(voice.dice, hostile=False, first_urn=710_000_000)
    for _ in range(400):
        next(crowd)
    for number in range(14):
        person = next(crowd)
        sent = exported - DAY * (12 + 11 * number) - dice.within(timedelta(), DAY)
        note = "Your talk in Poznań was the best of the day. May I quote you?" * (number == 3)
        if number % 2 == 0 or number == 3:
            accepted = sent + dice.within(DAY / 4, 5 * DAY)
            said = (Message(voice.owner, accepted, note, "note"),) if note else ()
            threads = (Thread(thread_id(THREADS + 500), (person,), said),) if said else ()
            request = Request("outgoing", sent, accepted, note)
            yield Acquaintance(person, request, accepted, threads=threads)
        else:
            yield Acquaintance(person, Request("outgoing", sent))


def october() -> World:
    """Return the world of the demonstration, exported on 20 November 2026."""
    background = grow(
        SEED, EXPORT_DAY, connections=340, messages=150, requests=0, years=9.0, hostile=False
    )
    voice = Voice(Dice(np.random.default_rng([SEED, 4])), OWNER_PERSON)
    recent = sorted(
        [*_fifty(voice), *_own_requests(voice, background.exported)],
        key=lambda one: one.connected or background.exported,
        reverse=True,
    )
    return World(
        owner=OWNER_PERSON,
        exported=background.exported,
        acquaintances=(*recent, *background.acquaintances),
        threads=background.threads,
    )


def entries() -> Iterator[tuple[str, str, str]]:
    """Yield what the owner noted down by hand: (profile slug, question, answer)."""
    for person, guest in zip(PEOPLE, CAST, strict=True):
        yield person.slug, "known", guest.known
        yield person.slug, "contact of contacts", "yes" if guest.mutual else "no"
        yield person.slug, "gender", guest.gender
        yield person.slug, "sphere", guest.sphere
        if guest.reply:
            yield person.slug, "tone", "ill at ease"
        if guest.reason:
            yield person.slug, "reason", guest.reason
        if guest.scam:
            yield person.slug, "scam", guest.scam


def write_october(directory: Path | str) -> tuple[Path, Path]:
    """Write the demonstration's archive and the owner's entries, and return both paths."""
    target = Path(directory)
    target.mkdir(parents=True, exist_ok=True)
    archive = target / f"Basic_LinkedInDataExport_{EXPORT_DAY:%m-%d-%Y}.zip"
    write_archive(october(), archive)
    sheet = target / "entries.csv"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("Contact", "Question", "Answer"))
        rows.writerows(entries())
    return archive, sheet
