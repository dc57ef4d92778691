"""Guests' carts end: merged into a user's, or left alone for too long."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table carts add column ended_at timestamptz, add column heir_id uuid")
    op.execute(
        """
        create index carts_guests_idx on carts (updated_at)
          where user_id is null and ended_at is null
        """
    )
    op.execute("create index carts_ended_idx on carts (ended_at) where ended_at is not null")


def downgrade() -> None:
    op.execute("drop index carts_ended_idx")
    op.execute("drop index carts_guests_idx")
    op.execute("alter table carts drop column heir_id, drop column ended_at")
