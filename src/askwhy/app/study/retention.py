"""What a study promised to delete, and when: whether that day has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from askwhy.protocol.hours import midnight
from askwhy.store import purging, watching

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import sqlalchemy as sa

    from askwhy.app.study.studying import Running


class Promise(StrEnum):
    """What is to be deleted."""

    TEXTS = "what people wrote"
    EVERYTHING = "everything about the people"


@dataclass(frozen=True, slots=True)
class Due:
    """A promise of a study whose day has come, `since` when."""

    study: str
    what: Promise
    since: datetime

    def __str__(self) -> str:
        """The sentence of the reminder."""
        return (
            f"“{self.study}” promised to delete {self.what} of its window on "
            f"{self.since:%d %B %Y}: askwhy purge"
        )


def days(one: Running) -> tuple[datetime, datetime]:
    """From when on a study keeps no texts, and nothing about its people."""
    zone, kept = one.protocol.hours.zone, one.protocol.retention
    return midnight(zone, kept.texts), midnight(zone, kept.everything)


def due(connection: sa.Connection, studies: Sequence[Running], now: datetime) -> list[Due]:
    """Every promise that is to be kept now and was not, or not since the last import."""
    found = []
    for one in studies:
        texts, everything = days(one)
        if everything <= now:
            if watching.watched(connection, one.study.id):
                found.append(Due(one.study.name, Promise.EVERYTHING, everything))
        elif texts <= now and purging.last_purge(connection, one.study.id) is None:
            found.append(Due(one.study.name, Promise.TEXTS, texts))
    return found
