"""The quick cutting of records gives what the csv module gives, for any text at all."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askwhy.networks.tables.records import FIELD_LIMIT, Records

CELLS = st.text(st.sampled_from('ab",;\t\n\r é😀\u2028\x0b\x00 '), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6)
QUOTING = (csv.QUOTE_ALL, csv.QUOTE_MINIMAL)


def by_module(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def by_us(text: str, delimiter: str = ",", width: int = 3) -> list[list[str]]:
    return list(Records(io.StringIO(text, newline=""), delimiter, width))


@given(
    rows=ROWS,
    quoting=st.sampled_from(QUOTING),
    delimiter=st.sampled_from((",", "\t", ";")),
    ending=st.sampled_from(("\n", "\r\n")),
)
@example(rows=[["", "", "\r"]], quoting=csv.QUOTE_MINIMAL, delimiter=",", ending="\n")
def test_what_the_csv_module_wrote_comes_back(
    rows: list[list[str]], quoting: int, delimiter: str, ending: str
) -> None:
    paper = io.StringIO(newline="")
    csv.writer(
        paper,
        delimiter=delimiter,
        quoting=quoting,  # type: ignore[arg-type]
        lineterminator=ending,
    ).writerows(rows)
    text = paper.getvalue()
    assert by_us(text, delimiter) == by_module(text, delimiter)
    if quoting == csv.QUOTE_ALL:
        assert by_us(text, delimiter) == rows


@given(st.text(st.sampled_from('ab"",,\n\r '), max_size=40))
@example('"a","b","c"\n')
@example('"a,"b","c""\n')
@example('a"b","c","d"\n')
@example('"a","b",c\n"d","e","f"')
@example('a","b","c","d\n')
@example('"a"",""b","c"\n')
@example('"","",""\n\n"","",""\r\n')
@example('"a\n","b","c"\n"d","e","f"\n')
@example("Xa,b,cX\n")
def test_any_text_is_cut_as_the_csv_module_cuts_it(text: str) -> None:
    assert by_us(text) == by_module(text)


LINES = ('"a","b","c"\n', '"x","y","z"\n', '"a","q"\n', '"a","b","c","d"\n', "a,b,c\n", "\n")


@given(st.lists(st.sampled_from(LINES)))
@example(['"a","b","c"\n', '"a","q"\n', '"a","b","c","d"\n', '"a","b","c"\n'])
def test_a_first_part_is_empty_or_followed_by_all_the_others(lines: list[str]) -> None:
    text = "".join(lines)
    parts = list(Records(io.StringIO(text, newline=""), ",", 3).parts())
    assert [first + rest for first, rest in parts] == by_module(text)
    for first, rest in parts:
        assert not first or (len(first), len(rest)) == (1, 2)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ('"a","b","1"\n"c","d","2"\n"a","b","3"\n"c","d","4"\n', [(0, 2), (1, 3)]),
        ('"a","b","1"\n"a","b","2"\n"a","b","3"\n', [(0, 1), (1, 2)]),
        ('"a","b","c","d","1"\n"a","b","c","d","2"\n', [(0, 1)]),
    ],
)
def test_those_who_write_again_or_in_turn_are_met_again(
    text: str, same: list[tuple[int, int]]
) -> None:
    rows = by_module(text)
    width = len(rows[0])
    begun = [first for first, _ in Records(io.StringIO(text, newline=""), ",", width).parts()]
    assert begun == [row[: width // 2] for row in rows]
    for one, other in same:
        assert begun[one] is begun[other]


@given(st.lists(st.sampled_from(('"a","b","c"\n', "a,b,c\n", '"a\nb",b,c\n', "\n", '"x"\n'))))
def test_the_line_of_each_record_is_counted_in_lines_of_the_file(pieces: list[str]) -> None:
    records = Records(io.StringIO("".join(pieces), newline=""), ",", 3)
    seen = [records.line for _ in records]
    ends = [sum(piece.count("\n") for piece in pieces[: n + 1]) for n in range(len(pieces))]
    assert seen == ends


def test_after_an_endless_field_reading_goes_on_behind_it() -> None:
    text = 'a,b,c\n"' + "x" * (FIELD_LIMIT + 1) + '",b,c\nd,e,f\n'
    records = Records(io.StringIO(text, newline=""), ",", 3)
    found: list[list[str]] = []
    with pytest.raises(csv.Error, match="larger than field limit"):
        found.extend(records)
    assert found == [["a", "b", "c"]]
    assert list(records) == [["d", "e", "f"]]
    assert records.line == 3
