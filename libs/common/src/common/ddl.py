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

CORRELATION_V1: Final = """
do $ddl$
begin
  alter table outbox add column correlation_id uuid;
  create index outbox_correlation_id_idx on outbox (correlation_id)
    where correlation_id is not null;
  alter table inbox add column correlation_id uuid;
  create index inbox_correlation_id_idx on inbox (correlation_id)
    where correlation_id is not null;
end
$ddl$
"""
"""Finds the messages about one order."""

CORRELATION_V1_DOWN: Final = """
do $ddl$
begin
  alter table inbox drop column correlation_id;
  alter table outbox drop column correlation_id;
end
$ddl$
"""

OPERATIONS_V1: Final = """
do $ddl$
begin
  create table parked_messages (
    id uuid not null,
    queue text not null,
    message_id text,
    name text,
    body bytea not null,
    headers jsonb not null,
    digest bytea not null,
    reason text not null,
    parked_at timestamptz not null default clock_timestamp(),
    requeue_asked_at timestamptz,
    requeued_at timestamptz,
    constraint parked_messages_pkey primary key (id)
  );
  create unique index parked_messages_open_key on parked_messages (queue, digest)
    where requeued_at is null;
  create index parked_messages_parked_at_idx on parked_messages (parked_at desc, id desc);
  create index parked_messages_asked_idx on parked_messages (requeue_asked_at)
    where requeue_asked_at is not null and requeued_at is null;
  create table queues (
    name text not null,
    ready integer not null,
    consumers integer not null,
    measured_at timestamptz not null default clock_timestamp(),
    constraint queues_pkey primary key (name)
  );
  create index outbox_parked_idx on outbox (parked_at desc, id desc)
    where parked_at is not null;
end
$ddl$
"""

SEEN_V1: Final = "create index inbox_seen_at_idx on inbox (seen_at)"
"""Finds what was heard so long ago that it may be forgotten."""
