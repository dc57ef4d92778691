"""Sagas that fail again and again, holds that are still to be let go, refunds told before money.

A refund may be heard of before the money it gives back: what went back is counted as it is told.
"""

from typing import Final

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_UP: Final = """
do $ddl$
begin
  alter table sagas
    add column failures smallint not null default 0,
    add column last_error text;
  create index sagas_state_order_id_idx on sagas (state, order_id);

  create table owed_releases (
    order_id uuid not null,
    since timestamptz not null default now(),
    constraint owed_releases_pkey primary key (order_id)
  );

  alter table orders drop constraint orders_money_check;
  alter table orders add constraint orders_money_check check (
    paid >= 0 and refunded >= 0
    and refund_pending between 0 and greatest(paid - refunded, 0)
  );
end
$ddl$
"""

_DOWN: Final = """
do $ddl$
begin
  alter table orders drop constraint orders_money_check;
  alter table orders add constraint orders_money_check check (
    paid >= 0 and refunded >= 0 and refund_pending >= 0 and refunded + refund_pending <= paid
  );
  drop table owed_releases;
  drop index sagas_state_order_id_idx;
  alter table sagas drop column failures, drop column last_error;
end
$ddl$
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute(_DOWN)
