"""The lines of a text file in any usual encoding, as a stream in flat memory."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from askwhy.errors import YourFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BLOCK = 1 << 16
LINE_LIMIT = 1 << 22


class LineTooLong(YourFile):
    """A line that no export has: what follows cannot be told apart from noise."""

    remedy = "The file is damaged, or it is no table. Ask for the export again."


class Bytes(Protocol):
    """What gives bytes, in pieces."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; none at the end."""


class Lines:
    """The lines of a file, decoded block by block, and what was noticed on the way.

    `encoding` is "utf-8" or one of UTF-16; `has_bom` and `has_crlf` tell of the first block;
    `is_mended` becomes true when bytes were no UTF-8 and were read as Windows-1252.
    """

    def __init__(
        self, stream: Bytes, file: str, on_bytes: Callable[[int], None] | None = None
    ) -> None:
        self.file = file
        self.is_mended = False
        self._stream = stream
        self._on_bytes = on_bytes
        first = _first_block(stream)
        self.encoding, bom = _encoding(first)
        self.has_bom = bool(bom)
        self._first = first[len(bom) :]
        self._consumed = len(first)
        head = self._transcoder()(self._first, False)
        whole_lines = head[: head.rfind(b"\n") + 1] or head
        self.sample = "".join(self._decode(whole_lines))
        self.is_mended = False
        self.has_crlf = self.sample.partition("\n")[0].endswith("\r")

    def __iter__(self) -> Iterator[str]:
        """Yield each line with its ending; once only."""
        return chain.from_iterable(map(self._decode, self._blocks()))

    def _blocks(self) -> Iterator[bytes]:
        """Yield UTF-8, or what passes for it, that ends where a line ends."""
        transcode = self._transcoder()
        carry, chunk = b"", self._first
        while chunk:
            block = carry + transcode(chunk, False)
            cut = block.rfind(b"\n") + 1 or _bare_return(block)
            carry = block[cut:]
            if len(carry) > LINE_LIMIT:
                raise LineTooLong(self.file, None, f"a line is longer than {LINE_LIMIT:,} bytes.")
            if cut:
                yield block[:cut]
            if self._on_bytes is not None:
                self._on_bytes(self._consumed)
            chunk = self._next()
        yield carry + transcode(b"", True)

    def _next(self) -> bytes:
        chunk = self._stream.read(BLOCK)
        self._consumed += len(chunk)
        return chunk

    def _transcoder(self) -> Callable[[bytes, bool], bytes]:
        """What makes UTF-8 of the pieces of the file."""
        if self.encoding == "utf-8":
            return lambda piece, _: piece
        decode = getincrementaldecoder(self.encoding)("replace").decode
        return lambda piece, is_last: decode(piece, is_last).encode()

    def _decode(self, block: bytes) -> list[str]:
        """The lines of a block. A NUL, which no text holds, becomes U+FFFD."""
        if b"\0" in block:
            block = block.replace(b"\0", "\ufffd".encode())
        lines = block.splitlines(keepends=True)
        try:
            return list(map(bytes.decode, lines))
        except UnicodeDecodeError:
            self.is_mended = True
            return list(map(_mend, lines))


def _first_block(stream: Bytes) -> bytes:
    """A whole block, or the whole file, however little the stream gives at a time."""
    first = b""
    while len(first) < BLOCK and (more := stream.read(BLOCK)):
        first += more
    return first


def _encoding(first: bytes) -> tuple[str, bytes]:
    """The encoding by its mark, or by the zeros that UTF-16 leaves in plain letters."""
    for bom, encoding in (
        (BOM_UTF8, "utf-8"),
        (BOM_UTF16_LE, "utf-16-le"),
        (BOM_UTF16_BE, "utf-16-be"),
    ):
        if first.startswith(bom):
            return encoding, bom
    head = first[:16]
    if len(head) >= 8 and not any(head[1::2]) and all(head[::2]):
        return "utf-16-le", b""
    if len(head) >= 8 and not any(head[::2]) and all(head[1::2]):
        return "utf-16-be", b""
    return "utf-8", b""


def _mend(line: bytes) -> str:
    """A line as UTF-8, or else as Windows-1252, in which every byte is something."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _bare_return(block: bytes) -> int:
    """Where to cut without any line feed: behind the last carriage return but a final one."""
    return block.rfind(b"\r", 0, len(block) - 1) + 1
