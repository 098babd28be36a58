"""The running study's beginning: declare it, check it, lock it; and load what was locked."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from askwhy.allocation import KEY_BYTES, commit
from askwhy.errors import Refused, YourFile
from askwhy.protocol import Lock, Protocol, digest, judge, lock
from askwhy.protocol.hours import bounds
from askwhy.protocol.reading import check
from askwhy.store import studying

if TYPE_CHECKING:
    from pathlib import Path

    import sqlalchemy as sa

    from askwhy.store.studying import Study


class ProtocolRefused(Refused):
    """A protocol with something in it that cannot work."""


class KeyLost(Refused):
    """The key from which a study's arms are drawn is gone."""

    remedy = "Put the key file back from your backup. Nobody can be allocated without it."


class NoStudy(Refused):
    """Nothing was locked yet."""

    remedy = "Write one with `askwhy study new`, then lock it with `askwhy study lock`."


@dataclass(frozen=True, slots=True)
class Running:
    """A locked study: its row, its protocol, and the key from which arms are drawn."""

    study: Study
    protocol: Protocol
    key: bytes


def read_protocol(path: Path) -> Protocol:
    """The protocol of a file, or every reason why it cannot work, each with its line."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise YourFile(str(path), None, f"it cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise YourFile(str(path), None, "it is not UTF-8 text.", "Save it as UTF-8.") from error
    found = check(text, str(path))
    if isinstance(found, Protocol):
        return found
    raise ProtocolRefused("\n".join(str(problem) for problem in found))


def lock_study(
    connection: sa.Connection, home: Path, path: Path, now: datetime
) -> tuple[Running, bool]:
    """Lock the protocol of a file; return the study, and whether it is new.

    The key is made first and kept in a file of its own (mode 0600), never in the record; its
    commitment goes into the lock. A protocol that was locked before stays as it was.
    """
    protocol = read_protocol(path)
    there = {one.digest: one for one in studying.studies(connection)}
    found = there.get(digest(protocol))
    if found is not None:
        return load(home, found), False
    kept = _key_path(home, digest(protocol))
    # A key without its study is of a lock that was cut short, and serves this one.
    key = kept.read_bytes() if kept.exists() else secrets.token_bytes(KEY_BYTES)
    locked = lock(protocol, commit(key), now)
    _write_key(kept, key)
    since, until = bounds(protocol.window, protocol.hours.zone)
    study = studying.lock_study(
        connection,
        locked.digest,
        protocol.name,
        path.read_text(encoding="utf-8"),
        locked.commitment,
        int(now.timestamp()),
        (int(since.timestamp()), int(until.timestamp())),
    )
    return Running(study, protocol, key), True


def running(connection: sa.Connection, home: Path) -> list[Running]:
    """Every locked study, in the order of locking."""
    return [load(home, study) for study in studying.studies(connection)]


def load(home: Path, study: Study) -> Running:
    """A locked study with its key; refused where file, lock and key do not belong together."""
    protocol = _locked(study.source, study.name)
    judge(protocol, lock_of(study))
    try:
        key = _key_path(home, study.digest).read_bytes()
    except OSError as error:
        raise KeyLost(f"The key of the study “{study.name}” is not in {home}.") from error
    if commit(key) != study.commitment:
        raise KeyLost(f"The key of the study “{study.name}” is not the one that was locked.")
    return Running(study, protocol, key)


@lru_cache(maxsize=64)
def _locked(source: str, name: str) -> Protocol:
    """The protocol of a locked study, whose text never changes."""
    protocol = check(source, name)
    assert isinstance(protocol, Protocol), "what was locked can be read"
    return protocol


def lock_of(study: Study) -> Lock:
    """What was locked, when, and to which key."""
    return Lock(study.digest, datetime.fromtimestamp(study.locked_at, UTC), study.commitment)


def one_study(found: list[Running], name: str | None) -> Running:
    """The study of that name or digest, or the latest."""
    if not found:
        raise NoStudy("There is no study yet.")
    if name is None:
        return found[-1]
    fitting = [one for one in found if name in {one.study.name, one.study.digest[: len(name)]}]
    if not fitting:
        names = ", ".join(one.study.name for one in found)
        raise Refused(f"There is no study “{name}”; there is {names}.")
    return fitting[-1]


def _key_path(home: Path, digest: str) -> Path:
    return home / "keys" / f"{digest}.key"


def _write_key(path: Path, key: bytes) -> None:
    """All of the key under its name on the disk, or nothing."""
    for folder in (path.parent.parent, path.parent):  # a server's record may have no folder yet
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
