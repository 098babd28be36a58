"""How far codings can be trusted: who agrees with whom, and what the random audit corrects."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from askwhy.analysis.coded import Coded, agree, firmness
from askwhy.app.coding import coded as rows
from askwhy.app.coding.shelf import SEED, Which, choose, domains, gather, usual
from askwhy.coding.adjudication import cross_table
from askwhy.coding.codebook import UNSURE, Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Stream, latest
from askwhy.coding.queue import place
from askwhy.coding.resolver import Standing, resolve
from askwhy.store import coding as store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import sqlalchemy as sa
    from numpy.random import Generator

    from askwhy.analysis import Agreement, NotEstimable
    from askwhy.app.coding.shelf import Shelf
    from askwhy.coding.codebook import Code, Codebook
    from askwhy.coding.codings import Coding
    from askwhy.coding.queue import Draw

    Frame = Mapping[str, Sequence[Coding]]

BY_PERSONS = frozenset({Standing.PERSON, Standing.ADJUDICATED})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coders on the same texts under one code. `about` is the value of a code of several."""

    code: str
    about: str
    first: str
    second: str
    found: Agreement | NotEstimable


@dataclass(frozen=True, slots=True)
class Trust:
    """One code: its texts with what was said of them, and who agrees with whom."""

    code: Code
    counts: Coded
    pairs: tuple[Pair, ...]


def trust(
    connection: sa.Connection, account_id: int, rng: Generator, book: Codebook | None = None
) -> list[Trust]:
    """Every code that a person has coded something under, of the shipped codebook or another."""
    shelf = gather(connection, account_id)
    told = [*domains(connection, account_id, shelf)]
    found = []
    for code in (book or shipped()).codes:
        items = told if usual(code.name) is Which.ANSWERS else None
        chosen = choose(connection, account_id, shelf, usual(code.name)) if items is None else items
        frame = read_frame(connection, shelf, code, chosen)
        drawn = rows.draws(connection, code.name)
        if any(one.origin is Kind.PERSON for codings in frame.values() for one in codings):
            pairs = compare(code, frame, drawn, rng)
            found.append(Trust(code, count_frame(code, frame, drawn, pairs), tuple(pairs)))
    return found


def read_frame(
    connection: sa.Connection, shelf: Shelf, code: Code, items: Iterable[str]
) -> dict[str, list[Coding]]:
    """All codings of these texts under a code, by persons and by the machine as shipped."""
    chosen = [item for item in items if item in shelf.texts]
    known = rows.codings_of(connection, chosen, [code.name])
    return {item: yardstick(code, known.get(item, [])) for item in chosen}


def yardstick(code: Code, codings: Iterable[Coding]) -> list[Coding]:
    """The codings without those of models that learnt from persons.

    A model knows the labels that it learnt from: it errs less on them than on other texts.
    """
    from askwhy.coding.model_files import shipped_classifiers

    model = shipped_classifiers().get(code.name)
    ours = f"{model.encoder} {model.version}" if model else ""
    return [one for one in codings if one.origin is not Kind.MODEL or one.version in {ours, ""}]


def compare(
    code: Code,
    frame: Frame,
    drawn: Sequence[Draw],
    rng: Generator,
    *,
    are_machines_meant: bool = True,
) -> list[Pair]:
    """Each two persons, and each person with each machine, over the texts drawn at random."""
    persons = sorted(
        {one.coder for codings in frame.values() for one in codings if one.origin is Kind.PERSON}
    )
    machines = sorted(
        {
            one.coder
            for codings in frame.values()
            for one in codings
            if one.origin is not Kind.PERSON
        }
    )
    audits = {who: set(audited(code, frame, drawn, who)) for who in persons}
    twos = [(one, other, audits[one] & audits[other]) for one, other in combinations(persons, 2)]
    if are_machines_meant:
        twos += [(who, machine, audits[who]) for who in persons for machine in machines]
    found = []
    for one, other, among in twos:
        tables = cross_table(code, frame, one, other, among)
        for about, table in (tables or {code.name: Counter()}).items():
            categories = ("no", "yes") if code.several else _categories(code, table)
            result = agree(table, categories, rng, is_ordered=code.ordered)
            found.append(Pair(code.name, about, _name(one), _name(other), result))
    return found


def audited(code: Code, items: Iterable[str], drawn: Sequence[Draw], who: str) -> list[str]:
    """The texts of a person's random sample: the first of the random order, without a gap.

    They are the only ones that published rates may read. `drawn` are the draws under this code.
    Texts that came later with a new import, and would have come earlier in that order, end the
    sample until they are coded: so it stays a simple random sample of the texts there are now.
    """
    mine = {
        one.item for one in drawn if one.stream is Stream.AUDIT and f"person:{one.reviewer}" == who
    }
    ordered = sorted(items, key=lambda item: place(SEED, code.name, item))
    sample = []
    for item in ordered:
        if item not in mine:
            break
        sample.append(item)
    return sample


def count_frame(
    code: Code, frame: Frame, drawn: Sequence[Draw], pairs: Sequence[Pair] = ()
) -> Coded:
    """What was said of the texts of a frame, in numbers."""
    said = {
        value
        for codings in frame.values()
        for one in codings
        if not one.is_special
        for value in one.values
    }
    values = (*code.names, *sorted(said - set(code.names)))
    counts = Coded(code.name, values, code.several, len(frame))
    people = {
        one.coder for codings in frame.values() for one in codings if one.origin is Kind.PERSON
    }
    sample: list[str] = []
    for who in sorted(people):
        mine = _coded_part(frame, audited(code, frame, drawn, who))
        sample = max(sample, mine, key=len)
    drawn_by_chance = set(sample)
    for item, codings in frame.items():
        machine = _by_machine(code, codings)
        if machine is not None:
            counts.machine[machine] += 1
        by_people = by_persons(code, codings)
        if by_people is None:
            counts.left_out += item in drawn_by_chance
            continue
        counts.persons[by_people] += 1
        if item in drawn_by_chance:
            counts.audit[machine, by_people] += 1
    counts.firmness = {
        pair.about: firmness(pair.found)
        for pair in sorted(pairs, key=_weight)
        if not _is_machine(pair.second)
    }
    return counts


def by_persons(code: Code, codings: Sequence[Coding]) -> tuple[str, ...] | None:
    """What persons say of a text; None where none does, or they are unsure or differ."""
    resolved = resolve(code, [one for one in codings if one.origin is Kind.PERSON])
    if resolved.standing not in BY_PERSONS or resolved.values in {None, (UNSURE,)}:
        return None
    return resolved.values


def is_anything_coded(connection: sa.Connection) -> bool:
    """Whether the record holds any coding at all."""
    return store.is_any(connection)


def _coded_part(frame: Frame, sample: Sequence[str]) -> list[str]:
    """The sample up to the first text that its person has drawn and not yet coded."""
    found = []
    for item in sample:
        if not any(one.origin is Kind.PERSON for one in latest(frame[item])):
            break
        found.append(item)
    return found


def _by_machine(code: Code, codings: Sequence[Coding]) -> tuple[str, ...] | None:
    """What the machine says of a text: its model, or else its rule; a warning as it was raised."""
    machines = [one for one in codings if one.origin in {Kind.MODEL, Kind.RULE}]
    kept = [one for one in latest(machines) if not one.is_special]
    if not kept:
        return None
    resolved = resolve(code, kept)
    if resolved.values is not None:
        return resolved.values
    return resolved.proposal.values if resolved.proposal else None


def _categories(code: Code, table: Mapping[tuple[str, str], int]) -> tuple[str, ...]:
    others = {value for cell in table for value in cell} - set(code.names)
    return (*code.names, *sorted(others))


def _weight(pair: Pair) -> int:
    return getattr(pair.found, "units", 0)


def _name(coder: str) -> str:
    return coder.removeprefix("person:")


def _is_machine(name: str) -> bool:
    return name.partition(":")[0] in {Kind.RULE, Kind.MODEL, Kind.LLM}
