"""The columns of each member, over all generations; the place to add one that LinkedIn renames.

A row is picked in the order of `fields`, whatever the order of the file or of the interface.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath

from askwhy.networks.tables import Layout, fold_header


class Kind(StrEnum):
    """The members that are read, in the order in which they are read."""

    PROFILE = "Profile.csv"
    INVITATIONS = "Invitations.csv"
    CONNECTIONS = "Connections.csv"
    MESSAGES = "messages.csv"


LAYOUTS = {
    Kind.PROFILE: Layout(
        Kind.PROFILE,
        fields=("First Name", "Last Name"),
        required=frozenset({"First Name", "Last Name", "Headline"}),
        idle=frozenset(
            {
                "Maiden Name", "Address", "Birth Date", "Headline", "Summary", "Industry",
                "Zip Code", "Geo Location", "Twitter Handles", "Websites", "Instant Messengers",
            }
        ),
    ),
    Kind.INVITATIONS: Layout(
        Kind.INVITATIONS,
        fields=(
            "From", "To", "Sent At", "Message", "Direction",
            "inviterProfileUrn", "inviteeProfileUrn", "inviterProfileUrl", "inviteeProfileUrl",
        ),
        required=frozenset({"From", "To", "Sent At", "Direction"}),
    ),
    Kind.CONNECTIONS: Layout(
        Kind.CONNECTIONS,
        fields=("First Name", "Last Name", "URL", "Company", "Position", "Connected On"),
        required=frozenset({"First Name", "Last Name", "Connected On"}),
        idle=frozenset({"Email Address"}),
    ),
    # The order of 2026, so that rows of such a file need no picking.
    Kind.MESSAGES: Layout(
        Kind.MESSAGES,
        fields=(
            "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO",
            "RECIPIENT PROFILE URLS", "DATE", "SUBJECT", "CONTENT", "FOLDER", "ATTACHMENTS",
            "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT", "DIRECTION",
        ),
        required=frozenset({"FROM", "TO", "DATE", "CONTENT"}),
    ),
}  # fmt: skip

KINDS = {fold_header(kind.removesuffix(".csv")): kind for kind in Kind}
"""The member that a file's folded name says it is."""

COACHES = frozenset(
    {"guidemessages", "learningcoachmessages", "learningroleplaymessages", "coachmessages"}
)
"""Talk with LinkedIn's own programs."""

ADDRESS_BOOKS = frozenset({"importedcontacts", "contacts", "phonenumbers"})
"""Other people's addresses, which are never opened."""


def why_closed(name: str) -> str:
    """Why a member of that name is never opened; nothing for any other."""
    stem = fold_file(name)
    if stem in COACHES:
        return "talk with a program of LinkedIn's, never read"
    return "other people's addresses, never read" if stem in ADDRESS_BOOKS else ""


def kind_of(name: str) -> Kind | None:
    """The member that a file's name says it is."""
    return KINDS.get(fold_file(name))


def fold_file(name: str) -> str:
    """The letters of a CSV's own name, without its folder and ending; nothing for other files."""
    own = PurePosixPath(name.replace("\\", "/")).name.lower()
    return fold_header(own.removesuffix(".csv")) if own.endswith(".csv") else ""
