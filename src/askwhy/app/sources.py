"""Which source a path is: an export of LinkedIn's, or the owner's own sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.networks.linkedin.detection import open_sources as open_exports
from askwhy.networks.sheet.source import SheetSource, is_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from askwhy.errors import YourFile
    from askwhy.networks import Source


def open_sources(paths: Sequence[Path]) -> Iterator[Source | YourFile]:
    """The sources among the paths: exports first, then sheets, whose contacts they name."""
    sheets = [path for path in paths if is_sheet(path)]
    yield from open_exports([path for path in paths if path not in sheets])
    for path in sheets:
        yield SheetSource(path)
