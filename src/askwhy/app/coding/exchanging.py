"""Codings out to files and back: for a second coder, for other programs, for safe keeping.

A coding sheet holds texts in the order of the random audit and no suggestion. What comes back of
its first texts without a gap is a random sample, and is kept as one; what comes after a gap is not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from askwhy.app.coding import coded
from askwhy.app.coding.codebooks import codebook, find_code
from askwhy.app.coding.shelf import SEED, Which, choose, gather, usual
from askwhy.coding.codebook import Kind
from askwhy.coding.codings import Review, Stream
from askwhy.coding.exchange.checking import fitting
from askwhy.coding.exchange.lines import from_jsonl, to_jsonl
from askwhy.coding.exchange.refi_codebook import from_qdc, to_qdc
from askwhy.coding.exchange.refi_project import to_qdpx
from askwhy.coding.exchange.refi_return import from_qdpx
from askwhy.coding.exchange.sheets import from_sheet, to_sheet
from askwhy.coding.exchange.tables import from_csv, to_csv
from askwhy.coding.queue import Draw, place
from askwhy.errors import Refused, YourFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from askwhy.app.home import Record
    from askwhy.coding.codebook import Codebook
    from askwhy.coding.codings import Coding
    from askwhy.coding.exchange.checking import Found

ENDINGS = (".jsonl", ".csv", ".xlsx", ".qdc", ".qdpx")


class UnknownEnding(Refused):
    """A file's name does not say what it is."""

    remedy = f"End its name in one of {', '.join(ENDINGS)}."


class NobodyNamed(Refused):
    """Codings come without the name of who gave them."""

    remedy = "Say whose they are with --coder NAME."


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did: codings that were new, those that were there, and what is wrong."""

    new: int
    known: int
    problems: tuple[YourFile, ...]


def export(
    record: Record,
    account_id: int,
    ending: str,
    now: datetime,
    *,
    codes: Sequence[str] = (),
    which: Which | None = None,
    sample: int | None = None,
) -> bytes:
    """The content of a file of that kind. Raises UnknownEnding, and Refused for unknown codes.

    `codes` are those of a sheet (default: reason and tone) and of the others (default: all).
    `which` texts it is about; of a sheet by default those that its first code is about.
    `sample` is how many texts a sheet holds at most, the first of the random order.
    """
    if ending not in ENDINGS:
        raise UnknownEnding(f"“{ending}” is no ending that askwhy writes.")
    book = codebook(record.home)
    for code in codes:
        find_code(code, book)
    if ending == ".qdc":
        return to_qdc(book)
    with record.read() as connection:
        shelf = gather(connection, account_id)
        if ending == ".xlsx":
            wanted = tuple(codes) or ("reason", "tone")
            chosen = choose(connection, account_id, shelf, which or usual(wanted[0]))
            first = _in_order(wanted[0], chosen)[:sample]
            return to_sheet([shelf.texts[item] for item in first], [book[one] for one in wanted])
        chosen = choose(connection, account_id, shelf, which or Which.ALL)
        found = coded.codings_of(connection, chosen, codes)
    every = [one for item in chosen for one in found.get(item, ())]
    if ending == ".qdpx":
        texts = [shelf.texts[item] for item in chosen if item in found]
        return to_qdpx("askwhy", texts, every, book, now)
    return (to_jsonl(every) if ending == ".jsonl" else to_csv(every)).encode("utf-8", "replace")


def take(
    record: Record, account_id: int, file: str, content: bytes, now: datetime, coder: str | None
) -> Taken:
    """Write down what a file says; `coder` is the person whose codings they are.

    A coding that is there already is not written again, so an old file changes nothing that was
    said since. Raises UnknownEnding, and NobodyNamed where the file does not say who coded.
    """
    ending = next((one for one in ENDINGS if file.lower().endswith(one)), None)
    if ending is None:
        raise UnknownEnding(f"What is {file}?")
    if ending == ".qdc":
        return Taken(0, 0, _differences(file, content, codebook(record.home)))
    if ending in {".xlsx", ".qdpx"} and not (coder or "").strip():
        raise NobodyNamed(f"{file} does not say who coded.")
    codings, problems = _read(ending, file, content, (coder or "").strip(), codebook(record.home))
    with record.read() as connection:
        shelf = gather(connection, account_id)
        lengths = {item: len(text.whole) for item, text in shelf.texts.items()}
        codings, strange = fitting(file, codings, lengths)
        before = coded.codings_of(connection, {one.item for one in codings})
        drawn: tuple[Draw, ...] = ()
        if ending == ".xlsx":
            frames = {
                code: choose(connection, account_id, shelf, usual(code))
                for code in {one.code for one in codings}
            }
            codings, drawn = _sampled(codings, frames)
    new = [one for one in codings if not _is_known(one, before.get(one.item, ()))]
    if new:
        with record.write() as connection:
            coded.keep(connection, new, shelf.authors, now)
            coded.keep_draws(connection, drawn, shelf.authors, now)
    return Taken(len(new), len(codings) - len(new), (*problems, *strange))


def _read(ending: str, file: str, content: bytes, person: str, book: Codebook) -> Found:
    if ending == ".xlsx":
        return from_sheet(file, content, book, person)
    if ending == ".qdpx":
        return from_qdpx(file, content, book, person)
    try:
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return (), (YourFile(file, None, "it is not written in UTF-8.", "Save it as UTF-8."),)
    return (from_jsonl if ending == ".jsonl" else from_csv)(file, source, book)


def _sampled(
    codings: Iterable[Coding], frames: dict[str, list[str]]
) -> tuple[tuple[Coding, ...], tuple[Draw, ...]]:
    """The codings of a sheet with how each text came, and the draws of the random audit.

    The share drawn when the nth text came is n of all texts of the frame.
    """
    kept, drawn = [], []
    by_code: dict[str, dict[str, Coding]] = {}
    for one in codings:
        by_code.setdefault(one.code, {})[one.item] = one
    for code, said in by_code.items():
        order = _in_order(code, frames[code])
        first = list(takewhile(said.__contains__, order))
        for number, item in enumerate(first, 1):
            review = Review(Stream.AUDIT, number / len(order), is_blind=True)
            kept.append(replace(said[item], review=review))
            person = said[item].coder.removeprefix("person:")
            drawn.append(Draw(item, code, person, review.stream, review.inclusion))
        rest = said.keys() - set(first)
        blind = Review(Stream.CHOSEN, is_blind=True)
        kept += [replace(said[item], review=blind) for item in said if item in rest]
    return tuple(kept), tuple(drawn)


def _in_order(code: str, items: Iterable[str]) -> list[str]:
    """Texts in the order of the random audit."""
    return sorted(items, key=lambda item: place(SEED, code, item))


def _is_known(one: Coding, before: Iterable[Coding]) -> bool:
    """Whether the record holds it; what a person said again with less beside it is no news."""
    if one in before:
        return True
    if one.origin is not Kind.PERSON:
        return False
    same = [each for each in before if (each.coder, each.code) == (one.coder, one.code)]
    bare = (set(one.values), one.is_adjudicated)
    return bool(same) and (set(same[-1].values), same[-1].is_adjudicated) == bare


def _differences(file: str, content: bytes, book: Codebook) -> tuple[YourFile, ...]:
    """What a codebook of another program has that the one in use has not."""
    found, problems = from_qdc(file, content)
    lacking = list(problems)
    for code in found:
        own = book.get(code.name)
        missing = [name for name in code.names if own is None or not own.allows((name,))]
        if missing:
            reason = f"the codebook has no {code.name!r} with {', '.join(missing)}."
            lacking.append(YourFile(file, None, reason, "Codings by these cannot be imported."))
    return tuple(lacking)
