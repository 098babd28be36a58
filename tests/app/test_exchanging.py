"""Codings out to files and back, over a real record."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from askwhy.app.coding import coded
from askwhy.app.coding.codebooks import NoSuchCode
from askwhy.app.coding.exchanging import NobodyNamed, Taken, UnknownEnding, export, take
from askwhy.app.coding.reviewing import Desk
from askwhy.app.coding.shelf import SEED, Which
from askwhy.coding.codings import Stream
from askwhy.coding.queue import Order, place
from askwhy.store import coding_tables

if TYPE_CHECKING:
    from tests.app.conftest import Stage

    from askwhy.coding.codings import Coding

NAMES = ("ana", "ben", "cleo", "dan", "eve", "fay", "gus", "hal")


@pytest.fixture
def told(stage: Stage) -> Stage:
    """Eight people, each of whom wrote once after being accepted."""
    stage.requests(*NAMES)
    for number, name in enumerate(NAMES):
        stage.writes(name, f"=1+1 We met at fair number {number}.")
    return stage


def out(stage: Stage, ending: str, **more: object) -> bytes:
    return export(stage.record, stage.account().id, ending, stage.clock(), **more)  # type: ignore[arg-type]


def back(stage: Stage, file: str, content: bytes, coder: str | None = None) -> Taken:
    return take(stage.record, stage.account().id, file, content, stage.clock(), coder)


def code_some(stage: Stage, person: str, values: tuple[str, ...], most: int = 99) -> None:
    account = stage.account().id
    desk = Desk(
        stage.record, account, person, "reason", stage.clock, order=Order.RANDOM,
        is_machine_used=False,
    )  # fmt: skip
    while most and (card := desk.next()) is not None:
        desk.keep(card, values)
        most -= 1


def all_codings(stage: Stage) -> list[Coding]:
    with stage.record.read() as connection:
        items = connection.execute(coding_tables.texts.select()).mappings()
        found = coded.codings_of(connection, [row["item"] for row in items])
    return [one for codings in found.values() for one in codings]


def filled(content: bytes, cells: dict[str, str]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    for where, value in cells.items():
        book["coding"][where] = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def rows(content: bytes) -> list[str]:
    sheet = load_workbook(io.BytesIO(content))["coding"]
    return [sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)]


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".qdpx"])
def test_what_was_exported_is_known_when_it_comes_back(told: Stage, ending: str) -> None:
    code_some(told, "eva", ("selling",), 3)
    before = all_codings(told)

    taken = back(told, f"c{ending}", out(told, ending), "eva")

    assert (taken.new, taken.known, taken.problems) == (0, 3, ())
    assert all_codings(told) == before


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".qdpx"])
def test_another_persons_codings_are_added_beside_ours(told: Stage, ending: str) -> None:
    code_some(told, "eva", ("selling",), 3)
    content = (
        out(told, ".jsonl").replace(b"person:eva", b"person:bo").replace(b"selling", b"advice")
    )
    assert back(told, "bo.jsonl", content).new == 3
    exported = out(told, ending)

    taken = back(told, f"c{ending}", exported, "eva")

    assert (taken.new, taken.known) == (0, 6)
    said = {(one.coder, one.values) for one in all_codings(told)}
    assert said == {("person:eva", ("selling",)), ("person:bo", ("advice",))}


def test_an_old_file_changes_nothing_that_was_said_since(told: Stage) -> None:
    code_some(told, "eva", ("selling",), 1)
    old = out(told, ".jsonl")
    newer = old.replace(b"selling", b"advice")
    assert back(told, "new.jsonl", newer).new == 1

    assert back(told, "old.jsonl", old).new == 0
    assert [one.values for one in all_codings(told)] == [("selling",), ("advice",)]


def test_a_sheet_filled_in_from_the_top_is_a_random_sample(told: Stage) -> None:
    content = out(told, ".xlsx", codes=("reason",), sample=5)
    order = rows(content)
    cells = {f"C{row}": "selling" for row in (2, 3, 4, 6)}

    taken = back(told, "s.xlsx", filled(content, cells), "bo")

    assert (taken.new, taken.known, taken.problems) == (4, 0, ())
    by_item = {one.item: one.review for one in all_codings(told)}
    shares = [by_item[item] for item in order[:3]]
    assert [(one.stream, one.inclusion, one.is_blind) for one in shares if one] == [
        (Stream.AUDIT, 1 / 8, True),
        (Stream.AUDIT, 2 / 8, True),
        (Stream.AUDIT, 3 / 8, True),
    ]
    last = by_item[order[4]]
    assert last is not None
    assert (last.stream, last.inclusion, last.is_blind) == (Stream.CHOSEN, None, True)
    with told.record.read() as connection:
        drawn = coded.draws(connection, "reason")
    assert [(one.item, one.reviewer) for one in drawn] == [(item, "bo") for item in order[:3]]


def test_the_sheet_is_in_the_order_in_which_the_audit_draws(told: Stage) -> None:
    order = rows(out(told, ".xlsx", codes=("reason",)))

    assert len(order) == 8
    assert order == sorted(order, key=lambda item: place(SEED, "reason", item))
    code_some(told, "eva", ("selling",), 4)
    assert {one.item for one in all_codings(told)} == set(order[:4])
    assert rows(out(told, ".xlsx", codes=("reason",), sample=3)) == order[:3]
    assert rows(out(told, ".xlsx", codes=("reason",), which=Which.NOTES)) == []


def test_a_sheet_taken_back_twice_is_known(told: Stage) -> None:
    content = filled(out(told, ".xlsx", codes=("reason",)), {"C2": "selling"})

    assert back(told, "s.xlsx", content, "bo").new == 1
    again = back(told, "s.xlsx", content, "bo")

    assert (again.new, again.known) == (0, 1)


def test_codings_of_texts_that_are_not_here_are_told(told: Stage) -> None:
    code_some(told, "eva", ("selling",), 1)
    (one,) = all_codings(told)
    content = out(told, ".jsonl").replace(one.item.encode(), b"elsewhere")

    taken = back(told, "c.jsonl", content)

    assert (taken.new, taken.known) == (0, 0)
    assert [each.reason for each in taken.problems] == ["there is no text 'elsewhere' here."]


def test_a_codebook_goes_out_and_its_differences_are_told(told: Stage) -> None:
    content = out(told, ".qdc")

    assert back(told, "b.qdc", content) == Taken(0, 0, ())
    other = content.replace(b'name="selling"', b'name="peddling"')
    (problem,) = back(told, "b.qdc", other).problems
    assert problem.reason == "the codebook has no 'reason' with peddling."


OWN = """
[codebook]
name = "ours"
version = "1"
[[code]]
name = "reason"
[[code.value]]
name = "alumni"
definition = "Went to the same school."
yes = { en = "We were both at Leiden." }
"""


def test_the_owners_own_values_go_out_and_come_back(told: Stage) -> None:
    theirs = out(told, ".qdc").replace(b'name="selling"', b'name="alumni"')
    assert len(back(told, "b.qdc", theirs).problems) == 1
    told.record.home.mkdir(exist_ok=True)
    (told.record.home / "codebook.toml").write_text(OWN, "utf-8")
    assert back(told, "b.qdc", theirs).problems == ()

    content = filled(out(told, ".xlsx", codes=("reason",)), {"C2": "alumni"})
    assert back(told, "s.xlsx", content, "bo").new == 1
    for ending in (".jsonl", ".csv", ".qdpx"):
        taken = back(told, f"c{ending}", out(told, ending), "bo")
        assert (taken.new, taken.known, taken.problems) == (0, 1, ())


def test_what_cannot_be_done_is_refused(told: Stage) -> None:
    with pytest.raises(UnknownEnding, match=r"\.qdpx"):
        out(told, ".doc")
    with pytest.raises(UnknownEnding):
        back(told, "c.doc", b"")
    with pytest.raises(NoSuchCode):
        out(told, ".csv", codes=("mood",))
    for name in ("s.xlsx", "p.qdpx"):
        with pytest.raises(NobodyNamed, match="--coder"):
            back(told, name, b"", " ")
    assert back(told, "c.csv", b"\xff\xfe").problems[0].reason == "it is not written in UTF-8."
