"""Where the record lives: the platform's data folder, or where the person says."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from askwhy.store.database import failures_told, file_url, open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

HOME_VARIABLE = "ASKWHY_HOME"
STORE_VARIABLE = "ASKWHY_STORE"
FETCHED = "fetched"
"""The folder in the data folder where pages of a network lie until all of them are read."""


def find_home(said: str | os.PathLike[str] | None = None) -> Path:
    """The data folder: what was said, else ASKWHY_HOME, else the platform's own."""
    chosen = said or os.environ.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("askwhy", appauthor=False)


class Record:
    """The open record. `write` and `read` are transactions whose failures have sentences."""

    def __init__(self, home: Path, *, is_apart: bool = False) -> None:
        """Open the record of a folder; `is_apart`: whatever server the environment names."""
        self.home = home
        server = None if is_apart else os.environ.get(STORE_VARIABLE)
        self._url = server or file_url(home)
        self._engine = open_engine(self._url)

    @contextmanager
    def write(self, *, much: bool = False) -> Iterator[sa.Connection]:
        """All of what happens inside, or nothing of it. `much`: perhaps a million rows."""
        engine = self._engine.execution_options(askwhy_writes_much=much)
        with failures_told(self._url), engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One unchanging view of the record; nobody waits for a reader."""
        with (
            failures_told(self._url),
            self._engine.connect().execution_options(askwhy_reads=True) as connection,
        ):
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()
