"""The promises, counted at the recipient: two studies driven at random through a real record.

People write, stop, are marked and linked; the network refuses, breaks off and loses answers; the
process dies in the middle of a call; the clock jumps, around the end of summer time in Warsaw.
The judge reads the file and knows the rules from their wording alone.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askwhy.app.home import Record
from askwhy.errors import TheirNetwork
from askwhy.facts import Linked, Marked, Party
from askwhy.networks import NoAnswer
from askwhy.store import studying

if TYPE_CHECKING:
    from tests.app.conftest import Line, Stage

WARSAW = ZoneInfo("Europe/Warsaw")
BEGIN = datetime(2026, 10, 23, 8, tzinfo=UTC)
NAMES = ("ana", "ben", "cleo", "dan")
ACCOUNTS = ("mastodon", "matrix")
STUDIES = ("October", "The same people again")


class Killed(BaseException):
    """The process ends here."""


MISHAPS = {
    "fine": None,
    "lost": "lost",
    "broken": NoAnswer("The connection broke."),
    "busy": TheirNetwork("Later.", timedelta(minutes=20)),
    "refused": TheirNetwork("Never."),
    "killed": Killed(),
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "stop", "mark", "link", "jump", "work", "work", "work", "work"]),
        st.sampled_from(NAMES),
        st.sampled_from(ACCOUNTS),
        st.sampled_from(sorted(MISHAPS)),
        st.integers(-30, 30),
    ),
    min_size=6,
    max_size=24,
)


def person(name: str) -> Party:
    return Party(name.capitalize(), name)


class World:
    """What was told, and a judge of what was sent."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.silenced: set[tuple[str, str]] = set()
        self.links: list[str] = []
        self.judged: list[tuple[str, Line]] = []
        stage.now = BEGIN
        for name in STUDIES:
            stage.lock(
                name=name, zone="Europe/Warsaw", quiet='"18:00-09:00"', per_day=2, per_hour=1
            )
        for account in ACCOUNTS:
            stage.requests(*NAMES, account=account, days=3)

    def silence(self, what: str, name: str, account: str) -> None:
        if what == "write":
            self.stage.writes(name, account=account)
        elif what == "stop":
            self.stage.stops(name, account=account)
        else:
            mark = Marked(person(name), "scam", self.stage.now)
            self.stage.decide(mark, account=account)
        self.silenced.add((name, account))

    def link(self, name: str) -> None:
        fact = Linked("mastodon", person(name), "matrix", person(name), self.stage.now)
        with self.stage.record.write() as connection:
            one, other = (self.stage.account_in(connection, each).id for each in ACCOUNTS)
            studying.link(connection, one, other, fact)
        self.links.append(name)

    def work(self, account: str, mishap: str) -> None:
        for each in ACCOUNTS:
            self.stage.hear(account=each)
        self.stage.tick()
        channel = self.stage.channel(account)
        channel.mishaps = [MISHAPS[mishap]]
        for _ in range(2):
            with suppress(Killed):
                self.stage.deliver(account, has_consent=True)
            self.judge()
            self.stage.wait(seconds=5)

    def judge(self) -> None:
        for account in ACCOUNTS:
            seen = sum(one == account for one, _ in self.judged)
            for line in self.stage.channel(account).sent[seen:]:
                self.judge_line(account, line)
                self.judged.append((account, line))

    def judge_line(self, account: str, line: Line) -> None:
        same = ACCOUNTS if line.who in self.links else (account,)
        before = [(one, each.who) for one, each in self.judged]
        assert not [one for one in before if one[1] == line.who and one[0] in same], "once"
        assert not self.silenced & {(line.who, each) for each in same}, "not who wrote or stopped"
        wall = line.at.astimezone(WARSAW)
        assert 9 <= wall.hour < 18, "not in quiet hours"
        mine = [each.at for one, each in self.judged if one == account]
        assert sum(at.astimezone(WARSAW).date() == wall.date() for at in mine) < 2, "two a day"
        assert all(abs(at - line.at) >= timedelta(hours=1) for at in mine), "one an hour"


def play(stage: Stage, steps: list[tuple[str, str, str, str, int]]) -> World:
    world = World(stage)
    for what, name, account, mishap, hours in steps:
        if what == "work":
            stage.wait(hours=abs(hours) / 3)
            world.work(account, mishap)
        elif what == "jump":
            stage.now = max(BEGIN, stage.now + timedelta(hours=hours))
        elif what == "link":
            world.link(name)
        else:
            world.silence(what, name, account)
    return world


@pytest.mark.slow
@pytest.mark.parametrize("record", ["sqlite"], indirect=True)
def test_whatever_happens_the_promises_hold_at_the_recipient(stage: Stage) -> None:
    sent = []

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(STEPS)
    def check(steps: list[tuple[str, str, str, str, int]]) -> None:
        with TemporaryDirectory() as folder:
            made = type(stage)(Record(Path(folder) / "home"), Path(folder))
            try:
                sent.append(len(play(made, steps).judged))
            finally:
                made.record.close()

    check()
    assert sum(sent) > 0, "the judge had something to judge"


def test_the_judge_would_see_a_second_copy(stage: Stage) -> None:
    steps = [("work", "ana", "mastodon", "fine", 6), ("work", "ana", "mastodon", "fine", 6)]
    world = play(stage, steps)
    assert world.judged, "somebody was sent to"
    account, line = world.judged[0]
    with pytest.raises(AssertionError, match="once"):
        world.judge_line(account, line)
