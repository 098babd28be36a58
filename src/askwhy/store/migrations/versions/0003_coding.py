"""Tables of coding: what was coded by whom, drawn for the audit, and told a language model."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "coders",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("codebook", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coders")),
        sa.UniqueConstraint(
            "name", "version", "codebook", name=op.f("uq_coders_name_version_codebook")
        ),
    )
    op.create_table(
        "vectors",
        sa.Column("encoder", sa.String(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("encoder", "key", name=op.f("pk_vectors")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "classifiers",
        sa.Column("account_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("encoder", sa.String(), nullable=False),
        sa.Column("labels", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_classifiers_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "code", name=op.f("pk_classifiers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "withdrawals",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lifted", sa.Boolean(), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_withdrawals_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawals")),
    )
    op.create_table(
        "texts",
        sa.Column("id", ID, nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_texts_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts")),
        sa.UniqueConstraint("item", name=op.f("uq_texts_item")),
    )
    op.create_index(op.f("ix_texts_party_id"), "texts", ["party_id"], unique=False)
    op.create_table(
        "codings",
        sa.Column("id", ID, nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("coder_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("soft", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("stream", sa.String(), nullable=True),
        sa.Column("inclusion", sa.Float(), nullable=True),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("is_adjudicated", sa.Boolean(), nullable=False),
        sa.Column("coded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["coder_id"], ["coders.id"], name=op.f("fk_codings_coder_id")),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name=op.f("fk_codings_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codings")),
    )
    op.create_index("ix_codings_code_text_id", "codings", ["code", "text_id"], unique=False)
    op.create_index("ix_codings_text_id", "codings", ["text_id"], unique=False)
    op.create_table(
        "draws",
        sa.Column("id", ID, nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("inclusion", sa.Float(), nullable=True),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("drawn_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name=op.f("fk_draws_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
        sa.UniqueConstraint(
            "text_id",
            "code",
            "reviewer",
            "stream",
            name=op.f("uq_draws_text_id_code_reviewer_stream"),
        ),
    )
    op.create_index(op.f("ix_draws_text_id"), "draws", ["text_id"], unique=False)
    op.create_table(
        "llm_calls",
        sa.Column("id", ID, nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt_hash", sa.String(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name=op.f("fk_llm_calls_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_llm_calls")),
    )
    op.create_index(op.f("ix_llm_calls_text_id"), "llm_calls", ["text_id"], unique=False)
