"""M-Pesa: its switch, and the access token that all processes share."""

from typing import Final

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ADD: Final = """
do $ddl$
begin
  create table provider_tokens (
    provider text constraint provider_tokens_pkey primary key,
    sealed text,
    fresh_until timestamptz,
    lease_until timestamptz
  );
  insert into provider_tokens (provider) values ('mpesa');
  insert into provider_switches (code, enabled, limits) values ('mpesa', true, '{}');
end
$ddl$
"""


def upgrade() -> None:
    """Add them."""
    op.execute(_ADD)


def downgrade() -> None:
    """Drop them."""
    op.execute("delete from provider_switches where code = 'mpesa'")
    op.execute("drop table provider_tokens")
