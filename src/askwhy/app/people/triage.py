"""Whom the owner has not yet said anything about: everybody who asked, the latest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.app.counting import find_ground, first_request
from askwhy.store import reading, studying
from askwhy.store import record as kept

if TYPE_CHECKING:
    import sqlalchemy as sa

    from askwhy.facts import Request
    from askwhy.store.studying import Someone


def waiting(connection: sa.Connection) -> list[tuple[Someone, str]]:
    """People of the covered window of whom “known” was not answered, with their notes."""
    found: list[tuple[Request, int]] = []
    for account in kept.accounts(connection):
        covered = reading.coverage(connection, account.id)
        if not covered:
            continue
        ground = find_ground(covered, None, None)
        for id_, history in reading.identified(connection, account.id):
            request = first_request(history, ground.window)
            if request is not None and not history.entry("known"):
                found.append((request, id_))
    found.sort(key=lambda one: one[0].sent, reverse=True)
    people = studying.people(connection, [id_ for _, id_ in found])
    return [(people[id_], request.note) for request, id_ in found]
