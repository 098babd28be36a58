"""An index by which a few contacts of an account are found without looking through all."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_contacts_account_id_id", "contacts", ["account_id", "id"], unique=False)
