"""Who said stop, by the versioned rule, read anew from what was written: no import can miss it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.facts import Party, Stopped
from askwhy.rules.stop import asks_to_stop

if TYPE_CHECKING:
    from askwhy.history import History


def stops(history: History) -> tuple[Stopped, ...]:
    """A fact for each of the contact's messages that asks not to be written to.

    It stands until the owner lifts it, by a later word of theirs.
    """
    party = Party(name=history.name, apart=history.contact)
    return tuple(
        Stopped(party, f"they wrote “{words}”", one.at)
        for one in history.said
        if not one.by_owner and (words := asks_to_stop(one.text))
    )
