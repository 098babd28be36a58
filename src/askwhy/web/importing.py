"""An import that was begun on the page: it goes on in a thread, and the page looks at it."""

from __future__ import annotations

import secrets
import shutil
from threading import Thread
from typing import TYPE_CHECKING

from askwhy.errors import Expected
from askwhy.web.bringing import Bringing

if TYPE_CHECKING:
    from pathlib import Path

    from askwhy.web.desk import Desk


def bring(desk: Desk, folder: Path, account: str | None) -> str:
    """Begin to import what lies in a folder, which is removed at the end; return its number."""
    number, bringing = _enter(desk)

    def run() -> None:
        from askwhy.app.ingest import ingest
        from askwhy.app.sources import open_sources
        from askwhy.app.ticking import tick

        try:
            paths = sorted(folder.iterdir())
            for outcome in ingest(
                desk.record, open_sources(paths), account, desk.clock(), bringing.advance
            ):
                bringing.outcomes.append(outcome)
            tick(desk.record, desk.clock())
            desk.warm()
        except Expected as failure:
            bringing.failure = str(failure)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            bringing.is_over = True

    Thread(target=run, name="import").start()
    return number


def demonstrate(desk: Desk) -> str:
    """Begin to write and import the demonstration, in a record of its own."""
    number, bringing = _enter(desk)
    bringing.name = "October"

    def run() -> None:
        from askwhy.app.demonstrating import demonstrate as replay

        folder = desk.home / "demo"
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            _, outcomes = replay(folder, desk.clock())
            bringing.outcomes.extend(outcomes)
            desk.enter_demo()
            desk.warm()
        except Expected as failure:
            bringing.failure = str(failure)
        finally:
            bringing.is_over = True

    Thread(target=run, name="demonstration").start()
    return number


def _enter(desk: Desk) -> tuple[str, Bringing]:
    number = secrets.token_hex(8)
    bringing = desk.imports[number] = Bringing()
    return number, bringing


def code_by_machine(desk: Desk, account_id: int, then: str) -> str:
    """Begin to let the machines read every text; the page goes on to `then` when it is over."""
    from askwhy.app.machines import require_coders

    require_coders()
    number, bringing = _enter(desk)
    bringing.then = then

    def run() -> None:
        from askwhy.app.machines import code_new

        def advance(done: int, total: int) -> None:
            bringing.advance("", done, total)

        try:
            code_new(desk.record, account_id, desk.clock(), progress=advance)
        except Expected as failure:
            bringing.failure = str(failure)
        finally:
            bringing.is_over = True

    Thread(target=run, name="coding").start()
    return number
