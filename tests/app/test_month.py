"""A fictional month, driven as its owner would: a weekly export, a tick, cards, and own hands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.app.home import Record
from askwhy.app.study import queueing
from askwhy.app.study.queueing import NotDue, cards
from askwhy.app.study.study_report import report_on
from askwhy.app.study.studying import lock_study, one_study, running
from askwhy.app.study.ticking import tick
from askwhy.facts import Asked, Evidence, Step
from askwhy.protocol.template import template
from askwhy.store.deeds import facts_of
from askwhy.synth import World, write_archive
from askwhy.synth.world import Acquaintance, Message, Person, Request, Thread, export_instant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from askwhy.app.bringing.ingest import Outcome
    from askwhy.app.study.queueing import Card

    Bring = Callable[..., list[Outcome]]

OWNER = Person("Celestyna", "Vauquois", "celestyna-vauquois", 1)
FIRST = datetime(2026, 10, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WEEKS = [date(2026, 10, 7), date(2026, 10, 14), date(2026, 10, 21), date(2026, 10, 28)]
LATER = [date(2026, 11, 4), date(2026, 11, 18)]


@dataclass
class Life:
    """Thirty people who ask to connect, one a day, and what the owner does about them.

    Number 0, 5, 10, … write first a day later; 3, 13 and 23 say that they want no mail; of the
    others every second one answers two days after the question.
    """

    said: dict[int, list[Message]] = field(default_factory=dict)
    accepted: dict[int, datetime] = field(default_factory=dict)

    @staticmethod
    def person(number: int) -> Person:
        return Person(f"Guest{number}", "Tester", f"guest-{number}", 1000 + number)

    def sent(self, number: int) -> datetime:
        return FIRST + number * DAY

    def writes_first(self, number: int) -> bool:
        return number % 5 == 0

    def says_stop(self, number: int) -> bool:
        return number % 10 == 3

    def world(self, day: date) -> World:
        people = []
        for number in range(30):
            person, when = self.person(number), self.accepted.get(number)
            said = list(self.said.get(number, ()))
            if when and self.writes_first(number):
                said.append(Message(person, when + DAY, "I have a question about your last talk."))
            if when and self.says_stop(number):
                said.append(Message(person, when + DAY, "Please do not message me again."))
            thread = Thread(f"2-{number}", (person,), tuple(sorted(said, key=lambda m: m.at)))
            people.append(
                Acquaintance(
                    person,
                    Request("incoming", self.sent(number), when),
                    connected=when,
                    threads=(thread,) if said else (),
                )
            )
        exported = export_instant(LATER[-1])
        return World(OWNER, exported, tuple(people)).as_of(day)

    def asks(self, number: int, at: datetime, text: str) -> None:
        person = self.person(number)
        self.said.setdefault(number, []).append(Message(OWNER, at, text))
        if number % 2 == 0:
            back = Message(person, at + 2 * DAY, "I keep it in case I need a recruiter one day.")
            self.said[number].append(back)


@dataclass
class Month:
    """The record after the month, and what the owner did in it."""

    record: Record
    life: Life
    asked: Counter[int]
    reasons: list[str]


def number_of(card: Card) -> int:
    return int(card.who.key.rpartition("-")[2])


def act(record: Record, life: Life, at: datetime, asked: Counter[int], reasons: list[str]) -> None:
    """Accept what is to be accepted; ask in the words of the card, once claimed, once not."""
    with record.read() as connection:
        one = one_study(running(connection, record.home), None)
        found = cards(connection, one)
    for place, card in enumerate(found):
        number, now = number_of(card), at + timedelta(minutes=place)
        reasons.append(card.delivery.reason)
        if card.delivery.step == Step.ACCEPT:
            life.accepted[number] = max(now, life.sent(number) + timedelta(hours=1))
        elif number == 7:
            with record.write() as connection:
                queueing.skip(connection, one, card, now)
            continue
        else:
            life.asks(number, now, card.delivery.text)
            asked[number] += 1
        if number % 3:
            with record.write() as connection:
                queueing.sent(connection, one, card, now)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory, bring: Bring) -> Month:
    folder = tmp_path_factory.mktemp("month")
    record, life = Record(folder / "home"), Life()
    protocol = folder / "study.toml"
    text = template("October", date(2026, 10, 1), date(2026, 10, 31), "Europe/Paris")
    protocol.write_text(text, encoding="utf-8")
    with record.write() as connection:
        lock_study(connection, record.home, protocol, FIRST - DAY)
    asked: Counter[int] = Counter()
    reasons: list[str] = []
    for day in [*WEEKS, *LATER]:
        name = f"Basic_LinkedInDataExport_{day:%m-%d-%Y}.zip"
        bring(record, write_archive(life.world(day), folder / name))
        now = export_instant(day) + timedelta(hours=1)
        tick(record, now)
        assert tick(record, now).drafted == 0
        act(record, life, now, asked, reasons)
    return Month(record, life, asked, reasons)


def evidence(month: Month) -> dict[int, set[Evidence]]:
    found: dict[int, set[Evidence]] = {}
    with month.record.read() as connection:
        ids = list(range(1, 200))
        for facts in facts_of(connection, ids).values():
            for fact in facts:
                if isinstance(fact, Asked):
                    number = int(fact.party.handle.rpartition("-")[2])
                    found.setdefault(number, set()).add(fact.evidence)
    return found


pytestmark = pytest.mark.slow


def test_nobody_is_asked_twice(month: Month) -> None:
    assert max(month.asked.values()) == 1


def test_nobody_who_wrote_or_said_stop_or_was_skipped_is_asked(month: Month) -> None:
    spared = {n for n in range(30) if month.life.writes_first(n) or month.life.says_stop(n)} | {7}
    assert not spared & set(month.asked)


def test_everybody_else_who_was_accepted_in_time_is_asked(month: Month) -> None:
    others = {
        n
        for n, when in month.life.accepted.items()
        if not (month.life.writes_first(n) or month.life.says_stop(n) or n == 7)
        and when < export_instant(LATER[0])
    }
    assert set(month.asked) >= others
    assert len(others) >= 15


def test_what_the_owner_sent_is_verified_by_the_next_export_claimed_or_not(month: Month) -> None:
    found = evidence(month)
    early = {n for n in month.asked if month.life.said[n][0].at < export_instant(LATER[-1])}
    assert {n for n in early if Evidence.VERIFIED not in found.get(n, set())} == set()
    claimed = {n for n in month.asked if n % 3}
    assert {n for n in claimed if Evidence.CLAIMED not in found[n]} == set()


def test_every_card_has_its_reason(month: Month) -> None:
    assert all(month.reasons)
    assert any("silent" in reason for reason in month.reasons)


def test_a_card_that_is_not_due_any_more_cannot_be_sent(tmp_path: Path, bring: Bring) -> None:
    """They write between the drawing of the card and the owner's word."""
    record, life = Record(tmp_path / "home"), Life()
    protocol = tmp_path / "study.toml"
    text = template("October", date(2026, 10, 1), date(2026, 10, 31), "Europe/Paris")
    protocol.write_text(text, encoding="utf-8")
    with record.write() as connection:
        one, _ = lock_study(connection, record.home, protocol, FIRST - DAY)
    life.accepted = {1: life.sent(1) + timedelta(hours=1)}
    day = date(2026, 10, 9)
    bring(record, write_archive(life.world(day), tmp_path / "one.zip"))
    now = export_instant(day) + timedelta(hours=1)
    tick(record, now)
    with record.read() as connection:
        (card,) = [c for c in cards(connection, one) if c.delivery.step == Step.ASK]
    wrote = Message(life.person(1), export_instant(day) - DAY, "I wondered about the archive.")
    life.said[1] = [wrote]
    bring(record, write_archive(life.world(day), tmp_path / "two.zip"))
    with pytest.raises(NotDue, match="not due any more"), record.write() as connection:
        queueing.sent(connection, one, replace(card), now)
    record.close()


def test_the_study_s_report_carries_the_digest_of_its_lock(month: Month) -> None:
    with month.record.read() as connection:
        (one,) = running(connection, month.record.home)
        made = report_on(connection, one, export_instant(LATER[-1]))
    assert dict(made.settings)["Protocol"] == one.study.digest


def test_the_study_s_report_counts_by_allocation(month: Month) -> None:
    """Of those asked by the last export but one, every second one answers two days later."""
    now = export_instant(LATER[-1]) + timedelta(hours=2)
    with month.record.read() as connection:
        one = one_study(running(connection, month.record.home), None)
        made = report_on(connection, one, now)
    begun = {n: month.life.said[n][0].at for n in month.asked}
    due = [n for n, at in begun.items() if at + 14 * DAY <= export_instant(LATER[-1])]
    (row,) = made.rows
    answered = sum(n % 2 == 0 for n in due)
    assert (row.id, row.k, row.n) == ("S5", answered, len(due) + 1), "the one skipped counts"
    (claim,) = [c for section in made.sections for c in section.claims]
    assert claim.kind == "confirmatory"
    assert claim.judgement.counts == ((row.k, row.n),)
    assert sum(step.n for step in made.flow if step.depth == 1) == made.flow[0].n
    table = made.sections[-1].tables[0]
    seen = sum(at < export_instant(LATER[-1]) for at in begun.values())
    said = sum(bool(n % 3) or at < export_instant(LATER[-1]) for n, at in begun.items())
    assert table.lines[0][1:4] == (str(len(month.asked) + 1), str(said), str(seen))
