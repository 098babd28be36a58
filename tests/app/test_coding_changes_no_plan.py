"""Nothing inferred reaches the planner: with every coder switched on the plan stays what it was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askwhy.app.coding import coded
from askwhy.app.coding.machines import code_new
from askwhy.app.coding.reviewing import Desk
from askwhy.app.coding.shelf import Which, gather
from askwhy.app.coding.suspecting import suspicions
from askwhy.app.study.ticking import plan_for, with_linked
from askwhy.coding.codebook import Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Coding, Reason, Review, Stream
from askwhy.coding.queue import Order
from askwhy.facts import Connection, Direction, Party, Request, Span
from askwhy.store import schema, watching

if TYPE_CHECKING:
    from tests.app.conftest import Stage

    from askwhy.app.study.studying import Running
    from askwhy.planner import Plan

FRAUD = (
    "Your account will be suspended within 24 hours, verify your password at"
    " http://login.example.com now."
)
NOTES = {
    "ana": "I'd like to add you to my professional network on LinkedIn.",
    "ben": FRAUD,
    "cleo": "I am looking for a job in logistics, could you help me?",
    "dan": "My late client left 9 million dollars and no next of kin, reply in strict confidence.",
    "eve": "Sorry, I did not mean to intrude.",
}
SAID = {"fay": FRAUD, "gus": "Thank you!", "hal": "Could you send me the name of a lawyer?"}


@dataclass
class Told:
    stage: Stage
    study: Running
    items: list[str] = field(default_factory=list)

    def plan(self) -> Plan:
        with self.stage.record.read() as connection:
            ids = connection.execute(schema.contacts.select()).scalars().all()
            return plan_for(connection, self.study, with_linked(connection, ids), self.stage.now)

    def outbox(self) -> list[object]:
        """Everything written of the study once everybody was looked at again."""
        with self.stage.record.write() as connection:
            watching.wake_all(connection)
        self.stage.tick()
        d, a = schema.deliveries, schema.allocations
        with self.stage.record.read() as connection:
            rows = [*connection.execute(d.select().order_by(d.c.id))]
            return [*rows, *connection.execute(a.select().order_by(a.c.id))]


@pytest.fixture
def told(stage: Stage) -> Told:
    """Eight people: with notes, frauds among them; some wrote; all others are due to be asked."""
    study = stage.lock()
    at = Span.second(datetime(2026, 10, 5, 9, tzinfo=UTC))

    for name in (*NOTES, *SAID):
        who = Party(name.capitalize(), name)
        stage.hear(Request(Direction.INCOMING, who, at, NOTES.get(name, "")), Connection(who, at))
    for name, words in SAID.items():
        stage.writes(name, words)
    stage.tick()
    with stage.record.read() as connection:
        items = list(gather(connection, stage.account().id).texts)
    return Told(stage, study, items)


@pytest.mark.slow
def test_every_coder_that_there_is_leaves_plan_and_outbox_as_they_were(told: Told) -> None:
    """Machines, two persons who differ, one who settles, a model that learnt from them."""
    record, account, stage = told.stage.record, told.stage.account().id, told.stage
    before, written = told.plan(), told.outbox()
    assert len(before.asks) == len(NOTES) + 1, "who tapped a ready-made reply is asked, too"

    code_new(record, account, stage.now)
    for code in ("scam", "reason", "automatic"):
        for person, place in (("eva", 0), ("ben", -1)):
            desk = Desk(
                record, account, person, code, stage.clock, which=Which.ALL, order=Order.RANDOM
            )
            for _ in range(2):
                card = desk.next()
                assert card is not None
                desk.keep(card, (desk.code.names[place],))
            desk.finish()
        first, *_ = desk.disputes()
        desk.settle(first, (desk.code.names[-1],))

    with record.read() as connection:
        assert suspicions(connection, account), "the record does hold suspicions"
        assert len(coded.codings_of(connection, told.items)) == len(told.items)
    assert told.plan() == before
    assert told.outbox() == written


BOOK = shipped()


@st.composite
def anything(draw: st.DrawFn) -> Coding:
    """Any coding by any kind of coder, as sure as can be."""
    code = draw(st.sampled_from(BOOK.codes))
    kind = draw(st.sampled_from(list(Kind)))
    value = draw(st.sampled_from([*code.names, "unsure", "withdrawn"]))
    is_person = kind is Kind.PERSON
    return Coding(
        str(draw(st.integers(0, 7))), code.name, (value,), f"{kind}:{draw(st.sampled_from('ab'))}",
        kind, draw(st.sampled_from(["", "1", "2"])), BOOK.digest,
        draw(st.sampled_from([0.0, 0.5, 0.9, 1.0])), ((value, 1.0),), (Reason("sentence", 0, 5),),
        Review(draw(st.sampled_from(list(Stream))), 0.5, is_blind=True) if is_person else None,
        is_adjudicated=is_person and draw(st.booleans()),
    )  # fmt: skip


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(codings=st.lists(anything(), min_size=1, max_size=30))
def test_whatever_codings_are_in_the_record_the_plan_is_the_same(
    told: Told, codings: list[Coding]
) -> None:
    before, written = told.plan(), told.outbox()
    with told.stage.record.read() as connection:
        shelf = gather(connection, 1)
    placed = [replace(one, item=told.items[int(one.item)]) for one in codings]
    with told.stage.record.write() as connection:
        coded.keep(connection, placed, shelf.authors, told.stage.now)

    assert told.plan() == before
    assert told.outbox() == written
