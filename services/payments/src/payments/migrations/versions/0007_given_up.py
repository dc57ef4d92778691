"""Attempts that are given up and closed, and incidents that staff resolve."""

from typing import Final

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ATTEMPTS: Final = """
do $ddl$
begin
  alter table attempts
    add column stop_asked_at timestamptz,
    add column closed_at timestamptz;
  -- What is to be given back is said by refunds now; such orders are all cancelled.
  update payments set order_note = 'cancelled' where order_note = 'refund_requested';
end
$ddl$
"""

_INCIDENTS: Final = """
do $ddl$
begin
  alter table incidents
    add column resolution text,
    add column note text,
    add column resolved_by uuid,
    add constraint incidents_resolution_check check (
      resolution in ('accept', 'refund', 'dismiss')
    );
  create index incidents_order_id_idx on incidents (order_id);

  create table capture_reviews (
    capture_id uuid constraint capture_reviews_pkey primary key
      constraint capture_reviews_capture_id_fkey references captures (id),
    incident_id uuid not null
      constraint capture_reviews_incident_id_fkey references incidents (id),
    accepted boolean not null,
    counted_amount bigint not null,
    reviewed_at timestamptz not null,
    constraint capture_reviews_counted_amount_check check (
      counted_amount >= 0 and (accepted or counted_amount = 0)
    )
  );
  create trigger capture_reviews_append_only before update or delete on capture_reviews
    for each row execute function captures_refuse_rewriting();
end
$ddl$
"""


def upgrade() -> None:
    """Add the columns and the reviews."""
    op.execute(_ATTEMPTS)
    op.execute(_INCIDENTS)


def downgrade() -> None:
    """Drop them."""
    op.execute("drop table capture_reviews")
    op.execute("drop index incidents_order_id_idx")
    op.execute(
        "alter table incidents drop column resolution, drop column note, drop column resolved_by"
    )
    op.execute("alter table attempts drop column stop_asked_at, drop column closed_at")
