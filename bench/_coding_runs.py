"""How long coding takes and how much memory; run in a process of its own by `bench.coding`."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import resource
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from askwhy.app.bringing.ingest import ingest
from askwhy.app.coding.machines import code_new
from askwhy.app.home import Record
from askwhy.app.reporting import find_account
from askwhy.coding import corpora
from askwhy.coding.bodies import prepare
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Context
from askwhy.coding.embeddings import MemoryCache
from askwhy.coding.learning import Label, refit
from askwhy.coding.model_files import shipped_anchors, shipped_classifiers
from askwhy.coding.pipeline import code_texts, local_coders, local_embeddings
from askwhy.coding.templates import groups, senders_by_item
from askwhy.facts import Message, Owner, Party
from bench._measures import DATA, row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from askwhy.coding.codings import Text
    from askwhy.coding.embeddings import VectorCache
    from askwhy.facts import Fact

COUNT, LABELS = 10_000, 5_000
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def messages(data: Path) -> list[Text]:
    """Messages of eight languages: half text messages, a quarter requests, a quarter subtitles."""
    found = [one.text for half in (0, 1) for one in corpora.read_sms(data, half=half)]
    found += [one.text for one in corpora.read_requests(data, test=False)]
    found += [one.text for one in corpora.read_politeness(data, "en_train")]
    found += [
        text
        for own in corpora.LANGUAGES
        for text in corpora.read_subtitles(data, own, half=1)[:600]
    ]
    distinct = sorted(set(found))
    chosen = np.random.default_rng(1).choice(len(distinct), COUNT, replace=False)
    return [
        prepare(f"m{number}", distinct[place], thread=f"t{number // 3}", sender=f"s{number // 3}")
        for number, place in enumerate(chosen)
    ]


def run_once(
    texts: Sequence[Text], cache: VectorCache, coded: set[tuple[str, str, str]]
) -> tuple[int, set[tuple[str, str, str]], float]:
    """How many codings, who gave them, and the CPU seconds."""
    start = time.process_time()
    context = Context(shipped().digest, corpora.LANGUAGES, groups=senders_by_item(groups(texts)))
    count, done = 0, set()
    for one in code_texts(texts, local_coders(), context, local_embeddings(cache), coded):
        count += 1
        done.add((one.item, one.coder, one.version))
    return count, done, time.process_time() - start


def coding(texts: Sequence[Text]) -> None:
    cache = MemoryCache()
    count, done, first = run_once(texts, cache, set())
    letters = sum(len(text.whole) for text in texts)
    row(f"coding {COUNT:,} messages ({letters:,} signs), CPU s", f"{first:.1f}", "<= 90")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row("   memory at most, MB", round(peak), "<= 600")
    row("   codings", f"{count:,}")
    again, _, second = run_once(texts, cache, done)
    row(f"   again, {again:,} not coded before, CPU s", f"{second:.2f}", "<= 3")
    _, _, third = run_once(texts, cache, set())
    row("   by other models, vectors kept, CPU s", f"{third:.1f}")


@dataclass(frozen=True)
class Mailbox:
    """A source of three messages a sender."""

    texts: Sequence[Text]
    name: str = "a mailbox"
    network: str = "linkedin"

    def digest(self) -> str:
        return "0" * 64

    def read(self, *, progress: object = None) -> Iterator[Fact]:  # noqa: ARG002
        me, start = Party("Eva Lis", "eva"), datetime(2026, 1, 1, tzinfo=UTC)
        yield Owner(me)
        for number, text in enumerate(self.texts):
            who = Party(f"Sender {text.sender}", text.sender)
            at = start + timedelta(minutes=number)
            yield Message(text.thread, who, (me,), at, text.whole)


def through_the_record(texts: Sequence[Text]) -> None:
    """The same by the command's own way: out of the record and into it."""
    with TemporaryDirectory() as home:
        record = Record(Path(home), is_apart=True)
        list(ingest(record, [Mailbox(texts)], None, NOW))
        with record.read() as connection:
            account = find_account(connection, None).id
        for what, goal in (("coding through the record", "<= 90"), ("   again", "<= 3")):
            start = time.process_time()
            done = code_new(record, account, NOW)
            took = time.process_time() - start
            beside = f"{done.codings:,} new codings of {done.texts:,} texts"
            row(f"{what}, CPU s", f"{took:.2f}", goal, beside)
        record.close()


def learning(texts: Sequence[Text]) -> None:
    book, anchors = shipped(), shipped_anchors()
    bodies = [text.body for text in texts[: LABELS + 1]]
    rows = local_embeddings(MemoryCache()).matrix(bodies)
    rng = np.random.default_rng(2)
    for name, old in shipped_classifiers().items():
        chances = old.probabilities(rows, bodies, ["en"] * len(bodies))
        noise = rng.random(chances.shape) < 0.05
        labels = []
        for body, chance, odd in zip(bodies, chances, noise, strict=True):
            several = tuple(
                v for v, c, o in zip(old.values, chance, odd, strict=True) if (c > 0.3) ^ o
            )
            best = old.values[int((chance + odd).argmax())]
            labels.append(Label(body, "en", several if book[name].several else (best,)))
        args = (book[name], old)
        start = time.process_time()
        new = refit(*args, labels[:-1], rows[:-1], anchors, old.encoder)
        middle = time.process_time()
        refit(*args, labels, rows, anchors, old.encoder, new)
        end = time.process_time()
        beside = f"one label more: {end - middle:.2f}"
        row(
            f"learning {name} from {LABELS:,} labels, CPU s",
            f"{middle - start:.2f}",
            "<= 1",
            beside,
        )


def main(data: Path) -> None:
    texts = messages(data)
    coding(texts)
    through_the_record(texts)
    learning(texts)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
