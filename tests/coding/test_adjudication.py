"""What two coders said beside each other, where they differ, and who settles it."""

from collections import Counter

import pytest

from askwhy.coding.adjudication import Dispute, adjudicate, cross_table, disputes
from askwhy.coding.codebook import UNSURE, Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Coding, by_person, withdraw

BOOK = shipped()
NOTE, REASON, LANGUAGE = BOOK["note"], BOOK["reason"], BOOK["language"]
ANNA, BO = "person:anna", "person:bo"


def said(code: str, *values: str, who: str = "anna", item: str = "m1") -> Coding:
    return by_person(item, BOOK[code], values, who, BOOK.digest)


def test_a_dispute_names_its_text_its_code_and_its_sides_in_the_order_of_the_frame() -> None:
    frame = {
        item: [said("note", "none", item=item), said("note", value, who="bo", item=item)]
        for item, value in (("m3", "own words"), ("m1", "none"), ("m2", "bare request"))
    }

    found = disputes(NOTE, frame)

    assert found == (
        Dispute("m3", "note", tuple(frame["m3"])),
        Dispute("m2", "note", tuple(frame["m2"])),
    )


@pytest.mark.parametrize(
    "codings",
    [
        [said("note", "none")],
        [said("note", "none"), said("note", UNSURE, who="bo")],
        [said("note", "none"), said("reason", "advice", who="bo")],
        [said("reason", "advice", "selling"), said("reason", "selling", "advice", who="bo")],
        [said("note", "none"), withdraw(said("note", "own words", who="bo"))],
        [
            said("note", "none"),
            Coding("m1", "note", ("own words",), "rule:note", Kind.RULE, "1", "", 1.0),
        ],
    ],
    ids=["one", "unsure", "other code", "other order", "withdrawn", "a machine"],
)
def test_what_is_no_dispute(codings: list[Coding]) -> None:
    code = REASON if codings[0].code == "reason" else NOTE

    assert disputes(code, {"m1": codings}) == ()


def test_a_dispute_settled_and_opened_anew_is_one_again() -> None:
    sides = [said("note", "none"), said("note", "own words", who="bo")]
    (dispute,) = disputes(NOTE, {"m1": sides})

    decision = adjudicate(dispute, NOTE, ("own words",), "cleo", BOOK.digest)

    assert (decision.item, decision.code, decision.values) == ("m1", "note", ("own words",))
    assert (decision.coder, decision.origin) == ("person:cleo", Kind.PERSON)
    assert decision.codebook == BOOK.digest
    assert decision.is_adjudicated
    assert disputes(NOTE, {"m1": [*sides, decision]}) == ()
    assert disputes(NOTE, {"m1": [*sides, decision, withdraw(decision)]}) == (dispute,)


def test_first_and_second_coder_keep_their_places() -> None:
    frame = {
        "m1": [said("note", "own words", who="bo"), said("note", "none")],
        "m2": [said("note", "none", item="m2"), said("note", "none", who="bo", item="m2")],
    }

    assert cross_table(NOTE, frame, ANNA, BO) == {
        "note": Counter({("none", "own words"): 1, ("none", "none"): 1})
    }
    assert cross_table(NOTE, frame, BO, ANNA)["note"]["own words", "none"] == 1


def test_only_texts_among_those_given_are_compared() -> None:
    frame = {
        item: [said("note", value, item=item), said("note", value, who="bo", item=item)]
        for item, value in (("m1", "none"), ("m2", "own words"), ("m3", "own words"))
    }

    found = cross_table(NOTE, frame, ANNA, BO, {"m1", "m3"})

    assert found == {"note": Counter({("none", "none"): 1, ("own words", "own words"): 1})}
    assert cross_table(NOTE, frame, ANNA, BO, frozenset()) == {}


def test_the_last_coding_of_each_is_compared_and_no_decision_or_doubt() -> None:
    first = [said("note", "none"), said("note", "bare request"), said("note", "none", who="bo")]
    doubt = [said("note", UNSURE, item="m2"), said("note", "none", who="bo", item="m2")]
    sides = (said("note", "none", item="m3"), said("note", "own words", who="bo", item="m3"))
    decision = adjudicate(
        Dispute("m3", "note", sides), NOTE, ("bare request",), "anna", BOOK.digest
    )
    lone = [said("note", "none", item="m4")]
    frame = {"m1": first, "m2": doubt, "m3": [*sides, decision], "m4": lone}

    assert cross_table(NOTE, frame, ANNA, BO) == {
        "note": Counter({("bare request", "none"): 1, ("none", "own words"): 1})
    }


def test_codes_of_several_values_give_a_table_for_each_value_there_is() -> None:
    frame = {"m1": [said("reason", "advice"), said("reason", "advice", "selling", who="bo")]}

    found = cross_table(REASON, frame, ANNA, BO)

    assert list(found) == list(REASON.names)
    assert found["advice"] == Counter({("yes", "yes"): 1})
    assert found["selling"] == Counter({("no", "yes"): 1})
    assert found["thanks only"] == Counter({("no", "no"): 1})


def test_values_by_pattern_are_compared_as_they_are() -> None:
    frame = {"m1": [said("language", "pl"), said("language", "de", who="bo")]}

    assert cross_table(LANGUAGE, frame, ANNA, BO) == {"language": Counter({("pl", "de"): 1})}
