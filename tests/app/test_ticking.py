"""A tick writes down what is due, any number of times, and passes nobody over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.app.home import Record
from askwhy.facts import (
    Connection,
    Direction,
    Entry,
    Linked,
    Marked,
    Message,
    Owner,
    Party,
    Postponed,
    Request,
    Skipped,
    Span,
    Stopped,
)
from askwhy.outbox import State
from askwhy.store import record as kept
from askwhy.store import schema, studying, watching

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.conftest import Stage

    from askwhy.facts import Fact

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ME = Party("Eva Lis", "eva")
NAMES = ("ana", "ben", "cleo")


def person(name: str) -> Party:
    return Party(name.capitalize(), name)


def written(stage: Stage) -> list[tuple[object, ...]]:
    """What a tick writes, but for the row of the study that says when it was."""
    with stage.record.read() as connection:
        return [
            tuple(row)
            for table in (schema.deliveries, schema.moves, schema.allocations)
            for row in connection.execute(sa.select(table).order_by(table.c.id))
        ]


def test_ticking_again_changes_nothing(stage: Stage) -> None:
    stage.lock()
    stage.requests(*NAMES)
    assert stage.tick().drafted == 3
    before = written(stage)
    for _ in range(3):
        again = stage.tick()
        assert (again.allocated, again.drafted, again.dropped) == (0, 0, 0)
    assert written(stage) == before


def test_what_is_not_due_any_more_is_dropped_and_revived_when_it_is(stage: Stage) -> None:
    one = stage.lock()
    stage.requests("ana")
    stage.tick()
    stage.decide(Skipped(person("ana"), one.study.digest, stage.now))
    assert stage.tick().dropped == 1
    stage.wait(hours=1)
    stage.decide(Skipped(person("ana"), one.study.digest, stage.now, lifted=True))
    assert stage.tick().drafted == 1
    assert stage.states() == {"ana": State.DRAFTED}
    assert stage.moves("ana") == ["drop", "plan again"]


def test_two_studies_want_one_person_and_one_has_them(stage: Stage) -> None:
    first = stage.lock()
    stage.requests("ana")
    stage.tick()
    second = stage.lock(name="another")
    stage.tick()
    stage.decide(Skipped(person("ana"), first.study.digest, stage.now))
    stage.tick()
    stage.tick()
    stage.wait(hours=1)
    stage.decide(Skipped(person("ana"), first.study.digest, stage.now, lifted=True))
    stage.tick()

    states = {row.study_id: row.state for row in stage.rows()}
    assert states == {first.study.id: State.DROPPED, second.study.id: State.DRAFTED}


def test_a_name_noted_later_is_in_the_draft_and_is_approved_anew(stage: Stage) -> None:
    stage.lock()
    stage.requests("ana")
    stage.tick()
    stage.approve("ana")
    stage.hear(Entry(person("ana"), "first name", "Anna", stage.now))
    stage.tick()
    row = stage.row("ana")
    assert (row.text, row.state) == ("May I help, Anna?", State.DRAFTED)


@pytest.mark.parametrize("ahead", [3 * DAY, 500 * DAY], ids=["days", "after the deletion"])
def test_a_clock_that_was_ahead_loses_nobody(stage: Stage, ahead: timedelta) -> None:
    stage.lock()
    stage.requests("ana", days=0)
    right = stage.now
    stage.now += ahead
    stage.tick()
    stage.now = right + 2 * DAY
    stage.hear()
    stage.tick()
    assert stage.states() == {"ana": State.DRAFTED}


def test_a_question_put_by_hand_before_is_not_put_again(stage: Stage) -> None:
    """Asked by hand long before this request, in a wording that the owner confirmed."""
    stage.lock()
    earlier = Message("t", ME, (person("ana"),), stage.now - 90 * DAY, "What brings you here, Ana?")
    stage.hear(earlier)
    stage.requests("ana")
    stage.tick()
    assert stage.states() == {"ana": State.DRAFTED}
    with stage.record.write() as connection:
        mine = stage.account_in(connection, "mastodon").id
        wording = ["What brings you here, {name}?"]
        kept.confirm_wordings(connection, mine, "ask", wording, stage.now)
    stage.tick()
    assert stage.states() == {"ana": State.DROPPED}


def test_what_is_no_fact_changes_no_plan(stage: Stage) -> None:
    stage.lock()
    stage.requests(*NAMES)
    stage.tick()
    before = written(stage)
    with stage.record.write() as connection:
        add = connection.execute
        add(schema.wordings.insert().values(account_id=1, kind="x", text="May I?", confirmed_at=1))
        add(schema.imports.insert().values(
            account_id=1, digest="d", name="n", imported_at=1, summary="{}"))  # fmt: skip
        add(schema.incidents.insert().values(since=1, why="scam", reason="x", resumed_at=2))
        add(schema.connections.update().values(company="Scam Ltd", position="wrote first"))
        watching.wake_all(connection)
    stage.tick()
    assert written(stage) == before


# Whatever happens, in whatever order.


def _acts() -> dict[str, Callable[[Stage, str], None]]:
    def request(stage: Stage, name: str) -> None:
        stage.hear(Request(Direction.INCOMING, person(name), Span.second(stage.now - HOUR)))

    def connect(stage: Stage, name: str) -> None:
        stage.hear(Connection(person(name), Span.second(stage.now)))

    def write(stage: Stage, name: str) -> None:
        stage.writes(name)

    def stop(stage: Stage, name: str) -> None:
        stage.decide(Stopped(person(name), "please", stage.now))

    def unstop(stage: Stage, name: str) -> None:
        stage.decide(Stopped(person(name), "after all", stage.now, lifted=True))

    def mark(stage: Stage, name: str) -> None:
        stage.decide(Marked(person(name), "scam", stage.now))

    def put_off(stage: Stage, name: str) -> None:
        stage.decide(Postponed(person(name), digest(stage), stage.now + 30 * HOUR, stage.now))

    def link(stage: Stage, name: str) -> None:
        fact = Linked("mastodon", person(name), "matrix", person("ana"), stage.now)
        with stage.record.write() as connection:
            one, other = (stage.account_in(connection, n).id for n in ("mastodon", "matrix"))
            studying.link(connection, one, other, fact)

    def write_elsewhere(stage: Stage, _name: str) -> None:
        stage.writes("ana", account="matrix")

    return {
        "request": request, "connect": connect, "write": write, "stop": stop, "unstop": unstop,
        "mark": mark, "put off": put_off, "link": link, "write elsewhere": write_elsewhere,
    }  # fmt: skip


def digest(stage: Stage) -> str:
    with stage.record.read() as connection:
        return studying.studies(connection)[0].digest


ACTS = _acts()
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(NAMES), st.integers(0, 40)),
    min_size=4, max_size=12,
)  # fmt: skip


def play(make: Callable[[Path], Stage], steps: list[tuple[str, str, int]], *, all_: bool) -> object:
    """Everything in turn, each followed by a tick that looks at whom it must, or at everybody."""
    with TemporaryDirectory() as folder:
        stage = make(Path(folder))
        stage.lock()
        names = [person(name) for name in NAMES]
        at = Span.second(stage.now - 2 * HOUR)
        stage.hear(*(Request(Direction.INCOMING, who, at) for who in names))
        stage.hear(Connection(person("ana"), at), account="matrix")
        for what, name, hours in steps:
            ACTS[what](stage, name)
            stage.wait(hours=hours)
            stage.hear()
            if all_:
                with stage.record.write() as connection:
                    watching.wake_all(connection)
            stage.tick()
        found = [(row.contact_id, row.step, row.state, row.text) for row in stage.rows()]
        stage.record.close()
        return sorted(found)


@pytest.fixture
def make(stage: Stage) -> Callable[[Path], Stage]:
    """Another stage of the same kind."""

    def make(folder: Path) -> Stage:
        made = type(stage)(Record(folder / "home"), folder)
        made.account()
        return made

    return make


@pytest.mark.slow
@pytest.mark.parametrize("record", ["sqlite"], indirect=True)
def test_watches_are_equal_to_the_fold(make: Callable[[Path], Stage]) -> None:
    @settings(max_examples=25, deadline=None)
    @given(STEPS)
    def check(steps: list[tuple[str, str, int]]) -> None:
        assert play(make, steps, all_=False) == play(make, steps, all_=True)

    check()


@pytest.mark.slow
@pytest.mark.parametrize("record", ["sqlite"], indirect=True)
def test_the_order_of_import_does_not_matter(make: Callable[[Path], Stage]) -> None:
    @settings(max_examples=12, deadline=None)
    @given(st.permutations(range(7)))
    def check(order: list[int]) -> None:
        assert drafted(make, order) == drafted(make, list(range(7)))

    check()


def drafted(make: Callable[[Path], Stage], order: list[int]) -> list[tuple[str, str]]:
    """Who is drafted in which words, after seven facts were imported one by one."""
    with TemporaryDirectory() as folder:
        stage = make(Path(folder))
        stage.lock()
        at = stage.now - 3 * DAY
        span = Span.second(at)
        facts: list[Fact] = [
            *(Request(Direction.INCOMING, person(name), span) for name in NAMES),
            *(Connection(person(name), span) for name in NAMES),
            Message("t", person("ben"), (ME,), at + HOUR, "Hello, a question."),
        ]
        for place in order:
            stage.hear(Owner(ME), facts[place])
        stage.tick()
        found = sorted((row.id, row.text) for row in stage.rows())
        stage.record.close()
        return [(id_, text) for id_, text in found]
