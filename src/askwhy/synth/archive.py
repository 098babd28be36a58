"""Writes a world as an export: a ZIP or a folder, of any generation and in several dialects.

Rows stream through files in a temporary folder, so the size of a life does not matter to the
memory. ZIP members carry the export's instant, so the same world gives the same bytes.
"""

from __future__ import annotations

import csv
import shutil
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, Protocol

from askwhy.synth.extras import write_extras
from askwhy.synth.formats import GENERATIONS, NARROW_SPACE, Generation
from askwhy.synth.life import OWNER_PERSON, Size, live
from askwhy.synth.rows import Scribe
from askwhy.synth.world import Acquaintance, Person, Thread, World, export_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

Dialect = Literal["plain", "utf16", "excel", "excel-latin1"]
MemberStyle = Literal["usual", "capitals", "lower", "numbered"]
DROPPED = ("Email Address", "Position")
"""Columns of Connections.csv that a spreadsheet's user threw away."""
PREAMBLE = (
    "Notes:",
    'Some rows lack an e-mail address, since members choose who may see it; see "settings".',
)
STYLES: dict[MemberStyle, tuple[str, str, str]] = {
    "usual": ("Connections.csv", "Invitations.csv", "messages.csv"),
    "capitals": ("Connections.csv", "Invitations.csv", "Messages.csv"),
    "lower": ("connections.csv", "invitations.csv", "messages.csv"),
    "numbered": ("Connections_2.csv", "Invitations_2.csv", "messages_1.csv"),
}


class Rows(Protocol):
    """What takes rows: a csv writer."""

    def writerow(self, row: Iterable[str], /) -> object:
        """Write one row."""


@dataclass(frozen=True, slots=True)
class Form:
    """How an archive is written, beside its generation."""

    generation: Generation
    dialect: Dialect = "plain"
    preamble: bool | None = None
    members: MemberStyle = "usual"
    folder: str = ""
    extras: bool = True
    narrow_space: bool = False

    @property
    def is_resaved(self) -> bool:
        """Whether a spreadsheet wrote it."""
        return self.dialect.startswith("excel")

    @property
    def has_preamble(self) -> bool:
        """Whether Connections.csv begins with notes."""
        return self.generation.preamble if self.preamble is None else self.preamble


def _table(path: Path, form: Form, stack: ExitStack, *, quoted: bool = False) -> Rows:
    """Open a file for rows in the form's dialect."""
    encoding, errors = {
        "plain": ("utf-8", "strict"),
        "utf16": ("utf-16-le", "strict"),
        "excel": ("utf-8-sig", "strict"),
        "excel-latin1": ("latin-1", "replace"),
    }[form.dialect]
    file = stack.enter_context(path.open("w", encoding=encoding, errors=errors, newline=""))
    is_wide = form.dialect == "utf16"
    if is_wide:
        file.write("\ufeff")
    return csv.writer(
        file,
        delimiter="\t" if is_wide else ",",
        quoting=csv.QUOTE_ALL if is_wide or quoted else csv.QUOTE_MINIMAL,
        lineterminator="\r\n" if form.is_resaved else "\n",
    )


def _kept(form: Form, row: Sequence[str]) -> Iterator[str]:
    """Leave out of a Connections row what a spreadsheet's user dropped."""
    header = form.generation.connections
    dropped = DROPPED if form.is_resaved else ()
    return (cell for column, cell in zip(header, row, strict=True) if column not in dropped)


def _write_preamble(table: Rows, form: Form, width: int) -> None:
    padding = [""] * (width - 1) if form.is_resaved else []
    for line in PREAMBLE:
        table.writerow([line, *padding])
    table.writerow(["", *padding] if padding else [])


def _write_folder(
    target: Path, owner: Person, exported: datetime, pieces: Iterable[Acquaintance | Thread],
    form: Form,
) -> None:  # fmt: skip
    """Write the three files, and the extras, into an existing folder."""
    scribe = Scribe(
        owner, form.generation, NARROW_SPACE if form.narrow_space else " ", form.is_resaved
    )
    names = STYLES[form.members]
    with ExitStack() as stack:
        connections = _table(target / names[0], form, stack)
        invitations = _table(target / names[1], form, stack)
        messages = _table(target / names[2], form, stack, quoted=form.generation.quoted)
        header = list(_kept(form, form.generation.connections))
        if form.has_preamble:
            _write_preamble(connections, form, len(header))
        connections.writerow(header)
        invitations.writerow(form.generation.invitations)
        messages.writerow(form.generation.messages)
        for piece in pieces:
            threads: tuple[Thread, ...]
            if isinstance(piece, Thread):
                threads = (piece,)
            else:
                threads = piece.threads
                if piece.connected is not None:
                    connections.writerow(_kept(form, scribe.connection(piece)))
                if piece.request is not None and piece.request.is_registered(exported):
                    invitations.writerow(scribe.invitation(piece.person, piece.request))
            for thread in threads:
                for row in scribe.thread(thread):
                    messages.writerow(row)
    if form.extras:
        write_extras(target, owner, exported)


def _pack(source: Path, path: Path, exported: datetime, prefix: str) -> None:
    """Pack a folder's files into a ZIP, in the order of their names, stamped with the export."""
    stamp = (*exported.timetuple()[:5], 0)
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(file for file in source.rglob("*") if file.is_file()):
            name = file.relative_to(source).as_posix()
            info = zipfile.ZipInfo(f"{prefix}/{name}" if prefix else name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, 0o644 << 16
            is_big = file.stat().st_size > 1 << 31
            with archive.open(info, "w", force_zip64=is_big) as member, file.open("rb") as content:
                shutil.copyfileobj(content, member, 1 << 20)


def _write(
    path: Path, owner: Person, exported: datetime, pieces: Iterable[Acquaintance | Thread],
    form: Form,
) -> Path:  # fmt: skip
    if path.suffix.lower() != ".zip":
        target = path / form.folder
        target.mkdir(parents=True, exist_ok=True)
        _write_folder(target, owner, exported, pieces, form)
        return path
    with TemporaryDirectory(prefix="askwhy-synth-") as scratch:
        _write_folder(Path(scratch), owner, exported, pieces, form)
        _pack(Path(scratch), path, exported, form.folder)
    return path


def write_archive(
    world: World, path: Path | str, generation: str = "2026", *, dialect: Dialect = "plain",
    preamble: bool | None = None, members: MemberStyle = "usual", folder: str = "",
    extras: bool = True, narrow_space: bool = False,
) -> Path:  # fmt: skip
    """Write a world as an export and return its path: a ZIP if it ends in .zip, else a folder.

    `dialect`: "plain" is UTF-8 with LF; "utf16" is tab-separated and fully quoted with a BOM;
    "excel" was re-saved by a spreadsheet (CRLF, BOM, dates without times, columns dropped) and
    "excel-latin1" lost its other letters too. `preamble` None follows the generation. `folder`
    nests the members. `extras` adds the members a reader must leave alone. `narrow_space` puts
    U+202F before AM and PM. Raises KeyError for an unknown generation.
    """
    form = Form(GENERATIONS[generation], dialect, preamble, members, folder, extras, narrow_space)
    pieces = chain[Acquaintance | Thread](world.acquaintances, world.threads)
    return _write(Path(path), world.owner, world.exported, pieces, form)


def write_large(
    path: Path | str, seed: int, today: date, connections: int, messages: int,
    generation: str = "2026", *, requests: int | None = None,
) -> Path:  # fmt: skip
    """Write a life of any size without ever holding it; the row counts are those of `grow`.

    `requests` defaults to a tenth of the connections.
    """
    size = Size(connections, messages, connections // 10 if requests is None else requests)
    form = Form(GENERATIONS[generation])
    pieces = live(seed, today, size)
    return _write(Path(path), OWNER_PERSON, export_instant(today), pieces, form)


def write_series(
    world: World, folder: Path | str, days: Iterable[date], generation: str = "2026"
) -> list[Path]:
    """Write the same life as exported on several days; each archive overlaps the earlier ones."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    return [
        write_archive(
            world.as_of(day),
            Path(folder) / f"Basic_LinkedInDataExport_{day:%m-%d-%Y}.zip",
            generation,
        )
        for day in days
    ]
