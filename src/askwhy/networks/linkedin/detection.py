"""Finds exports by what is in them: a ZIP, a folder at any depth, loose CSVs.

A member is known by its name, compared by letters alone; where no member has a known name,
and for loose files, by its header.
"""

from __future__ import annotations

import os
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from askwhy.errors import YourFile
from askwhy.networks.linkedin.archive import LIMITS, Limits, Member, guarded
from askwhy.networks.linkedin.columns import LAYOUTS, Kind, kind_of, why_closed
from askwhy.networks.linkedin.failures import (
    EncryptedArchive,
    ForeignArchive,
    NestedArchive,
    NoPermission,
    OversizedArchive,
    TornArchive,
    UnknownPacking,
    WorkbookGiven,
)
from askwhy.networks.linkedin.source import ExportSource
from askwhy.networks.tables import Lines, find_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEPTH = 4
"""How deep a folder is searched."""
TABLE_OF_CONTENTS = b"PK\x05\x06"
UNPACKABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def open_sources(
    paths: Iterable[Path], limits: Limits = LIMITS
) -> Iterator[ExportSource | YourFile]:
    """Yield a source for each ZIP and each folder with members, and one for all loose CSVs.

    What cannot be opened, or is nothing of LinkedIn's, comes as a value; the rest goes on.
    """
    loose: list[Path] = []
    for path in paths:
        try:
            if guarded(path.name, path.is_dir):
                yield from _open_folder(path, limits)
            elif is_zip(path):
                yield open_zip(path, limits)
            else:
                loose.append(path)
        except YourFile as failure:
            yield failure
    yield from _open_loose(loose, limits)


def detect(path: Path, limits: Limits = LIMITS) -> ExportSource | None:
    """The one source at a path, or None where there is nothing of LinkedIn's.

    Raises the failure of a ZIP that cannot be read. Of a folder with several exports the first.
    """
    for found in open_sources([path], limits):
        if isinstance(found, ExportSource):
            return found
        if not isinstance(found, ForeignArchive):
            raise found
    return None


def is_zip(path: Path) -> bool:
    """Whether a file begins as a ZIP does, or is called one."""
    if not path.is_file():
        return False
    if path.suffix.lower() == ".zip":
        return True
    return guarded(path.name, lambda: _begins_as_zip(path))


def _begins_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def open_zip(path: Path, limits: Limits = LIMITS) -> ExportSource:
    """The export in a ZIP. Raises a failure of the whole archive."""
    _check_contents(path, limits)
    with guarded(path.name, lambda: zipfile.ZipFile(path)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > limits.members:
        raise OversizedArchive(path.name, None, f"it holds {len(infos):,} files.")
    names = [info.filename for info in infos if not _is_litter(info.filename)]
    if any(name.startswith(("xl/", "[Content_Types]")) for name in names):
        raise WorkbookGiven(path.name, None, "it is a spreadsheet program's workbook.")
    chosen = [info for info in infos if info.filename in names and kind_of(info.filename)]
    members = [
        Member(kind, info.filename, info.file_size, path, info.filename)
        for info in chosen
        if (kind := kind_of(info.filename)) and _is_fit(path, info, limits)
    ]
    if not members:
        unnamed = (info for info in infos if info.filename in names)
        members = list(_by_header(path, unnamed, limits))
    if not members:
        raise _strange(path, names)
    return _source(path.name, members, names, limits)


def _check_contents(path: Path, limits: Limits) -> None:
    """Refuse an endless table of contents before the zipfile module reads it."""
    size = guarded(path.name, lambda: path.stat().st_size)
    tail = guarded(path.name, lambda: _end_of(path, size))
    found = tail.rfind(TABLE_OF_CONTENTS)
    if found < 0 or len(tail) < found + 22:
        if size > 1 and not guarded(path.name, lambda: _begins_as_zip(path)):
            raise ForeignArchive(path.name, None, "it is no ZIP, whatever its name says.")
        raise TornArchive(path.name, None, "its end is missing.")
    count = int.from_bytes(tail[found + 10 : found + 12], "little")
    directory = int.from_bytes(tail[found + 12 : found + 16], "little")
    if count > limits.members or directory > limits.directory:
        raise OversizedArchive(path.name, None, "it claims to hold more files than any export.")


def _end_of(path: Path, size: int) -> bytes:
    """Where the record of the table of contents must be: a comment of 64 KiB may follow it."""
    with path.open("rb") as file:
        file.seek(max(0, size - (1 << 16) - 22))
        return file.read()


def _is_fit(path: Path, info: zipfile.ZipInfo, limits: Limits) -> bool:
    """True for a member that can be read. Raises for one that cannot."""
    if info.flag_bits & 0x1:
        raise EncryptedArchive(path.name, None, "it has a password.")
    if info.compress_type not in UNPACKABLE:
        raise UnknownPacking(path.name, None, "it is packed in an unusual way.")
    packed_too_well = info.file_size > limits.ratio * max(info.compress_size, 1)
    if info.file_size > limits.ratio_from and packed_too_well:
        raise OversizedArchive(
            path.name, None, f"{info.filename} would unpack to over {limits.ratio} times its size."
        )
    return True


def _by_header(path: Path, infos: Iterable[zipfile.ZipInfo], limits: Limits) -> Iterator[Member]:
    """Members of a ZIP none of whose files has a known name."""
    for info in infos:
        if not info.filename.lower().endswith(".csv") or why_closed(info.filename):
            continue
        _is_fit(path, info, limits)
        unknown = Member(Kind.PROFILE, info.filename, info.file_size, path, info.filename)
        if kind := _kind_by_header(unknown):
            yield Member(kind, info.filename, info.file_size, path, info.filename)


def _kind_by_header(member: Member) -> Kind | None:
    with member.open() as stream:
        sample = Lines(stream, member.name).sample
    found = find_header(sample, tuple(LAYOUTS.values()))
    return Kind(found[3].name) if found else None


def _open_folder(top: Path, limits: Limits) -> Iterator[ExportSource | YourFile]:
    """Each folder that holds members is an export; each ZIP found on the way is one, too."""
    seen, is_empty = 0, True
    for folder, folders, files in os.walk(top):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        if len(here.relative_to(top).parts) >= DEPTH:
            folders.clear()
        seen += len(files)
        if seen > limits.members:
            raise OversizedArchive(top.name, None, f"it holds over {limits.members:,} files.")
        paths = [here / name for name in sorted(files) if not _is_litter(name)]
        members = list(_members_by_name(paths))
        if members:
            is_empty = False
            label = top.name or str(top)
            inner = here.relative_to(top).as_posix()
            yield _source(label if inner == "." else f"{label}/{inner}", members, files, limits)
        for path in paths:
            if path.suffix.lower() == ".zip":
                is_empty = False
                yield from open_sources([path], limits)
    if is_empty:
        yield ForeignArchive(top.name or str(top), None, "no file of an export is in it.")


def _members_by_name(paths: Iterable[Path]) -> Iterator[Member]:
    for path in paths:
        kind = kind_of(path.name)
        if kind and path.is_file():
            yield Member(kind, path.name, path.stat().st_size, path)


def _open_loose(paths: list[Path], limits: Limits) -> Iterator[ExportSource | YourFile]:
    """One source of all loose files that are tables of an export."""
    members = []
    for path in paths:
        try:
            if not path.is_file():
                raise NoPermission(path.name, None, "there is no such file.")
            member = Member(Kind.PROFILE, path.name, path.stat().st_size, path)
            if why := why_closed(path.name):
                raise ForeignArchive(path.name, None, f"it holds {why}.")
            kind = _kind_by_header(member)
            if kind is None:
                raise ForeignArchive(path.name, None, "it is no table of an export.")
            members.append(Member(kind, path.name, member.size, path))
        except YourFile as failure:
            yield failure
    if members:
        name = ", ".join(sorted(member.name for member in members))
        yield _source(name, members, (), limits)


def _source(name: str, members: list[Member], names: Iterable[str], limits: Limits) -> ExportSource:
    """Raises OversizedArchive where sizes, which cost nothing to ask, are beyond the limits."""
    largest = max(members, key=lambda member: member.size)
    if largest.size > limits.member or sum(member.size for member in members) > limits.total:
        raise OversizedArchive(name, None, f"{largest.name} alone has {largest.size:,} bytes.")
    order = list(Kind)
    ordered = sorted(members, key=lambda member: (order.index(member.kind), member.name))
    closed = sorted(inside for inside in names if why_closed(inside))
    return ExportSource(name, tuple(ordered), tuple(closed))


def _is_litter(name: str) -> bool:
    """What operating systems leave in folders and ZIPs."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (bool(parts) and parts[-1].startswith("."))


def _strange(path: Path, names: list[str]) -> YourFile:
    """Which failure a ZIP without any known member is."""
    if any(name.lower().endswith(".zip") for name in names):
        return NestedArchive(path.name, None, "it holds ZIPs and no table.")
    return ForeignArchive(path.name, None, "no file of an export is in it.")
