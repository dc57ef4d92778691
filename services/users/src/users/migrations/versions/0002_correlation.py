"""Messages are found by the order they are about."""

from alembic import op

from common import ddl

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(ddl.CORRELATION_V1)


def downgrade() -> None:
    op.execute(ddl.CORRELATION_V1_DOWN)
