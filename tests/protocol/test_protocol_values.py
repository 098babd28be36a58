"""What no protocol can hold, however it was made; and what its digest is made of."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from askwhy.protocol import (
    Arm,
    Definitions,
    Hours,
    Hypothesis,
    HypothesisKind,
    Limits,
    Protocol,
    Retention,
    Window,
    digest,
)
from askwhy.protocol.declaration import Expects
from askwhy.protocol.template import standard

if TYPE_CHECKING:
    from collections.abc import Callable

DAY, NO_TIME = timedelta(days=1), timedelta(0)
CONFIRMATORY, EXPLORATORY = HypothesisKind.CONFIRMATORY, HypothesisKind.EXPLORATORY
EN, FR = ("en", "Why?"), ("fr", "Pourquoi ?")
USUAL = standard("October", date(2026, 10, 1), date(2026, 10, 31), "Europe/Warsaw")


def guess(**changes: object) -> Hypothesis:
    values = {"says": "x", "kind": CONFIRMATORY, "figure": "S5", "expects": Expects.MORE,
              "than": 0.5, "arms": ()}  # fmt: skip
    return Hypothesis(**{**values, **changes})  # type: ignore[arg-type]


def changed(**changes: object) -> Protocol:
    return replace(USUAL, **changes)  # type: ignore[arg-type]


def quiet(*pairs: tuple[int, int], days: tuple[int, ...] = (0,)) -> Hours:
    return Hours("UTC", pairs, days)


WRONG: list[tuple[str, Callable[[], object]]] = [
    ("a horizon lies in the future", lambda: Definitions(wrote_first=NO_TIME)),
    ("a horizon lies in the future", lambda: Definitions(replied=NO_TIME)),
    ("a window ends after it begins", lambda: Window(date(2026, 10, 2), date(2026, 10, 1))),
    ("an arm has a weight", lambda: Arm("A", 0, DAY, (EN,))),
    ("nobody is asked before accepting", lambda: Arm("A", 1, -timedelta(seconds=1), (EN,))),
    ("wordings stand in order", lambda: Arm("A", 1, DAY, (FR, EN))),
    ("quiet hours stand in order and apart", lambda: quiet((60, 30))),
    ("quiet hours stand in order and apart", lambda: quiet((0, 60), (60, 90))),
    ("a day has 1440 minutes", lambda: quiet((-1, 30))),
    ("a day has 1440 minutes", lambda: quiet((0, 30), (60, 1441))),
    ("a day has 1440 minutes", lambda: quiet((0, 1441))),
    ("some minute of the day is free", lambda: quiet((0, 1440))),
    ("some day of the week is free", lambda: quiet(days=())),
    ("a limit of none is no study", lambda: Limits(0, 1)),
    ("a limit of none is no study", lambda: Limits(1, 0)),
    ("a test needs a figure and a side", lambda: guess(figure="")),
    ("a test needs a figure and a side", lambda: guess(expects=None)),
    ("two arms are compared", lambda: guess(arms=("A",))),
    ("two arms are compared", lambda: guess(arms=("A", "B", "C"))),
    ("a share lies between 0 and 1", lambda: guess(than=-0.1)),
    ("a share lies between 0 and 1", lambda: guess(than=1.1)),
    ("texts go first", lambda: Retention(date(2027, 1, 2), date(2027, 1, 1))),
    ("a protocol has an arm", lambda: changed(arms=())),
    ("a protocol has a language", lambda: changed(languages=())),
    ("an arm asks in each language", lambda: changed(languages=("en", "fr"))),
    (
        "arms stand in the order of their names",
        lambda: changed(arms=(Arm("B", 1, DAY, (EN,)), Arm("A", 1, DAY, (EN,)))),
    ),
    (
        "arms stand in the order of their names",
        lambda: changed(arms=(Arm("A", 1, DAY, (EN,)), Arm("A", 2, DAY, (EN,)))),
    ),
]


@pytest.mark.parametrize(("sentence", "make"), WRONG)
def test_what_cannot_be_declared(sentence: str, make: Callable[[], object]) -> None:
    with pytest.raises(AssertionError, match=f"^{re.escape(sentence)}$"):
        make()


def test_the_least_that_can_be_declared() -> None:
    second = timedelta(seconds=1)
    assert Definitions(second, second).replied == second
    assert Window(date(2026, 10, 1), date(2026, 10, 1)).days == 1
    assert Arm("A", 1, NO_TIME, ()).is_asked is False
    assert quiet((0, 1439)).quiet == ((0, 1439),)
    assert quiet((1, 1440)).quiet == ((1, 1440),)
    assert Limits(1, 1) == Limits(per_day=1, per_hour=1)
    for than in (0.0, 1.0):
        assert guess(than=than).than == than
    assert guess(kind=EXPLORATORY, figure="", expects=None).figure == ""
    assert guess(arms=("A", "B")).arms == ("A", "B")
    day = date(2027, 1, 1)
    assert Retention(day, day).texts == day


def test_the_digest_is_of_letters_as_they_are_written() -> None:
    """Told a second time, by hand: sorted names, no spaces, UTF-8."""
    one = Protocol(
        name="Październik",
        window=Window(date(2026, 10, 1), date(2026, 10, 31)),
        acceptance=USUAL.acceptance,
        wait=DAY,
        definitions=Definitions(),
        arms=(Arm("A", 1, DAY, (("pl", "Dlaczego?"),)),),
        hours=quiet(),
        limits=Limits(2, 1),
        spared=(),
        languages=("pl",),
        hypotheses=(),
        retention=Retention(date(2027, 1, 1), date(2028, 1, 1)),
        ethics="Raz.",
    )
    text = (
        '["askwhy protocol 1",{"acceptance":"' + one.acceptance + '","arms":[{"name":"A",'
        '"wait":86400,"weight":1,"wordings":[["pl","Dlaczego?"]]}],"definitions":'
        '{"canned_counts":false,"replied":1209600,"wrote_first":604800},"ethics":"Raz.",'
        '"hours":{"quiet":[],"weekdays":[0],"zone":"UTC"},"hypotheses":[],"languages":["pl"],'
        '"limits":{"per_day":2,"per_hour":1},"name":"Październik","retention":'
        '{"everything":"2028-01-01","texts":"2027-01-01"},"spared":[],"wait":86400,'
        '"window":{"first_day":"2026-10-01","last_day":"2026-10-31"}}]'
    )
    assert digest(one) == sha256(text.encode()).hexdigest()
