"""Why a whole archive cannot be read: one class for each failure, with what to do about it."""

from __future__ import annotations

from askwhy.errors import YourFile

AGAIN = "Ask LinkedIn for the export again, and give the file as it was downloaded."


class TornArchive(YourFile):
    """The download broke off, or the file was damaged."""

    remedy = f"The file is incomplete or damaged. {AGAIN}"


class EncryptedArchive(YourFile):
    """Somebody put a password on the ZIP."""

    remedy = "Unpack it with its password and give the folder."


class OversizedArchive(YourFile):
    """Larger, or packed more densely, than any export."""

    remedy = "If it is a real export, unpack it and give only its CSV files."


class NestedArchive(YourFile):
    """A ZIP that holds no table, but further ZIPs."""

    remedy = "Unpack it once and give the ZIP inside."


class ForeignArchive(YourFile):
    """A file or folder that is nothing we know."""

    remedy = (
        "Give the ZIP that LinkedIn sent, its unpacked folder, or Connections.csv, "
        "Invitations.csv and messages.csv from it."
    )


class WorkbookGiven(YourFile):
    """A spreadsheet program's own file in place of a CSV."""

    remedy = (
        "Save the sheet as CSV (UTF-8); for an export, better give the ZIP as it was downloaded."
    )


class UnknownPacking(YourFile):
    """A ZIP packed by a method that Python cannot undo."""

    remedy = "Unpack it with the program that made it and give the folder."


class NoPermission(YourFile):
    """The operating system does not let us read."""

    remedy = "Check that the file exists and that you may read it."


class UnreadableRows(YourFile):
    """No row of a member can be read: its format is none that we know."""

    remedy = f"Nothing was taken from this archive, because its format is unknown. {AGAIN}"
