"""Which coding counts; what comes next; how disputes end."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.coding.adjudication import adjudicate, cross_table, disputes
from askwhy.coding.codebook import UNCODED, UNSURE, Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Coding, Reason, by_person, withdraw
from askwhy.coding.resolver import Level, Resolved, Standing, level, resolve

BOOK = shipped()
NOTE, REASON, SCAM, TONE = BOOK["note"], BOOK["reason"], BOOK["scam"], BOOK["tone"]


def machine(
    code: str,
    *values: str,
    origin: Kind = Kind.MODEL,
    probability: float = 0.8,
    item: str = "m1",
    version: str = "1",
) -> Coding:
    who = f"{origin}:{code}"
    return Coding(item, code, values, who, origin, version, BOOK.digest, probability)


def person(code: str, *values: str, who: str = "anna", item: str = "m1") -> Coding:
    return by_person(item, BOOK[code], values, who, BOOK.digest)


def test_nothing_coded_is_open() -> None:
    assert resolve(NOTE, []).standing is Standing.OPEN
    assert resolve(NOTE, [machine("note", UNCODED, origin=Kind.LLM)]).values is None


def test_a_rule_counts_before_a_model_and_both_before_a_distant_one() -> None:
    rule = machine("note", "own words", origin=Kind.RULE, probability=1.0)
    model = machine("note", "none")
    llm = machine("note", "bare request", origin=Kind.LLM)

    assert resolve(NOTE, [rule, model, llm]).values == ("own words",)
    assert resolve(NOTE, [model, llm]).values == ("none",)
    assert resolve(NOTE, [llm]).values is None
    assert resolve(NOTE, [llm]).proposal is llm


def test_two_kinds_of_machines_that_agree_are_said_to_agree() -> None:
    found = resolve(
        REASON, [machine("reason", "advice"), machine("reason", "advice", origin=Kind.LLM)]
    )

    assert (found.standing, found.values) == (Standing.AGREED, ("advice",))


def test_a_person_counts_whatever_machines_say() -> None:
    codings = [
        machine("reason", "advice"),
        person("reason", "selling"),
        machine("reason", "advice", origin=Kind.LLM),
    ]

    assert resolve(REASON, codings).values == ("selling",)
    assert resolve(REASON, codings).standing is Standing.PERSON


machines = st.builds(
    machine,
    st.just("reason"),
    st.sampled_from(REASON.names),
    origin=st.sampled_from([Kind.RULE, Kind.MODEL, Kind.LLM]),
    probability=st.floats(0, 1),
    version=st.sampled_from("123"),
)


@settings(deadline=None)
@given(st.lists(machines), st.lists(machines), st.sets(st.sampled_from(REASON.names)))
def test_no_training_changes_a_persons_coding(
    before: list[Coding], after: list[Coding], values: set[str]
) -> None:
    mine = person("reason", *sorted(values))

    found = resolve(REASON, [*before, mine, *after])

    assert (found.standing, found.values) == (Standing.PERSON, mine.values)


def test_an_undone_coding_gives_way_to_what_stood_before() -> None:
    mine = person("note", "none")

    assert resolve(NOTE, [machine("note", "own words"), mine, withdraw(mine)]).values == (
        "own words",
    )


def test_unsure_is_a_value_of_its_own() -> None:
    codings = [machine("note", "own words"), person("note", UNSURE)]

    assert resolve(NOTE, codings).values == (UNSURE,)
    assert resolve(NOTE, [*codings, person("note", "none", who="bo")]).values == ("none",)


def test_tone_and_favours_are_only_proposed_by_machines() -> None:
    found = resolve(TONE, [machine("tone", "2", probability=0.99)])

    assert (found.standing, found.values) == (Standing.PROPOSED, None)
    assert found.proposal is not None
    assert found.proposal.value == "2"


@pytest.mark.parametrize(
    ("probability", "expected"),
    [(0.49, Level.NONE), (0.5, Level.CHECK), (0.89, Level.CHECK), (0.9, Level.LIKELY)],
)
def test_a_warning_shows_by_its_probability(probability: float, expected: Level) -> None:
    found = resolve(SCAM, [machine("scam", "phishing", probability=probability)])

    assert level(found) is expected


scams = st.builds(
    machine,
    st.just("scam"),
    st.sampled_from(SCAM.names),
    origin=st.sampled_from([Kind.RULE, Kind.MODEL, Kind.LLM]),
    probability=st.floats(0, 1),
)


@settings(deadline=None)
@given(st.lists(scams))
def test_no_machine_lowers_a_warning(after: list[Coding]) -> None:
    raised = machine("scam", "advance fee", probability=0.93)

    found = resolve(SCAM, [raised, *after])

    assert found.standing is Standing.RAISED
    assert level(found) is Level.LIKELY


def test_a_person_lowers_a_warning_and_an_unsure_one_does_not() -> None:
    raised = machine("scam", "romance", probability=0.93)

    assert level(resolve(SCAM, [raised, person("scam", "none")])) is Level.NONE
    assert level(resolve(SCAM, [raised, person("scam", UNSURE)])) is Level.LIKELY


def test_persons_who_disagree_leave_the_warning_up() -> None:
    sides = [person("scam", "phishing"), person("scam", "none", who="bo")]

    assert resolve(SCAM, sides).standing is Standing.DISPUTED
    assert level(resolve(SCAM, sides)) is Level.LIKELY


def test_a_dispute_is_found_and_adjudicated_and_both_sides_are_kept() -> None:
    sides = (person("note", "none"), person("note", "own words", who="bo"))
    agreed = (person("note", "none", item="m2"), person("note", "none", who="bo", item="m2"))
    unsure = (person("note", "none", item="m3"), person("note", UNSURE, who="bo", item="m3"))
    frame = {"m1": sides, "m2": agreed, "m3": unsure}

    (dispute,) = disputes(NOTE, frame)
    decision = adjudicate(dispute, NOTE, ("own words",), "anna", BOOK.digest)

    assert dispute.sides == sides
    assert resolve(NOTE, sides).standing is Standing.DISPUTED
    assert resolve(NOTE, [*sides, decision]).standing is Standing.ADJUDICATED
    assert resolve(NOTE, [*sides, decision]).values == ("own words",)
    assert disputes(NOTE, {"m1": [*sides, decision]}) == ()


def test_agreement_is_counted_value_by_value_where_several_hold() -> None:
    frame = {
        "m1": [person("reason", "advice", "selling"), person("reason", "advice", who="bo")],
        "m2": [person("reason", item="m2"), person("reason", "advice", who="bo", item="m2")],
        "m3": [person("reason", UNSURE, item="m3"), person("reason", who="bo", item="m3")],
    }

    tables = cross_table(REASON, frame, "person:anna", "person:bo")

    assert tables["advice"] == Counter({("yes", "yes"): 1, ("no", "yes"): 1})
    assert tables["selling"] == Counter({("yes", "no"): 1, ("no", "no"): 1})
    assert tables["other"] == Counter({("no", "no"): 2})
    assert cross_table(REASON, frame, "person:anna", "person:bo", {"m2"})["advice"].total() == 1


def test_a_person_and_a_machine_are_compared_like_two_persons() -> None:
    frame = {"m1": [machine("note", "none"), person("note", "own words")]}

    assert cross_table(NOTE, frame, "person:anna", "model:note") == {
        "note": Counter({("own words", "none"): 1})
    }


def test_evidence_points_into_the_text() -> None:
    assert Reason("urgency", 6, 12).evidence("reply today!") == "today!"


def test_what_counts_says_on_whose_word_and_how_surely() -> None:
    rule = machine("note", "own words", origin=Kind.RULE, probability=0.7)
    model = machine("note", "own words", probability=0.9)
    other = machine("note", "none", probability=0.6)
    llm = machine("note", "none", origin=Kind.LLM, probability=0.95)

    assert resolve(NOTE, [rule, model]) == Resolved(Standing.AGREED, ("own words",), 0.9)
    assert resolve(NOTE, [model, rule]) == Resolved(Standing.AGREED, ("own words",), 0.9)
    assert resolve(NOTE, [rule, other]) == Resolved(Standing.LOCAL, ("own words",), 0.7)
    assert resolve(NOTE, [model]) == Resolved(Standing.LOCAL, ("own words",), 0.9)
    assert resolve(NOTE, [llm]) == Resolved(Standing.PROPOSED, None, 0.95, llm)
    assert resolve(NOTE, [other, llm]) == Resolved(Standing.AGREED, ("none",), 0.95)


def test_two_models_that_agree_are_still_one_kind() -> None:
    second = replace(machine("note", "none", probability=0.6), coder="model:other")

    found = resolve(NOTE, [machine("note", "none", probability=0.9), second])

    assert found == Resolved(Standing.LOCAL, ("none",), 0.6)


def test_a_proposal_is_the_surest_and_a_calm_machine_is_no_warning() -> None:
    weak, strong = machine("tone", "1", probability=0.5), machine("tone", "2", probability=0.8)
    strong = replace(strong, coder="model:other")
    calm = [machine("scam", "none", probability=0.99), machine("scam", "romance", probability=0.4)]

    assert resolve(TONE, [strong, weak]) == Resolved(Standing.PROPOSED, None, 0.8, strong)
    assert resolve(SCAM, calm) == Resolved(Standing.LOCAL, ("none",), 0.4)
    assert resolve(SCAM, [machine("scam", UNCODED, origin=Kind.LLM)]).standing is Standing.OPEN
    assert level(resolve(SCAM, calm)) is Level.NONE


def test_the_strongest_warning_ever_given_is_shown_with_its_coder() -> None:
    first = machine("scam", "romance", probability=0.7)
    second = machine("scam", "phishing", origin=Kind.RULE, probability=0.6)

    found = resolve(SCAM, [first, second])

    assert found == Resolved(Standing.RAISED, ("romance",), 0.7, first)
    assert level(found) is Level.CHECK


def test_codings_under_other_codes_are_not_read() -> None:
    assert resolve(NOTE, [machine("tone", "2"), person("tone", "1")]) == Resolved(Standing.OPEN)
    assert resolve(NOTE, [machine("tone", "2"), machine("note", "none")]).values == ("none",)
