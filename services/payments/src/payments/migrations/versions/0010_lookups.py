"""Indexes for what staff look for: a provider's payments, a reference's and parked webhooks."""

from typing import Final

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_INDEXES: Final = """
do $ddl$
begin
  create index attempts_provider_payment_id_idx on attempts (provider, payment_id);
  create index webhooks_reference_idx on webhooks (reference) where reference is not null;
  create index webhooks_state_received_at_idx
    on webhooks (state, received_at desc, id desc);
end
$ddl$
"""


def upgrade() -> None:
    """Add them."""
    op.execute(_INDEXES)


def downgrade() -> None:
    """Drop them."""
    op.execute("drop index webhooks_state_received_at_idx")
    op.execute("drop index webhooks_reference_idx")
    op.execute("drop index attempts_provider_payment_id_idx")
