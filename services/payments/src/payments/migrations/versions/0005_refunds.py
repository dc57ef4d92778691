"""Refunds, what became of each, and what the database itself does not let happen to them."""

from typing import Final

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_REFUNDS: Final = """
do $ddl$
begin
  create table refunds (
    id uuid constraint refunds_pkey primary key,
    payment_id uuid not null constraint refunds_payment_id_fkey references payments (id),
    attempt_id uuid not null constraint refunds_attempt_id_fkey references attempts (id),
    order_id uuid not null,
    provider text not null,
    reference text not null constraint refunds_reference_key unique,
    amount bigint not null,
    currency char(3) not null,
    reason text not null,
    status text not null,
    automatic boolean not null,
    counted boolean not null,
    chain_id uuid not null,
    number integer not null,
    in_flight boolean not null,
    requested_by uuid,
    note text,
    detail text,
    provider_reference text,
    callback_hash text,
    begun_at timestamptz,
    called_at timestamptz,
    next_try_at timestamptz,
    tries integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint refunds_amount_check check (amount > 0),
    constraint refunds_status_check check (
      status in ('requested', 'processing', 'needs_attention', 'succeeded', 'failed')
    ),
    constraint refunds_in_flight_check check (
      not in_flight or status in ('processing', 'needs_attention')
    )
  ) with (fillfactor = 80);
  create unique index refunds_chain_id_number_key on refunds (chain_id, number);
  create unique index refunds_automatic_key on refunds (attempt_id, reason)
    where automatic and number = 1;
  create unique index refunds_in_flight_key on refunds (attempt_id) where in_flight;
  create unique index refunds_callback_hash_key on refunds (callback_hash);
  create index refunds_payment_id_idx on refunds (payment_id, created_at);
  create index refunds_next_try_at_idx on refunds (next_try_at)
    where next_try_at is not null;
  create index refunds_created_at_idx on refunds (created_at desc, id desc);

  create table refund_steps (
    id uuid constraint refund_steps_pkey primary key,
    refund_id uuid not null constraint refund_steps_refund_id_fkey references refunds (id),
    payment_id uuid not null constraint refund_steps_payment_id_fkey references payments (id),
    status text not null,
    amount bigint not null,
    currency char(3) not null,
    provider_reference text,
    detail text,
    actor_id uuid,
    at timestamptz not null
  );
  create index refund_steps_refund_id_idx on refund_steps (refund_id, at);
  create unique index refund_steps_succeeded_key on refund_steps (refund_id)
    where status = 'succeeded';
end
$ddl$
"""

# The lock makes rivals count one after the other, whoever writes and by whatever code.
_WITHIN_CAPTURED: Final = """
do $ddl$
begin
  create function refunds_stay_within_captured() returns trigger language plpgsql as $body$
  declare
    came bigint;
    goes bigint;
  begin
    if new.status = 'failed' then
      return new;
    end if;
    perform 1 from payments.payments where id = new.payment_id for update;
    select coalesce(sum(amount), 0) into came from payments.captures
      where attempt_id = new.attempt_id and currency = new.currency;
    select coalesce(sum(amount), 0) into goes from payments.refunds
      where attempt_id = new.attempt_id and status <> 'failed' and id <> new.id;
    if goes + new.amount > came then
      raise exception 'more would go back than came in'
        using errcode = 'check_violation', constraint = 'refunds_within_captured';
    end if;
    return new;
  end
  $body$;
  create trigger refunds_within_captured
    before insert or update of amount, currency, attempt_id, payment_id, status on refunds
    for each row execute function refunds_stay_within_captured();
end
$ddl$
"""

_KEPT: Final = """
do $ddl$
begin
  create function refunds_refuse_rewriting() returns trigger language plpgsql as $body$
  begin
    if tg_op = 'DELETE' then
      raise exception 'refunds are never deleted' using errcode = 'restrict_violation';
    end if;
    if old.status in ('succeeded', 'failed') and new.status <> old.status then
      raise exception 'a refund that ended stays as it ended'
        using errcode = 'restrict_violation';
    end if;
    if (new.payment_id, new.attempt_id, new.reference, new.amount, new.currency, new.counted)
      is distinct from
       (old.payment_id, old.attempt_id, old.reference, old.amount, old.currency, old.counted)
    then
      raise exception 'the money of a refund is never rewritten'
        using errcode = 'restrict_violation';
    end if;
    return new;
  end
  $body$;
  create trigger refunds_kept before update or delete on refunds
    for each row execute function refunds_refuse_rewriting();

  create function refund_steps_refuse_rewriting() returns trigger language plpgsql as $body$
  begin
    raise exception 'steps of refunds are only ever added to' using errcode = 'restrict_violation';
  end
  $body$;
  create trigger refund_steps_append_only before update or delete on refund_steps
    for each row execute function refund_steps_refuse_rewriting();
end
$ddl$
"""


def upgrade() -> None:
    """Make the tables."""
    for statement in (_REFUNDS, _WITHIN_CAPTURED, _KEPT):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    op.execute("drop table refund_steps")
    op.execute("drop table refunds")
    for function in (
        "refund_steps_refuse_rewriting",
        "refunds_refuse_rewriting",
        "refunds_stay_within_captured",
    ):
        op.execute(f"drop function {function}()")
