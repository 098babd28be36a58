"""Making the shipped models from the seeds and the public corpora (`make models`).

What leaves here is coefficients and vectors; no text of a corpus does. The folder of corpora is
named on the command line of `tools/models`.
"""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING

import numpy as np

from askwhy.coding import corpora
from askwhy.coding.classifier import ANY, Calibration, Classifier, Shape
from askwhy.coding.codebook_file import shipped
from askwhy.coding.embeddings import squeeze
from askwhy.coding.learning import STRENGTH, WORDS_STRENGTH
from askwhy.coding.logistic import Coefficients, Task, fit
from askwhy.coding.model_files import to_bytes
from askwhy.coding.seeds import shelf
from askwhy.coding.seeds.letters import write_letters, write_notes
from askwhy.coding.word_view import view

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from askwhy.coding.encoders import Encoder

    Floats = NDArray[np.float32]

CHECK_SHARE, LIKELY_SHARE = 0.02, 0.003  # of ordinary texts shown as a warning
FOLDS = 5
# How often a positive row counts in the scam model: spam and seeds are few among many.
FRAUD_WEIGHT = 2.0
# Few texts of fraud have many words each: their words are believed less than those of requests.
RARE_WORDS_STRENGTH = 0.3


class Bench:
    """The vectors of all training texts, each encoded once. `rng` draws the samples."""

    def __init__(self, data: Path, encoder: Encoder, rng: np.random.Generator) -> None:
        self.encoder = encoder
        self.seeds = shelf.seeds()
        self.seed_vectors = self.encode([seed.text for seed in self.seeds])
        self.ordinary = ordinary_texts(data, rng, scale=1)
        self.more = ordinary_texts(data, rng, scale=6)
        self.spam = _texts(corpora.read_sms(data, half=0), "spam")
        self.requests = corpora.read_requests(data, test=False)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors, rounded as those of a cache are."""
        short = [squeeze(text) for text in texts]
        return self.encoder.encode(short).astype(np.float16).astype(np.float32)

    def rows(self, code: str) -> list[int]:
        """Which seeds are of a code."""
        return [row for row, seed in enumerate(self.seeds) if seed.code == code]


def ordinary_texts(data: Path, rng: np.random.Generator, *, scale: int) -> dict[str, list[str]]:
    """Ordinary texts of eight kinds by kind; about 2,000 at scale 1."""
    subtitles = [
        text
        for language in corpora.LANGUAGES
        for text in _draw(corpora.read_subtitles(data, language, half=0), 70 * scale, rng)
    ]
    remarks = [text for text, _ in corpora.read_remarks(data, "dev")]
    return {
        "text messages": _draw(_texts(corpora.read_sms(data, half=0), "ham"), 400 * scale, rng),
        "subtitles in eight languages": subtitles,
        "remarks": _draw(remarks, 250 * scale, rng),
        "questions to an assistant": _draw(
            _texts(corpora.read_intents(data, "train")), 100 * scale, rng
        ),
        "requests": _draw(_texts(corpora.read_politeness(data, "en_train")), 250 * scale, rng),
        "round letters, synthetic": list(write_letters(200 * scale, rng)),
        "office notes, synthetic": list(write_notes(200 * scale, rng)),
    }


def make_models(data: Path, encoder: Encoder, seed: int = 2026) -> dict[str, bytes]:
    """All files of the models folder by name. The eighth kind of ordinary text is the seeds."""
    bench = Bench(data, encoder, np.random.default_rng(seed))
    made = [make_reason(bench), make_tone(bench), make_favour(bench), make_scam(bench)]
    contents = {f"{classifier.code}.npz": to_bytes(classifier) for classifier in made}
    few = bench.encode([text for texts in bench.ordinary.values() for text in texts])
    written = io.BytesIO()
    np.savez(
        written,
        seeds=bench.seed_vectors.astype(np.float16),
        ordinary=few.astype(np.float16),
    )
    contents["vectors.npz"] = written.getvalue()
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    manifest = {
        "encoder": {"identity": encoder.identity},
        "seeds": {"sha256": shelf.digest(), "count": str(len(bench.seeds))},
        "ordinary": {kind: str(len(texts)) for kind, texts in bench.ordinary.items()},
        "files": hashes,
    }
    contents["manifest.json"] = (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode()
    return contents


def make_reason(bench: Bench) -> Classifier:
    """Reasons from their seeds; ordinary texts give none."""
    names = shipped()["reason"].names
    own = bench.rows("reason")
    few = bench.encode([text for texts in bench.ordinary.values() for text in texts])
    rows = np.vstack([bench.seed_vectors[own], few])
    targets = np.zeros((len(rows), len(names)), np.float32)
    for row, place in enumerate(own):
        targets[row, names.index(bench.seeds[place].value)] = 1
    found = fit(Task(rows, targets), STRENGTH)
    return Classifier("reason", Shape.SEVERAL, names, bench.encoder.identity, found)


def make_tone(bench: Bench) -> Classifier:
    """Tone from its seeds; the seeds of plain reasons count as at ease, at a quarter."""
    names = shipped()["tone"].names
    own = bench.rows("tone")
    plain = [row for row in bench.rows("reason") if bench.seeds[row].value != "other"]
    rows = bench.seed_vectors[[*own, *plain]]
    targets = np.zeros((len(rows), len(names)), np.float32)
    for row, place in enumerate(own):
        targets[row, names.index(bench.seeds[place].value)] = 1
    targets[len(own) :, 0] = 1
    weight = np.where(np.arange(len(rows)) < len(own), 1, 0.25).astype(np.float32)
    found = fit(Task(rows, targets, is_one_of=True, weight=weight), STRENGTH)
    return Classifier("tone", Shape.ONE_OF, names, bench.encoder.identity, found)


def make_favour(bench: Bench) -> Classifier:
    """Favours, sentence by sentence, from EmailIntent and the seeds; English words as well."""
    names = shipped()["favour"].names
    own = bench.rows("favour")
    seed_values = [bench.seeds[row].value for row in own]
    corpus = [("asked" if row.label == "Yes" else "none") for row in bench.requests]
    vectors = bench.encode([row.text for row in bench.requests])
    rows = np.vstack([vectors, bench.seed_vectors[own]])
    task = Task(rows, _one_hot([*corpus, *seed_values], names), is_one_of=True)
    found = fit(task, STRENGTH)
    english = [row for row in own if bench.seeds[row].language == "en"]
    texts = [row.text for row in bench.requests] + [bench.seeds[row].text for row in english]
    said = [*corpus, *(bench.seeds[row].value for row in english)]
    words = fit(Task(view(texts), _one_hot(said, names), is_one_of=True), WORDS_STRENGTH)
    views = {"en": words}
    identity = bench.encoder.identity
    return Classifier("favour", Shape.ONE_OF, names, identity, found, views=views)


def make_scam(bench: Bench) -> Classifier:
    """Fraud from its seeds and from text-message spam, against ordinary texts and pitches."""
    names = shipped()["scam"].names
    kinds = [(seed.text, seed.value) for seed in bench.seeds if seed.code == "scam"]
    kinds += [(text, "other") for text in bench.spam]
    calm = [seed.text for seed in bench.seeds if seed.code != "scam"]
    calm += [text for texts in bench.more.values() for text in texts]
    texts = [*(text for text, _ in kinds), *calm]
    vectors = bench.encode(texts)
    targets = (np.arange(len(texts)) < len(kinds)).astype(np.float32)[:, None]
    weight = np.where(targets[:, 0] > 0, FRAUD_WEIGHT, 1).astype(np.float32)
    by_vector = Task(vectors, targets, weight=weight)
    by_words = Task(view([squeeze(text) for text in texts]), targets, weight=weight)
    whether, words = fit(by_vector, STRENGTH), fit(by_words, RARE_WORDS_STRENGTH)
    one_hot = _one_hot([kind for _, kind in kinds], names[1:])
    which = fit(Task(vectors[: len(kinds)], one_hot, is_one_of=True), STRENGTH)
    joined = Coefficients(
        np.vstack([whether.weights, which.weights]), np.concatenate([whether.bias, which.bias])
    )
    calibration = calibrate(by_vector, by_words)
    identity = bench.encoder.identity
    return Classifier(
        "scam", Shape.WARNING, names, identity, joined, calibration, views={ANY: words}
    )


def calibrate(by_vector: Task, by_words: Task) -> Calibration:
    """So that .5 and .9 are passed by set shares of ordinary texts outside the fold learnt from."""
    fold = np.arange(len(by_vector.targets)) % FOLDS
    scores = np.zeros(len(fold), np.float32)
    for task, strength in ((by_vector, STRENGTH), (by_words, RARE_WORDS_STRENGTH)):
        assert task.weight is not None
        for held in range(FOLDS):
            rest = fold != held
            part = Task(task.rows[rest], task.targets[rest], weight=task.weight[rest])
            scores[~rest] += fit(part, strength).scores(task.rows[~rest])[:, 0] / 2
    ordinary = scores[by_vector.targets[:, 0] == 0]
    check, likely = np.quantile(ordinary, [1 - CHECK_SHARE, 1 - LIKELY_SHARE])
    scale = np.log(9) / (likely - check)  # the logit of .9 is log 9, that of .5 is 0
    return Calibration(float(scale), float(-scale * check))


def _one_hot(values: Sequence[str], names: Sequence[str]) -> Floats:
    return np.array([[value == name for name in names] for value in values], np.float32)


def _texts(rows: Sequence[corpora.Labelled], label: str | None = None) -> list[str]:
    return [row.text for row in rows if label is None or row.label == label]


def _draw(texts: Sequence[str], count: int, rng: np.random.Generator) -> list[str]:
    distinct = sorted(set(texts))
    places = rng.choice(len(distinct), min(count, len(distinct)), replace=False)
    return [distinct[place] for place in sorted(places)]
