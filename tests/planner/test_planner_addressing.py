"""How somebody is written to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from askwhy.history import History
from askwhy.planner.addressing import address, first_name
from askwhy.protocol import Arm
from askwhy.protocol.wording import fill, has_stray_brace, unknown_variables


def contact(name: str, **entries: str) -> History:
    return History("handle:x", name, entries=tuple(entries.items()))


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ana Nowak", "Ana"),
        ("Ana", "Ana"),
        ("Dr. Ana Nowak", "Ana"),
        ("Prof. Dr Ana Maria Nowak", "Ana"),
        ("mgr inż. Łukasz Żak", "Łukasz"),
        ("Mme Hélène Dupont", "Hélène"),
        ("Ben Al Said", "Ben"),
        ("Ana Nowak, Ph.D.", "Ana"),
        ("Ana, Ph.D.", "Ana"),
        ("Dr. Nowak", ""),
        ("J. Nowak", ""),
        ("", ""),
        ("Pan", ""),
    ],
)
def test_the_first_name_is_the_first_word_that_is_no_title(name: str, first: str) -> None:
    assert first_name(contact(name)) == first


def test_the_noted_first_name_goes_before() -> None:
    history = History("handle:x", "Dr. Nowak", entries=(("first name", " Ana "),))
    assert first_name(history) == "Ana"


def test_a_wording_is_filled_in() -> None:
    arm = Arm("A", 1, timedelta(days=1), (("en", "Hello {first_name}, or {name}?"),))
    assert address(contact("Dr. Ana Nowak"), arm, "en") == "Hello Ana, or Dr. Ana Nowak?"
    assert address(contact("Dr. Nowak"), arm, "en") == "Hello, or Dr. Nowak?"


def test_a_variable_without_a_value_takes_its_space_along() -> None:
    empty = {"first_name": "", "name": ""}
    assert fill("{first_name}, may I help?", empty) == ", may I help?"
    assert fill("Hello {first_name}!", empty) == "Hello!"
    assert fill("Hello {first_name} {name}!", {"first_name": "Ana", "name": "X"}) == "Hello Ana X!"


def test_a_name_in_braces_stays_as_it_is() -> None:
    assert fill("Hello {name}!", {"first_name": "", "name": "{first_name}"}) == (
        "Hello {first_name}!"
    )


def test_what_is_no_variable_is_found() -> None:
    assert unknown_variables("{first_name} {frist_name} {} {name}") == ("frist_name", "")
    assert unknown_variables("{first_name}{name}") == ()


@pytest.mark.parametrize(
    ("wording", "stray"),
    [("{first_name}", False), ("a { b", True), ("a } b", True), ("{{name}}", True), ("", False)],
)
def test_stray_braces_are_found(wording: str, stray: bool) -> None:
    assert has_stray_brace(wording) is stray
