"""A PostgreSQL 15 of our own for the measurements, on a socket only, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


def _run(*command: str) -> None:
    """The server refuses to be root, and runs as Debian's user for it."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """The URL of a new server, with `{}` where a database's name goes."""
    folder = Path(mkdtemp(prefix="askwhy-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, control = str(folder / "data"), str(PROGRAMS / "pg_ctl")
    _run(str(PROGRAMS / "initdb"), "-D", data, "-A", "trust", "-U", "askwhy", "-E", "UTF8")
    options = " ".join(f"-c {each}" for each in ("listen_addresses=''", *settings))
    _run(control, "-D", data, "-o", f"{options} -k {folder}", "-l", f"{folder}/log", "-w", "start")
    try:
        yield f"postgresql+psycopg://askwhy@/{{}}?host={folder}"
    finally:
        _run(control, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def make_database(url: str, name: str) -> str:
    """The URL of a new, empty database of that server."""
    import psycopg

    host = url.partition("host=")[2]
    with psycopg.connect(f"host={host} user=askwhy dbname=postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
    return url.format(name)
