"""The tables of coding. `codings`, `draws` and `llm_calls` are append-only.

A text is a message or a request's note; `texts` names those that were coded or drawn, by their
lasting key, and the party who wrote them, so that nobody is forgotten by half. What a coder says
again is another row of `codings`, and the latest stands. `vectors` and `classifiers` are derived:
they may be dropped at any time and are made anew.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from askwhy.store.schema import Id, metadata

__all__ = ["metadata"]

texts = Table(
    "texts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item", String, nullable=False, unique=True),
    Column("party_id", Id, ForeignKey("parties.id"), nullable=False, index=True),
)

coders = Table(
    "coders",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("version", String, nullable=False),
    Column("codebook", String, nullable=False),
    UniqueConstraint("name", "version", "codebook"),
)

codings = Table(
    "codings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("text_id", Id, ForeignKey("texts.id"), nullable=False),
    Column("coder_id", Id, ForeignKey("coders.id"), nullable=False),
    Column("code", String, nullable=False),
    Column("said", Text, nullable=False),
    Column("probability", Float, nullable=False),
    Column("soft", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("stream", String),
    Column("inclusion", Float),
    Column("is_blind", Boolean, nullable=False),
    Column("is_adjudicated", Boolean, nullable=False),
    Column("coded_at", BigInteger, nullable=False),
    Index("ix_codings_code_text_id", "code", "text_id"),
    Index("ix_codings_text_id", "text_id"),
)

draws = Table(
    "draws",
    metadata,
    Column("id", Id, primary_key=True),
    Column("text_id", Id, ForeignKey("texts.id"), nullable=False, index=True),
    Column("code", String, nullable=False),
    Column("reviewer", String, nullable=False),
    Column("stream", String, nullable=False),
    Column("inclusion", Float),
    Column("is_shown", Boolean, nullable=False),
    Column("drawn_at", BigInteger, nullable=False),
    UniqueConstraint("text_id", "code", "reviewer", "stream"),
)

llm_calls = Table(
    "llm_calls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("text_id", Id, ForeignKey("texts.id"), nullable=False, index=True),
    Column("model", String, nullable=False),
    Column("prompt_hash", String, nullable=False),
    Column("sent", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("failure", String, nullable=False),
    Column("called_at", BigInteger, nullable=False),
)

vectors = Table(
    "vectors",
    metadata,
    Column("encoder", String, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

classifiers = Table(
    "classifiers",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("encoder", String, nullable=False),
    Column("labels", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", Id, ForeignKey("accounts.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("lifted", Boolean, nullable=False),
    Column("noted_at", BigInteger, nullable=False),
)
"""Wordings that the owner took back, or confirmed again: of each the latest row stands."""
