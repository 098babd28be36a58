"""Models on disk: arrays and JSON, never pickles, each file compared with its SHA-256 first.

The package ships one file for each modelled code, and `vectors.npz` with the vectors by which
a model is kept from forgetting. `manifest.json` holds their hashes and what they were made from.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from askwhy.coding.classifier import Calibration, Classifier, Shape
from askwhy.coding.logistic import Coefficients
from askwhy.errors import Expected

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


class ModelChanged(Expected):
    """A model file is not the one that was made."""

    remedy = "Install askwhy again, or make the models anew."


def to_bytes(classifier: Classifier) -> bytes:
    """A classifier as the content of an `.npz` file with a JSON description in it."""
    head = {
        "code": classifier.code,
        "shape": classifier.shape,
        "values": classifier.values,
        "encoder": classifier.encoder,
        "calibration": asdict(classifier.calibration),
        "views": sorted(classifier.views),
    }
    arrays: dict[str, NDArray[np.generic]] = {
        "head": np.frombuffer(json.dumps(head).encode(), np.uint8),
        "weights": classifier.coefficients.weights,
        "bias": classifier.coefficients.bias,
    }
    for language, coefficients in classifier.views.items():
        arrays[f"view {language} weights"] = coefficients.weights.astype(np.float16)
        arrays[f"view {language} bias"] = coefficients.bias
    written = io.BytesIO()
    np.savez_compressed(written, **arrays)  # type: ignore[arg-type]
    return written.getvalue()


def from_bytes(content: bytes) -> Classifier:
    """The classifier that `to_bytes` wrote."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        head = json.loads(arrays["head"].tobytes())
        views = {
            language: Coefficients(
                arrays[f"view {language} weights"].astype(np.float32),
                arrays[f"view {language} bias"],
            )
            for language in head["views"]
        }
        return Classifier(
            head["code"],
            Shape(head["shape"]),
            tuple(head["values"]),
            head["encoder"],
            Coefficients(arrays["weights"], arrays["bias"]),
            Calibration(**head["calibration"]),
            views,
        )


@cache
def shipped_classifiers() -> dict[str, Classifier]:
    """The classifiers of the package by code; raises `ModelChanged`."""
    names = [name for name in manifest()["files"] if name != "vectors.npz"]
    found = (from_bytes(_checked(name)) for name in names)
    return {classifier.code: classifier for classifier in found}


@cache
def shipped_anchors() -> Floats:
    """The vectors [n, width] on which a refitted model keeps its predictions."""
    with np.load(io.BytesIO(_checked("vectors.npz")), allow_pickle=False) as arrays:
        parts = [arrays[name] for name in ("seeds", "ordinary")]
    return np.concatenate(parts).astype(np.float32)


def manifest() -> dict[str, dict[str, str]]:
    """What the models were made from, and the SHA-256 of each file."""
    found: dict[str, dict[str, str]] = json.loads(_folder().joinpath("manifest.json").read_text())
    return found


def checked(name: str, content: bytes, expected: str) -> bytes:
    """The content, where its SHA-256 is the expected one; raises `ModelChanged`."""
    if hashlib.sha256(content).hexdigest() != expected:
        raise ModelChanged(f"The model file {name} is not the one that was made.")
    return content


def _checked(name: str) -> bytes:
    content = _folder().joinpath(name).read_bytes()
    return checked(name, content, manifest()["files"][name])


def _folder() -> Traversable:
    return files("askwhy.coding").joinpath("models")
