"""What the same record says about the owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.history import Link
from askwhy.report.model import Owed, Section
from askwhy.report.shares import DEAF, Statement, row, without
from askwhy.rules.notes import NoteKind

if TYPE_CHECKING:
    from askwhy.analysis.tabulate import Mirror


_CONNECTIONS: Final = "your connections, except those who hide their names"
_WROTE: Final = "people who ever wrote to you in their own words"
_SENT: Final = "requests of your own that an export holds"


def mirror_section(mirror: Mirror, *, is_deaf: bool = False) -> Section:
    """The owner's connections by the words exchanged, and what the owner left unsaid."""
    rows = []
    all_ = mirror.links.total()
    if all_ and is_deaf:
        rows.append(without("S16", "Never exchanged a word", (0, 0), "", DEAF))
    elif all_:
        said = Statement("Most of your connections are collected: never a word.", "at least")
        rows.append(
            row(
                "S16", "Never exchanged a word", (mirror.links[Link.NONE], all_), _CONNECTIONS, said
            )
        )
        for link, name in (
            (Link.CANNED, "One-tap replies only"),
            (Link.ONE_SIDED, "Only one of you wrote"),
            (Link.CONVERSATION, "You both wrote"),
        ):
            rows.append(row("S18", name, (mirror.links[link], all_), _CONNECTIONS))
    if mirror.wrote_to_owner:
        left = (mirror.never_answered, mirror.wrote_to_owner)
        rows.append(row("S17", "Wrote to you and never heard back", left, _WROTE))
    if mirror.outgoing:
        bare = mirror.outgoing - mirror.outgoing_notes[NoteKind.OWN_WORDS]
        said = Statement("Most of your own requests say nothing either.", "at least")
        name = "Your own requests without a word"
        rows.append(row("S17", name, (bare, mirror.outgoing), _SENT, said))
    made = "One connection" if all_ == 1 else f"Your {all_:,} connections"
    lead = f"{made}, whenever {'it was' if all_ == 1 else 'they were'} made." if all_ else ""
    return Section("The mirror", lead, tuple(rows))


def owed(mirror: Mirror) -> tuple[Owed, ...]:
    """The threads that wait for the owner, longest first."""
    return tuple(Owed(days, who) for days, who in sorted(mirror.owed, reverse=True))
