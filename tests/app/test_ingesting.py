"""What a source says is taken, but not into the future."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.app.bringing.ingest import ingest
from askwhy.facts import Coverage, Message, Owner, Party, Record
from askwhy.store import reading
from askwhy.store import record as kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from askwhy.app.home import Record as Home
    from askwhy.facts import Fact

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
OWNER, ADA = Party("Olga Owner"), Party("Ada Okoro")


class Told:
    """A source of given facts."""

    network, name = "linkedin", "told"

    def __init__(self, *facts: Fact) -> None:
        self._facts = facts

    def digest(self) -> str:
        return str(hash(self._facts))

    def read(
        self,
        *,
        progress: Callable[[int, int], None] | None = None,  # noqa: ARG002 (a Source)
    ) -> Iterator[Fact]:
        return iter((Owner(OWNER), *self._facts))


def covered(home: Home, *told: Coverage) -> list[tuple[datetime, datetime]]:
    message = Message("2-a", ADA, (OWNER,), NOW - timedelta(days=9), "Hello")
    (outcome,) = ingest(home, [Told(message, *told)], None, NOW)
    assert outcome.failure is None
    with home.read() as connection:
        (account,) = kept.accounts(connection)
        return [(one.since, one.until) for one in reading.coverage(connection, account.id)]


def test_a_file_whose_name_is_no_utf_8_comes_in(record: Home) -> None:
    """As an archive unpacked on another system is called."""
    source = Told(Message("2-a", ADA, (OWNER,), NOW - timedelta(days=9), "Hello"))
    source.name = "export d'\udce9t\udce9.zip"
    (outcome,) = ingest(record, [source], None, NOW)
    assert outcome.failure is None
    assert outcome.name == "export d'\ufffdt\ufffd.zip"
    with record.read() as connection:
        (account,) = kept.accounts(connection)
        assert account.name


def test_a_damaged_date_does_not_cover_days_to_come(record: Home) -> None:
    """Else everybody's silence until 2098 would be counted as silence."""
    until, begun = NOW + timedelta(days=26_000), NOW - timedelta(days=400)
    assert covered(record, Coverage(Record.MESSAGES, begun, until)) == [(begun, NOW)]


def test_a_register_that_ends_in_the_future_keeps_its_length(record: Home) -> None:
    until = NOW + timedelta(days=26_000)
    told = Coverage(Record.REQUESTS, until - timedelta(days=180), until)
    assert covered(record, told) == [(NOW - timedelta(days=180), NOW)]


def test_a_clock_that_is_an_hour_ahead_is_believed(record: Home) -> None:
    until, begun = NOW + timedelta(hours=1), NOW - timedelta(days=400)
    assert covered(record, Coverage(Record.MESSAGES, begun, until)) == [(begun, until)]


def test_an_import_and_a_tick_load_no_coder() -> None:
    """Their models need libraries that cost a command half a second and forty megabytes."""
    code = (
        "import sys, askwhy.app.bringing.ingest, askwhy.app.bringing.sources;"
        "import askwhy.app.study.queueing;"
        "print(sorted({'scipy', 'sklearn', 'py3langid', 'openai', 'jinja2'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
