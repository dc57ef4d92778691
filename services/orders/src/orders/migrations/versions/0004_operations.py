"""Parked messages, and how full the queues are."""

from alembic import op

from common import ddl

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.execute(ddl.OPERATIONS_V1)


def downgrade() -> None:
    """Drop the tables."""
    op.execute("drop index outbox_parked_idx")
    op.execute("drop table queues")
    op.execute("drop table parked_messages")
