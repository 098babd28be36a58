"""Which generation of the export is met, by the columns that came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.facts import Generation
from askwhy.networks.linkedin.columns import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askwhy.networks.tables import Table

QUOTED = "every field in quotation marks"
CONSTANT = "one address in every row"

NAMES = (
    ({"Date"}, "2018"),
    ({"DIRECTION"}, "2020"),
    ({"inviterProfileUrn"}, "2023-06"),
    ({CONSTANT}, "2023-12"),
    ({QUOTED}, "2026"),
    ({"IS CONVERSATION DRAFT"}, "2026"),
    ({"IS MESSAGE DRAFT"}, "2024"),
    ({"ATTACHMENTS"}, "2024"),
    ({"inviterProfileUrl"}, "2024"),
    ({"RECIPIENT PROFILE URLS"}, "2023 or later"),
    ({"CONVERSATION ID"}, "2021"),
    ({"URL", "Connected On"}, "2023 or later"),
)
"""Signs that must all be there, and the generation's name; the first that fits."""


def name_generation(tables: Iterable[Table], *, is_constant: bool) -> Generation:
    """The generation of an export by its tables' headers.

    `is_constant`: the address columns of the invitations say the same in every row.
    """
    signs = {CONSTANT} if is_constant else set[str]()
    members: list[str] = []
    for table in tables:
        signs.update(table.header)
        members.append(table.file)
        if table.layout.name == Kind.MESSAGES and table.lines.sample.startswith('"'):
            signs |= {QUOTED} if table.lines.encoding == "utf-8" else set()
    name = next((name for wanted, name in NAMES if wanted <= signs), "before mid-2023")
    return Generation(name, tuple(members))
