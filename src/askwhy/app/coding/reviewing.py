"""A person codes: the next text with what surrounds it, keep, take back, settle what differs.

A terminal and a page call the same: `next`, `keep`, `undo`, `progress`, `disputes`, `settle`,
`finish`. Each decision is written down at once, as a coding that nothing changes afterwards.
Texts of the random audit come without any suggestion, so that agreement means something.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from askwhy.app.coding import coded
from askwhy.app.coding.codebooks import codebook, find_code
from askwhy.app.coding.machines import code_new, context_of, embeddings_of, require_coders
from askwhy.app.coding.shelf import SEED, Which, choose, gather, usual
from askwhy.app.coding.teaching import Pupil
from askwhy.coding.adjudication import adjudicate, disputes
from askwhy.coding.codebook import Kind
from askwhy.coding.codings import Review, Stream, by_person, latest, withdraw
from askwhy.coding.queue import Draw, Order, next_turn
from askwhy.coding.resolver import Resolved, resolve
from askwhy.coding.seeds.shelf import LANGUAGES
from askwhy.errors import Refused
from askwhy.store import coding_cache, studying
from askwhy.store.looking import standing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    import sqlalchemy as sa

    from askwhy.app.home import Record
    from askwhy.coding.adjudication import Dispute
    from askwhy.coding.codings import Coding, Text
    from askwhy.store.looking import Standing
    from askwhy.store.studying import Someone
    from askwhy.store.written import Written

BEFORE = 3
"""How many earlier texts of the conversation are shown."""


class NothingToUndo(Refused):
    """Nothing was coded here so far."""


@dataclass(frozen=True, slots=True)
class Card:
    """One text to be coded, with what surrounds it.

    `who` wrote it, `before` are the latest texts that they had written earlier. `suggested` is
    what the machines say, with its reasons; None where suggestions are hidden.
    """

    text: Text
    who: Someone | None
    before: tuple[str, ...]
    draw: Draw
    suggested: Resolved | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many texts of how many a person coded, and how many of them by the random audit."""

    coded: int
    texts: int
    audited: int


class Desk:
    """One person at one code of one account, from the first text to leaving off."""

    def __init__(
        self,
        record: Record,
        account_id: int,
        person: str,
        code: str,
        clock: Callable[[], datetime],
        *,
        order: Order = Order.LEAST_SURE,
        is_blind: bool = False,
        which: Which | None = None,
        is_machine_used: bool = True,
        languages: tuple[str, ...] = LANGUAGES,
    ) -> None:
        if not person.strip() or ":" in person:
            raise Refused("A coder has a name, and no colon in it.")
        self._record, self._account, self._clock = record, account_id, clock
        self.person, self.order, self.is_blind = person, order, is_blind
        self._languages = languages
        book = codebook(record.home)
        self.code = find_code(code, book)
        self._book = book.digest
        if is_machine_used:
            require_coders()
        self._which, self._is_machine_used = which or usual(code), is_machine_used
        self._wrote: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        self._seen: Standing | None = None
        self._spoken_since: dict[str, Coding] = {}
        self._kept: list[tuple[Coding, Coding | None]] = []
        self._pupil: Pupil | None = None
        self._look()

    def _look(self) -> None:
        """Read what was imported or coded since the last look, here or by another process."""
        with self._record.read() as connection:
            now, before = standing(connection), self._seen
            is_new = before is None or before.whole != now.whole
            if is_new:
                self._gather(connection)
            if is_new or before is None or before.coded != now.coded:
                known = coded.codings_of(connection, self._chosen, [self.code.name])
                self._frame = {item: known.get(item, []) for item in self._chosen}
                self._drawn = coded.draws(connection, self.code.name)
        self._seen = now
        self._kept = [one for one in self._kept if one[0].item in self._frame]
        if is_new and self._kept:
            self._learn()

    def _gather(self, connection: sa.Connection) -> None:
        account = self._account
        self._shelf = gather(connection, account)
        self._chosen = choose(connection, account, self._shelf, self._which)
        people = {self._shelf.written[item].contact_id for item in self._chosen}
        self._wrote = defaultdict(list)
        for one in self._shelf.written.values():
            self._wrote[one.contact_id].append((one.at, one.whole))
        self._people = studying.people(connection, sorted(people))
        if self._is_machine_used and Kind.MODEL in self.code.by and self.code.values:
            embeddings = embeddings_of(self._record)
            context = context_of(connection, account, self._shelf)
            context = replace(context, vectors=embeddings)
            self._pupil = Pupil(self.code, self._shelf.texts, embeddings, context)

    @property
    def progress(self) -> Progress:
        """How far this person is."""
        mine = [draw for draw in self._drawn if draw.reviewer == self.person]
        done = {
            item
            for item, codings in self._frame.items()
            if codings and self._own(codings) is not None
        }
        audited = {draw.item for draw in mine if draw.stream is Stream.AUDIT} & done
        return Progress(len(done), len(self._frame), len(audited))

    def next(self) -> Card | None:
        """The next text, None when all is coded. A draw is written down before it is seen.

        What others coded meanwhile, wherever they did, is known from here on.
        """
        self._look()
        turn = next_turn(
            self.code, self._seen_by_queue(), self._drawn, self.person, self.order, SEED
        )
        new = [one for one in (*turn.taken, turn.shown) if one and one not in self._drawn]
        if new:
            with self._record.write() as connection:
                coded.keep_draws(connection, new, self._authors(new), self._clock())
            self._drawn += new
        return None if turn.shown is None else self._card(turn.shown)

    def keep(self, card: Card, values: tuple[str, ...]) -> Coding:
        """Write down what the person says of the text. Raises Refused where no code has that."""
        if not self.code.allows(values):
            raise Refused(f"“{', '.join(values)}” is no value of {self.code.name}.")
        self._look()
        if card.text.item not in self._frame:
            raise Refused("That text is not here any more.")
        is_blind = card.suggested is None
        review = Review(card.draw.stream, card.draw.inclusion, is_blind)
        item = card.text.item
        before = self._own(self._frame[item])
        coding = by_person(item, self.code, values, self.person, self._book, review)
        self._add(coding)
        self._kept.append((coding, before))
        self._learn()
        return coding

    def undo(self) -> Card:
        """Take back the latest coding made here; return its card. Both codings stay on record."""
        self._look()
        if not self._kept:
            raise NothingToUndo("There is nothing to take back.")
        last, before = self._kept.pop()
        self._add(before if before is not None else withdraw(last))
        self._learn()
        mine = [one for one in self._drawn if (one.item, one.reviewer) == (last.item, self.person)]
        return self._card(mine[-1])

    def disputes(self) -> tuple[Dispute, ...]:
        """Texts that persons coded differently, wherever they did, and nobody settled."""
        self._look()
        return disputes(self.code, self._frame)

    def text(self, item: str) -> Text:
        """A text by its key."""
        return self._shelf.texts[item]

    def settle(self, dispute: Dispute, values: tuple[str, ...]) -> Coding:
        """Decide a dispute. The codings of both sides stay as they are."""
        if not self.code.allows(values):
            raise Refused(f"“{', '.join(values)}” is no value of {self.code.name}.")
        coding = adjudicate(dispute, self.code, values, self.person, self._book)
        self._add(coding)
        return coding

    def finish(self) -> None:
        """Leave off: keep what the model learnt, and write down what it says of every text."""
        if self._pupil is None or not self._kept:
            return
        fitted = self._pupil.fitted()
        if fitted is None:
            return
        with self._record.write() as connection:
            coding_cache.keep_fitted(connection, self._account, fitted)
        code_new(self._record, self._account, self._clock(), languages=self._languages)

    def _card(self, draw: Draw) -> Card:
        here = self._shelf.written[draw.item]
        who = self._people.get(here.contact_id)
        is_hidden = self.is_blind or draw.stream is Stream.AUDIT
        suggested = None if is_hidden else self._suggestion(draw.item)
        return Card(self._shelf.texts[draw.item], who, self._before(here), draw, suggested)

    def _before(self, here: Written) -> tuple[str, ...]:
        earlier = [one for one in self._wrote[here.contact_id] if one[0] < here.at]
        return tuple(whole for _, whole in sorted(earlier)[-BEFORE:])

    def _suggestion(self, item: str) -> Resolved:
        """What the machines say, whatever persons said."""
        machines = [one for one in self._seen_by_queue()[item] if one.origin is not Kind.PERSON]
        return resolve(self.code, machines)

    def _seen_by_queue(self) -> dict[str, list[Coding]]:
        """All codings, and behind them what the model has said since it last learnt."""
        if not self._spoken_since:
            return self._frame
        now = self._spoken_since
        return {
            item: [*codings, now[item]] if item in now else codings
            for item, codings in self._frame.items()
        }

    def _authors(self, told: Sequence[Draw | Coding]) -> dict[str, int]:
        """Who wrote these texts, of all that were written."""
        return {one.item: self._shelf.written[one.item].party_id for one in told}

    def _add(self, coding: Coding) -> None:
        with self._record.write() as connection:
            is_all_seen = standing(connection) == self._seen
            coded.keep(connection, [coding], self._authors([coding]), self._clock())
            if is_all_seen:
                self._seen = standing(connection)
        self._frame[coding.item] = [*self._frame[coding.item], coding]

    def _learn(self) -> None:
        if self._pupil is None or not self._pupil.learn(self._frame):
            return
        waiting = [item for item in self._frame if self._own(self._frame[item]) is None]
        self._spoken_since = {one.item: one for one in self._pupil.code(waiting)}

    def _own(self, codings: Sequence[Coding]) -> Coding | None:
        """What this person's latest coding of the text is, where it was not taken back."""
        mine = [one for one in codings if one.coder == f"person:{self.person}"]
        return next(
            (one for one in reversed(latest(mine)) if not one.is_adjudicated),
            None,
        )
