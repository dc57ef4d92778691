"""Staff's lists: by status, newest first, and by words anywhere in a number, address or name."""

from typing import Final

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_UP: Final = """
do $ddl$
begin
  create index orders_status_created_at_idx on orders (status, created_at desc);
  create index orders_payment_status_created_at_idx on orders (payment_status, created_at desc);
  alter table orders add column search text;
  alter table orders disable trigger order_guard;
  update orders set search = concat_ws(' ', number, contact_email, contact ->> 'full_name');
  alter table orders enable trigger order_guard;
  alter table orders alter column search set not null;
  create index orders_search_idx on orders using gin (search gin_trgm_ops);
  drop index orders_status_idx;
  drop index orders_contact_email_idx;
end
$ddl$
"""

_DOWN: Final = """
do $ddl$
begin
  create index orders_contact_email_idx on orders (contact_email);
  create index orders_status_idx on orders (status);
  alter table orders drop column search;
  drop index orders_payment_status_created_at_idx;
  drop index orders_status_created_at_idx;
end
$ddl$
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute(_DOWN)
