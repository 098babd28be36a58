"""What every page needs at hand: the record, the clock, the owner's choices, what is held."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from askwhy.app.choices import Choices, read_choices
from askwhy.app.home import Record
from askwhy.app.people.splits import Overview
from askwhy.web.background import Background
from askwhy.web.coders import Coders
from askwhy.web.held import Held
from askwhy.web.reported import Reports

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime
    from pathlib import Path

    import sqlalchemy as sa
    from starlette.requests import Request

    from askwhy.store.looking import Standing
    from askwhy.web.bringing import Bringing


@dataclass(slots=True)
class Desk:
    """One server's own. `imports` are those it was given, by number; `own` the owner's record.

    `record` is what the pages show: the owner's, or the demonstration's. `pace` is how many
    requests came a month, by how the record stood when it was reckoned.
    """

    own: Record
    clock: Callable[[], datetime]
    is_read_only: bool = False
    record: Record = field(init=False)
    held: Held = field(init=False)
    overview: Overview = field(init=False)
    background: Background = field(default_factory=Background)
    reports: Reports = field(init=False)
    imports: dict[str, Bringing] = field(default_factory=dict)
    pace: tuple[Hashable, float | None] = ((), None)
    coders: Coders = field(default_factory=Coders)

    def __post_init__(self) -> None:
        self.reports = Reports(self.background)
        if not self.is_read_only:
            # A record on a server has no folder of its own; drafts and choices need one.
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._turn_to(self.own)

    @property
    def home(self) -> Path:
        """The owner's data folder."""
        return self.own.home

    @property
    def is_demo(self) -> bool:
        """Whether the pages show people who do not exist."""
        return self.record is not self.own

    def choices(self) -> Choices:
        """What the owner chose about the interface."""
        return read_choices(self.home)

    def enter_demo(self) -> None:
        """Show the demonstration's record from now on."""
        self._settle()
        self._turn_to(Record(self.home / "demo", is_apart=True))

    def leave_demo(self) -> None:
        """Show the owner's own record again."""
        if self.is_demo:
            self._settle()
            self.record.close()
            self._turn_to(self.own)

    def look(self, connection: sa.Connection) -> Standing:
        """Sort whom something was told of; return how the record stands.

        Raises StillCounting where everybody is to be sorted anew, and that takes a while.
        """
        overview, record = self.overview, self.record

        def sort() -> None:
            with record.read() as another:
                overview.refresh(another)

        if not overview.is_near(connection):
            self.background.wait_for(("everybody", record.home), sort)
        return overview.refresh(connection)

    def close(self) -> None:
        """Write down what is held, and let go of the record."""
        self.background.close()
        self._settle()
        self.leave_demo()
        self.own.close()

    def _settle(self) -> None:
        """Nothing is left in memory only."""
        self.held.settle_all()
        if not self.is_read_only:
            self.coders.leave_all()

    def _turn_to(self, record: Record) -> None:
        self.record = record
        self.held = Held(record)
        if not self.is_read_only:
            self.held.recover()
        self.overview = Overview()


def desk_of(request: Request) -> Desk:
    """The desk of the server that answers."""
    return cast("Desk", request.app.state.desk)
