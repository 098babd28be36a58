"""What a tick may never depend on, and what it may never upset, whatever happens."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.allocation import blocks, draws
from askwhy.app.home import Record
from askwhy.app.study.studying import KeyLost, running
from askwhy.facts import Entry, Party
from askwhy.protocol import StudyChanged
from askwhy.store import coding, schema, watching, written
from askwhy.store.coding import Evidence, Kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.conftest import Stage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("record", ["sqlite"], indirect=True),
]
ARM = (
    '[[arms]]\nname = "{name}"\nweight = {weight}\n[arms.wording]\nen = "May I, {{first_name}}?"\n'
)
NAMES = ("ana", "ben", "cleo", "dan")
CODINGS = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.sampled_from(["scam", "reason", "tone", "favour", "canned", "note", "automatic"]),
        st.sampled_from(
            ["none", "romance", "advance fee", "stop", "wrote first", "own", "one-tap"]
        ),
        st.sampled_from(["rule", "model", "llm", "person"]),
        st.booleans(),
    ),
    max_size=25,
)


def make(stage: Stage, folder: Path) -> Stage:
    made = type(stage)(Record(folder / "home"), folder)
    made.account()
    return made


def code(stage: Stage, told: list[tuple[int, str, str, str, bool]]) -> int:
    """Code the texts that there are, as any coder might, rightly or wrongly."""
    with stage.record.write() as connection:
        mine = stage.account_in(connection, "mastodon").id
        texts = [one for _, some in written.written(connection, mine) for one in some]
        kept = [
            Kept(
                texts[place % len(texts)].item, code, (value,), f"{origin}:x", origin, "1", "book",
                0.9, (), (Evidence("words", 0, 3),), None, None, False,
                is_adjudicated and origin == "person", int(stage.now.timestamp()),
            )
            for place, code, value, origin, is_adjudicated in told
        ]  # fmt: skip
        coding.name_texts(connection, {one.item: one.party_id for one in texts})
        coding.add(connection, kept)
        return len(kept)


def decided(stage: Stage) -> list[tuple[object, ...]]:
    with stage.record.read() as connection:
        d = schema.deliveries
        return sorted(
            (row.contact_id, row.study_id, row.step, row.arm, row.state, row.text, row.not_before,
             row.reason)
            for row in connection.execute(sa.select(d))
        )  # fmt: skip


def test_any_codings_give_the_same_plan(stage: Stage) -> None:
    coded = []

    def play(told: list[tuple[int, str, str, str, bool]]) -> list[tuple[object, ...]]:
        with TemporaryDirectory() as folder:
            one = make(stage, Path(folder))
            one.lock(arms=ARM.format(name="A", weight=1))
            one.requests(*NAMES)
            one.writes("ana", "Thank you")
            one.writes("ben", "I have a question for you.")
            one.hear(Entry(Party("Cleo", "cleo"), "language", "en", one.now))
            coded.append(code(one, told))
            one.tick()
            one.wait(hours=30)
            coded.append(code(one, told[::-1]))
            with one.record.write() as connection:
                watching.wake_all(connection)
            one.hear()
            one.tick()
            found = decided(one)
            one.record.close()
            return found

    plain = play([])
    assert {row[4] for row in plain} == {"drafted"}
    assert len(plain) == 3, "all but Ben, who wrote"

    @settings(max_examples=15, deadline=None)
    @given(CODINGS)
    def check(told: list[tuple[int, str, str, str, bool]]) -> None:
        assert play(told) == plain

    check()
    assert sum(coded) > 20, "there was something to look away from"


def test_arms_are_balanced_within_blocks_however_people_arrive(stage: Stage) -> None:
    """Two weights, two languages, any number of ticks: each stratum is the drawn sequence."""

    @settings(max_examples=8, deadline=None)
    @given(st.lists(st.integers(0, 9), min_size=2, max_size=6), st.integers(1, 3))
    def check(arrivals: list[int], weight: int) -> None:
        with TemporaryDirectory() as folder:
            one = make(stage, Path(folder))
            arms = "".join(ARM.format(name=n, weight=w) for n, w in (("A", weight), ("B", 1)))
            study = one.lock(arms=arms)
            number = 0
            for many in arrivals:
                names = [f"p{number + each}" for each in range(many)]
                number += many
                one.requests(*names)
                one.tick()
                one.wait(hours=1)
            with one.record.read() as connection:
                rows = connection.execute(
                    sa.select(schema.allocations).order_by(schema.allocations.c.place)
                ).all()
            one.record.close()
        assert len(rows) == number
        drawn: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
        for row in rows:
            drawn[row.stratum].append((row.place, row.arm, row.block))
        weights = {"A": weight, "B": 1}
        for stratum, told in drawn.items():
            assert [place for place, _, _ in told] == list(range(len(told))), "no gap"
            sequence = islice(draws(study.key, study.study.digest, stratum, weights), len(told))
            assert [arm for _, arm, _ in told] == list(sequence)
            whole = max(block for _, _, block in told)
            for block, arms_of in enumerate(
                islice(blocks(study.key, study.study.digest, stratum, weights), whole)
            ):
                there = Counter(arm for _, arm, its in told if its == block)
                assert there == Counter(arms_of)
                assert there["A"] == weight * there["B"], "balanced"

    check()


def test_a_locked_study_that_was_changed_is_refused(stage: Stage) -> None:
    """Somebody edits the record itself: another wording, another limit, another name."""
    stage.lock()
    stage.requests("ana")
    source = schema.studies.c.source
    with stage.record.read() as connection:
        text = connection.execute(sa.select(source)).scalar_one()
    changes = [("May I help", "Will you buy"), ("per_day = 1000", "per_day = 9999"),
               ('name = "October"', 'name = "November"'), ("2027-06-01", "2027-12-01")]  # fmt: skip
    for old, new in changes:
        with stage.record.write() as connection:
            connection.execute(schema.studies.update().values(source=text.replace(old, new)))
        for act in (stage.tick, stage.deliver):
            with pytest.raises(StudyChanged):
                act()
    with stage.record.write() as connection:
        connection.execute(schema.studies.update().values(source=text))
    assert stage.tick().drafted == 1


def test_another_key_or_none_is_refused(stage: Stage) -> None:
    one = stage.lock()
    path = stage.record.home / "keys" / f"{one.study.digest}.key"
    right = path.read_bytes()
    for write in _spoil(path, right):
        write()
        with stage.record.read() as connection, pytest.raises(KeyLost):
            running(connection, stage.record.home)
    path.write_bytes(right)
    assert stage.tick().looked_at == 0


def _spoil(path: Path, right: bytes) -> list[Callable[[], object]]:
    return [lambda: path.write_bytes(right[::-1]), path.unlink]
