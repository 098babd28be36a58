"""Questions that came back: the network took them, and could not deliver them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.facts import Step, Undeliverable
from askwhy.store import deeds, delivering, studying

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlalchemy as sa

    from askwhy.networks import Returned


def note_returned(connection: sa.Connection, account_id: int, told: Iterable[Returned]) -> None:
    """Put down whom a question of an account did not reach; what is no question of ours is not."""
    digests = {study.id: study.digest for study in studying.studies(connection)}
    for one in told:
        row = delivering.find(connection, str(one.key))
        if row is not None and row.account_id == account_id:
            who = studying.addressee(connection, row.party_id)
            study = digests[row.study_id]
            fact = Undeliverable(who, study, Step(row.step), one.because, one.at)
            deeds.note(connection, account_id, [fact])
