"""Claims that nobody finished are looked for all the time, among the answers of a week."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create index idempotency_keys_claims_idx on idempotency_keys (locked_until)"
        " where status is null"
    )


def downgrade() -> None:
    op.execute("drop index idempotency_keys_claims_idx")
