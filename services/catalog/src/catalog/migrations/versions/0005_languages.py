"""The languages that the shop speaks."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; a version that does not know them leaves them as they are."""
    op.execute("alter table shop add column languages text[] not null default '{en,sw,am,fr}'")


def downgrade() -> None:
    """Drop them."""
    op.execute("alter table shop drop column languages")
