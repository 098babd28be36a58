"""An import that was begun on the page: it goes on in a thread, and the page looks at it."""

from __future__ import annotations

import secrets
import shutil
from threading import Thread
from typing import TYPE_CHECKING

from askwhy.errors import Expected
from askwhy.web.bringing import Bringing
from askwhy.web.reporting import warm

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from askwhy.web.desk import Desk


def bring(desk: Desk, folder: Path, account: str | None) -> str:
    """Begin to import what lies in a folder, which is removed at the end; return its number."""

    def act(bringing: Bringing) -> None:
        from askwhy.app.bringing.ingest import ingest
        from askwhy.app.bringing.sources import open_sources
        from askwhy.app.study.ticking import tick

        try:
            found = open_sources(sorted(folder.iterdir()))
            for outcome in ingest(desk.record, found, account, desk.clock(), bringing.advance):
                bringing.outcomes.append(outcome)
            tick(desk.record, desk.clock())
            bringing.is_counting = True
            warm(desk)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    return _begin(desk, Bringing(), act)


def demonstrate(desk: Desk) -> str:
    """Begin to write and import the demonstration, in a record of its own."""

    def act(bringing: Bringing) -> None:
        from askwhy.app.demonstrating import demonstrate as replay

        folder = desk.home / "demo"
        folder.mkdir(mode=0o700, exist_ok=True)
        _, outcomes = replay(folder, desk.clock())
        bringing.outcomes.extend(outcomes)
        desk.enter_demo()
        bringing.is_counting = True
        warm(desk)

    return _begin(desk, Bringing(name="October"), act)


def code_by_machine(desk: Desk, account_id: int, then: str) -> str:
    """Begin to let the machines read every text; the page goes on to `then` when it is over."""
    from askwhy.app.coding.machines import code_new, require_coders

    require_coders()

    def act(bringing: Bringing) -> None:
        def advance(done: int, total: int) -> None:
            bringing.advance("", done, total)

        code_new(desk.record, account_id, desk.clock(), progress=advance)

    return _begin(desk, Bringing(then=then), act)


def _begin(desk: Desk, bringing: Bringing, act: Callable[[Bringing], None]) -> str:
    """Do something in a thread, on which the page looks by the number returned."""
    number = secrets.token_hex(8)
    desk.imports[number] = bringing

    def run() -> None:
        try:
            act(bringing)
        except Expected as failure:
            bringing.failure = str(failure)
        finally:
            bringing.is_over = True

    Thread(target=run, name="work begun on the page").start()
    return number
