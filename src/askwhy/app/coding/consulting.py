"""A language model that the owner runs or pays for, as one coder more; off unless it is named.

What would leave the machine is shown first: texts with names, addresses and numbers replaced.
Every call is kept with what was sent and what came back.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from askwhy.app.coding import coded
from askwhy.app.coding.shelf import choose, gather
from askwhy.coding.codebook import UNCODED
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Context
from askwhy.coding.llm import LlmCoder
from askwhy.errors import Refused
from askwhy.store import coding as store
from askwhy.store import coding_cache, studying
from askwhy.store import record as kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from askwhy.app.coding.shelf import Shelf, Which
    from askwhy.app.home import Record
    from askwhy.coding.codings import Text
    from askwhy.coding.llm import Call, Endpoint

NEEDED = ("openai", "pydantic")


class LlmMissing(Refused):
    """The packages that speak to a language model are not installed."""

    remedy = "Install them with: pip install 'askwhy[llm]'"


@dataclass(frozen=True, slots=True)
class Consulted:
    """How many texts were sent, and for how many of them no answer held."""

    texts: int
    failed: int


class Consultation:
    """The texts that a model has not coded yet, and the model. Raises LlmMissing."""

    def __init__(self, record: Record, account_id: int, endpoint: Endpoint, which: Which) -> None:
        if not all(find_spec(one) is not None for one in NEEDED):
            raise LlmMissing("No language model can be spoken to here.")
        self._record = record
        self._calls: list[Call] = []
        with record.read() as connection:
            self._shelf = gather(connection, account_id)
            chosen = choose(connection, account_id, self._shelf, which)
            people = {one.contact_id for one in self._shelf.written.values()}
            names = [who.name for who in studying.people(connection, sorted(people)).values()]
            names += [party.name for party in kept.owners(connection, account_id)]
            self._coder = LlmCoder(endpoint, shipped(), names, self._calls.append)
            done = store.done(connection, chosen)
        ours = (self._coder.name, self._coder.version)
        self.texts: list[Text] = [
            self._shelf.texts[item] for item in chosen if (item, *ours) not in done
        ]

    def preview(self, text: Text) -> str:
        """Exactly the words of a text that would leave the machine."""
        return self._coder.preview(text)

    def run(self, now: datetime, progress: Callable[[int, int], None] | None = None) -> Consulted:
        """Send one text after another; each is written down before the next one leaves."""
        context, failed = Context(shipped().digest), 0
        for place, text in enumerate(self.texts, start=1):
            codings = self._coder.code(text, context)
            failed += all(one.is_(UNCODED) for one in codings)
            calls, self._calls[:] = list(self._calls), []
            with self._record.write() as connection:
                coded.keep(connection, codings, _author(self._shelf, text), now)
                for call in calls:
                    coding_cache.keep_call(connection, _row(call), int(now.timestamp()))
            if progress is not None:
                progress(place, len(self.texts))
        return Consulted(len(self.texts), failed)


def _author(shelf: Shelf, text: Text) -> Mapping[str, int]:
    return {text.item: shelf.written[text.item].party_id}


def _row(call: Call) -> coding_cache.Call:
    return coding_cache.Call(
        call.item, call.model, call.prompt_hash, call.sent, call.raw, call.failure
    )
