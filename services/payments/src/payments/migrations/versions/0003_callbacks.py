"""Attempts that a provider names itself and reports about at an address of their own."""

from typing import Final

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ADD: Final = """
do $ddl$
begin
  alter table attempts
    add column session text,
    add column callback_hash text,
    add column reported_amount bigint,
    add column reported_currency char(3);
  create unique index attempts_callback_hash_key on attempts (callback_hash);
  alter table webhooks add column token_hash text;
end
$ddl$
"""


def upgrade() -> None:
    """Add the columns."""
    op.execute(_ADD)


def downgrade() -> None:
    """Drop them."""
    op.execute("alter table webhooks drop column token_hash")
    op.execute(
        "alter table attempts drop column session, drop column callback_hash,"
        " drop column reported_amount, drop column reported_currency"
    )
