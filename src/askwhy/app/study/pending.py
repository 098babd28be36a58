"""Decisions that can still be taken back, on the disk: no crash between two instants loses one.

Each is a file of its own in the data folder until it is written into the record. It names a card
or a contact by number, and nobody.
"""

from __future__ import annotations

import json
import os
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from askwhy.app.study.decisions import Decision, Deed, carry_out
from askwhy.errors import Expected, Refused
from askwhy.outbox import UNDO

if TYPE_CHECKING:
    from pathlib import Path

    from askwhy.app.home import Record

FOLDER = "held"
MARGIN = timedelta(seconds=2)
"""So much more is left to another process that may be about to write its own down."""


class WrittenDown(Refused):
    """The decision stands in the record already."""


def keep(home: Path, decision: Decision) -> Path:
    """Put a decision on the disk, whole or not at all; return the file that holds it."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{secrets.token_hex(8)}.json"
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(_written(decision))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
    return path


def found(home: Path) -> list[tuple[Path, Decision]]:
    """Every decision on the disk, the earliest first: those of a server that was cut short too."""
    there = [(path, _read(path)) for path in (home / FOLDER).glob("*.json")]
    kept = [(path, decision) for path, decision in there if decision is not None]
    return sorted(kept, key=lambda one: (one[1].made_at, one[0].name))


def settle(record: Record, path: Path) -> str:
    """Write a decision into the record, unless it was taken back; return why it cannot be, if so.

    Two who do it at once write it once. It stays on the disk where the record was not to be had.
    """
    decision = _read(path)
    if decision is None:
        return ""
    said = ""
    try:
        with record.write() as connection:
            carry_out(record, connection, decision)
    except Refused as failure:
        said = str(failure)
    except Expected as failure:
        return str(failure)
    path.unlink(missing_ok=True)
    return said


def take_back(path: Path) -> None:
    """Forget a decision. Raises WrittenDown where another process was faster."""
    try:
        path.unlink()
    except FileNotFoundError:
        raise WrittenDown("It is written down already.") from None


def settle_all(record: Record) -> None:
    """Write down all of them before anything leaves: nobody is written to against one."""
    for path, _ in found(record.home):
        settle(record, path)


def settle_left(record: Record, now: datetime) -> list[str]:
    """Write down what a process that was cut short left; return why some cannot be.

    What was decided in the last seconds is left to whoever may still take it back.
    """
    told = []
    for path, decision in found(record.home):
        age = now - decision.made_at
        if not timedelta(0) <= age < UNDO + MARGIN:
            told.append(settle(record, path))
    return [sentence for sentence in told if sentence]


def rows(home: Path) -> frozenset[str]:
    """What is decided and not written yet: it is not shown as open."""
    return frozenset(decision.row for _, decision in found(home))


def _written(decision: Decision) -> str:
    until = decision.until
    told = {
        "deed": decision.deed,
        "about": decision.about,
        "made_at": int(decision.made_at.timestamp()),
        "until": None if until is None else int(until.timestamp()),
        "answers": decision.answers,
    }
    return json.dumps(told)


def _read(path: Path) -> Decision | None:
    """The decision of a file; None where it is there no more."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    until = told["until"]
    return Decision(
        Deed(told["deed"]),
        told["about"],
        datetime.fromtimestamp(told["made_at"], UTC),
        None if until is None else datetime.fromtimestamp(until, UTC),
        tuple((question, answer) for question, answer in told["answers"]),
    )
