"""Fraud: what is raised of frauds and of ordinary texts, beside a pattern and SpamAssassin."""

from __future__ import annotations

import email
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np

from askwhy.coding import corpora
from askwhy.coding.classifier import Calibration
from askwhy.coding.codings import Context, Text
from askwhy.coding.embeddings import squeeze
from askwhy.coding.learning import STRENGTH
from askwhy.coding.logistic import Task, fit
from askwhy.coding.making import FRAUD_WEIGHT
from askwhy.coding.model_files import shipped_anchors, shipped_classifiers
from askwhy.coding.rule_coders import ScamRule
from askwhy.coding.seeds.shelf import seeds
from bench._measures import ROOT, row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from askwhy.coding.encoders import UseEncoder

MAILS = ROOT / "build" / "node_modules" / "@stdlib" / "datasets-spam-assassin" / "data"
WORDS = re.compile(
    r"\b(?:win|won|prize|claim|free|urgent|cash|txt|bitcoin|lottery|gewinn\w*|kostenlos|dringend"
    r"|geld|überweis\w*)\b",
    re.IGNORECASE,
)
FEW = 60  # texts that the program is shown of each set: it takes a quarter second for each


def run(data: Path, encoder: UseEncoder) -> None:
    if not _is_there():
        print("beside scams: the program spamassassin is not installed")
    known(data, encoder)
    unknown(encoder)


def known(data: Path, encoder: UseEncoder) -> None:
    """The shipped model, on texts outside the halves and parts that it was made from."""
    model = shipped_classifiers()["scam"]
    sms = corpora.read_sms(data, half=1)
    sets = {
        "text-message spam (recall)": [one.text for one in sms if one.label == "spam"],
        "ordinary text messages": [one.text for one in sms if one.label == "ham"],
        "EmailIntent test": [one.text for one in corpora.read_requests(data, test=True)],
        "TyDiP tests": [
            one.text
            for part in ("en_test", "fr_test_half", "es_test_half")
            for one in corpora.read_politeness(data, part)
        ],
        "subtitles of eight languages": [
            text
            for language in corpora.LANGUAGES
            for text in corpora.read_subtitles(data, language, half=1)[:500]
        ],
    }
    if MAILS.is_dir():
        sets["SpamAssassin's ham"] = _mails("easy-ham")
        sets["SpamAssassin's hard ham"] = _mails("hard-ham")
        sets["SpamAssassin's spam"] = _mails("spam")
    else:
        print("SpamAssassin's mails: not measured, they are not installed")
    for name, texts in sets.items():
        short = [squeeze(text) for text in texts]
        chance = 1 - model.probabilities(encoder.encode(short), short)[:, 0]
        goal = (
            ">= .90" if "recall" in name else "" if "spam" in name or "hard" in name else "<= .01"
        )
        _tell(f"scam likely: {name} (n={len(texts)})", chance, texts, goal)


def unknown(encoder: UseEncoder) -> None:
    """Made-up frauds by language, each by a model that did not learn from its fold.

    It learns from the vectors only and from fewer texts than the shipped one, and is set to
    raise as many ordinary texts as that one.
    """
    every, vectors = seeds(), shipped_anchors()
    is_fraud = np.zeros(len(vectors), bool)
    is_fraud[: len(every)] = [seed.code == "scam" for seed in every]
    fold = np.random.default_rng(1).integers(5, size=len(vectors))
    weight = np.where(is_fraud, FRAUD_WEIGHT, 1).astype(np.float32)
    scores = np.zeros(len(vectors), np.float32)
    for held in range(5):
        rest = fold != held
        task = Task(vectors[rest], is_fraud[rest, None].astype(np.float32), weight=weight[rest])
        scores[~rest] = fit(task, STRENGTH).scores(vectors[~rest])[:, 0]
    check, likely = np.quantile(scores[~is_fraud], [0.98, 0.997])
    scale = np.log(9) / (likely - check)
    set_to = Calibration(float(scale), float(-scale * check))
    chance = 1 / (1 + np.exp(-(set_to.scale * scores + set_to.shift)))
    for language in ("en", "de", "others"):
        rows = [
            place
            for place, seed in enumerate(every)
            if seed.code == "scam" and _is_of(seed.language, language)
        ]
        texts = [every[place].text for place in rows]
        _tell(f"scam likely: unknown frauds, {language} (n={len(rows)})", chance[rows], texts, "")


def _is_of(language: str, group: str) -> bool:
    return language == group or (group == "others" and language not in {"en", "de"})


def _tell(what: str, chance: NDArray[np.float32], texts: Sequence[str], goal: str) -> None:
    regex = np.mean([WORDS.search(text) is not None for text in texts])
    rule, context = ScamRule(), Context("")
    ruled = [rule.code(Text("", text, text), context)[0].value != "none" for text in texts]
    beside = f"check {np.mean(chance >= 0.5):.4f}, our rule {np.mean(ruled):.3f}"
    beside += f", regex {regex:.3f}"
    if _is_there():
        some = texts[:: max(1, len(texts) // FEW)][:FEW]
        beside += f", spamassassin {_by_program(some):.2f} (of {len(some)})"
    row(what, f"{np.mean(chance >= 0.9):.4f}", goal, beside)


def _mails(kind: str) -> list[str]:
    """Plain-text bodies without quoted lines, at most a thousand."""
    texts = []
    for file in sorted(MAILS.glob(f"{kind}-*/*.txt")):
        mail = email.message_from_bytes(file.read_bytes())
        plain = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
        if plain:
            body = bytes(plain[0].get_payload(decode=True) or b"").decode("latin-1")
            lines = [line for line in body.splitlines() if not line.startswith(">")]
            texts.append("\n".join(lines))
    kept = [text for text in texts if text.strip()]
    return kept[:: max(1, len(kept) // 1000)]


def _is_there() -> bool:
    return shutil.which("spamassassin") is not None


def _by_program(texts: Sequence[str]) -> float:
    """The share that the program calls spam, from the body alone, asking no server."""
    head = (
        "From a@example.org Mon Nov 23 00:00:00 2026\nFrom: a@example.org\nTo: b@example.org\n"
        "Subject: hello\nDate: Mon, 23 Nov 2026 00:00:00 +0000\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    box = "".join(head + re.sub(r"(?m)^From ", ">From ", text) + "\n\n" for text in texts)
    ran = subprocess.run(
        ["spamassassin", "--local", "--nocreate-prefs", "--mbox"],
        input=box.encode(),
        capture_output=True,
        check=True,
    )
    said = re.findall(rb"^X-Spam-Status: (Yes|No),", ran.stdout, re.MULTILINE)
    assert len(said) == len(texts), "one verdict for each mail"
    return float(np.mean([one == b"Yes" for one in said]))
