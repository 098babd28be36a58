"""What a connected account can do, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.networks import Automation, Notes, RequestTime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askwhy.networks import Capabilities

TIMES = {
    RequestTime.EXACT: "with the time at which they were sent",
    RequestTime.NOTIFICATION: "with the time of their notification",
    RequestTime.FIRST_SEEN: "with the time at which askwhy first saw them",
}
WORDS = {
    Notes.NATIVE: "with the words that came along",
    Notes.BEFORE_ACCEPTANCE: "with what people write before they are accepted",
    Notes.NONE: "without words, for the network has no place for any",
}
PROGRAMS = {
    Automation.ALLOWED: "The network allows programs to write.",
    Automation.EACH_SERVER: "Whether programs may write is the server's to say.",
    Automation.FORBIDDEN: "The network forbids programs to write: you do that by hand.",
}


def describe(can: Capabilities) -> Iterator[str]:
    """A sentence for each thing that matters to whoever decides about a study there."""
    if can.lists_requests:
        yield f"Requests are read {TIMES[can.request_time]}, {WORDS[can.notes]}."
    acts = [
        name
        for name, is_able in (
            ("accept requests", can.can_accept),
            ("turn them down", can.can_reject),
            ("send messages", can.can_send),
        )
        if is_able
    ]
    if acts:
        yield f"askwhy can {', '.join(acts)}."
    if can.can_send and not can.can_read_back:
        yield "It cannot look up whether a message left: after a broken call you are asked."
    if can.distance:
        yield "Common contacts are counted; there may be more than the network shows."
    if can.profile:
        yield f"Read of people's profiles, where they say so: {', '.join(sorted(can.profile))}."
    if can.rate:
        calls, within = can.rate
        minutes = max(1, round(within.total_seconds() / 60))
        yield f"The server allows {calls:,} calls in {minutes:,} min."
    yield PROGRAMS[can.automation]
