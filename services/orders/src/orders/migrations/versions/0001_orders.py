"""Orders with their lines, history and saga; shipping, taxes and the copy of the shop's settings.

The pairs of statuses stand here as they were on the day: a later edge is a later migration.
"""

from typing import Final

from alembic import op

from common import ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES: Final = """
do $ddl$
begin
  create table orders (
    id uuid constraint orders_pkey primary key,
    number text not null constraint orders_number_key unique,
    user_id uuid,
    contact_email text not null,
    contact jsonb not null,
    cart_id uuid not null,
    cart_version integer not null,
    status text not null,
    payment_status text not null,
    currency char(3) not null,
    subtotal bigint not null,
    discount bigint not null,
    shipping bigint not null,
    tax bigint not null,
    tax_included boolean not null,
    rounding bigint not null,
    total bigint not null,
    shipping_address jsonb not null,
    billing_address jsonb not null,
    shipping_method text not null,
    notes text,
    attempt_id uuid,
    attempt_state text not null,
    attempts smallint not null,
    paid bigint not null,
    refunded bigint not null,
    refund_pending bigint not null,
    stock_committed boolean not null,
    cancellation jsonb,
    shipment jsonb,
    archived_at timestamptz,
    expires_at timestamptz,
    version integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint orders_cart_id_cart_version_key unique (cart_id, cart_version),
    constraint orders_total_check check (
      total >= 0
      and total = subtotal - discount + shipping + rounding
        + case when tax_included then 0 else tax end
    ),
    constraint orders_money_check check (
      paid >= 0 and refunded >= 0 and refund_pending >= 0 and refunded + refund_pending <= paid
    ),
    constraint orders_clock_check check (
      expires_at is null or status in ('pending', 'failed')
    )
  ) with (fillfactor = 80);
  create index orders_contact_email_idx on orders (contact_email);
  create index orders_status_idx on orders (status);
  create index orders_user_id_created_at_idx on orders (user_id, created_at desc);
  create index orders_created_at_idx on orders (created_at desc);
  create index orders_user_id_open_idx on orders (user_id)
    where status in ('pending', 'processing', 'failed');

  create table order_lines (
    order_id uuid not null constraint order_lines_order_id_fkey
      references orders on delete cascade,
    position smallint not null,
    item_id uuid not null,
    product_id uuid not null,
    variant_id uuid not null,
    sku text not null,
    slug text not null,
    name text not null,
    options jsonb not null,
    image_url text,
    tax_class text not null,
    quantity integer not null constraint order_lines_quantity_check check (quantity > 0),
    unit_price bigint not null constraint order_lines_unit_price_check check (unit_price >= 0),
    tax bigint not null constraint order_lines_tax_check check (tax >= 0),
    constraint order_lines_pkey primary key (order_id, position)
  );
  create index order_lines_variant_id_idx on order_lines (variant_id);

  create table sagas (
    order_id uuid constraint sagas_pkey primary key
      constraint sagas_order_id_fkey references orders on delete cascade,
    state text not null constraint sagas_state_check check (state in ('running', 'done', 'stuck')),
    owed text[] not null,
    deadline_at timestamptz,
    attempts smallint not null,
    updated_at timestamptz not null default now()
  ) with (fillfactor = 80);
  create index sagas_due_idx on sagas (deadline_at) where state = 'running';

  create table order_history (
    id bigint generated always as identity constraint order_history_pkey primary key,
    order_id uuid not null constraint order_history_order_id_fkey
      references orders on delete cascade,
    version integer not null,
    trigger text not null,
    outcome text not null,
    from_status text not null,
    to_status text not null,
    effects text[] not null,
    cause text not null,
    reason text,
    message_id uuid,
    attempt_id uuid,
    at timestamptz not null default clock_timestamp()
  );
  create index order_history_order_id_idx on order_history (order_id, id);

  create table shipping_methods (
    id uuid constraint shipping_methods_pkey primary key,
    code text not null constraint shipping_methods_code_key unique,
    name text not null,
    prices jsonb not null,
    countries text[] not null,
    min_days smallint not null,
    max_days smallint not null,
    active boolean not null,
    version integer not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  );

  create table tax_rates (
    id uuid constraint tax_rates_pkey primary key,
    country char(2) not null,
    tax_class text not null,
    basis_points integer not null
      constraint tax_rates_basis_points_check check (basis_points between 0 and 10000),
    version integer not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint tax_rates_country_tax_class_key unique (country, tax_class)
  );

  create table shop (
    id smallint constraint shop_pkey primary key constraint shop_id_check check (id = 1),
    name text not null,
    currencies text[] not null,
    default_currency char(3) not null,
    countries jsonb not null,
    version bigint not null
  );
  insert into shop values (
    1, 'Soko', '{KES,ETB,NGN,USD}', 'KES',
    '{"KE": true, "ET": false, "NG": false, "UG": false, "TZ": false, "US": false}', 0
  );
end
$ddl$
"""

_GUARD: Final = """
do $ddl$
begin
  create table order_edges (
    from_status text not null,
    to_status text not null,
    constraint order_edges_pkey primary key (from_status, to_status)
  );
  insert into order_edges values
    ('pending', 'processing'), ('pending', 'cancelled'),
    ('processing', 'success'), ('processing', 'failed'), ('processing', 'cancelled'),
    ('failed', 'processing'), ('failed', 'cancelled'),
    ('success', 'shipped'), ('success', 'cancelled'),
    ('shipped', 'delivered');

  create function order_guard() returns trigger language plpgsql as $guard$
  begin
    if new.version <> old.version + 1 then
      raise exception 'version must advance by 1, not from % to %', old.version, new.version
        using errcode = '23514';
    end if;
    if new.status <> old.status and not exists (
      select from orders.order_edges where from_status = old.status and to_status = new.status
    ) then
      raise exception 'illegal transition % -> %', old.status, new.status
        using errcode = '23514';
    end if;
    return new;
  end
  $guard$;
  create trigger order_guard before update on orders
    for each row execute function order_guard();

  create function order_history_is_kept() returns trigger language plpgsql as $guard$
  begin
    raise exception 'order_history is append-only' using errcode = '42501';
  end
  $guard$;
  create trigger order_history_is_kept before update on order_history
    for each row execute function order_history_is_kept();
end
$ddl$
"""


def upgrade() -> None:
    for statement in (
        ddl.OUTBOX_V1,
        ddl.INBOX_V1,
        ddl.IDEMPOTENCY_V1,
        ddl.MAIL_V1,
        _TABLES,
        _GUARD,
    ):
        op.execute(statement)


def downgrade() -> None:
    op.execute(
        "drop table order_history, sagas, order_lines, orders, order_edges, shipping_methods,"
        " tax_rates, shop, mails, idempotency_keys, inbox, outbox"
    )
    op.execute("drop function order_guard, order_history_is_kept")
