"""Guests' orders are found by their address, in any case of letters."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create index orders_guest_email_idx on orders (lower(contact_email)) where user_id is null"
    )


def downgrade() -> None:
    op.execute("drop index orders_guest_email_idx")
