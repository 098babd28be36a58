"""What a perfect reader should find in an archive, request by request.

Definitions (all instants UTC, all as of the export):

- *Counted messages* are those of one-to-one threads between the owner and the contact, without
  drafts, spam, advertisements, group chats and the invitation's note. An empty text counts.
- *canned*: a one-tap reply ("Thank you", "👍"). *Own-worded* means counted and not canned.
- *note*: "none" (empty), "bare" (a stock sentence), "own" (own words).
- *accepted*: exact. A reader can know it to the second only where there is a note
  (`is_exact`); otherwise only its UTC day.
- *contact_wrote_first*: the first own-worded message at or after the acceptance is the
  contact's, and it came within seven days. *owner_wrote_first*: it is the owner's, at any
  time. No first word falls between 6 and 8.5 days, so a reader's rounding cannot matter.
- *owner_wrote*: an own-worded message of the owner's at or after the acceptance, the question
  included.
- *asked*: when the study's question was sent; *replied*: when the contact's first own-worded
  message after it came.
- *prior*: own-worded messages older than the request.
- *strength* of the link, over counted messages of any time: "none"; "canned" (nothing but
  one-tap replies); "one-sided" (own words of one side only); "conversation".
  *is_wordless* means strength "none" and no note: never a word exchanged.
- *owes*: the last counted message is the contact's, own-worded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from askwhy.synth.phrases import STOCK_NOTES

if TYPE_CHECKING:
    from askwhy.synth.world import Acquaintance, Direction, Message, Request, World

HORIZON = timedelta(days=7)
NoteKind = Literal["none", "bare", "own"]
Strength = Literal["none", "canned", "one-sided", "conversation"]


@dataclass(frozen=True, slots=True)
class Found:
    """The truth about one request; see the module for the definitions."""

    slug: str
    name: str
    direction: Direction
    sent: datetime
    is_registered: bool
    note: NoteKind
    accepted: datetime | None
    is_exact: bool
    contact_wrote_first: bool
    owner_wrote_first: bool
    owner_wrote: bool
    asked: datetime | None
    replied: datetime | None
    prior: bool
    strength: Strength
    is_wordless: bool
    owes: bool


def note_kind(note: str, given: str) -> NoteKind:
    """Tell what kind of note an invitation carries."""
    if not note:
        return "none"
    return "bare" if note in {stock.format(given=given) for stock in STOCK_NOTES} else "own"


def counted(one: Acquaintance) -> list[Message]:
    """Return the counted messages of a one-to-one acquaintance, oldest first."""
    said = [
        message
        for thread in one.threads
        if thread.folder != "SPAM" and not thread.sponsored and len(thread.others) == 1
        for message in thread.messages
        if message.kind not in {"note", "draft"}
    ]
    return sorted(said, key=lambda message: message.at)


def strength_of(one: Acquaintance) -> Strength:
    """Return how strong the link is, over counted messages of any time."""
    said = counted(one)
    sides = {message.sender.slug for message in said if message.kind != "canned"}
    if len(sides) > 1:
        return "conversation"
    if sides:
        return "one-sided"
    return "canned" if said else "none"


def _found(one: Acquaintance, request: Request, exported: datetime) -> Found:
    said, person = counted(one), one.person
    worded = [message for message in said if message.kind != "canned"]
    accepted = request.accepted
    after = [message for message in worded if accepted is not None and message.at >= accepted]
    first = after[0] if after else None
    is_first = first is not None and first.sender == person
    asked = next((m.at for m in after if m.kind == "question"), None)
    replies = (m.at for m in after if asked and m.sender == person and m.at > asked)
    strength, note = strength_of(one), note_kind(request.note, person.given)
    return Found(
        slug=person.slug,
        name=person.name,
        direction=request.direction,
        sent=request.sent,
        is_registered=request.is_registered(exported),
        note=note,
        accepted=accepted,
        is_exact=accepted is not None and note != "none",
        contact_wrote_first=bool(
            first is not None and accepted and is_first and first.at - accepted <= HORIZON
        ),
        owner_wrote_first=first is not None and not is_first,
        owner_wrote=any(message.sender != person for message in after),
        asked=asked,
        replied=next(replies, None),
        prior=any(message.at < request.sent for message in worded),
        strength=strength,
        is_wordless=strength == "none" and note == "none",
        owes=bool(said) and said[-1].kind != "canned" and said[-1].sender == person,
    )


def truth(world: World) -> list[Found]:
    """Return what is to be found about every request of a world, in the world's order.

    Requests that have left the register are there too, with `is_registered` False.
    """
    return [
        _found(one, one.request, world.exported)
        for one in world.acquaintances
        if one.request is not None
    ]
