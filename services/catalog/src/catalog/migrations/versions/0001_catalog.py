"""categories, products, stock, holds, shop settings; outbox, inbox, idempotency keys"""

from alembic import op

from common.ddl import IDEMPOTENCY_V1, INBOX_V1, OUTBOX_V1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
create table categories (
    id uuid not null,
    slug text not null,
    name text not null,
    translations jsonb default '{}' not null,
    parent_id uuid,
    position integer default 0 not null,
    image text,
    ancestors uuid[] not null,
    path text not null,
    sort_key text collate "C" not null,
    version integer default 1 not null,
    created_at timestamptz default now() not null,
    updated_at timestamptz default now() not null,
    constraint categories_pkey primary key (id),
    constraint categories_slug_key unique (slug),
    constraint categories_parent_id_fkey foreign key(parent_id) references categories (id)
);
create index categories_ancestors_idx on categories using gin (ancestors);
create index categories_parent_id_idx on categories (parent_id);
create index categories_sort_key_idx on categories (sort_key, id);
create table discarded_objects (
    key text not null,
    discarded_at timestamptz default now() not null,
    constraint discarded_objects_pkey primary key (key)
);
create table holds (
    order_id uuid not null,
    state text not null,
    order_version bigint default 0 not null,
    expires_at timestamptz,
    created_at timestamptz default now() not null,
    updated_at timestamptz default now() not null,
    constraint holds_pkey primary key (order_id),
    constraint holds_state_check
        check (state in ('tentative','confirmed','committed','released','refused','cancelled')),
    constraint holds_expiry_check check ((state = 'tentative') = (expires_at is not null))
) with (fillfactor = 50);
create index holds_expires_at_idx on holds (expires_at) where state = 'tentative';
create table shop (
    id smallint not null,
    name text not null,
    logo_url text,
    colours jsonb default '{}' not null,
    currencies text[] not null,
    default_currency text not null,
    countries jsonb not null,
    legal jsonb default '{}' not null,
    version integer default 1 not null,
    updated_at timestamptz default now() not null,
    constraint shop_pkey primary key (id),
    constraint shop_single_check check (id = 1)
);
create table hold_lines (
    order_id uuid not null,
    variant_id uuid not null,
    product_id uuid not null,
    quantity integer not null,
    constraint hold_lines_pkey primary key (order_id, variant_id),
    constraint hold_lines_quantity_check check (quantity between 1 and 1000000),
    constraint hold_lines_order_id_fkey
        foreign key(order_id)
        references holds (order_id) on delete cascade
);
create index hold_lines_variant_id_idx on hold_lines (variant_id);
create table products (
    id uuid not null,
    slug text not null,
    name text not null,
    description text not null,
    translations jsonb default '{}' not null,
    category_id uuid,
    tax_class text not null,
    prices jsonb default '{}' not null,
    min_order_quantity integer not null,
    max_order_quantity integer,
    featured boolean not null,
    status text not null,
    publish_at timestamptz,
    version integer not null,
    created_at timestamptz default now() not null,
    updated_at timestamptz default now() not null,
    deleted_at timestamptz,
    sort_name text collate "C" not null,
    search_name text not null,
    search tsvector not null,
    constraint products_pkey primary key (id),
    constraint products_status_known_check
        check (status in ('draft', 'scheduled', 'published', 'archived')),
    constraint products_scheduled_check
        check ((status = 'scheduled') = (publish_at is not null)),
    constraint products_category_check
        check (category_id is not null or deleted_at is not null),
    constraint products_min_order_check check (min_order_quantity between 1 and 1000),
    constraint products_max_order_check
        check (max_order_quantity between min_order_quantity and 1000),
    constraint products_category_id_fkey
        foreign key(category_id)
        references categories (id) on delete set null
);
create index products_category_idx on products (category_id, created_at, id);
create index products_created_at_idx on products (created_at, id) where deleted_at is null;
create index products_featured_idx on products (created_at, id)
    where featured and status = 'published' and deleted_at is null;
create index products_name_idx on products (sort_name, id)
    where status = 'published' and deleted_at is null;
create index products_newest_idx on products (created_at, id)
    where status = 'published' and deleted_at is null;
create index products_publish_at_idx on products (publish_at) where status = 'scheduled';
create index products_search_idx on products using gin (search);
create index products_search_name_idx on products using gin (search_name gin_trgm_ops);
create unique index products_slug_key on products (slug) where deleted_at is null;
create table former_slugs (
    slug text not null,
    product_id uuid not null,
    constraint former_slugs_pkey primary key (slug),
    constraint former_slugs_product_id_fkey foreign key(product_id) references products (id)
);
create index former_slugs_product_id_idx on former_slugs (product_id);
create table listing_prices (
    product_id uuid not null,
    currency text not null,
    amount bigint not null,
    compare_at bigint,
    constraint listing_prices_pkey primary key (product_id, currency),
    constraint listing_prices_product_id_fkey foreign key(product_id) references products (id)
);
create index listing_prices_amount_idx on listing_prices (currency, amount, product_id);
create table pictures (
    id uuid not null,
    product_id uuid not null,
    key text not null,
    alt_text text not null,
    width integer not null,
    height integer not null,
    position integer not null,
    constraint pictures_pkey primary key (id),
    constraint pictures_product_id_fkey foreign key(product_id) references products (id),
    constraint pictures_key_key unique (key)
);
create index pictures_product_id_idx on pictures (product_id);
create table variants (
    id uuid not null,
    product_id uuid not null,
    sku text not null,
    options jsonb default '{}' not null,
    prices jsonb default '{}' not null,
    weight_grams integer,
    position integer not null,
    created_at timestamptz default now() not null,
    deleted_at timestamptz,
    constraint variants_pkey primary key (id),
    constraint variants_product_id_fkey foreign key(product_id) references products (id)
);
create unique index variants_options_key on variants (product_id, options)
    where deleted_at is null;
create index variants_product_id_idx on variants (product_id);
create unique index variants_sku_key on variants (sku) where deleted_at is null;
create table prices (
    variant_id uuid not null,
    currency text not null,
    amount bigint not null,
    compare_at bigint,
    constraint prices_pkey primary key (variant_id, currency),
    constraint prices_amount_check check (amount between 0 and 1000000000000),
    constraint prices_compare_at_check check (compare_at > amount),
    constraint prices_variant_id_fkey foreign key(variant_id) references variants (id)
);
create table stock_levels (
    variant_id uuid not null,
    product_id uuid not null,
    on_hand integer default 0 not null,
    reserved integer default 0 not null,
    updated_at timestamptz default now() not null,
    constraint stock_levels_pkey primary key (variant_id),
    constraint stock_levels_on_hand_check check (on_hand >= 0),
    constraint stock_levels_reserved_check check (reserved between 0 and on_hand),
    constraint stock_levels_variant_id_fkey foreign key(variant_id) references variants (id),
    constraint stock_levels_product_id_fkey foreign key(product_id) references products (id)
) with (fillfactor = 50);
create index stock_levels_product_id_idx on stock_levels (product_id);
create table stock_movements (
    id uuid default uuidv7() not null,
    variant_id uuid not null,
    delta integer not null,
    on_hand integer not null,
    cause text not null,
    ref uuid not null,
    reason text default '' not null,
    actor_id uuid,
    created_at timestamptz default clock_timestamp() not null,
    constraint stock_movements_pkey primary key (id),
    constraint stock_movements_cause_ref_variant_id_key unique (cause, ref, variant_id),
    constraint stock_movements_delta_check check (delta <> 0),
    constraint stock_movements_cause_check
        check (cause in ('initial', 'adjustment', 'sale', 'restock')),
    constraint stock_movements_variant_id_fkey foreign key(variant_id) references variants (id)
);
create index stock_movements_variant_idx on stock_movements (variant_id, created_at, id);
"""

# A movement is history: it can be followed by another, never changed.
_APPEND_ONLY = """
create function refuse_change() returns trigger language plpgsql as $body$
begin
    raise exception 'append-only' using errcode = '42501';
end
$body$;
create trigger stock_movements_append_only before update or delete on stock_movements
    for each row execute function refuse_change();
"""

# Busy rows leave dead versions behind quickly: vacuum after few of them, without pausing.
_VACUUM = """
alter table stock_levels
    set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
alter table holds
    set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
"""

_DROPPED = (
    "outbox", "inbox", "idempotency_keys", "stock_movements", "stock_levels", "prices",
    "variants", "pictures", "listing_prices", "former_slugs", "products", "hold_lines", "shop",
    "holds", "discarded_objects", "categories",
)  # fmt: skip


def upgrade() -> None:
    for statements in (_TABLES, _APPEND_ONLY, _VACUUM):
        _run(statements)
    for table in (OUTBOX_V1, INBOX_V1, IDEMPOTENCY_V1):
        op.execute(table)


def downgrade() -> None:
    for table in _DROPPED:
        op.execute(f"drop table {table}")
    op.execute("drop function refuse_change")


def _run(statements: str) -> None:
    # asyncpg prepares one statement at a time; a `do` block is one.
    op.execute(f"do $ddl$ begin {statements} end $ddl$")
