"""Incidents of the kinds that are left: refunds and stops are made without a person now."""

from typing import Final

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# What was to be done stands in the detail. Money in review is decided as a wrong amount is.
_RENAME: Final = """
do $ddl$
begin
  update incidents set kind = 'amount_mismatch' where kind = 'duplicate_capture';
  update incidents set kind = 'stock_refused' where kind in ('refund_owed', 'cancel_asked');
end
$ddl$
"""


def upgrade() -> None:
    """Name the older ones anew."""
    op.execute(_RENAME)


def downgrade() -> None:
    """Leave the names: the older code reads any."""
