"""JSONL: one coding a line, with all that is known of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from askwhy.coding.codebook import Kind
from askwhy.coding.codings import Coding, Reason, Review, Stream
from askwhy.coding.exchange.checking import wrong_values
from askwhy.errors import YourFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askwhy.coding.codebook import Codebook
    from askwhy.coding.exchange.checking import Found

    Shape = Mapping[str, type | tuple[type, ...]]

_NUMBER = (int, float)
_CODING: Shape = {
    "item": str, "code": str, "values": list, "coder": str, "origin": str, "version": str,
    "codebook": str, "probability": _NUMBER, "soft": list, "reasons": list,
    "review": (dict, type(None)), "is_adjudicated": bool,
}  # fmt: skip
_REASON: Shape = {"name": str, "start": int, "end": int}
_REVIEW: Shape = {"stream": str, "inclusion": (*_NUMBER, type(None)), "is_blind": bool}


def to_jsonl(codings: Iterable[Coding]) -> str:
    """Every coding with all that is known of it, one a line."""
    return "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in codings)


def from_jsonl(file: str, source: str, codebook: Codebook) -> Found:
    """The codings of a file, and the lines that could not be read."""
    found, problems = [], []
    # Not `splitlines`: a text may hold other line ends, which JSON leaves as they are.
    for number, line in enumerate(source.split("\n"), 1):
        if not line.strip():
            continue
        try:
            coding = coding_of(json.loads(line))
        except (ValueError, RecursionError):
            reason = "this line is no coding."
            problems.append(YourFile(file, number, reason, "Write it again by askwhy."))
            continue
        problem = wrong_values(file, number, coding.code, coding.values, codebook)
        if problem is None:
            found.append(coding)
        else:
            problems.append(problem)
    return tuple(found), tuple(problems)


def coding_of(entry: object) -> Coding:
    """The coding that an entry from outside describes; raises ValueError where it is none."""
    fields = _shaped(entry, _CODING)
    origin, coder = Kind(fields["origin"]), fields["coder"]
    review = fields["review"]
    if not coder.startswith(f"{origin}:") or not 0 <= fields["probability"] <= 1:
        raise ValueError("no coder of that kind, or no probability")
    if origin is not Kind.PERSON and (fields["is_adjudicated"] or review is not None):
        raise ValueError("only persons review and adjudicate")
    if not all(isinstance(value, str) for value in fields["values"]):
        raise ValueError("values are words")
    return Coding(
        fields["item"],
        fields["code"],
        tuple(fields["values"]),
        coder,
        origin,
        fields["version"],
        fields["codebook"],
        float(fields["probability"]),
        tuple(_chance(pair) for pair in fields["soft"]),
        tuple(_reason(one) for one in fields["reasons"]),
        None if review is None else _review(review),
        fields["is_adjudicated"],
    )


def _chance(pair: object) -> tuple[str, float]:
    match pair:
        case [str() as name, float() | int() as chance] if 0 <= chance <= 1:
            return name, float(chance)
    raise ValueError("no value with its probability")


def _reason(entry: object) -> Reason:
    fields = _shaped(entry, _REASON)
    if not 0 <= fields["start"] <= fields["end"]:
        raise ValueError("no place in a text")
    return Reason(**fields)


def _review(entry: object) -> Review:
    fields = _shaped(entry, _REVIEW)
    inclusion = fields["inclusion"]
    if inclusion is not None and not 0 < inclusion <= 1:
        raise ValueError("no probability of inclusion")
    return Review(Stream(fields["stream"]), inclusion, fields["is_blind"])


def _shaped(entry: object, shape: Shape) -> dict[str, Any]:
    """The entry, where it has just these fields and each is of its kind; raises ValueError."""
    if not isinstance(entry, dict) or entry.keys() != shape.keys():
        raise ValueError("other fields than those of a coding")
    for name, kind in shape.items():
        is_truth = isinstance(entry[name], bool)
        if not isinstance(entry[name], kind) or (is_truth and kind is not bool):
            raise ValueError(f"{name} is of another kind")
    return entry
