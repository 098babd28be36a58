"""Members of an export and their bytes: in a ZIP, in a folder, as loose files.

Nothing is ever unpacked to the disk, and only the members needed are opened, so a member's
path can do no harm. What a ZIP claims is checked before a byte is inflated.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Self, TypeVar

from askwhy.networks.linkedin.failures import (
    EncryptedArchive,
    NoPermission,
    TornArchive,
    UnknownPacking,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from askwhy.networks.linkedin.columns import Kind

DIGEST_BLOCK = 1 << 18
BREAKAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, LookupError, OverflowError
)  # fmt: skip
"""What the zipfile module raises on damage, according to where the damage is."""

Got = TypeVar("Got")


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond which an archive is refused. Sizes in bytes.

    `ratio` is how many times larger a member may be unpacked than packed, once it is larger
    than `ratio_from`; deflate can reach 1,032, texts reach 3 to 30. `directory` is the size of
    a ZIP's table of contents, which is read whole.
    """

    member: int = 4 << 30
    total: int = 8 << 30
    ratio: int = 200
    ratio_from: int = 16 << 20
    members: int = 10_000
    directory: int = 8 << 20


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Member:
    """One table of an export: which, its name for people, its size, and where it lies.

    `inside` is the name within the ZIP `place`, empty for a file of its own.
    """

    kind: Kind
    name: str
    size: int
    place: Path
    inside: str = ""

    def open(self) -> Stream:
        """Open for reading; use as a context. Raises a failure of the whole archive."""
        return Stream(self)

    def digest(self) -> bytes:
        """Length and CRC-32 of the bytes, which a ZIP tells without being unpacked.

        Reading checks them, so what is read is what was told here.
        """
        if self.inside:
            found = guarded(self.name, self._look_up)
            return f"{found.file_size} {found.CRC}".encode()
        size = check = 0
        with self.open() as stream:
            while block := stream.read(DIGEST_BLOCK):
                size, check = size + len(block), zlib.crc32(block, check)
        return f"{size} {check}".encode()

    def _look_up(self) -> zipfile.ZipInfo:
        with zipfile.ZipFile(self.place) as archive:
            return archive.getinfo(self.inside)


class Stream:
    """The bytes of a member; whatever goes wrong beneath is told as one of our failures."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._stack = ExitStack()
        self._bytes = guarded(member.name, self._open)

    def _open(self) -> IO[bytes]:
        member = self._member
        if not member.inside:
            return self._stack.enter_context(member.place.open("rb", buffering=0))
        archive = self._stack.enter_context(zipfile.ZipFile(member.place))
        return self._stack.enter_context(archive.open(member.inside))

    def read(self, size: int) -> bytes:
        """Read up to `size` bytes; none at the end."""
        return guarded(self._member.name, lambda: self._bytes.read(size))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()


def guarded(file: str, act: Callable[[], Got]) -> Got:
    """Do what may fail because of the file, and tell the failure as one of ours."""
    try:
        return act()
    except (PermissionError, FileNotFoundError, IsADirectoryError) as problem:
        raise NoPermission(file, None, f"{problem.strerror or 'no access'}.") from problem
    except NotImplementedError as problem:
        raise UnknownPacking(file, None, "it is packed in an unusual way.") from problem
    except RuntimeError as problem:
        raise EncryptedArchive(file, None, "it has a password.") from problem
    except (*BREAKAGE, OSError) as problem:
        raise TornArchive(file, None, "it breaks off or is damaged.") from problem
