"""Grows conversations: who wrote, when and what, from the dice."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from askwhy.synth import phrases
from askwhy.synth.world import Kind, Message, Person, Thread

if TYPE_CHECKING:
    from askwhy.synth.dice import Dice

DAY = timedelta(days=1)


def thread_id(number: int) -> str:
    """Return a conversation id of the shape the archives use, unique by number."""
    scrambled = (number + 1) * 0x9E3779B97F4A7C15 % 2**64
    inner = f"{scrambled:016x}-{number:08x}_{100 + number % 3}"
    return "2-" + base64.b64encode(inner.encode()).decode()


@dataclass(frozen=True, slots=True)
class Voice:
    """How people write in this world."""

    dice: Dice
    owner: Person
    empty: float = 0.044
    canned: float = 0.06
    line_break: float = 0.08

    def fill(self, sentence: str, person: Person) -> str:
        """Fill a sentence's places; `person` is the owner's counterpart."""
        if "{" not in sentence:
            return sentence
        language = person.language
        return sentence.format(
            given=person.given,
            owner=self.owner.given,
            topic=self.dice.pick(phrases.TOPICS[language]),
            day=self.dice.pick(phrases.DAYS[language]),
            number=self.dice.below(900) + 3,
        )

    def opening(self, person: Person) -> str:
        """Write a first message, never canned."""
        if self.dice.is_so(self.empty):
            return ""
        return self.fill(self.dice.pick(phrases.OPENERS[person.language]), person)

    def line(self, sender: Person, person: Person, at: datetime) -> Message:
        """Write one later message of a conversation with `person`."""
        dice = self.dice
        if dice.is_so(self.empty):
            return Message(sender, at, "")
        if dice.is_so(self.canned):
            return Message(sender, at, dice.pick(phrases.CANNED), "canned")
        talk = phrases.TALK[person.language]
        said = [self.fill(dice.pick(talk), person) for _ in range(1 + dice.below(3))]
        return Message(sender, at, ("\n\n" if dice.is_so(self.line_break) else " ").join(said))

    def canned_line(self, sender: Person, at: datetime) -> Message:
        """Write a one-tap reply."""
        return Message(sender, at, self.dice.pick(phrases.CANNED), "canned")

    def note(self, person: Person, stock: float) -> str:
        """Write an invitation's note: a stock sentence with probability `stock`."""
        if self.dice.is_so(stock):
            return self.fill(self.dice.pick(phrases.STOCK_NOTES), person)
        return self.fill(self.dice.pick(phrases.NOTES[person.language]), person)

    def question(self, person: Person) -> str:
        """Write the study's question with a small personal edit."""
        return self.dice.pick(phrases.QUESTION_EDITS).format(
            question=phrases.QUESTION, given=person.given, owner=self.owner.given
        )

    def reply(self, person: Person) -> str:
        """Write an answer to the question."""
        return self.fill(self.dice.pick(phrases.REPLIES[person.language]), person)


def instants(dice: Dice, start: datetime, end: datetime, count: int) -> list[datetime]:
    """Return `count` sorted instants from `start` on, the first one exactly there, none after end.

    The pace is some hours a message, faster where time is short.
    """
    room = int((end - start).total_seconds())
    span = min(room, int(count * 9 * 3600 * (0.2 + dice.share())))
    offsets = sorted(int(dice.share() * span) for _ in range(count - 1))
    return [start, *(start + timedelta(seconds=offset) for offset in offsets)]


def talk(
    voice: Voice, person: Person, first: Person, start: datetime, end: datetime, count: int
) -> list[Message]:
    """Grow a conversation of `count` messages, opened by `first`, between `start` and `end`.

    Of short ones, three in ten stay one-sided.
    """
    dice = voice.dice
    is_one_sided = count <= 4 and dice.is_so(0.3)
    sender, said = first, []
    for number, at in enumerate(instants(dice, start, end, count)):
        if number == 0:
            said.append(Message(sender, at, voice.opening(person)))
            continue
        if not is_one_sided and dice.is_so(0.6):
            sender = person if sender is voice.owner else voice.owner
        said.append(voice.line(sender, person, at))
    return said


def canned_talk(
    voice: Voice, person: Person, start: datetime, end: datetime, count: int
) -> list[Message]:
    """Grow an exchange of one-tap replies only, opened by the contact."""
    turns = instants(voice.dice, start, end, count)
    return [
        voice.canned_line(person if number % 2 == 0 else voice.owner, at)
        for number, at in enumerate(turns)
    ]


def ask(
    voice: Voice, person: Person, accepted: datetime, said: list[Message], end: datetime,
    reply_rate: float,
) -> list[Message]:  # fmt: skip
    """Add the question asked by hand on the second day after the acceptance, and its reply.

    Nobody is asked who has written, or been written to, by then (the note and one-tap replies
    aside). Where a later message of the contact's is already due, that is the reply.
    """
    dice, owner = voice.dice, voice.owner
    morning = datetime.combine(accepted.date() + 2 * DAY, time(6), accepted.tzinfo)
    asked = morning + dice.within(timedelta(), timedelta(hours=14))
    is_open = all(m.at > asked or m.kind in {"note", "canned", "draft"} for m in said)
    if asked > end or not is_open:
        return said
    added = [Message(owner, asked, voice.question(person), "question")]
    is_due = any(m.sender is person and m.at > asked for m in said)
    answered = asked + timedelta(minutes=2) + dice.wait(DAY * 1.3, DAY * 20)
    if not is_due and dice.is_so(reply_rate) and answered <= end:
        added.append(Message(person, answered, voice.reply(person), "reply"))
        thanked = answered + dice.wait(DAY / 2, DAY * 3)
        if dice.is_so(0.4) and thanked <= end:
            thanks = voice.fill(phrases.THANKS_BACK[person.language], person)
            added.append(Message(owner, thanked, thanks))
    return sorted([*said, *added], key=lambda message: message.at)


def side_thread(
    number: int, others: tuple[Person, ...], start: datetime, lines: list[str],
    kind: Kind = "words",
) -> Thread:  # fmt: skip
    """Build a thread in which the others write the given lines in turn, an hour apart."""
    messages = tuple(
        Message(others[n % len(others)], start + n * timedelta(hours=1), text, kind)
        for n, text in enumerate(lines)
    )
    return Thread(thread_id(number), others, messages)


def sponsored(voice: Voice, number: int, person: Person, at: datetime) -> Thread:
    """Build an advertisement: half by its title, half by its mark-up alone."""
    marked, plain = phrases.SPONSORED
    is_titled = voice.dice.is_so(0.5)
    text = voice.fill(plain if is_titled else marked, person)
    thread = side_thread(number, (person,), at, [text])
    title = "Sponsored Conversation" if is_titled else ""
    return replace(thread, title=title, subject="An invitation for you", sponsored=True)
