"""What every test may ask for: a record on SQLite, and the same on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import Phase, settings

from askwhy.app.home import STORE_VARIABLE, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

# Tests share few cores with one another: threads of linear algebra would wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Of a change that a test noticed, nobody wants the smallest example.
settings.register_profile("mutants", phases=(Phase.explicit, Phase.generate))

# A run in the background ignores Ctrl-C, and so would the programs under test.
signal.signal(signal.SIGINT, signal.default_int_handler)

POSTGRES = Path("/usr/lib/postgresql/15/bin")


def _as_postgres(*command: str) -> None:
    """Run a server's program, which refuses to be root, as Debian's user for it."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL 15 that this test run started, listening on a socket only."""
    folder = Path(mkdtemp(prefix="askwhy-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _as_postgres(
        str(POSTGRES / "initdb"), "-D", str(data), "-A", "trust", "-U", "askwhy", "-E", "UTF8"
    )
    options = f"-c listen_addresses='' -k {folder} -c fsync=off"
    control = str(POSTGRES / "pg_ctl")
    log = str(folder / "log")
    _as_postgres(control, "-D", str(data), "-o", options, "-l", log, "-w", "start")
    try:
        yield f"postgresql+psycopg://askwhy@/{{}}?host={folder}"
    finally:
        _as_postgres(control, "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The URL of an empty database."""
    import psycopg

    name = f"t{uuid4().hex[:12]}"
    host = server.partition("host=")[2]
    with psycopg.connect(f"host={host} user=askwhy dbname=postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield server.format(name)
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def record(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Record]:
    """An empty record; a test that asks for it runs on both databases."""
    if request.param == "sqlite":
        opened = Record(tmp_path / "home")
        yield opened
        opened.close()
        return
    with new_database(request.getfixturevalue("postgres_server")) as url:
        monkeypatch.setenv(STORE_VARIABLE, url)
        opened = Record(tmp_path / "home")
        yield opened
        opened.close()
