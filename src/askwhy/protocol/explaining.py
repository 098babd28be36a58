"""A protocol in plain sentences, for the owner who is about to lock it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.protocol.declaration import MINUTES, Acceptance, Spared
from askwhy.protocol.durations import spell_duration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from askwhy.protocol.declaration import Arm, Definitions, Hours, Hypothesis, Protocol

NEVER = (
    "who wrote of their own accord before being asked",
    "to whom you wrote first",
    "who asked not to be written to",
    "whom you marked",
    "who was asked before, in any study and on any account",
)
"""Whom no protocol can ask."""

_ACCEPTANCE = {
    Acceptance.ALL: "Each of these requests is accepted.",
    Acceptance.OWN_WORDS: "A request is accepted if it comes with words of its own.",
    Acceptance.BY_HAND: "You decide yourself which requests to accept.",
}
_SPARED = {
    Spared.KNOWN: "whom you noted as known to you",
    Spared.HAD_CONTACT: "with whom you had exchanged words before the request",
}
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def explain(protocol: Protocol) -> tuple[str, ...]:
    """What the protocol does, in the order in which it happens to somebody."""
    return tuple(_sentences(protocol))


def _sentences(protocol: Protocol) -> Iterator[str]:
    first, last = protocol.window.first_day, protocol.window.last_day
    yield (
        f"The study “{protocol.name}” is about everybody who asks to connect with you from "
        f"{first} to {last}, both days whole ({protocol.window.days} days)."
    )
    yield _ACCEPTANCE[protocol.acceptance]
    total = sum(arm.weight for arm in protocol.arms)
    silent = f"Whoever has not written {_after(protocol.first_wait)} being accepted"
    if len(protocol.arms) == 1:
        yield f"{silent} is in the study."
    else:
        yield f"{silent} is allocated by chance to one of {len(protocol.arms)} groups."
    for arm in protocol.arms:
        yield from _arm(arm, total, is_only=len(protocol.arms) == 1)
    yield f"Never asked: {_listed([*NEVER, *(_SPARED[each] for each in protocol.spared)])}."
    yield _hours(protocol.hours)
    yield (
        f"No account sends more than {_count(protocol.limits.per_day, 'question')} a day, "
        f"nor more than {protocol.limits.per_hour} within any hour."
    )
    yield _horizons(protocol.definitions)
    yield from map(_hypothesis, protocol.hypotheses)
    if not protocol.hypotheses:
        yield "No hypothesis is declared: whatever is found is exploratory."
    yield (
        f"What people wrote is deleted on {protocol.retention.texts}, all else about them on "
        f"{protocol.retention.everything}."
    )


def _arm(arm: Arm, total: int, *, is_only: bool) -> Iterator[str]:
    group = "They" if is_only else f"Group {arm.name} ({_count(arm.weight, 'part')} in {total})"
    if not arm.is_asked:
        yield f"{group} {'are' if is_only else 'is'} not asked anything."
        return
    gets = "are" if is_only else "is"
    yield f"{group} {gets} asked {_after(arm.wait)} being accepted, if still silent:"
    for language, text in arm.wordings:
        yield f"[{language}] {text}"


def _after(wait: timedelta) -> str:
    return f"{spell_duration(wait)} after" if wait else "right after"


def _horizons(definitions: Definitions) -> str:
    counts = "counts" if definitions.canned_counts else "does not count"
    return (
        f"Writing of their own accord counts within {spell_duration(definitions.wrote_first)} of "
        f"acceptance, an answer within {spell_duration(definitions.replied)} of the question; "
        f"a one-tap reply {counts} as having written."
    )


def _hours(hours: Hours) -> str:
    days = _listed([_DAYS[day] for day in hours.weekdays]) if len(hours.weekdays) < 7 else "any day"
    quiet = [*hours.quiet]
    if len(quiet) > 1 and quiet[0][0] == 0 and quiet[-1][1] == MINUTES:
        quiet = [*quiet[1:-1], (quiet[-1][0], quiet[0][1])]
    spans = _listed([f"from {_clock(start)} to {_clock(end)}" for start, end in quiet])
    but = f", but never {spans}" if quiet else ""
    return f"Something leaves only on {days}{but}, by the clocks of {hours.zone}."


def _hypothesis(hypothesis: Hypothesis) -> str:
    says = f"{hypothesis.kind.capitalize()} hypothesis: {hypothesis.says}"
    if not hypothesis.figure:
        return f"{says} (no row of the report is named for it)"
    if hypothesis.expects is None:
        return f"{says} (row {hypothesis.figure}, whatever it shows)"
    if hypothesis.arms:
        first, second = hypothesis.arms
        expected = f"{hypothesis.expects} in group {first} than in group {second}"
    else:
        expected = f"{hypothesis.expects} than {hypothesis.than:.0%}".replace("%", " %")
    return f"{says} (row {hypothesis.figure}, {expected})"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _listed(items: list[str]) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
