"""The tables. One schema for SQLite and PostgreSQL; instants are whole seconds since 1970, UTC.

What sources told is append-only: `parties`, `requests`, `connections`, `messages`, `entries`,
`profile_entries`, `coverage`, `owners`, `imports`, `wordings`, `links`, and so is what was
declared and done: `studies`, `deeds`, `allocations`, `moves`, `incidents`. What is derived from
it, and may be computed anew at any time: `contacts`, `watches`, and the columns `contact_id`,
`is_owner` of parties and threads, and a study's `since`, `until` (its window) and `ticked_at`. A
study's `purged_at` is when the texts of its people were last removed.
`deliveries` is the outbox, whose rows change; `moves` keeps every change. `positions` and
`live_accounts` say how an account is read, and change with it.

`key` columns are 63-bit content hashes, unique: telling a fact twice changes nothing. Two
different facts share a key with probability about n² / 2⁶⁴: 5 in a million at ten million rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@event.listens_for(metadata, "before_create")
def _make_partial(_: MetaData, connection: Connection, **__: object) -> None:
    """Partial indexes are partial on PostgreSQL, too.

    Saying so above would load its dialect each time a command starts.
    """
    if connection.dialect.name == "postgresql":
        for table in metadata.tables.values():
            for index in table.indexes:
                where = index.dialect_options["sqlite"]["where"]
                index.dialect_options["postgresql"]["where"] = where


Id = BigInteger().with_variant(Integer, "sqlite")


def _account(*, primary_key: bool = False) -> Column[int]:
    foreign = ForeignKey("accounts.id")
    return Column("account_id", Id, foreign, primary_key=primary_key, nullable=False)


accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("network", String, nullable=False),
    Column("name", String, nullable=False, unique=True),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("key", String, nullable=False),
    Column("name", String, nullable=False, server_default=""),
    UniqueConstraint("account_id", "key"),
    # Without it SQLite looks through all contacts of an account to find a few of them.
    Index("ix_contacts_account_id_id", "account_id", "id"),
)

parties = Table(
    "parties",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("name", String, nullable=False),
    Column("handle", String, nullable=False),
    Column("urn", String, nullable=False),
    Column("apart", String, nullable=False),
    Column("contact_id", Id, ForeignKey("contacts.id"), index=True),
    Column("is_owner", Boolean, nullable=False, default=False),
    # An index and no constraint, so that a first import may build it when all rows are in.
    Index(
        "ix_parties_account_id_name_handle_urn_apart",
        *("account_id", "name", "handle", "urn", "apart"),
        unique=True,
    ),
)

_is_owner = parties.c.is_owner.is_(True)
Index(
    "ix_parties_account_id_of_owners",
    parties.c.account_id,
    sqlite_where=_is_owner,
)
"""The owner's few names among everybody's."""

owners = Table(
    "owners",
    metadata,
    Column("party_id", Id, ForeignKey("parties.id"), primary_key=True),
)

requests = Table(
    "requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", BigInteger, nullable=False, unique=True),
    _account(),
    Column("party_id", Id, ForeignKey("parties.id"), nullable=False, index=True),
    Column("direction", String, nullable=False),
    Column("sent_earliest", BigInteger, nullable=False),
    Column("sent_latest", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
)

connections = Table(
    "connections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", BigInteger, nullable=False, unique=True),
    _account(),
    Column("party_id", Id, ForeignKey("parties.id"), index=True),
    Column("since_earliest", BigInteger, nullable=False),
    Column("since_latest", BigInteger, nullable=False),
    Column("company", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("as_of", BigInteger, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("key", String, nullable=False),
    Column("widest", SmallInteger, nullable=False),
    Column("contact_id", Id, ForeignKey("contacts.id"), index=True),
    UniqueConstraint("account_id", "key"),
)

participants = Table(
    "participants",
    metadata,
    Column("conversation_id", Id, ForeignKey("conversations.id"), primary_key=True),
    Column("party_id", Id, ForeignKey("parties.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", BigInteger, nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("sender_id", Id, ForeignKey("parties.id"), nullable=False),
    Column("sent_at", BigInteger, nullable=False),
    Column("precision", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_messages_conversation_id", "conversation_id"),
    # An index and no constraint here, too.
    Index("ix_messages_key", "key", unique=True),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("party_id", Id, ForeignKey("parties.id"), nullable=False),
    Column("question", String, nullable=False),
    Column("answer", Text, nullable=False),
    Column("noted_at", BigInteger, nullable=False),
    UniqueConstraint("party_id", "question", "answer", "noted_at"),
)

profile_entries = Table(
    "profile_entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("party_id", Id, ForeignKey("parties.id"), nullable=False),
    Column("shown", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    UniqueConstraint("party_id", "shown", "seen_at", "value"),
)

positions = Table(
    "positions",
    metadata,
    _account(primary_key=True),
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""How far the live source of an account was read."""

live_accounts = Table(
    "live_accounts",
    metadata,
    _account(primary_key=True),
    Column("told", Text, nullable=False),
)
"""What was found when an account was connected, as JSON; its secrets are elsewhere."""

coverage = Table(
    "coverage",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("record", String, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    UniqueConstraint("account_id", "record", "since", "until"),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("digest", String, nullable=False),
    Column("name", String, nullable=False),
    Column("imported_at", BigInteger, nullable=False),
    Column("summary", Text, nullable=False),
    UniqueConstraint("account_id", "digest"),
)

wordings = Table(
    "wordings",
    metadata,
    Column("id", Id, primary_key=True),
    _account(),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("confirmed_at", BigInteger, nullable=False),
    UniqueConstraint("account_id", "kind", "text"),
)

studies = Table(
    "studies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("source", Text, nullable=False),
    Column("commitment", String, nullable=False),
    Column("locked_at", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("ticked_at", BigInteger),
    Column("purged_at", BigInteger),
)

deeds = Table(
    "deeds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", BigInteger, nullable=False, unique=True),
    Column("party_id", Id, ForeignKey("parties.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("told", Text, nullable=False),
)

allocations = Table(
    "allocations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("study_id", Id, ForeignKey("studies.id"), nullable=False),
    Column("contact_id", Id, ForeignKey("contacts.id"), nullable=False),
    Column("party_id", Id, ForeignKey("parties.id"), nullable=False, index=True),
    Column("arm", String, nullable=False),
    Column("stratum", String, nullable=False),
    Column("place", Integer, nullable=False),
    Column("block", Integer, nullable=False),
    Column("seat", Integer, nullable=False),
    Column("probability", Float, nullable=False),
    Column("allocated_at", BigInteger, nullable=False),
    UniqueConstraint("study_id", "contact_id"),
    UniqueConstraint("study_id", "stratum", "place"),
)

links = Table(
    "links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("party_id", Id, ForeignKey("parties.id"), nullable=False, index=True),
    Column("other_id", Id, ForeignKey("parties.id"), nullable=False, index=True),
    Column("noted_at", BigInteger, nullable=False),
    Column("lifted", Boolean, nullable=False),
    UniqueConstraint("party_id", "other_id", "noted_at", "lifted"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String, primary_key=True),
    Column("study_id", Id, ForeignKey("studies.id"), nullable=False),
    _account(),
    Column("contact_id", Id, ForeignKey("contacts.id"), nullable=False),
    Column("party_id", Id, ForeignKey("parties.id"), nullable=False),
    Column("step", String, nullable=False),
    Column("arm", String, nullable=False),
    Column("language", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("not_before", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("may_have_left", SmallInteger, nullable=False),
    Index("ix_deliveries_account_id_state", "account_id", "state"),
    Index("ix_deliveries_contact_id", "contact_id"),
    Index("ix_deliveries_party_id", "party_id"),
)

_once = (deliveries.c.state != "dropped") | (deliveries.c.may_have_left == 1)
Index(
    "uq_deliveries_contact_id_step",
    deliveries.c.contact_id,
    deliveries.c.step,
    unique=True,
    sqlite_where=_once,
)
"""Once in a lifetime: whatever the study, one question that left or may leave for each contact."""

moves = Table(
    "moves",
    metadata,
    Column("id", Id, primary_key=True),
    Column("delivery_id", String, ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("what", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("state", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("moved_at", BigInteger, nullable=False, index=True),
    Column("until", BigInteger),
)

_asked_to_wait = moves.c.until.is_not(None)
Index("ix_moves_until", moves.c.until, sqlite_where=_asked_to_wait)
"""The few moves after which a network asked to be left alone for a while."""

incidents = Table(
    "incidents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("since", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
    Column("resumed_at", BigInteger),
    Column("reason", Text, nullable=False, server_default=""),
)

watches = Table(
    "watches",
    metadata,
    Column("study_id", Id, ForeignKey("studies.id"), primary_key=True),
    Column("contact_id", Id, ForeignKey("contacts.id"), primary_key=True, index=True),
    Column("look_again", BigInteger),
    Index("ix_watches_study_id_look_again", "study_id", "look_again"),
    sqlite_with_rowid=False,
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("account_id", Id, ForeignKey("accounts.id"), primary_key=True),
    Column("mark", String, primary_key=True),
    Column("salt", String, nullable=False),
    sqlite_with_rowid=False,
)
"""Whom the owner had removed: salted hashes, so that no later import brings them back."""
