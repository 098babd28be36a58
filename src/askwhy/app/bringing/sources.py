"""Which source a path is: an export of LinkedIn's, or the owner's own sheet."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from askwhy.networks.linkedin.detection import open_sources as open_exports
from askwhy.networks.linkedin.failures import NoPermission
from askwhy.networks.sheet.source import SheetSource, is_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from askwhy.errors import YourFile
    from askwhy.networks import Source


def open_sources(paths: Sequence[Path]) -> Iterator[Source | YourFile]:
    """The sources among the paths: exports first, then sheets, whose contacts they name."""
    closed = [path for path in paths if path.is_dir() and not os.access(path, os.R_OK | os.X_OK)]
    for path in closed:
        yield NoPermission(path.name or str(path), None, "you may not look into this folder.")
    sheets = [path for path in paths if is_sheet(path)]
    yield from open_exports([path for path in paths if path not in {*sheets, *closed}])
    for path in sheets:
        yield SheetSource(path)
