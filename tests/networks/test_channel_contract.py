"""What every network's channel must keep, run against a real server of each.

A network takes part by a file `tests/networks/<network>/harness.py` with two fixtures: one for
its servers, `@pytest.fixture(scope="session")`, and one called `<network>_harness` that gives a
`Harness` whose server is empty. `tests/networks/conftest.py` imports both, so that there is one
server for the contract and the network's own tests, and `CHANNELS` names the network.

The owner's connector speaks to the server through something of ours that can lose an answer: for
a network on HTTP that is `tests.networks.wire.Wire`. Everything else is the server itself: people
write with their own accounts, and what arrived is counted at them, never at the owner.
"""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import pytest

from askwhy.app.home import Record
from askwhy.app.live.connecting import own_folder
from askwhy.app.live.syncing import bring_in
from askwhy.app.sending.sending import deliver
from askwhy.app.study import queueing, studying, ticking
from askwhy.networks import Notes
from askwhy.outbox import State
from askwhy.store import delivering, reading
from askwhy.store import record as kept
from askwhy.store import studying as stored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from askwhy.app.sending.sending import Delivered
    from askwhy.facts import Party
    from askwhy.history import History
    from askwhy.networks import Channel
    from askwhy.networks.connectors import Connector
    from askwhy.store.delivering import Delivery

CHANNELS = ("mail", "mastodon", "mastodon_lax", "matrix")
"""The networks that take part."""


class Harness(Protocol):
    """One network's server at work, seen by its people and at the wire.

    People are called by short lower-case names; a name that was not met yet gets an account.
    """

    network: str
    many: int
    """So many requests are more than one page."""
    reads_back: bool
    """Whether the network can say that a message was taken of which the answer was lost."""

    def answers(self) -> Mapping[str, str]:
        """What the owner answers to the connector's fields, to get at the server by our wire."""

    def connector(
        self, folder: Path, clock: Callable[[], datetime], wait: Callable[[float], None]
    ) -> Connector:
        """The connector for these answers, as after `connect`."""

    def party(self, name: str) -> Party:
        """Somebody as the channel is told of them."""

    def request(self, name: str, note: str) -> None:
        """Somebody asks to connect, with words where the network has a place for some."""

    def write(self, name: str, text: str) -> object:
        """Somebody connected writes to the owner."""

    def got(self, name: str, many: int = 0) -> list[str]:
        """What the owner's account wrote to somebody, as they have it.

        Where a network delivers later, it is waited until so many have arrived.
        """

    def is_pending(self, name: str) -> bool:
        """Whether somebody's request still waits, as the server has it."""

    def is_accepted(self, name: str) -> bool:
        """Whether the server has the request as accepted."""

    def losing(self) -> AbstractContextManager[None]:
        """The server does what it is told to send, and the answer is cut off."""

    def holding(self) -> AbstractContextManager[None]:
        """The server does what it is told to send, and no answer comes while this lasts."""

    def busy(self) -> AbstractContextManager[None]:
        """The server refuses to send for now, by its 429 with Retry-After or what it has."""


PROTOCOL = """
name = "Contract"
languages = ["en"]
[window]
first_day = {first_day}
last_day = {last_day}
[acceptance]
accept = "all"
[timing]
wait = "1 day"
[[arms]]
name = "A"
[arms.wording]
en = "Is there something I can do for you?"
[hours]
zone = "UTC"
quiet = []
weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
[limits]
per_day = 1000
per_hour = 1000
[retention]
texts = {texts}
everything = {everything}
[ethics]
text = "Nobody here is real."
"""
ASK = "Is there something I can do for you?"
DAY = timedelta(days=1)


@dataclass
class Desk:
    """The owner's side: a record with a locked study, and a clock that is set apart from ours.

    It is `ahead` of the real one, and from `since` on runs so many times faster.
    """

    harness: Harness
    home: Path
    ahead: timedelta = timedelta()
    since: datetime | None = None
    factor: float = 1
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.record = Record(self.home)
        self._open()
        path = self.home / "study.toml"
        today = self.now().date()
        days = {"first_day": -9, "last_day": 30, "texts": 99, "everything": 199}
        said = {name: today + many * DAY for name, many in days.items()}
        path.write_text(PROTOCOL.format(**said), "utf-8")
        with self.record.write() as connection:
            self.account = kept.ensure_account(connection, self.harness.network, "me")
            studying.lock_study(connection, self.home, path, self.now() - DAY)

    def _open(self) -> None:
        folder = own_folder(self.record, "me")
        self.connector = self.harness.connector(folder, self.now, self.waits.append)
        channel = self.connector.open_channel()
        assert channel is not None
        self.channel: Channel = channel

    def restart(self) -> None:
        """As after the end of the process: nothing is left but what is on the disk."""
        self.record.close()
        self.record = Record(self.home)
        self._open()

    def now(self) -> datetime:
        real = datetime.now(UTC)  # noqa: TID251 (it is the clock)
        more = (real - self.since) * (self.factor - 1) if self.since else timedelta()
        return (real + more + self.ahead).replace(microsecond=0)

    def wait(self, **length: float) -> None:
        self.ahead += timedelta(**length)

    def sync(self) -> None:
        outcome = bring_in(self.record, "me", self.connector, self.now())
        assert outcome.failure is None, outcome.failure

    def deliver(self) -> Delivered:
        """What is due is planned, approved by the standing consent, and leaves after the undo."""
        ticking.tick(self.record, self.now())
        deliver(self.record, self.account, self.channel, self.now, has_consent=True)
        self.wait(seconds=6)
        return deliver(self.record, self.account, self.channel, self.now, has_consent=True)

    def accept(self, *names: str) -> None:
        """The people ask to connect without a word, and are accepted by the study."""
        for name in names:
            self.harness.request(name, "")
        self.sync()
        self.deliver()
        assert self.states("accept") == dict.fromkeys(names, State.SENT)

    def ripe(self, *names: str) -> None:
        """The people were accepted, stayed silent for a day, and are to be asked."""
        self.accept(*names)
        self.wait(days=1, seconds=1)
        self.sync()

    def rows(self, step: str) -> dict[str, Delivery]:
        with self.record.read() as connection:
            rows = [one for one in delivering.those(connection, tuple(State)) if one.step == step]
            people = stored.people(connection, [row.contact_id for row in rows])
        return {self.name(people[row.contact_id].key): row for row in rows}

    def states(self, step: str) -> dict[str, str]:
        return {name: row.state for name, row in self.rows(step).items()}

    def name(self, key: str) -> str:
        """Whom a contact's key means: the person's short name stands in their handle."""
        return key.removeprefix("handle:").lstrip("@").partition("@")[0].partition(":")[0]

    def histories(self) -> dict[str, History]:
        with self.record.read() as connection:
            found = list(reading.histories(connection, self.account.id))
        return {self.name(one.contact): one for one in found}

    def said(self, name: str) -> list[str]:
        """All words of somebody that the record has: their note and their messages."""
        history = self.histories()[name]
        notes = [one.note for one in history.requests if one.note]
        return notes + [one.text for one in history.said if not one.by_owner]


@pytest.fixture(params=CHANNELS)
def harness(request: pytest.FixtureRequest) -> Harness:
    made: Harness = request.getfixturevalue(f"{request.param}_harness")
    return made


@pytest.fixture
def desk(harness: Harness, tmp_path: Path) -> Desk:
    return Desk(harness, tmp_path / "home")


pytestmark = pytest.mark.slow


def test_all_pending_requests_are_listed_with_all_pages(desk: Desk, harness: Harness) -> None:
    names = [f"p{number}" for number in range(harness.many)]
    begun = desk.now()
    for name in names:
        harness.request(name, "")
    desk.sync()
    found = desk.histories()
    assert sorted(found) == sorted(names)
    sent = [one.sent for history in found.values() for one in history.requests]
    assert len(sent) == len(names)
    slack = timedelta(seconds=2)
    assert all(begun - slack <= one.earliest <= desk.now() + slack for one in sent)


def test_a_request_is_on_record_with_all_its_evidence_before_it_is_accepted(
    desk: Desk, harness: Harness
) -> None:
    harness.request("ana", "I read your paper.")
    desk.sync()
    before = desk.histories()["ana"]
    assert harness.is_pending("ana")
    assert not harness.is_accepted("ana")
    assert len(before.requests) == 1
    if desk.connector.probe().notes is not Notes.NONE:
        assert desk.said("ana") == ["I read your paper."]
    desk.deliver()
    assert harness.is_accepted("ana")
    assert desk.states("accept") == {"ana": State.SENT}
    desk.sync()
    after = desk.histories()["ana"]
    assert (after.requests, after.profile) == (before.requests, before.profile)


def test_accepting_twice_is_accepting_once(desk: Desk, harness: Harness) -> None:
    harness.request("ana", "")
    for _ in range(2):
        desk.channel.accept(harness.party("ana"))
    assert harness.is_accepted("ana")
    desk.restart()
    desk.channel.accept(harness.party("ana"))
    assert harness.is_accepted("ana")


def test_whoever_is_turned_down_waits_no_more(desk: Desk, harness: Harness) -> None:
    harness.request("ana", "")
    harness.request("ben", "")
    desk.sync()
    for _ in range(2):
        desk.channel.reject(harness.party("ana"))
    assert not harness.is_pending("ana")
    assert not harness.is_accepted("ana")
    assert harness.is_pending("ben")


def test_a_question_arrives_once_and_is_known_as_ours(desk: Desk, harness: Harness) -> None:
    desk.ripe("ana")
    desk.deliver()
    assert harness.got("ana", 1) == [ASK]
    assert desk.states("ask") == {"ana": State.SENT}
    row = desk.rows("ask")["ana"]
    desk.deliver()
    desk.sync()
    desk.deliver()
    assert harness.got("ana", 1) == [ASK]
    assert desk.rows("ask")["ana"] == row
    assert ASK in [one.text for one in desk.histories()["ana"].said if one.by_owner]


def test_an_answer_comes_back_as_their_words(desk: Desk, harness: Harness) -> None:
    desk.ripe("ana")
    desk.deliver()
    harness.got("ana", 1)
    harness.write("ana", "Yes, two questions.")
    desk.sync()
    desk.sync()
    assert desk.said("ana")[-1:] == ["Yes, two questions."]
    assert desk.said("ana").count("Yes, two questions.") == 1


def test_a_lost_answer_makes_no_second_message(desk: Desk, harness: Harness) -> None:
    desk.ripe("ana")
    with harness.losing():
        desk.deliver()
    assert desk.states("ask") == {"ana": State.UNCERTAIN}
    desk.deliver()
    settle(desk, harness)


def settle(desk: Desk, harness: Harness) -> None:
    """After some minutes it is read back as sent, or left to the owner; it arrived once."""
    desk.wait(minutes=5)
    desk.deliver()
    desk.wait(minutes=5)
    left = desk.deliver().left
    if harness.reads_back:
        assert desk.states("ask") == {"ana": State.SENT}
    else:
        assert desk.states("ask") == {"ana": State.UNCERTAIN}
        assert [one.is_for_owner for one in left] == [True]
    desk.deliver()
    assert harness.got("ana", 1) == [ASK]


def test_a_process_killed_before_the_receipt_sends_once(desk: Desk, harness: Harness) -> None:
    desk.ripe("ana")
    with harness.holding():
        sender = multiprocessing.get_context("fork").Process(target=desk.deliver)
        sender.start()
        arrived = harness.got("ana", 1)
        was_at_work = sender.is_alive()
        sender.kill()
        sender.join()
    assert (arrived, was_at_work) == ([ASK], True)
    assert desk.states("ask") == {"ana": State.SENDING}
    desk.restart()
    settle(desk, harness)


def test_a_word_before_the_question_cancels_it(desk: Desk, harness: Harness) -> None:
    desk.ripe("ana", "ben")
    ticking.tick(desk.record, desk.now())
    with desk.record.write() as connection:
        for row in desk.rows("ask").values():
            queueing.approve(connection, row, desk.now())
    harness.write("ana", "By the way, a question.")
    desk.sync()
    desk.wait(seconds=6)
    desk.deliver()
    assert desk.states("ask") == {"ana": State.DROPPED, "ben": State.SENT}
    assert harness.got("ben", 1) == [ASK]
    assert harness.got("ana") == []


def test_a_restart_between_accepting_and_asking_changes_nothing(
    desk: Desk, harness: Harness
) -> None:
    desk.accept("ana")
    desk.restart()
    desk.deliver()
    assert harness.got("ana") == []
    desk.wait(days=1, seconds=1)
    desk.sync()
    desk.restart()
    desk.deliver()
    assert harness.got("ana", 1) == [ASK]


def test_a_server_that_is_busy_is_left_alone_and_asked_again(desk: Desk, harness: Harness) -> None:
    desk.ripe("ana")
    with harness.busy():
        told = desk.deliver()
    assert told.rests_until is not None
    assert told.rests_until > desk.now()
    assert desk.states("ask") == {"ana": State.APPROVED}
    desk.deliver()
    assert harness.got("ana") == []
    desk.ahead += told.rests_until - desk.now()
    desk.deliver()
    assert harness.got("ana", 1) == [ASK]


def test_a_server_whose_clock_is_ahead_is_understood(harness: Harness, tmp_path: Path) -> None:
    desk = Desk(harness, tmp_path / "home", ahead=timedelta(hours=-2))
    desk.ripe("ana", "ben")
    harness.write("ben", "A question of mine.")
    desk.sync()
    desk.deliver()
    desk.wait(hours=3)
    desk.sync()
    desk.deliver()
    assert harness.got("ana", 1) == [ASK]
    assert harness.got("ben") == []
    assert desk.said("ben")[-1:] == ["A question of mine."]
