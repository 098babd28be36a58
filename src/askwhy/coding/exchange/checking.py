"""What is wrong with codings that come from outside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from askwhy.errors import YourFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askwhy.coding.codebook import Codebook
    from askwhy.coding.codings import Coding

    Found = tuple[tuple[Coding, ...], tuple[YourFile, ...]]


def wrong_values(
    file: str, line: int | None, code: str, values: tuple[str, ...], codebook: Codebook
) -> YourFile | None:
    """What is wrong with the values given for a code, if anything."""
    known = codebook.get(code)
    if known is None:
        remedy = "Add it to your codebook, or correct it."
        return YourFile(file, line, f"the codebook has no code {code!r}.", remedy)
    if not known.allows(values):
        reason = f"{'; '.join(values)!r} is no value of {code!r}."
        if len(values) > 1 and not known.several:
            reason = f"{code!r} takes one value, and these are {len(values)}."
        return YourFile(file, line, reason, f"Its values are: {', '.join(known.names)}.")
    return None


def fitting(file: str, codings: Iterable[Coding], lengths: Mapping[str, int]) -> Found:
    """The codings of texts that are here, and what does not fit.

    `lengths` gives the code points of every text by its key. Evidence that reaches out of its
    text is left out; the coding stays.
    """
    kept: list[Coding] = []
    problems: dict[str, YourFile] = {}
    for one in codings:
        length = lengths.get(one.item)
        if length is None:
            reason = f"there is no text {one.item!r} here."
            problems.setdefault(one.item, YourFile(file, None, reason, _OTHER_TEXTS))
            continue
        inside = tuple(reason for reason in one.reasons if reason.end <= length)
        if inside != one.reasons:
            said = f"evidence for {one.code!r} lies outside of text {one.item!r}."
            remedy = "It was left out; the coding was kept."
            problems.setdefault(f"{one.item} {one.code}", YourFile(file, None, said, remedy))
        kept.append(replace(one, reasons=inside))
    return tuple(kept), tuple(problems.values())


_OTHER_TEXTS = "Import the export that it was written in first."
