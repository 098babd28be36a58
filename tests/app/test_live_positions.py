"""What networks show of people, and how far they were read: on record with the facts or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from tests.app.conftest import person

from askwhy.app.bringing.ingest import ingest
from askwhy.app.people import deciding
from askwhy.app.study.purging import forget
from askwhy.errors import YourFile
from askwhy.facts import Direction, Position, ProfileEntry, Request, Shown, Span
from askwhy.store import live, reading, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.app.conftest import Stage

    from askwhy.facts import Fact


@dataclass(frozen=True)
class Source:
    """Tells what it was made with, and then fails if it is to."""

    told: tuple[Fact | Position, ...]
    fails: bool = False
    network: str = "mastodon"
    name: str = "a live source"

    def digest(self) -> str:
        return f"{hash(self.told):x}"

    def read(self, *, progress: object = None) -> Iterator[Fact | Position]:  # noqa: ARG002
        yield from self.told
        if self.fails:
            raise YourFile(self.name, None, "it broke off")


def take(stage: Stage, *told: Fact | Position, fails: bool = False) -> int:
    """Take a source in; return how many profile entries were new."""
    source = Source(told, fails)
    (outcome,) = ingest(stage.record, [source], "mastodon", stage.now)
    assert (outcome.failure is not None) is fails
    return outcome.taken.new["profile entries"]


def shows(stage: Stage, value: str, name: str = "ana") -> ProfileEntry:
    source = "their own profile"
    return ProfileEntry(person(name), Shown.PRONOUNS, value, source, stage.now)


def shown(stage: Stage) -> list[str]:
    with stage.record.read() as connection:
        (history,) = reading.histories(connection, stage.account_in(connection, "mastodon").id)
    return [one.value for one in history.profile]


def positions(stage: Stage) -> dict[str, str]:
    with stage.record.read() as connection:
        return live.positions(connection, "mastodon")


@pytest.fixture
def asked(stage: Stage) -> Stage:
    """Ana asked to connect."""
    at = Span.second(stage.now - timedelta(days=1))
    stage.hear(Request(Direction.INCOMING, person("ana"), at))
    return stage


def test_what_is_shown_as_before_adds_nothing(asked: Stage) -> None:
    assert take(asked, shows(asked, "she/her")) == 1
    asked.wait(hours=1)
    assert take(asked, shows(asked, "she/her")) == 0
    assert shown(asked) == ["she/her"]


def test_what_was_shown_again_after_something_else_stands(asked: Stage) -> None:
    for value in ("she/her", "they/them", "she/her"):
        asked.wait(hours=1)
        assert take(asked, shows(asked, value)) == 1
    assert shown(asked) == ["she/her"]


def test_forgetting_somebody_takes_along_what_was_shown_of_them(asked: Stage) -> None:
    take(asked, shows(asked, "she/her"))
    with asked.record.read() as connection:
        ana = deciding.find(connection, "ana")
    forget(asked.record, ana)
    with asked.record.read() as connection:
        there = connection.execute(sa.select(schema.profile_entries.c.value)).all()
    assert there == []
    assert take(asked, shows(asked, "she/her")) == 0


def test_a_position_is_the_latest_of_its_name(asked: Stage) -> None:
    take(asked, Position("inbox", "1"), Position("sent", "1"))
    take(asked, Position("inbox", "2"))
    assert positions(asked) == {"inbox": "2", "sent": "1"}


def test_a_source_that_fails_leaves_the_positions_and_the_facts(asked: Stage) -> None:
    take(asked, shows(asked, "she/her"), Position("inbox", "1"))
    asked.wait(hours=1)
    take(asked, shows(asked, "they/them"), Position("inbox", "2"), fails=True)
    assert positions(asked) == {"inbox": "1"}
    assert shown(asked) == ["she/her"]
