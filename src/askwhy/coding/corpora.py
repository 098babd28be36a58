"""Readers of the public corpora from which the shipped coefficients are made, and measured.

None of their texts ships with the package. `docs/coding.md` says where each one comes from and
on what terms; `models/ATTRIBUTION.md` names their authors. Each corpus is a folder of the data
folder that `make models` is given.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("en", "fr", "pl", "de", "es", "it", "nl", "pt")


class Labelled(NamedTuple):
    """A text of a corpus and its label there."""

    text: str
    label: str


def read_sms(data: Path, *, half: int) -> list[Labelled]:
    """The SMS Spam Collection, labels `ham` and `spam`; half 0 is to learn from, 1 to test on.

    Messages that differ in digits and punctuation only go to the same half.
    """
    lines = (data / "sms_spam" / "SMSSpamCollection.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t", 1) for line in lines[1:]]
    return [Labelled(text, label) for label, text in rows if _half(text) == half]


def read_requests(data: Path, *, test: bool) -> list[Labelled]:
    """EmailIntent: `Yes` where a sentence asks or proposes; test lines met before are left out."""
    train = _read_intent(data / "emailintent" / "train_Ask0729-fixed.txt")
    if not test:
        return train
    known = {row.text.casefold() for row in train}
    rows = _read_intent(data / "emailintent" / "test_qualifiedBatch-fixed.txt")
    return [row for row in rows if row.text.casefold() not in known]


def read_politeness(data: Path, part: str) -> list[Labelled]:
    """TyDiP, such as `en_train` or `fr_test_half`: requests, `polite` above the mean score."""
    with (data / "tydip" / f"binary_{part}.csv").open(encoding="utf-8", newline="") as file:
        return [
            Labelled(row["sentence"], "polite" if float(row["score"]) > 0 else "impolite")
            for row in csv.DictReader(file)
        ]


def read_subtitles(data: Path, language: str, *, half: int) -> list[str]:
    """XED film subtitles; half 0 is to learn from, 1 to test on."""
    name = "en-annotated" if language == "en" else f"{language}-projections"
    with gzip.open(data / "xed" / f"{name}.tsv.gz", "rt", encoding="utf-8") as file:
        texts = [line.split("\t")[0].strip() for line in file]
    return [text for text in texts if _half(text) == half and any(map(str.isalpha, text))]


def read_remarks(data: Path, part: str) -> list[tuple[str, tuple[str, ...]]]:
    """GoEmotions `dev` or `test`: a remark and its emotions."""
    folder = data / "goemotions"
    names = [line.strip() for line in (folder / "labels.txt").read_text().splitlines()]
    with gzip.open(folder / f"{part}.tsv.gz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return [(text, tuple(names[int(one)] for one in labels.split(","))) for text, labels, _ in rows]


def read_intents(data: Path, part: str) -> list[Labelled]:
    """CLINC150, such as `train` or `test`: what people ask an assistant, and their intent."""
    with gzip.open(data / "clinc150" / "data_small.json.gz", "rt", encoding="utf-8") as file:
        return [Labelled(text, label) for text, label in json.load(file)[part]]


def read_parallel_intents(data: Path, language: str, part: str) -> list[Labelled]:
    """The parallel intents of xSID, `valid` or `test`.

    Its terms are share-alike: it is measured with, and nothing shipped is made from it.
    """
    text = ""
    rows = []
    lines = (data / "xsid" / f"{language}.{part}.conll").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("# text = "):
            text = line.removeprefix("# text = ").strip()
        elif line.startswith("# intent"):
            rows.append(Labelled(text, line.split("=", 1)[1].strip()))
    return rows


def read_languages(data: Path) -> list[tuple[str, str, str]]:
    """Subtitles drawn by language and length: (language, words such as `1-3`, text)."""
    source = (data / "language_id_subtitles.json").read_text(encoding="utf-8")
    return [(language, words, text) for language, words, text in json.loads(source)]


def _read_intent(file: Path) -> list[Labelled]:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    rows = [line.split("\t", 1) for line in lines if "\t" in line]
    return [Labelled(text.strip(), label) for label, text in rows]


def _half(text: str) -> int:
    bare = re.sub(r"[\W\d]+", " ", text.casefold())
    return hashlib.sha256(bare.encode()).digest()[0] % 2
