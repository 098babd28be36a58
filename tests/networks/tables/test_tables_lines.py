"""Bytes of any usual encoding become lines; nothing is lost at the edge of a block."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.networks.tables import Lines
from askwhy.networks.tables.lines import BLOCK, LINE_LIMIT, LineTooLong

TEXTS = st.text(st.sampled_from("ab,é😀ż\n\r\u2028 "), max_size=60)
CODECS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be")
BOMS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


class Trickle:
    """Gives a few bytes at a time, as a pipe may."""

    def __init__(self, content: bytes, size: int) -> None:
        self._stream = io.BytesIO(content)
        self._size = size

    def read(self, _: int) -> bytes:
        return self._stream.read(self._size)


def lines_of(content: bytes) -> list[str]:
    return list(Lines(io.BytesIO(content), "file"))


@given(text=TEXTS, codec=st.sampled_from(CODECS), size=st.integers(1, 7))
def test_lines_are_those_of_the_text_however_the_bytes_arrive(
    text: str, codec: str, size: int
) -> None:
    content = BOMS.get(codec, b"") + text.encode(codec)
    first = BOMS.get(codec, b"\xef\xbb\xbf" if codec == "utf-8-sig" else b"")
    lines = Lines(Trickle(content, max(size, len(first))), "file")
    assert list(lines) == list(io.StringIO(text, newline=""))
    assert not lines.is_mended


@pytest.mark.parametrize("codec", CODECS)
def test_letters_on_the_edge_of_a_block_stay_whole(codec: str) -> None:
    line = "żółw 😀 " * 37 + "\n"
    text = line * (3 * BLOCK // len(line.encode(codec)))
    assert lines_of(BOMS.get(codec, b"") + text.encode(codec)) == text.splitlines(keepends=True)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_seen_by_its_zeros(codec: str) -> None:
    lines = Lines(io.BytesIO("From\tTo\nÉva\tŁucja\n".encode(codec)), "file")
    assert lines.encoding == codec
    assert list(lines) == ["From\tTo\n", "Éva\tŁucja\n"]


def test_bytes_that_are_no_utf8_are_read_as_windows_1252_line_by_line() -> None:
    content = "Żaneta\n".encode() + "Hélène – ça va\n".encode("cp1252") + "łąka\n".encode()
    lines = Lines(io.BytesIO(content), "file")
    assert list(lines) == ["Żaneta\n", "Hélène – ça va\n", "łąka\n"]
    assert lines.is_mended


def test_a_byte_that_is_nothing_in_windows_1252_becomes_a_replacement_mark() -> None:
    assert lines_of(b"a\x81b\n") == ["a\ufffdb\n"]


def test_zeros_become_replacement_marks() -> None:
    assert lines_of(b"a\0b\n\0\n") == ["a\ufffdb\n", "\ufffd\n"]


def test_lines_that_end_in_a_carriage_return_alone_are_lines() -> None:
    text = "one,two\r" * (BLOCK // 4)
    assert lines_of(text.encode()) == ["one,two\r"] * (BLOCK // 4)


def test_a_line_end_of_two_bytes_is_not_torn_at_the_edge_of_a_block() -> None:
    first = "a" * (BLOCK - 1) + "\r\n"
    assert lines_of(f"{first}b\r\n".encode()) == [first, "b\r\n"]


def test_an_endless_line_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(LineTooLong, match=f"file: a line is longer than {LINE_LIMIT:,} bytes"):
        lines_of(b"x" * (LINE_LIMIT + 2 * BLOCK))


def test_progress_ends_at_the_size_of_the_file() -> None:
    seen: list[int] = []
    content = b"\xef\xbb\xbf" + b"a,b\n" * BLOCK
    for _ in Lines(io.BytesIO(content), "file", seen.append):
        pass
    assert seen == sorted(seen)
    assert len(seen) > 3
    assert seen[-1] == len(content)


def test_line_endings_and_marks_of_a_spreadsheet_are_noticed() -> None:
    plain = Lines(io.BytesIO(b'a,b\n"c\r\nd",e\n'), "file")
    saved = Lines(io.BytesIO(b"\xef\xbb\xbfa,b\r\nc,d\r\n"), "file")
    assert (plain.has_bom, plain.has_crlf) == (False, False)
    assert (saved.has_bom, saved.has_crlf) == (True, True)


def test_an_empty_file_has_no_lines() -> None:
    assert [line for line in lines_of(b"") if line] == []
    assert [line for line in lines_of(b"\xff\xfe") if line] == []
