"""Tables every service has, as versioned SQL: a migration that ran never changes its mind.

Each is one statement that `op.execute` takes as it is, in the schema of the search path.
"""

from typing import Final

OUTBOX_V1: Final = """
do $ddl$
begin
  create table outbox (
    id uuid not null,
    seq bigint generated always as identity,
    name text not null,
    aggregate_id uuid not null,
    aggregate_version bigint not null,
    body text not null,
    created_at timestamptz not null default clock_timestamp(),
    next_attempt_at timestamptz not null default clock_timestamp(),
    attempts smallint not null default 0,
    last_error text,
    published_at timestamptz,
    parked_at timestamptz,
    constraint outbox_pkey primary key (id),
    constraint outbox_body_size_check check (octet_length(body) <= 65536)
  );
  create index outbox_pending_idx on outbox (seq)
    where published_at is null and parked_at is null;
  create index outbox_published_at_idx on outbox (published_at)
    where published_at is not null;
  alter table outbox set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
end
$ddl$
"""

INBOX_V1: Final = """
create table inbox (
  consumer text not null,
  event_id uuid not null,
  name text not null,
  digest bytea not null,
  seen_at timestamptz not null default clock_timestamp(),
  constraint inbox_pkey primary key (consumer, event_id)
)
"""

IDEMPOTENCY_V1: Final = """
do $ddl$
begin
  create table idempotency_keys (
    principal text not null,
    method text not null,
    path text not null,
    key text not null,
    body_hash bytea not null,
    resource_id uuid,
    locked_until timestamptz,
    status integer,
    body json,
    headers json not null default '{}',
    created_at timestamptz not null default now(),
    constraint idempotency_keys_pkey primary key (principal, method, path, key)
  );
  create index idempotency_keys_created_at_idx on idempotency_keys (created_at);
end
$ddl$
"""

MAIL_V1: Final = """
do $ddl$
begin
  create table mails (
    id uuid not null,
    dedupe_key text not null,
    recipient text not null,
    subject text not null,
    text text not null,
    html text not null,
    created_at timestamptz not null default now(),
    next_attempt_at timestamptz not null default now(),
    attempts smallint not null default 0,
    last_error text,
    sent_at timestamptz,
    parked_at timestamptz,
    constraint mails_pkey primary key (id),
    constraint mails_dedupe_key_key unique (dedupe_key)
  );
  create index mails_due_idx on mails (next_attempt_at)
    where sent_at is null and parked_at is null;
end
$ddl$
"""
