"""Where each value of a TOML text stands."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.protocol.lines import lines_of

if TYPE_CHECKING:
    from askwhy.protocol.lines import Path

TEXT = '''\
# a comment = [1]
top = 1  # another "comment"

[table]
plain = "a # b"
"quoted key" = 'x'
dotted.key = 2
long = """
one
two \\""" three""""
after_long = \'\'\'
  # not a comment
  [not.a.table]
\'\'\'
list = [
    1,  # first
    "two, [2]",
    [3,
     4],
    { five = 5, "s ix" = "6 }" },
]
inline = { a = 1, b = { c = [7, 8] } }
when = 2026-10-01 10:00:00
empty = []
none = {}
["quoted.table".deeper]
x = true
[[many]]
n = 1
[many.inside]
y = 1
[[many]]
[[many.parts]]
z = 1
[[many.parts]]
z = 2
'''


def test_each_value_is_at_its_line() -> None:
    found = lines_of(TEXT)
    by_line = [
        (("top",), 2),
        (("table",), 4),
        (("table", "plain"), 5),
        (("table", "quoted key"), 6),
        (("table", "dotted"), 7),
        (("table", "dotted", "key"), 7),
        (("table", "long"), 8),
        (("table", "after_long"), 11),
        (("table", "list"), 15),
        (("table", "list", 0), 16),
        (("table", "list", 1), 17),
        (("table", "list", 2), 18),
        (("table", "list", 2, 0), 18),
        (("table", "list", 2, 1), 19),
        (("table", "list", 3), 20),
        (("table", "list", 3, "five"), 20),
        (("table", "list", 3, "s ix"), 20),
        (("table", "inline"), 22),
        (("table", "inline", "a"), 22),
        (("table", "inline", "b"), 22),
        (("table", "inline", "b", "c"), 22),
        (("table", "inline", "b", "c", 0), 22),
        (("table", "inline", "b", "c", 1), 22),
        (("table", "when"), 23),
        (("table", "empty"), 24),
        (("table", "none"), 25),
        (("quoted.table",), 26),
        (("quoted.table", "deeper"), 26),
        (("quoted.table", "deeper", "x"), 27),
        (("many",), 28),
        (("many", 0), 28),
        (("many", 0, "n"), 29),
        (("many", 0, "inside"), 30),
        (("many", 0, "inside", "y"), 31),
        (("many", 1), 32),
        (("many", 1, "parts"), 33),
        (("many", 1, "parts", 0), 33),
        (("many", 1, "parts", 0, "z"), 34),
        (("many", 1, "parts", 1), 35),
        (("many", 1, "parts", 1, "z"), 36),
    ]
    assert found == dict(by_line)
    assert set(found) == paths(tomllib.loads(TEXT)), "the standard library sees the same values"


def test_windows_line_ends_count_once() -> None:
    assert lines_of('a = 1\r\nb = """\r\nx"""\r\nc = 3') == {("a",): 1, ("b",): 2, ("c",): 4}


def paths(value: object, path: Path = ()) -> set[Path]:
    """The paths of everything inside a value."""
    found = {path} if path else set()
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, each in items:
        found |= paths(each, (*path, key))
    return found


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
quoted = texts.map(lambda text: json.dumps(text, ensure_ascii=False))
scalars = st.one_of(
    st.integers(-99, 99).map(str),
    st.booleans().map(lambda flag: str(flag).lower()),
    st.just("2026-10-01"),
    quoted,
    texts.filter(lambda text: "'" not in text).map("'{}'".format),
    st.lists(texts, max_size=3)
    .map(lambda lines: json.dumps("\n".join(lines), ensure_ascii=False).replace("\\n", "\n"))
    .map('""{}""'.format),
)
keys = st.one_of(st.text("abcXYZ-_09", min_size=1, max_size=5), quoted)
blanks = st.sampled_from(["", " ", "\n", " # ] } \" '\n", "\n\n"])


@st.composite
def lists(draw: st.DrawFn, inside: st.SearchStrategy[str]) -> str:
    items = draw(st.lists(inside, max_size=3))
    return "[" + ",".join(draw(blanks) + item + draw(blanks) for item in items) + draw(blanks) + "]"


values = st.recursive(scalars, lists, max_leaves=6)


@given(st.dictionaries(keys, values, max_size=5), st.lists(blanks, min_size=5, max_size=5))
@settings(max_examples=50, deadline=None)
def test_the_same_values_are_found_as_by_the_standard_library(
    pairs: dict[str, str], between: list[str]
) -> None:
    text, expected = "", {}
    for (key, value), blank in zip(pairs.items(), between, strict=False):
        text += blank + ("" if blank.endswith("\n") or not text else "\n")
        (name,) = tomllib.loads(f"{key} = 0")
        if (name,) in expected:
            continue
        expected[name,] = text.count("\n") + 1
        text += f"{key} = {value}"
    found = lines_of(text)
    assert set(found) == paths(tomllib.loads(text))
    assert {path: line for path, line in found.items() if len(path) == 1} == expected


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "[a]"])
def test_a_text_may_say_nothing(text: str) -> None:
    assert set(lines_of(text)) == paths(tomllib.loads(text))
