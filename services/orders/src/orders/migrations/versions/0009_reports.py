"""Reports: a row per attempt and per refund, and the history's sales found by their time.

What happened before is taken from the history, which knows no amounts: an order's money counts on
the day of its first capture, and what went back on the day of its first refund.
"""

from typing import Final

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES: Final = """
do $ddl$
begin
  create table payment_attempts (
    id uuid constraint payment_attempts_pkey primary key,
    order_id uuid not null constraint payment_attempts_order_id_fkey
      references orders on delete cascade,
    provider text not null,
    currency char(3) not null,
    begun_at timestamptz not null,
    failed boolean not null,
    succeeded boolean not null,
    captured bigint not null constraint payment_attempts_captured_check check (captured >= 0),
    captured_at timestamptz
  );
  create table refunds (
    id uuid constraint refunds_pkey primary key,
    order_id uuid not null constraint refunds_order_id_fkey references orders on delete cascade,
    provider text not null,
    currency char(3) not null,
    amount bigint not null constraint refunds_amount_check check (amount >= 0),
    at timestamptz not null
  );
end
$ddl$
"""

# Until now a refund's provider was told by its attempt alone; the same is told of a beginning, a
# capture and a promise by their reason.
_PAST: Final = """
do $ddl$
begin
  insert into payment_attempts
  select h.attempt_id, o.id,
    coalesce(max(h.reason) filter (where h.trigger in ('begin', 'captured', 'authorized')), ''),
    o.currency, min(h.at), bool_or(h.trigger = 'failed'),
    bool_or(h.trigger in ('captured', 'authorized')),
    case when rank() over (
      partition by o.id order by min(h.id) filter (where h.trigger = 'captured')
    ) = 1 and bool_or(h.trigger = 'captured') then o.paid else 0 end,
    min(h.at) filter (where h.trigger = 'captured')
  from order_history h join orders o on o.id = h.order_id
  where h.attempt_id is not null
    and h.trigger in ('begin', 'captured', 'authorized', 'failed')
  group by h.attempt_id, o.id
  on conflict do nothing;

  insert into refunds
  select distinct on (o.id) coalesce(h.message_id, uuidv7()), o.id, coalesce(a.provider, ''),
    o.currency, o.refunded, h.at
  from order_history h
  join orders o on o.id = h.order_id
  left join payment_attempts a on a.id = h.attempt_id
  where h.trigger = 'refund_succeeded' and o.refunded > 0
  order by o.id, h.id;
end
$ddl$
"""

_INDEXES: Final = """
do $ddl$
begin
  create index payment_attempts_begun_at_idx on payment_attempts (begun_at);
  create index payment_attempts_captured_at_idx on payment_attempts (captured_at)
    where captured_at is not null;
  create index refunds_at_idx on refunds (at);
  create index order_history_sold_idx on order_history (at)
    where from_status = 'processing' and to_status = 'success';
end
$ddl$
"""


def upgrade() -> None:
    for statement in (_TABLES, _PAST, _INDEXES):
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop index order_history_sold_idx")
    op.execute("drop table refunds, payment_attempts")
