"""How far codings can be trusted, counted from the record; and what the report makes of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from askwhy.analysis import NotEstimable
from askwhy.analysis.coded import Firmness
from askwhy.app.coding import asking, coded
from askwhy.app.coding.codebooks import find_code
from askwhy.app.coding.reviewing import Desk
from askwhy.app.coding.shelf import Which, gather
from askwhy.app.coding.trusting import audited, count_frame, trust, yardstick
from askwhy.app.people import proposing
from askwhy.app.reporting import make_report
from askwhy.coding.codebook import Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Coding, Reason, Stream
from askwhy.coding.model_files import shipped_classifiers
from askwhy.coding.queue import Draw, Order
from askwhy.errors import Refused
from askwhy.facts import Connection, Direction, FavourState, Party, Request, Span

if TYPE_CHECKING:
    from tests.app.conftest import Stage

    from askwhy.app.coding.trusting import Trust

NAMES = [f"p{number:02}" for number in range(20)]
SHIPPED = shipped_classifiers()["reason"]
YARDSTICK = f"{SHIPPED.encoder} {SHIPPED.version}"


@pytest.fixture
def told(stage: Stage) -> Stage:
    """Twenty people who wrote first; every second one wants to sell."""
    stage.requests(*NAMES, days=2)
    for place, name in enumerate(NAMES):
        stage.writes(name, f"{name} here. {'We sell.' if place % 2 else 'Could you help me?'}")
    stage.now += timedelta(days=30)
    stage.hear()
    return stage


def sells(whole: str) -> bool:
    return whole.endswith("We sell.")


def by_machine(stage: Stage, version: str, wrong: int = 0) -> None:
    """A model codes every text, the first few of them wrongly."""
    with stage.record.read() as connection:
        shelf = gather(connection, 1)
    said = []
    for place, (item, text) in enumerate(sorted(shelf.texts.items())):
        is_so = sells(text.whole) != (place < wrong)
        said.append(
            Coding(
                item,
                "reason",
                ("selling",) if is_so else (),
                "model:reason",
                Kind.MODEL,
                version,
                shipped().digest,
                0.9,
            )
        )
    with stage.record.write() as connection:
        coded.keep(connection, said, shelf.authors, stage.now)


def code(stage: Stage, person: str, most: int, wrong: int = 0, order: Order = Order.RANDOM) -> None:
    desk = Desk(stage.record, 1, person, "reason", stage.clock, order=order, is_machine_used=False)
    for place in range(most):
        card = desk.next()
        assert card is not None
        is_so = sells(card.text.whole) != (place < wrong)
        desk.keep(card, ("selling",) if is_so else ("advice",))


def trusted(stage: Stage) -> Trust:
    with stage.record.read() as connection:
        (found,) = trust(connection, 1, np.random.default_rng(1))
    return found


def test_what_two_people_coded_at_random_is_compared_value_by_value(told: Stage) -> None:
    code(told, "eva", 16)
    code(told, "ben", 12, wrong=1)
    found = trusted(told)

    pairs = {pair.about: pair.found for pair in found.pairs}
    assert {(pair.first, pair.second) for pair in found.pairs} == {("ben", "eva")}
    selling = pairs["selling"]
    assert not isinstance(selling, NotEstimable)
    assert selling.units == 12
    assert selling.raw.estimate == pytest.approx(11 / 12)
    assert found.counts.how_firm("selling") in {Firmness.FIRM, Firmness.TENTATIVE}
    assert found.counts.how_firm("recruiting") is Firmness.UNDEFINED
    assert found.counts.persons.total() == 15, "the one on which they differ is left out"
    assert (found.counts.audit.total(), found.counts.left_out) == (15, 1)


def test_who_only_coded_what_they_chose_is_compared_with_nobody(told: Stage) -> None:
    code(told, "eva", 3, order=Order.LEAST_SURE)
    by_machine(told, YARDSTICK)
    found = trusted(told)

    assert found.counts.audit.total() == 0
    assert found.counts.persons.total() == 3
    assert all(isinstance(pair.found, NotEstimable) for pair in found.pairs)


def test_a_model_that_learnt_from_the_labels_is_no_yardstick(told: Stage) -> None:
    """The one that learnt is right on every text, for it knows them; the shipped one errs."""
    by_machine(told, YARDSTICK, wrong=12)
    by_machine(told, "taught 1")
    code(told, "eva", 10)
    found = trusted(told)

    wrong = sum(
        n
        for (machine, person), n in found.counts.audit.items()
        if machine is not None and ("selling" in machine) != ("selling" in person)
    )
    assert found.counts.audit.total() == 10
    assert wrong > 0
    one = Coding("m", "reason", (), "model:reason", Kind.MODEL, YARDSTICK, "b")
    both = [one, replace(one, version="taught 1"), replace(one, origin=Kind.LLM)]
    assert yardstick(find_code("reason"), both) == [both[0], both[2]]


def test_the_random_sample_has_no_gap() -> None:
    """A text that came later, and earlier in the random order, ends it until it is drawn."""
    items = [f"m{number}" for number in range(30)]
    first = audited(find_code("reason"), items, [], "person:eva")
    assert first == []
    every = [Draw(item, "reason", "eva", Stream.AUDIT, 0.5) for item in items]
    ordered = audited(find_code("reason"), items, every, "person:eva")
    assert sorted(ordered) == sorted(items)
    without = [one for one in every if one.item != ordered[4]]
    assert audited(find_code("reason"), items, without, "person:eva") == ordered[:4]
    assert audited(find_code("reason"), items, every, "person:ben") == []


def test_only_texts_of_the_random_stream_are_in_the_audit(told: Stage) -> None:
    code(told, "eva", 4)
    code(told, "ben", 9, order=Order.LEAST_SURE)
    found = trusted(told)

    assert found.counts.audit.total() == 4
    assert found.counts.persons.total() >= 9


def test_the_report_shows_machine_counts_first_and_estimates_once_people_coded(
    told: Stage,
) -> None:
    by_machine(told, YARDSTICK, wrong=2)
    with told.record.read() as connection:
        counted = make_report(connection, made_at=told.now)
    (row,) = [row for row in counted.rows if (row.id, row.name) == ("S7", "Selling")]
    assert (row.n, row.low) == (len(NAMES), None)
    assert "askwhy code reason" in row.note

    code(told, "eva", 12)
    with told.record.read() as connection:
        estimated = make_report(connection, made_at=told.now)
        again = make_report(connection, made_at=told.now)
    (section,) = [one for one in estimated.sections if one.title == "Why the others wrote first"]
    figures = {figure.name: figure for one in section.lists for figure in one.figures}
    assert figures["Selling"].method == "double sampling"
    assert figures["Selling"].n == len(NAMES)
    assert figures["Selling"].low < 0.5 < figures["Selling"].high
    assert "12 coded by people, 12 of them drawn at random" in section.lead
    assert section.ledger == (), "one person alone claims nothing"
    assert again == estimated, "the same record gives the same report"


def test_counts_are_of_the_texts_that_are_asked_about() -> None:
    codings = [
        Coding("m1", "tone", ("2",), "model:tone", Kind.MODEL, YARDSTICK, "b", 0.7),
        Coding("m1", "tone", ("unsure",), "person:eva", Kind.PERSON, "", "b"),
    ]
    counts = count_frame(find_code("tone"), {"m1": codings, "m2": []}, [])
    assert (counts.n, counts.machine, counts.persons.total()) == (2, Counter({("2",): 1}), 0)


def test_a_favour_is_proposed_by_its_sentence_and_ticked_by_a_person(told: Stage) -> None:
    with told.record.read() as connection:
        shelf = gather(connection, 1)
    asks = [item for item, text in shelf.texts.items() if not sells(text.whole)][:3]
    said = []
    for item in asks:
        whole = shelf.texts[item].whole
        place = Reason("asks", whole.index("Could"), len(whole))
        said.append(Coding(item, "favour", ("asked",), "rule:favour", Kind.RULE, "1", "b", 0.9,
                           reasons=(place,)))  # fmt: skip
    with told.record.write() as connection:
        coded.keep(connection, said, shelf.authors, told.now)
        found = proposing.proposals(connection)
        assert {one.sentence for one in found} == {"Could you help me?"}
        assert {one.item for one in found} == set(asks)
        (taken,) = proposing.take(connection, (2,), told.now)
        left = proposing.proposals(connection)
        assert {one.item for one in left} == set(asks) - {taken.item}
        from askwhy.app.people.deciding import favours

        ((who, favour),) = favours(connection)
        assert (who.id, favour.what, favour.state) == (
            taken.who.id, "Could you help me?", FavourState.OPEN,
        )  # fmt: skip
        with pytest.raises(Refused, match="no proposal number 3"):
            proposing.take(connection, (3,), told.now)

    desk = Desk(told.record, 1, "eva", "favour", told.clock, which=Which.ALL, is_machine_used=False)
    while (card := desk.next()) is not None:
        desk.keep(card, ("none",))
    with told.record.read() as connection:
        assert proposing.proposals(connection) == [], "a person says that nothing was asked for"


def test_what_many_wrote_word_for_word_is_stock_once_confirmed(stage: Stage) -> None:
    words = "I came across your profile and would be glad to be in touch."
    at = Span.second(stage.now - timedelta(days=2))
    for name in ("ana", "ben", "cleo", "dan"):
        who = Party(name.capitalize(), name)
        note = "We met in Ghent, at the fair." if name == "dan" else f"Hi Eva, {words}"
        stage.hear(Request(Direction.INCOMING, who, at, note), Connection(who, at))

    def own(stage: Stage) -> tuple[int, int]:
        with stage.record.read() as connection:
            told = make_report(connection, made_at=stage.now)
        return next((row.k, row.n) for row in told.rows if row.id == "S6")

    assert own(stage) == (4, 4)
    with stage.record.write() as connection:
        (found,) = asking.stock_candidates(connection, 1)
        assert (found.text, found.recipients, found.is_confirmed) == (words, 3, False)
        asking.confirm_stock(connection, 1, (1,), stage.now)
        assert [one.is_confirmed for one in asking.stock_candidates(connection, 1)] == [True]
    assert own(stage) == (1, 4)
    with stage.record.write() as connection:
        assert asking.withdraw_stock(connection, 1, (1,), stage.now) == [words]
        with pytest.raises(Refused, match="None of these is confirmed"):
            asking.withdraw_stock(connection, 1, (1,), stage.now)
    assert own(stage) == (4, 4)
