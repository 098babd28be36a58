"""The codebook of a record: the shipped one and, in the data folder, what its owner adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.coding.codebook import Kind
from askwhy.coding.codebook_file import extend, shipped
from askwhy.errors import Refused, YourFile

if TYPE_CHECKING:
    from pathlib import Path

    from askwhy.coding.codebook import Code, Codebook

FILE = "codebook.toml"
"""The owner's own codes and values, in the data folder."""


class NoSuchCode(Refused):
    """The codebook has no code of that name for a person."""


def codebook(home: Path) -> Codebook:
    """The codebook of a data folder. Raises YourFile with the first mistake of the owner's file."""
    path = home / FILE
    if not path.exists():
        return shipped()
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise YourFile(FILE, None, "it cannot be read.", "Save it as UTF-8 text.") from error
    book, problems = extend(shipped(), FILE, source)
    if problems:
        raise problems[0]
    return book


def find_code(name: str, book: Codebook | None = None) -> Code:
    """The code of that name that a person may code; of the shipped codebook if none is given."""
    book = book or shipped()
    code = book.get(name)
    if code is None or Kind.PERSON not in code.by:
        names = ", ".join(one.name for one in book.codes if Kind.PERSON in one.by)
        raise NoSuchCode(f"There is no code “{name}”. These are: {names}.")
    return code
