"""The demonstration: the post's October, as an archive that is imported like anybody's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from askwhy.app.bringing.ingest import ingest
from askwhy.app.bringing.sources import open_sources
from askwhy.app.coding.asking import candidates
from askwhy.app.counting import count, find_ground
from askwhy.app.home import Record
from askwhy.app.reporting import chance, settings
from askwhy.protocol import Definitions
from askwhy.report.build import build_report
from askwhy.report.october import as_counted_here, by_chance
from askwhy.store import reading
from askwhy.store import record as kept
from askwhy.synth import write_october

if TYPE_CHECKING:
    from pathlib import Path

    import sqlalchemy as sa

    from askwhy.app.bringing.ingest import Outcome
    from askwhy.report.model import Report
    from askwhy.store.record import Account

OCTOBER = (datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
ACCOUNT = "linkedin"
OWN_ENTRIES = (
    "Familiarity, distance, gender, sphere, tone, reason and scam are the fictional owner's own "
    "entries, read from the sheet beside the archive."
)
RECONSTRUCTED = (
    "The post gives no number of requests. Fifty is the smallest for which all five of its "
    "shares can be exact; this is a reconstruction, not her data."
)
AS_POSTED = (
    "As in the post, the scam counts among the answers of the seven Anglo-Saxons. How askwhy "
    "counts it stands under “With the scam taken out”."
)


def demonstrate(folder: Path, now: datetime) -> tuple[Report, list[Outcome]]:
    """Write the fictional archive into the folder, import it, count it as the post did."""
    archive, sheet = write_october(folder)
    record = Record(folder, is_apart=True)
    try:
        outcomes = list(ingest(record, open_sources([archive, sheet]), ACCOUNT, now))
        with record.write() as connection:
            account = kept.ensure_account(connection, "linkedin", ACCOUNT)
            asked = [found.text for found in candidates(connection, account.id)[:1]]
            kept.confirm_wordings(connection, account.id, "ask", asked, now)
        with record.read() as connection:
            return _report(connection, account, now), outcomes
    finally:
        record.close()


def _report(connection: sa.Connection, account: Account, now: datetime) -> Report:
    definitions = Definitions()
    ground = find_ground(reading.coverage(connection, account.id), *OCTOBER)
    posted = count(connection, account.id, ground, definitions, scams_answer=True)
    here = count(connection, account.id, ground, definitions)
    rng = chance()
    return build_report(
        posted,
        title="One October, fifty requests: the post's experiment replayed",
        made_at=now,
        since=ground.window.since,
        until=ground.window.until,
        rng=rng,
        caveats=(RECONSTRUCTED, AS_POSTED, OWN_ENTRIES),
        settings=settings(account, definitions),
        further=(by_chance(posted), as_counted_here(here, rng)),
        fictional=True,
    )
