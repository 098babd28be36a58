"""The texts of an account as coders take them, and which of them a code is about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from askwhy.app.counting import find_ground, numbered_courses
from askwhy.coding.bodies import prepare
from askwhy.history import Answer, Standing
from askwhy.protocol import Definitions
from askwhy.rules.canned import is_canned
from askwhy.rules.echo import is_echo
from askwhy.rules.removed import is_removed
from askwhy.store import reading
from askwhy.store.written import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import sqlalchemy as sa

    from askwhy.coding.codings import Text
    from askwhy.history import Course
    from askwhy.store.written import Written

SEED = "askwhy audit 1"
"""The same random order for every reviewer, so that their audit samples hold the same texts."""


class Which(StrEnum):
    """Which texts are before a person: the words that came back, the notes, or everything."""

    ANSWERS = "answers"
    NOTES = "notes"
    ALL = "all"


class Domain(StrEnum):
    """Which words of a person are counted: their answer, or what they wrote of themselves."""

    ANSWERED = "answered"
    WROTE_FIRST = "wrote first"


@dataclass(slots=True)
class Shelf:
    """Everything that others wrote to an account's owner.

    `texts` by item, `written` the same with their places in the record and those whose words were
    removed on their day, `threads` all bodies of each conversation, the owner's included.
    """

    texts: dict[str, Text] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)
    threads: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def authors(self) -> Mapping[str, int]:
        """The party who wrote each text."""
        return {item: one.party_id for item, one in self.written.items()}


def gather(
    connection: sa.Connection, account_id: int, contact_ids: Sequence[int] | None = None
) -> Shelf:
    """Read the texts of an account, the latest first; of some contacts only, if named.

    A note that the network shows again as the first message of a thread is one text.
    """
    shelf = Shelf()
    bodies: dict[str, list[str]] = defaultdict(list)
    for contact, words in written(connection, account_id, contact_ids):
        for one in _without_echoes(words):
            thread = one.thread or f"c{contact}"
            text = prepare(
                one.item, one.whole, thread=thread, sender=str(contact), by_owner=one.by_owner,
                is_note=one.is_note,
            )  # fmt: skip
            bodies[thread].append(text.body)
            if not one.by_owner and one.whole.strip():
                shelf.written[one.item] = one
                if not is_removed(one.whole):
                    shelf.texts[one.item] = text
    latest = sorted(shelf.texts, key=lambda item: (-shelf.written[item].at, item))
    shelf.texts = {item: shelf.texts[item] for item in latest}
    shelf.threads = {thread: tuple(said) for thread, said in bodies.items()}
    return shelf


def _without_echoes(words: Sequence[Written]) -> Iterable[Written]:
    notes = [one for one in words if one.is_note]
    opened: set[str] = set()
    for one in words:
        is_opener = not one.is_note and one.thread not in opened
        if not one.is_note:
            opened.add(one.thread)
        if is_opener and not one.by_owner and any(is_echo(n.whole, one.whole) for n in notes):
            continue
        yield one


@dataclass(frozen=True, slots=True)
class Spoken:
    """When the contact of this row said what is counted, and in which domain; in seconds."""

    contact_id: int
    domain: Domain
    at: int


def spoken(contact_id: int, course: Course) -> Spoken | None:
    """The words of a course that are counted: the answer, or those that came unasked."""
    if course.answer is Answer.REPLIED and course.answered_at is not None:
        return Spoken(contact_id, Domain.ANSWERED, int(course.answered_at.timestamp()))
    if course.standing is Standing.WROTE_FIRST and course.wrote_at is not None:
        return Spoken(contact_id, Domain.WROTE_FIRST, int(course.wrote_at.timestamp()))
    return None


def find_spoken(shelf: Shelf, said: Iterable[Spoken]) -> dict[str, Domain]:
    """The texts in which these words stand. A ready-made reply at the same instant is none."""
    wanted = {one.contact_id: one for one in said}
    found: dict[int, str] = {}
    for item, one in shelf.written.items():
        here = wanted.get(one.contact_id)
        if here and not one.is_note and here.at in one.tellings and not is_canned(one.whole):
            found[one.contact_id] = min(item, found.get(one.contact_id, item))
    return {item: wanted[contact].domain for contact, item in found.items()}


def domains(connection: sa.Connection, account_id: int, shelf: Shelf) -> dict[str, Domain]:
    """The texts that answered the question or came unasked, in the covered window."""
    covered = reading.coverage(connection, account_id)
    if not covered:
        return {}
    ground = find_ground(covered, None, None)
    told = numbered_courses(connection, account_id, ground, Definitions())
    said = (spoken(id_, course) for id_, _, course in told if course is not None)
    return find_spoken(shelf, [one for one in said if one is not None])


def choose(connection: sa.Connection, account_id: int, shelf: Shelf, which: Which) -> list[str]:
    """The texts of a kind, in the order of the shelf."""
    if which is Which.ALL:
        return list(shelf.texts)
    if which is Which.NOTES:
        return [item for item, text in shelf.texts.items() if text.is_note]
    told = domains(connection, account_id, shelf)
    return [item for item in shelf.texts if item in told]


def usual(code: str) -> Which:
    """Which texts a code is about, unless the owner says otherwise."""
    if code == "note":
        return Which.NOTES
    everywhere = {"language", "canned", "template", "favour", "scam", "automatic"}
    return Which.ALL if code in everywhere else Which.ANSWERS
