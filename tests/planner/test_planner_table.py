"""The transition table, and the page that is drawn from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from askwhy.outbox import diagram as draw_outbox
from askwhy.planner import TRANSITIONS, Event, State
from askwhy.planner.drawing import diagram, ends, recorded
from askwhy.planner.states import AFTER, BEFORE, COURSE, ENDS, NOT_ACCEPTED, TIMED, follow

PAGE = Path(__file__).parents[2] / "docs" / "state-diagram.md"
ASKED = {State.ASKED, State.ONE_TAP, State.ONE_TAP_ONLY, State.ANSWERED, State.NO_ANSWER}


def page() -> str:
    """What the documentation says; `python tests/planner/test_planner_table.py` writes it."""
    return f"""\
# Where somebody stands in a study

Drawn from the table by which the planner works (`askwhy/planner/states.py`); a test fails when
the two differ. A state is never stored: it is told anew from the facts each time.

```mermaid
{diagram()}
```

## What ends the study for somebody

{ends()}

## What counts as done although it was not due

By the owner's own hand, or because a clock was wrong. What is recorded as done is done, and is
not done again.

{recorded()}

# Where a delivery stands

Drawn from `askwhy/outbox.py`. In brackets: who may cause it.

```mermaid
{draw_outbox()}
```
"""


def test_the_page_is_drawn_from_the_table() -> None:
    assert PAGE.read_text() == page(), "run: python tests/planner/test_planner_table.py"


def test_every_state_is_reached_and_belongs_to_one_group() -> None:
    reached = {State.PENDING, *TRANSITIONS.values()}
    assert reached == set(State)
    grouped = [*NOT_ACCEPTED, *BEFORE, *AFTER, *ENDS.values()]
    assert sorted(grouped) == sorted(State)


def test_every_event_has_a_row() -> None:
    assert {event for _, event in TRANSITIONS} == set(Event)


@pytest.mark.parametrize("state", sorted(ASKED))
@pytest.mark.parametrize("event", list(Event))
def test_who_was_asked_never_comes_back_among_those_to_ask(state: State, event: Event) -> None:
    assert follow(state, [event]) in {*ASKED, State.STOPPED, State.MARKED}


@pytest.mark.parametrize("state", list(ENDS.values()))
@pytest.mark.parametrize("event", list(Event))
def test_what_ended_stays_ended(state: State, event: Event) -> None:
    assert follow(state, [event]) is state


@pytest.mark.parametrize("state", [State.WROTE_FIRST, State.OWNER_WROTE, State.WROTE_BEFORE_ASKED])
@pytest.mark.parametrize("event", list(Event))
def test_whoever_wrote_first_is_not_to_be_asked_by_any_event(state: State, event: Event) -> None:
    to = follow(state, [event])
    assert to not in {State.READY, State.ALLOCATED, State.DUE}


def test_only_the_end_of_a_wait_makes_somebody_due() -> None:
    assert [row for row, to in TRANSITIONS.items() if to is State.DUE] == [
        (State.ALLOCATED, Event.ARM_WAIT_OVER)
    ]
    assert [row for row, to in TRANSITIONS.items() if to is State.READY] == [
        (State.WAITING, Event.WAIT_OVER)
    ]


def test_time_alone_moves_those_who_are_said_to_be_moved_by_it() -> None:
    passing = {Event.WAIT_OVER, Event.ARM_WAIT_OVER, Event.HORIZON_OVER}
    assert {state for state, event in COURSE if event in passing} == set(TIMED)


def test_an_event_without_a_row_changes_nothing() -> None:
    assert follow(State.PENDING, [Event.WAIT_OVER, Event.ARM_WAIT_OVER]) is State.PENDING
    assert follow(State.WAITING, []) is State.WAITING


def test_words_at_the_very_end_of_the_wait_come_before_it() -> None:
    order = list(Event)
    assert order.index(Event.WROTE) < order.index(Event.OWNER_WROTE)
    assert order.index(Event.OWNER_WROTE) < order.index(Event.WAIT_OVER)


if __name__ == "__main__":
    PAGE.write_text(page())
