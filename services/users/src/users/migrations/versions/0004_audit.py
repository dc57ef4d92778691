"""What staff did in any service: added to, never changed."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FILTERS = ("actor_id", "action", "object_type", "object_id", "service")


def upgrade() -> None:
    op.execute(
        """
        create table audit_events (
          id uuid constraint audit_events_pkey primary key,
          service text not null,
          actor_id uuid not null,
          action text not null,
          object_type text not null,
          object_id text not null,
          before jsonb not null,
          after jsonb not null,
          request_id text,
          created_at timestamptz not null,
          recorded_at timestamptz not null default clock_timestamp()
        )
        """
    )
    op.execute("create index audit_events_created_at_idx on audit_events (created_at, id)")
    for name in _FILTERS:
        op.execute(f"create index audit_events_{name}_idx on audit_events ({name}, created_at, id)")
    op.execute(
        """
        do $ddl$ begin
          create function refuse_change() returns trigger language plpgsql as $body$
          begin
            raise exception 'append-only' using errcode = '42501';
          end
          $body$;
          create trigger audit_events_append_only
            before update or delete or truncate on audit_events
            for each statement execute function refuse_change();
        end $ddl$
        """
    )


def downgrade() -> None:
    op.execute("drop table audit_events")
    op.execute("drop function refuse_change")
