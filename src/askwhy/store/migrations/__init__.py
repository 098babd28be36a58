"""Append-only: a file made by any earlier version is brought up to date when it is opened."""

HEAD = "0005"
"""The newest revision; a store at this revision is opened without loading Alembic."""
