"""What comes next before a person who codes, and the sample that chance draws meanwhile."""

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.app.coding.shelf import SEED
from askwhy.app.coding.trusting import audited
from askwhy.coding.codebook import UNCODED, Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Coding, Stream, by_person, withdraw
from askwhy.coding.queue import AUDIT_EVERY, Draw, Order, margin, next_turn, place

BOOK = shipped()
NOTE, REASON, TONE = BOOK["note"], BOOK["reason"], BOOK["tone"]


def machine(
    code: str,
    *values: str,
    origin: Kind = Kind.MODEL,
    probability: float = 0.8,
    item: str = "m1",
) -> Coding:
    who = f"{origin}:{code}"
    return Coding(item, code, values, who, origin, "1", BOOK.digest, probability)


def person(code: str, *values: str, who: str = "anna", item: str = "m1") -> Coding:
    return by_person(item, BOOK[code], values, who, BOOK.digest)


@settings(deadline=None)
@given(st.integers(1, 60), st.sampled_from(Order))
def test_every_text_comes_once_and_every_fifth_by_chance(size: int, order: Order) -> None:
    frame: dict[str, list[Coding]] = {f"m{number}": [] for number in range(size)}
    drawn: list[Draw] = []
    shown = []
    while (turn := next_turn(REASON, frame, drawn, "anna", order, "seed")).shown:
        drawn += [*turn.taken, turn.shown]
        shown.append(turn.shown)
        frame[turn.shown.item].append(person("reason", item=turn.shown.item))

    assert sorted(draw.item for draw in shown) == sorted(frame)
    fifth = shown[AUDIT_EVERY - 1 :: AUDIT_EVERY] if order is not Order.RANDOM else shown
    by_turn = [draw for draw in drawn if draw.stream is Stream.AUDIT]
    assert [draw.item for draw in by_turn] == sorted(
        frame, key=lambda item: place("seed", "reason", item)
    )[: len(by_turn)]
    assert len(by_turn) == len(fifth)
    assert [draw.inclusion for draw in by_turn] == [
        (number + 1) / size for number in range(len(by_turn))
    ]


def test_a_text_left_or_undone_comes_again_by_the_same_draw() -> None:
    frame: dict[str, list[Coding]] = {f"m{number}": [] for number in range(9)}
    first = next_turn(NOTE, frame, [], "anna", Order.RANDOM, "seed").shown
    assert first is not None

    assert next_turn(NOTE, frame, [first], "anna", Order.LEAST_SURE, "seed").shown == first
    coded = person("note", "none", item=first.item)
    frame[first.item] += [coded, withdraw(coded)]
    assert next_turn(NOTE, frame, [first], "anna", Order.LEAST_SURE, "seed").shown == first
    frame[first.item].append(coded)
    following = next_turn(NOTE, frame, [first], "anna", Order.LEAST_SURE, "seed").shown
    assert following is not None
    assert following.item != first.item


def test_the_least_sure_comes_first_and_disagreements_before_it_when_wanted() -> None:
    frame = {
        "sure": [machine("note", "none", probability=0.99, item="sure")],
        "doubtful": [machine("note", "none", probability=0.55, item="doubtful")],
        "disputed": [
            machine("note", "none", probability=0.97, item="disputed"),
            person("note", "own words", who="bo", item="disputed"),
        ],
    }

    def first(order: Order) -> str:
        shown = next_turn(NOTE, frame, [], "anna", order, "seed").shown
        assert shown is not None
        return f"{shown.item} by {shown.stream}"

    assert first(Order.LEAST_SURE) == "doubtful by least sure"
    assert first(Order.DISAGREEMENT) == "disputed by disagreement"


def test_the_margin_of_a_code_of_several_is_that_of_its_most_doubtful_value() -> None:
    soft = (("advice", 0.98), ("selling", 0.45), ("other", 0.01))
    coding = replace(machine("reason", "advice"), soft=soft)

    assert margin(REASON, coding) == pytest.approx(0.10)
    single = replace(machine("tone", "0"), soft=(("0", 0.6), ("1", 0.3), ("2", 0.1)))
    assert margin(TONE, single) == pytest.approx(0.3)


@pytest.mark.slow
def test_the_audit_sample_is_not_bent_by_what_is_reviewed_first() -> None:
    # Doubtful texts hold the value in 9 of 10 cases, sure ones in 1 of 10: 18 % over all.
    rng = np.random.default_rng(5)
    from_audit, all_drawn = [], []
    for study in range(40):
        odds = [0.9 if number < 20 else 0.1 for number in range(200)]
        truth, frame = {}, {}
        for number, chance in enumerate(odds):
            item = f"{study} {number}"
            truth[item] = bool(rng.random() < chance)
            sure = 0.51 if chance > 0.5 else 0.99
            frame[item] = [machine("note", "none", probability=sure, item=item)]
        drawn: list[Draw] = []
        for _ in range(50):
            turn = next_turn(NOTE, frame, drawn, "anna", Order.LEAST_SURE, SEED)
            assert turn.shown is not None
            drawn += [*turn.taken, turn.shown]
            frame[turn.shown.item].append(person("note", "none", item=turn.shown.item))
        share = np.mean(list(truth.values()))
        sample = audited(NOTE, frame, drawn, "person:anna")
        assert len(sample) == 10
        from_audit.append(np.mean([truth[item] for item in sample]) - share)
        all_drawn.append(np.mean([truth[draw.item] for draw in drawn]) - share)

    assert abs(np.mean(from_audit)) < 0.055  # its standard error is .018
    assert np.mean(all_drawn) > 0.2


@pytest.mark.parametrize(
    ("probability", "expected"), [(0.0, 1.0), (0.25, 0.5), (0.5, 0.0), (0.75, 0.5), (1.0, 1.0)]
)
def test_without_soft_codes_a_coding_is_as_sure_as_it_is_far_from_a_half(
    probability: float, expected: float
) -> None:
    assert margin(NOTE, machine("note", "none", probability=probability)) == expected


def test_of_a_single_soft_value_the_lead_is_over_nothing() -> None:
    assert margin(NOTE, replace(machine("note", "none"), soft=(("none", 0.8),))) == 0.8
    assert margin(REASON, replace(machine("reason"), soft=(("advice", 0.2),))) == pytest.approx(0.6)


def test_the_audit_sample_is_of_one_reviewer_and_chance_only() -> None:
    first, second, third, fourth = sorted(
        (f"m{number}" for number in range(4)), key=lambda one: place(SEED, "note", one)
    )
    drawn = [
        Draw(first, "note", "anna", Stream.AUDIT, 0.25),
        Draw(second, "note", "anna", Stream.AUDIT, 0.5, is_shown=False),
        Draw(third, "note", "anna", Stream.LEAST_SURE),
        Draw(third, "note", "bo", Stream.AUDIT, 0.25),
        Draw(fourth, "note", "anna", Stream.AUDIT, 0.75),
    ]
    every = [first, second, third, fourth]
    assert audited(NOTE, every, drawn, "person:anna") == [first, second]


def test_what_was_coded_before_serves_the_audit_without_being_shown_again() -> None:
    order = sorted((f"m{number}" for number in range(10)), key=lambda one: place("s", "note", one))
    frame: dict[str, list[Coding]] = {item: [] for item in order}
    frame[order[0]].append(person("note", "none", item=order[0]))

    turn = next_turn(NOTE, frame, [], "anna", Order.RANDOM, "s")

    assert turn.taken == (Draw(order[0], "note", "anna", Stream.AUDIT, 0.1, is_shown=False),)
    assert turn.shown == Draw(order[1], "note", "anna", Stream.AUDIT, 0.2)


def test_on_a_fifth_turn_one_text_is_taken_and_if_it_was_coded_another_is_shown() -> None:
    order = sorted((f"m{number}" for number in range(10)), key=lambda one: place("s", "note", one))
    frame: dict[str, list[Coding]] = {item: [] for item in order}
    drawn = []
    for item in order[:4]:
        frame[item].append(person("note", "none", item=item))
        drawn.append(Draw(item, "note", "anna", Stream.LEAST_SURE))

    turn = next_turn(NOTE, frame, drawn, "anna", Order.LEAST_SURE, "s")

    assert [(one.item, one.inclusion, one.is_shown) for one in turn.taken] == [
        (order[0], 0.1, False)
    ]
    assert turn.shown == Draw(order[4], "note", "anna", Stream.LEAST_SURE)


def test_draws_of_others_and_under_other_codes_do_not_count_as_turns() -> None:
    frame: dict[str, list[Coding]] = {f"m{number}": [] for number in range(10)}
    drawn = [Draw("m1", "note", "bo", Stream.LEAST_SURE)] * 4
    drawn += [Draw("m2", "tone", "anna", Stream.LEAST_SURE)] * 4

    turn = next_turn(NOTE, frame, drawn, "anna", Order.LEAST_SURE, "s")

    assert turn.shown is not None
    assert turn.shown.stream is Stream.LEAST_SURE
    assert turn.shown.inclusion is None


def test_when_all_is_coded_nothing_is_shown_and_the_audit_goes_on() -> None:
    done = person("note", "none")

    turn = next_turn(NOTE, {"m1": [done]}, [], "anna", Order.RANDOM, "s")
    again = next_turn(NOTE, {"m1": [done]}, list(turn.taken), "anna", Order.RANDOM, "s")

    assert (turn.shown, len(turn.taken)) == (None, 1)
    assert (again.shown, again.taken) == (None, ())


def test_where_nobody_differs_the_least_sure_comes_though_differences_were_wanted() -> None:
    frame = {
        "a": [machine("note", "none", probability=0.9, item="a")],
        "b": [machine("note", "none", probability=0.6, item="b")],
    }

    shown = next_turn(NOTE, frame, [], "anna", Order.DISAGREEMENT, "s").shown

    assert shown == Draw("b", "note", "anna", Stream.LEAST_SURE)


def test_a_text_that_no_machine_coded_is_the_least_sure_of_all() -> None:
    frame: dict[str, list[Coding]] = {
        "a": [machine("note", "none", probability=0.55, item="a")],
        "b": [person("note", "none", who="bo", item="b")],
        "c": [machine("note", UNCODED, origin=Kind.LLM, item="c"), machine("tone", "1", item="c")],
    }

    shown = next_turn(NOTE, frame, [], "anna", Order.LEAST_SURE, "s").shown

    assert shown is not None
    assert shown.item == min("bc", key=lambda item: place("s", "note", item))


def test_the_place_in_the_random_order_is_fixed_for_ever() -> None:
    digest = sha256(b"s\0note\0m1").digest()

    assert place("s", "note", "m1") == int.from_bytes(digest[:7]) / 2**56
    assert place("s", "note", "m1") != place("s", "tone", "m1") != place("t", "tone", "m1")
