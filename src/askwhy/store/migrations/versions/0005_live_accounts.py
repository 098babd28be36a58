"""What networks show of people, how far live sources were read, and the accounts connected."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "profile_entries",
        sa.Column("id", ID, nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["parties.id"], name=op.f("fk_profile_entries_party_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_entries")),
        sa.UniqueConstraint(
            "party_id",
            "shown",
            "seen_at",
            "value",
            name=op.f("uq_profile_entries_party_id_shown_seen_at_value"),
        ),
    )
    op.create_table(
        "positions",
        sa.Column("account_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_positions_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "name", name=op.f("pk_positions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "live_accounts",
        sa.Column("account_id", ID, nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_live_accounts_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_live_accounts")),
    )
