"""Who is never asked, or not by this study: each rule with its event of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.facts import Asked, Marked, Skipped, Step, Stopped, Undeliverable
from askwhy.planner.folding import stands
from askwhy.planner.states import Event
from askwhy.protocol import Spared
from askwhy.protocol.hours import midnight

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from askwhy.planner.cases import Case
    from askwhy.planner.folding import Told
    from askwhy.protocol import Protocol

KNOWN = "known"
SCAM = "scam"
"""The questions of the owner's sheet that are asked here."""

NO_SCAM = frozenset({"", "no", "none"})


def exclude(
    told: Told,
    others: Sequence[Case],
    primary: Told,
    protocol: Protocol,
    study: str,
    now: datetime,
) -> tuple[Event, ...]:
    """Every reason not to go on with a contact, in the order of the events.

    `others` are the same person's other contacts; `primary` is the one of them all by which the
    person takes part. What stands against one contact stands against the person.
    """
    person = (told.case, *others)
    rules = {
        Event.STOPPED: any(map(is_stopped, person)),
        Event.MARKED: any(map(is_marked, person)),
        Event.ASKED_BEFORE: any(map(_was_asked, person))
        or any(case.in_flight is not None for case in others),
        Event.SAME_PERSON: primary is not told,
        Event.UNDELIVERABLE: _is_undeliverable(told, study),
        Event.SKIPPED: any(_is_skipped(case, study) for case in person),
        Event.KNOWN: Spared.KNOWN in protocol.spared and any(map(_is_known, person)),
        Event.HAD_CONTACT: Spared.HAD_CONTACT in protocol.spared
        and (told.had_contact or any(_had_contact(case, told) for case in others)),
        Event.OVER: midnight(protocol.hours.zone, protocol.retention.texts) <= now,
    }
    return tuple(event for event, holds in rules.items() if holds)


def is_stopped(case: Case) -> bool:
    """Whether nobody is to write to this contact any more."""
    return stands(one for one in case.facts if isinstance(one, Stopped))


def is_marked(case: Case) -> bool:
    """Whether any of the owner's marks stands, on the card or in the sheet."""
    marks = [one for one in case.facts if isinstance(one, Marked)]
    names = {one.mark for one in marks}
    return any(stands(one for one in marks if one.mark == name) for name in names) or (
        case.history.entry(SCAM).strip().casefold() not in NO_SCAM
    )


def _was_asked(case: Case) -> bool:
    """Whether any study asked, or the owner did by hand, in a wording they confirmed.

    Whoever this study asked through this very contact has received what their arm gives, and
    the table lets nothing follow from it.
    """
    asked = any(isinstance(one, Asked) for one in case.facts)
    return asked or any(one.is_ask for one in case.history.said)


def _is_undeliverable(told: Told, study: str) -> bool:
    """Whether the question was refused for good, or the acceptance was and none is known."""
    refused = {
        one.step for one in told.case.facts if isinstance(one, Undeliverable) and one.study == study
    }
    return Step.ASK in refused or (Step.ACCEPT in refused and told.accepted is None)


def _is_skipped(case: Case, study: str) -> bool:
    return stands(one for one in case.facts if isinstance(one, Skipped) and one.study == study)


def _is_known(case: Case) -> bool:
    return case.history.entry(KNOWN).strip().casefold() == KNOWN


def _had_contact(case: Case, told: Told) -> bool:
    return any(one.at < told.request.sent.earliest for one in case.history.said)
