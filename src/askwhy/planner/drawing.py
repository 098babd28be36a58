"""The transition table as a picture and as tables, for the documentation."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from askwhy.planner.states import (
    AFTER,
    BEFORE,
    COURSE,
    ENDS,
    ENDS_AFTER,
    ENDS_PENDING,
    NOT_ACCEPTED,
    RECORDED,
    State,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askwhy.planner.states import Event


def diagram() -> str:
    """The course of a study as a Mermaid state diagram."""
    drawn = {state: None for (one, _), to in COURSE.items() for state in (one, to)}
    lines = ["stateDiagram-v2", "    [*] --> PENDING : asks to connect"]
    lines += [f'    state "{state}" as {state.name}' for state in drawn]
    lines += [f"    {one.name} --> {to.name} : {event}" for (one, event), to in COURSE.items()]
    return "\n".join(lines)


def ends() -> str:
    """What ends the study for somebody, as a Markdown table."""
    rows = ["| what happens | not accepted | accepted | received |", "|---|---|---|---|"]
    for event, to in ENDS.items():
        pending, after = (
            to if event in those else "nothing changes" for those in (ENDS_PENDING, ENDS_AFTER)
        )
        rows.append(f"| {event} | {pending} | {to} | {after} |")
    groups = {"Not accepted": NOT_ACCEPTED, "Accepted": BEFORE, "Received": AFTER}
    named = [f"{name}: {_listed(states)}." for name, states in groups.items()]
    return "\n\n".join(["\n".join(rows), *named])


def recorded() -> str:
    """What counts as done although it was not due, as a Markdown table."""
    gathered: dict[tuple[Event, State], list[State]] = defaultdict(list)
    for (one, event), to in RECORDED.items():
        if (one, event) not in COURSE:
            gathered[event, to].append(one)
    rows = ["| what the record holds | then the state is | also from |", "|---|---|---|"]
    rows += [f"| {event} | {to} | {_listed(ones)} |" for (event, to), ones in gathered.items()]
    return "\n".join(rows)


def _listed(states: Iterable[State]) -> str:
    return "; ".join(f"*{state}*" for state in states)
