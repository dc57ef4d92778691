"""Carts, their items, the shop's currencies, and the tables every service has."""

from alembic import op

from common import ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(ddl.OUTBOX_V1)
    op.execute(ddl.INBOX_V1)
    op.execute(ddl.IDEMPOTENCY_V1)
    op.execute(
        """
        create table carts (
          id uuid constraint carts_pkey primary key,
          user_id uuid constraint carts_user_id_key unique,
          version integer not null,
          currency char(3) not null,
          created_at timestamptz not null default now(),
          updated_at timestamptz not null default now()
        )
        """
    )
    op.execute(
        """
        create table items (
          id uuid constraint items_pkey primary key,
          cart_id uuid not null
            constraint items_cart_id_fkey references carts (id) on delete cascade,
          product_id uuid not null,
          variant_id uuid not null,
          quantity integer not null
            constraint items_quantity_check check (quantity between 1 and 100),
          price_seen bigint,
          price_currency char(3),
          constraint items_cart_id_variant_id_key unique (cart_id, variant_id)
        )
        """
    )
    op.execute(
        """
        create table shop (
          id serial constraint shop_pkey primary key,
          version integer not null,
          currencies text[] not null
        )
        """
    )
    # What a shop begins with, until catalog tells otherwise.
    op.execute("insert into shop values (1, 0, '{KES,ETB,NGN,USD}')")


def downgrade() -> None:
    for table in ("shop", "items", "carts", "idempotency_keys", "inbox", "outbox"):
        op.execute(f"drop table {table}")
