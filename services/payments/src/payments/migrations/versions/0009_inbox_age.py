"""Old messages are found by when they were heard."""

from alembic import op

from common import ddl

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.execute(ddl.SEEN_V1)


def downgrade() -> None:
    """Drop it."""
    op.execute("drop index inbox_seen_at_idx")
