"""Codings as lines and tables: out, back, and what comes back broken."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.coding.codebook import Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Coding, Reason, Review, Stream, by_person
from askwhy.coding.exchange.cells import clean, defused, restored
from askwhy.coding.exchange.checking import fitting
from askwhy.coding.exchange.lines import from_jsonl, to_jsonl
from askwhy.coding.exchange.tables import COLUMNS, from_csv, to_csv

BOOK = shipped()
AUDIT = Review(Stream.AUDIT, 0.25, is_blind=True)
MACHINE = Coding(
    "m1",
    "scam",
    ("phishing",),
    "model:scam",
    Kind.MODEL,
    "use-m3/1 2",
    BOOK.digest,
    0.9234567,
    (("none", 0.1), ("phishing", 0.9)),
    (Reason("sentence", 3, 9),),
)
CODINGS = [
    by_person("m1", BOOK["reason"], ("selling", "advice"), "anna", BOOK.digest, AUDIT),
    by_person("=m2\u2028", BOOK["reason"], (), "bo", BOOK.digest, Review()),
    replace(by_person("m1", BOOK["tone"], ("unsure",), "bo", BOOK.digest), is_adjudicated=True),
    MACHINE,
]


def test_lines_keep_everything() -> None:
    assert from_jsonl("c.jsonl", to_jsonl(CODINGS), BOOK) == (tuple(CODINGS), ())


def test_a_table_keeps_all_but_soft_codes_and_reasons() -> None:
    found, problems = from_csv("c.csv", to_csv(CODINGS), BOOK)

    assert problems == ()
    assert list(found) == [*CODINGS[:3], replace(MACHINE, soft=(), reasons=())]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_table_saved_by_a_table_program_is_read(between: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(CODINGS[:1]))))
    written = io.StringIO()
    csv.writer(written, delimiter=between).writerows(rows)

    found, problems = from_csv("c.csv", "\ufeff" + written.getvalue() + "\r\n", BOOK)

    assert (list(found), problems) == (CODINGS[:1], ())


def changed(**fields: object) -> str:
    entry = json.loads(to_jsonl([MACHINE]))
    return json.dumps({**entry, **fields})


@pytest.mark.parametrize(
    "line",
    [
        "{no",
        "null",
        "[]",
        "3",
        "[" * 100_000,
        "{}",
        changed(more=1),
        changed(item=4),
        changed(probability="0.5"),
        changed(probability=True),
        changed(probability=1.5),
        changed(probability=float("nan")),
        changed(values="phishing"),
        changed(values=[3]),
        changed(origin="oracle"),
        changed(origin="person"),
        changed(is_adjudicated=True),
        changed(review={"stream": "audit", "inclusion": 0.5, "is_blind": False}),
        changed(soft=[["none", 2.0]]),
        changed(soft=[["none"]]),
        changed(reasons=[{"name": "x", "start": 5, "end": 3}]),
        changed(reasons=[{"name": "x", "start": True, "end": 3}]),
        changed(reasons=[{"name": "x", "start": 1}]),
    ],
    ids=range(23),
)
def test_a_broken_line_is_told_and_the_rest_is_read(line: str) -> None:
    found, problems = from_jsonl("c.jsonl", f"{changed()}\n\n{line}\n{changed()}\n", BOOK)

    assert found == (MACHINE, MACHINE)
    assert [(one.line, one.reason) for one in problems] == [(3, "this line is no coding.")]


@pytest.mark.parametrize(
    ("code", "values", "reason"),
    [
        ("mood", ["good"], "the codebook has no code 'mood'."),
        ("scam", ["nonsense"], "'nonsense' is no value of 'scam'."),
        ("tone", ["0", "1"], "'tone' takes one value, and these are 2."),
    ],
)
def test_what_the_codebook_does_not_know_is_told(code: str, values: list[str], reason: str) -> None:
    found, problems = from_jsonl("c.jsonl", changed(code=code, values=values), BOOK)

    assert found == ()
    assert [(one.line, one.reason) for one in problems] == [(1, reason)]


@pytest.mark.parametrize("stream", ["x", "", "audit"])
@pytest.mark.parametrize("inclusion", ["", "0", "2", "nan", "x", "0.5"])
def test_a_row_with_another_review_than_there_is_is_told(stream: str, inclusion: str) -> None:
    row = dict(zip(COLUMNS, next(csv.reader([to_csv(CODINGS[:1]).split("\r\n")[1]])), strict=True))
    row |= {"stream": stream, "inclusion": inclusion}
    source = f"{','.join(COLUMNS)}\r\n{','.join(row.values())}\r\n"

    found, problems = from_csv("c.csv", source, BOOK)

    is_sound = stream != "x" and inclusion in {"", "0.5"}
    is_sound |= stream == "" and inclusion in {"0", "2", "nan"}
    assert len(found) == is_sound
    assert [one.line for one in problems] == ([] if is_sound else [2])


def test_a_table_cut_short_or_of_something_else_is_told() -> None:
    whole = to_csv(CODINGS)
    cut = whole[: whole.rindex(",")]

    assert [one.line for one in from_csv("c.csv", cut, BOOK)[1]] == [5]
    assert [one.line for one in from_csv("c.csv", "name,age\nbo,3", BOOK)[1]] == [1]
    assert [one.line for one in from_csv("c.csv", "", BOOK)[1]] == [1]
    endless = whole + '"' + "x" * 2_000_000
    assert "no table" in from_csv("c.csv", endless, BOOK)[1][0].reason


def test_no_cell_of_the_table_is_a_formula() -> None:
    codings = [replace(one, item="-2+3", version="@x") for one in CODINGS]

    rows = list(csv.reader(io.StringIO(to_csv(codings))))

    assert rows[1][0] == "'-2+3"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


@settings(deadline=None)
@given(st.text(alphabet="'=+-@\t\r\n＝a ", max_size=6))
def test_a_defused_cell_is_harmless_and_comes_back(cell: str) -> None:
    safe = defused(cell)

    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert restored(safe) == cell


def test_signs_that_xml_forbids_are_replaced_one_by_one() -> None:
    assert clean("a\x00b\ud800c\uffff\n\t👍") == "a\ufffdb\ufffdc\ufffd\n\t👍"


def test_codings_of_texts_that_are_not_here_are_told_and_evidence_outside_is_left_out() -> None:
    other = replace(MACHINE, item="m9")
    far = replace(MACHINE, reasons=(Reason("sentence", 3, 9), Reason("link", 3, 10)))

    found, problems = fitting("c.jsonl", [MACHINE, other, other, far], {"m1": 9})

    assert found == (MACHINE, MACHINE)
    assert [one.reason for one in problems] == [
        "there is no text 'm9' here.",
        "evidence for 'scam' lies outside of text 'm1'.",
    ]
