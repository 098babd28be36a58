"""When the texts of a study's people were last removed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the column."""
    op.add_column("studies", sa.Column("purged_at", sa.BigInteger(), nullable=True))
