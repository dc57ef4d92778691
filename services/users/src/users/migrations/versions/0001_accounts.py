"""Accounts, roles, address books, sessions, keys."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from common import ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NOW = sa.text("now()")
SEARCHED = (
    "lower(coalesce(email, '') || ' ' || coalesce(username, '') || ' ' || coalesce(full_name, ''))"
)


def upgrade() -> None:
    for common_table in (ddl.OUTBOX_V1, ddl.INBOX_V1, ddl.IDEMPOTENCY_V1, ddl.MAIL_V1):
        op.execute(common_table)
    _users()
    _roles()
    _addresses()
    _sessions()
    _links()
    _failures_and_keys()
    _seed_roles()


def downgrade() -> None:
    for table in (
        "signing_keys",
        "failures",
        "links",
        "refresh_tokens",
        "sessions",
        "addresses",
        "user_roles",
        "roles",
        "users",
        "mails",
        "idempotency_keys",
        "inbox",
        "outbox",
    ):
        op.drop_table(table, schema="users")


def _instant(
    name: str, *, nullable: bool = False, server_default: sa.TextClause | None = None
) -> sa.Column[Any]:
    return sa.Column(
        name, sa.DateTime(timezone=True), nullable=nullable, server_default=server_default
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _owner() -> sa.Column[Any]:
    return sa.Column(
        "user_id", sa.Uuid(), sa.ForeignKey("users.users.id", ondelete="CASCADE"), nullable=False
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _text("email", nullable=True),
        sa.Column("email_key", sa.Text(), unique=True),
        sa.Column("email_confirmed", sa.Boolean(), nullable=False),
        _text("username", nullable=True),
        sa.Column("username_key", sa.Text(), unique=True),
        _text("full_name", nullable=True),
        _text("phone_number", nullable=True),
        _text("locale"),
        _text("status"),
        _text("password_hash", nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
        _instant("erased_at", nullable=True),
        sa.Column("search", sa.Text(), sa.Computed(SEARCHED, persisted=True), nullable=False),
        sa.CheckConstraint("status in ('active', 'suspended')", name="status"),
        sa.CheckConstraint(
            "erased_at is not null or (email is not null and password_hash is not null)",
            name="complete",
        ),
        schema="users",
    )
    op.create_index(
        "users_search_idx",
        "users",
        ["search"],
        schema="users",
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )


def _roles() -> None:
    op.create_table(
        "roles",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        sa.Column("permissions", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("version", sa.BigInteger(), nullable=False, server_default=sa.text("1")),
        _instant("created_at", server_default=NOW),
        _instant("updated_at", server_default=NOW),
        schema="users",
    )
    op.create_table(
        "user_roles",
        sa.Column(
            "user_id",
            sa.Uuid(),
            sa.ForeignKey("users.users.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "role_id",
            sa.Uuid(),
            sa.ForeignKey("users.roles.id", ondelete="RESTRICT"),
            primary_key=True,
            index=True,
        ),
        schema="users",
    )


def _addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _owner(),
        _text("full_name"),
        _text("phone_number"),
        _text("line1"),
        _text("line2", nullable=True),
        _text("city"),
        _text("region", nullable=True),
        _text("postal_code", nullable=True),
        sa.Column("country", sa.CHAR(2), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
        schema="users",
    )
    op.create_index("addresses_user_id_idx", "addresses", ["user_id"], schema="users")
    op.create_index(
        "addresses_one_default_idx",
        "addresses",
        ["user_id"],
        unique=True,
        schema="users",
        postgresql_where=sa.text("is_default"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _owner(),
        _text("user_agent", nullable=True),
        _text("address", nullable=True),
        sa.Column("by_cookie", sa.Boolean(), nullable=False),
        _instant("created_at"),
        _instant("last_used_at"),
        _instant("expires_at"),
        _instant("ended_at", nullable=True),
        schema="users",
    )
    op.create_index("sessions_user_id_idx", "sessions", ["user_id"], schema="users")
    op.create_index("sessions_expires_at_idx", "sessions", ["expires_at"], schema="users")
    op.create_table(
        "refresh_tokens",
        sa.Column("digest", sa.LargeBinary(), primary_key=True),
        sa.Column(
            "session_id",
            sa.Uuid(),
            sa.ForeignKey("users.sessions.id", ondelete="CASCADE"),
            nullable=False,
        ),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        schema="users",
    )
    op.create_index(
        "refresh_tokens_session_id_idx", "refresh_tokens", ["session_id"], schema="users"
    )


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("digest", sa.LargeBinary(), primary_key=True),
        _owner(),
        _text("purpose"),
        _instant("created_at"),
        _instant("expires_at"),
        sa.CheckConstraint("purpose in ('confirm_email', 'reset_password')", name="purpose"),
        schema="users",
    )
    op.create_index("links_user_id_purpose_idx", "links", ["user_id", "purpose"], schema="users")
    op.create_index("links_expires_at_idx", "links", ["expires_at"], schema="users")


def _failures_and_keys() -> None:
    op.create_table(
        "failures",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        _instant("since"),
        _instant("last"),
        schema="users",
    )
    op.create_index("failures_last_idx", "failures", ["last"], schema="users")
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Text(), primary_key=True),
        sa.Column("sealed_pem", sa.LargeBinary(), nullable=False),
        _instant("signs_from"),
        _instant("verifies_until", nullable=True),
        schema="users",
    )


def _seed_roles() -> None:
    op.execute(
        """
        insert into users.roles (id, name, permissions, protected) values
        (uuidv7(), 'admin', array['*'], true),
        (uuidv7(), 'customer', array[]::text[], true),
        (uuidv7(), 'staff', array[
          'orders:read', 'orders:write', 'catalog:read', 'catalog:write', 'stock:read',
          'stock:write', 'payments:read', 'payments:write', 'refunds:read', 'refunds:write',
          'reports:read'], false),
        (uuidv7(), 'support', array['orders:read', 'payments:read', 'users:read'], false)
        """
    )
