"""Payments with their attempts and captures; incidents, webhooks and providers' switches."""

from typing import Final

from alembic import op

from common import ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_PAYMENTS: Final = """
do $ddl$
begin
  create table payments (
    id uuid constraint payments_pkey primary key,
    order_id uuid not null constraint payments_order_id_key unique,
    owner text,
    token_hash text,
    status text not null,
    amount bigint,
    currency char(3),
    captured bigint not null default 0,
    order_note text,
    order_version bigint not null default 0,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint payments_status_check check (
      status in ('pending', 'processing', 'success', 'failed', 'cancelled')
    ),
    constraint payments_amount_check check (amount >= 0),
    constraint payments_currency_check check ((amount is null) = (currency is null)),
    constraint payments_captured_check check (
      captured >= 0 and captured <= coalesce(amount, 0)
    )
  ) with (fillfactor = 80);
  create index payments_owner_created_at_idx on payments (owner, created_at desc);
  create index payments_token_hash_idx on payments (token_hash);
  create index payments_created_at_idx on payments (created_at desc, id desc);

  create table attempts (
    id uuid constraint attempts_pkey primary key,
    payment_id uuid not null constraint attempts_payment_id_fkey references payments (id),
    order_id uuid not null,
    provider text not null,
    flow text not null,
    reference text not null constraint attempts_reference_key unique,
    status text not null,
    begun_by text not null,
    amount bigint,
    currency char(3),
    phone_number text,
    return_url text,
    url text,
    url_expires_at timestamptz,
    failure jsonb,
    provider_reference text,
    begun_at timestamptz,
    deadline_at timestamptz,
    hard_at timestamptz,
    watch_until timestamptz,
    next_ask_at timestamptz,
    asks integer not null default 0,
    lease_until timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null default now(),
    constraint attempts_status_check check (
      status in (
        'initiating', 'pending', 'authorized', 'review',
        'success', 'failed', 'cancelled', 'superseded'
      )
    ),
    constraint attempts_amount_check check (amount > 0),
    constraint attempts_currency_check check ((amount is null) = (currency is null))
  ) with (fillfactor = 80);
  create unique index attempts_undecided_key on attempts (payment_id)
    where status in ('initiating', 'pending');
  create index attempts_payment_id_idx on attempts (payment_id, created_at);
  create index attempts_next_ask_at_idx on attempts (next_ask_at)
    where next_ask_at is not null;
  create index attempts_initiating_idx on attempts (created_at)
    where status = 'initiating';
end
$ddl$
"""

_MONEY: Final = """
do $ddl$
begin
  create table captures (
    id uuid constraint captures_pkey primary key,
    payment_id uuid not null constraint captures_payment_id_fkey references payments (id),
    attempt_id uuid not null constraint captures_attempt_id_fkey references attempts (id),
    provider text not null,
    amount bigint not null,
    currency char(3) not null,
    fee bigint,
    provider_reference text,
    counted boolean not null,
    source text not null,
    note text,
    captured_at timestamptz not null,
    constraint captures_attempt_id_key unique (attempt_id),
    constraint captures_amount_check check (amount >= 0),
    constraint captures_fee_check check (fee >= 0)
  );
  create index captures_payment_id_idx on captures (payment_id);

  create table incidents (
    id uuid constraint incidents_pkey primary key,
    kind text not null,
    subject text not null,
    detail text not null,
    reference text,
    payment_id uuid constraint incidents_payment_id_fkey references payments (id),
    attempt_id uuid constraint incidents_attempt_id_fkey references attempts (id),
    order_id uuid,
    created_at timestamptz not null,
    resolved_at timestamptz
  );
  create unique index incidents_open_key on incidents (kind, subject)
    where resolved_at is null;
  create index incidents_created_at_idx on incidents (created_at desc);
end
$ddl$
"""

# Money that was booked stays booked: a correction is a further row.
_APPEND_ONLY: Final = """
do $ddl$
begin
  create function captures_refuse_rewriting() returns trigger language plpgsql as $body$
  begin
    raise exception 'captures are only ever added to' using errcode = 'restrict_violation';
  end
  $body$;
  create trigger captures_append_only before update or delete on captures
    for each row execute function captures_refuse_rewriting();
end
$ddl$
"""

_WEBHOOKS: Final = """
do $ddl$
begin
  create table webhooks (
    id uuid constraint webhooks_pkey primary key,
    channel text not null,
    dedupe_key text not null,
    body bytea not null,
    headers jsonb not null,
    state text not null default 'received',
    reference text,
    tries integer not null default 0,
    next_try_at timestamptz not null default now(),
    last_error text,
    received_at timestamptz not null default now(),
    done_at timestamptz,
    constraint webhooks_state_check check (
      state in ('received', 'applied', 'orphan', 'parked')
    ),
    constraint webhooks_body_check check (octet_length(body) <= 262144)
  );
  create unique index webhooks_channel_dedupe_key_key on webhooks (channel, dedupe_key);
  create index webhooks_due_idx on webhooks (next_try_at)
    where state in ('received', 'orphan');
  create index webhooks_received_at_idx on webhooks (received_at desc, id desc);
end
$ddl$
"""

_SWITCHES: Final = """
do $ddl$
begin
  create table provider_switches (
    code text constraint provider_switches_pkey primary key,
    enabled boolean not null,
    limits jsonb not null,
    version integer not null default 1,
    updated_at timestamptz not null default now()
  );
  insert into provider_switches (code, enabled, limits) values
    ('chapa', true, '{}'), ('cash', true, '{}'), ('manual', true, '{}');
end
$ddl$
"""


def upgrade() -> None:
    """Make the tables."""
    for statement in (_PAYMENTS, _MONEY, _APPEND_ONLY, _WEBHOOKS, _SWITCHES):
        op.execute(statement)
    for statement in (ddl.OUTBOX_V1, ddl.INBOX_V1, ddl.IDEMPOTENCY_V1):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "idempotency_keys",
        "inbox",
        "outbox",
        "provider_switches",
        "webhooks",
        "incidents",
        "captures",
        "attempts",
        "payments",
    ):
        op.execute(f"drop table {table}")
    op.execute("drop function captures_refuse_rewriting()")
