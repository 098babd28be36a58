"""Whole imports, as a user makes them, and a study that runs against a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from askwhy.app.bringing.ingest import Outcome, ingest
from askwhy.app.bringing.sources import open_sources
from askwhy.app.sending.sending import Delivered, deliver
from askwhy.app.study import queueing, studying, ticking
from askwhy.errors import TheirNetwork
from askwhy.facts import (
    Connection,
    Coverage,
    Direction,
    Message,
    Owner,
    Party,
    Request,
    Span,
    Stopped,
)
from askwhy.facts import Record as Kind
from askwhy.networks import Automation, Capabilities, NoAnswer, Receipt
from askwhy.outbox import State
from askwhy.store import deeds, delivering
from askwhy.store import record as kept
from askwhy.store import studying as stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from uuid import UUID

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.app.study.studying import Running
    from askwhy.facts import Fact, StudyFact
    from askwhy.store.delivering import Delivery
    from askwhy.store.record import Account
    from askwhy.store.studying import Someone

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
Bring = Callable[..., list[Outcome]]
ME = Party("Eva Lis", "eva")
STUDY = """
name = "{name}"
languages = ["en"]
[window]
first_day = 2026-10-01
last_day = 2026-11-30
[acceptance]
accept = "{accept}"
[timing]
wait = "1 day"
{arms}
[hours]
zone = "{zone}"
quiet = [{quiet}]
weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
[limits]
per_day = {per_day}
per_hour = {per_hour}
[retention]
texts = 2027-06-01
everything = 2028-06-01
[ethics]
text = "One question, once."
"""
ARM = """
[[arms]]
name = "{name}"
weight = {weight}
wait = "{wait}"
[arms.wording]
en = "May I help, {{first_name}}?"
"""
USUAL = {
    "name": "October", "accept": "by hand", "zone": "UTC", "quiet": "",
    "per_day": 1000, "per_hour": 1000,
    "arms": ARM.format(name="A", weight=1, wait="1 day"),
}  # fmt: skip


@pytest.fixture(scope="session")
def bring() -> Bring:
    """Import the paths into a record and return what came of each."""

    def bring(record: Record, *paths: Path, account: str | None = None) -> list[Outcome]:
        return list(ingest(record, open_sources(list(paths)), account, NOW))

    return bring


class Line(NamedTuple):
    """One message as the recipient has it."""

    key: str
    who: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Told:
    """A source that tells what it was made with."""

    facts: tuple[Fact, ...]
    network: str
    name: str = "a source"

    def digest(self) -> str:
        return f"{hash(self.facts):x}"

    def read(self, *, progress: object = None) -> Iterator[Fact]:  # noqa: ARG002
        return iter(self.facts)


@dataclass
class FileChannel:
    """A network that is a file: what stands there was sent.

    Each of `mishaps` befalls one call of `send`, `accept` or `read_back`, in their order: an
    exception to raise, "lost" (done, but the answer is cut off), or a function to call first.
    """

    path: Path
    clock: Callable[[], datetime]
    capabilities: Capabilities = Capabilities(  # noqa: RUF009 (it is frozen)
        can_accept=True, can_send=True, can_read_back=True, automation=Automation.ALLOWED
    )
    mishaps: list[Any] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    calls: int = 0
    ahead: timedelta = timedelta()

    def send(self, key: UUID, who: Party, text: str) -> Receipt:
        return self._act(lambda: self._append(Line(str(key), who.handle, text, self.clock())))

    def accept(self, who: Party) -> Receipt:
        return self._act(lambda: self.accepted.append(who.handle))

    def reject(self, who: Party) -> Receipt:
        return self._act(lambda: self.accepted.remove(who.handle))

    def read_back(self, key: UUID, who: Party, text: str) -> Sequence[Receipt]:  # noqa: ARG002
        self._act(lambda: None)
        return [Receipt(str(key), one.at + self.ahead) for one in self.sent if one.key == str(key)]

    def _act(self, act: Callable[[], None]) -> Receipt:
        self.calls += 1
        mishap = self.mishaps.pop(0) if self.mishaps else None
        if isinstance(mishap, BaseException):
            raise mishap
        if callable(mishap):
            mishap()
        act()
        if mishap == "lost":
            raise NoAnswer("The connection broke.")
        return Receipt(str(self.calls), self.clock() + self.ahead)

    def _append(self, line: Line) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([*line[:3], line.at.isoformat()]) + "\n")

    @property
    def sent(self) -> list[Line]:
        if not self.path.exists():
            return []
        rows = [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]
        return [Line(key, who, text, datetime.fromisoformat(at)) for key, who, text, at in rows]


@dataclass
class Stage:
    """A record with a study, people, a clock that is set by hand, and a channel into a file."""

    record: Record
    folder: Path
    now: datetime = datetime(2026, 10, 7, 9, tzinfo=UTC)
    channels: dict[str, FileChannel] = field(default_factory=dict)

    def clock(self) -> datetime:
        return self.now

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)

    def channel(self, account: str = "mastodon") -> FileChannel:
        path = self.folder / f"{account}.sent"
        return self.channels.setdefault(account, FileChannel(path, self.clock))

    def lock(self, **changes: object) -> Running:
        path = self.folder / "study.toml"
        path.write_text(STUDY.format(**{**USUAL, **changes}), "utf-8")
        with self.record.write() as connection:
            return studying.lock_study(connection, self.record.home, path, self.now)[0]

    def account(self, name: str = "mastodon") -> Account:
        with self.record.write() as connection:
            return kept.ensure_account(connection, name, name)

    def hear(self, *facts: Fact, account: str = "mastodon", is_seen: bool = True) -> None:
        """Import what a source tells, with all messages up to now."""
        self.account(account)
        seen = Coverage(Kind.MESSAGES, datetime(2026, 9, 1, tzinfo=UTC), self.now)
        told = (Owner(ME), *facts, *([seen] if is_seen else []))
        (outcome,) = ingest(self.record, [Told(told, account)], account, self.now)
        assert outcome.failure is None, outcome.failure

    def decide(self, *facts: StudyFact, account: str = "mastodon") -> None:
        with self.record.write() as connection:
            deeds.note(connection, self.account_in(connection, account).id, facts)

    @staticmethod
    def account_in(connection: sa.Connection, name: str) -> Account:
        return next(one for one in kept.accounts(connection) if one.name == name)

    def requests(self, *names: str, account: str = "mastodon", days: float = 2) -> None:
        """People ask to connect so long ago, and are accepted at once."""
        at = self.now - days * DAY
        spans = [(person(name), Span.second(at)) for name in names]
        self.hear(*(Request(Direction.INCOMING, who, span) for who, span in spans),
                  *(Connection(who, span) for who, span in spans), account=account)  # fmt: skip

    def wants(self, who: Party, account: str = "mastodon", days: float = 1) -> None:
        """Somebody asks to connect so long ago, and is not accepted."""
        at = Span.second(self.now - days * DAY)
        self.hear(Request(Direction.INCOMING, who, at), account=account)

    def writes(
        self, name: str, text: str = "Hello, a question.", account: str = "mastodon"
    ) -> None:
        self.hear(Message(name, person(name), (ME,), self.now, text), account=account)

    def stops(self, name: str, account: str = "mastodon") -> None:
        self.decide(Stopped(person(name), "please do not write", self.now), account=account)

    def tick(self) -> ticking.Ticked:
        return ticking.tick(self.record, self.now)

    def approve(self, *names: str) -> None:
        with self.record.write() as connection:
            for row in self.rows(*names):
                if row.state == State.DRAFTED:
                    queueing.approve(connection, row, self.now)

    def due(self, *names: str, account: str = "mastodon") -> None:
        """People are asked to be sent to, and their questions can no longer be taken back."""
        self.requests(*names, account=account)
        self.tick()
        self.approve(*names)
        self.wait(seconds=5)

    def deliver(
        self,
        account: str = "mastodon",
        *,
        has_consent: bool = False,
        clock: Callable[[], datetime] | None = None,
    ) -> Delivered:
        channel, mine = self.channel(account), self.account(account)
        return deliver(self.record, mine, channel, clock or self.clock, has_consent=has_consent)

    def sent(self, account: str = "mastodon") -> list[str]:
        """Who was sent to, as their file has it."""
        return [one.who for one in self.channel(account).sent]

    def rows(self, *names: str) -> list[Delivery]:
        with self.record.read() as connection:
            rows = delivering.those(connection, tuple(State))
            people = stored.people(connection, [row.contact_id for row in rows])
        return [
            row
            for row in rows
            if not names or (row.contact_id in people and is_called(people[row.contact_id], names))
        ]

    def row(self, name: str) -> Delivery:
        (row,) = self.rows(name)
        return row

    def states(self) -> dict[str, str]:
        with self.record.read() as connection:
            people = stored.people(connection, [row.contact_id for row in self.rows()])
        return {people[row.contact_id].name.casefold(): row.state for row in self.rows()}

    def facts(self, name: str) -> list[StudyFact]:
        row = self.row(name)
        with self.record.read() as connection:
            return list(deeds.facts_of(connection, [row.contact_id])[row.contact_id])

    def moves(self, name: str) -> list[str]:
        from askwhy.store import schema

        m = schema.moves.c
        with self.record.read() as connection:
            query = schema.moves.select().where(m.delivery_id == self.row(name).id).order_by(m.id)
            return [row.what for row in connection.execute(query)]


def person(name: str) -> Party:
    return Party(name.capitalize(), name)


def is_called(who: Someone, names: Sequence[str]) -> bool:
    return who.name.casefold() in names


def refusal(after: timedelta | None = None) -> TheirNetwork:
    return TheirNetwork("The server says no.", after)


@pytest.fixture
def stage(record: Record, tmp_path: Path) -> Stage:
    """An empty stage on either database, with one locked study that accepts by hand."""
    made = Stage(record, tmp_path)
    made.account()
    return made
