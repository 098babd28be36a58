"""How many statements a page sends to the record does not depend on how many people are in it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from askwhy.app.bringing.ingest import ingest
from askwhy.app.bringing.sources import open_sources
from askwhy.app.home import Record
from askwhy.synth import grow, write_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from tests.web.conftest import Serving

pytestmark = pytest.mark.slow
PAGES = (
    "/start", "/today?split=due", "/today?split=new", "/today?split=owed", "/people",
    "/people?find=a", "/people/1", "/people/1/forget", "/coding", "/study", "/study/new",
    "/report", "/settings", "/settings/purge", "/today?split=suspicious", "/accounts",
    "/accounts/mail",
    "/coding/text?code=tone&texts=all", "/coding/differing?code=tone&texts=all",
)  # fmt: skip
SIZES = ((60, 150, 25), (400, 1500, 150))


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[str]]:
    """The statements that an engine runs meanwhile."""
    told: list[str] = []

    def tell(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    sa.event.listen(engine, "before_cursor_execute", tell)
    yield told
    sa.event.remove(engine, "before_cursor_execute", tell)


def test_statements_are_as_many_however_many_people_there_are(
    tmp_path: Path, serving: Serving, protocol: str, present: datetime
) -> None:
    found: list[dict[str, int]] = []
    for connections, messages, requests in SIZES:
        life = grow(
            9, present.date(), connections=connections, messages=messages, requests=requests
        )
        path = write_archive(life, tmp_path / f"{connections}.zip")
        record = Record(tmp_path / f"home{connections}")
        assert [one.failure for one in ingest(record, open_sources([path]), None, present)] == [
            None
        ]
        record.close()
        with serving(record.home) as served:
            owner = served.owner()
            owner.post("/study/lock", text=protocol)
            counts = {}
            for page in PAGES:
                assert owner.get(page).status == 200, page
                with counted(served.desk.record._engine) as told:
                    owner.get(page)
                counts[page] = len(told)
            found.append(counts)
    small, large = found
    assert small == large
    assert max(small.values()) < 40, small
