"""The tables of the `users` schema."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CHAR,
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from common import db
from common.idempotency import IdempotencyColumns
from common.inbox import InboxColumns
from common.mail import MailColumns
from common.outbox import OutboxColumns
from common.parked import ParkedColumns, QueueColumns, Tables

_SEARCHED: Final = (
    "lower(coalesce(email, '') || ' ' || coalesce(username, '') || ' ' || coalesce(full_name, ''))"
)


class Base(DeclarativeBase):
    """Everything in this service's own schema."""

    metadata = db.schema("users")
    type_annotation_map = {datetime: DateTime(timezone=True), str: Text()}  # noqa: RUF012


class UserRow(Base):
    """One account. Of an erased one only the id and the dates are left."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("status in ('active', 'suspended')", name="status"),
        CheckConstraint(
            "erased_at is not null or (email is not null and password_hash is not null)",
            name="complete",
        ),
        Index(
            "users_search_idx",
            "search",
            postgresql_using="gin",
            postgresql_ops={"search": "gin_trgm_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(unique=True)
    email_confirmed: Mapped[bool]
    username: Mapped[str | None]
    username_key: Mapped[str | None] = mapped_column(unique=True)
    full_name: Mapped[str | None]
    phone_number: Mapped[str | None]
    locale: Mapped[str]
    status: Mapped[str]
    password_hash: Mapped[str | None]
    version: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    search: Mapped[str] = mapped_column(Computed(_SEARCHED, persisted=True))


class RoleRow(Base):
    """A named set of permissions."""

    __tablename__ = "roles"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    protected: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class UserRoleRow(Base):
    """Who holds which role."""

    __tablename__ = "user_roles"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.users.id", ondelete="CASCADE"), primary_key=True
    )
    role_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.roles.id", ondelete="RESTRICT"), primary_key=True, index=True
    )


class AddressRow(Base):
    """One entry of an address book."""

    __tablename__ = "addresses"
    __table_args__ = (
        Index(
            "addresses_one_default_idx", "user_id", unique=True, postgresql_where=text("is_default")
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.users.id", ondelete="CASCADE"), index=True
    )
    full_name: Mapped[str]
    phone_number: Mapped[str]
    line1: Mapped[str]
    line2: Mapped[str | None]
    city: Mapped[str]
    region: Mapped[str | None]
    postal_code: Mapped[str | None]
    country: Mapped[str] = mapped_column(CHAR(2))
    is_default: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class SessionRow(Base):
    """One device signed in."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.users.id", ondelete="CASCADE"), index=True
    )
    user_agent: Mapped[str | None]
    address: Mapped[str | None]
    by_cookie: Mapped[bool]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class RefreshTokenRow(Base):
    """One link of a session's chain; the token itself is nowhere."""

    __tablename__ = "refresh_tokens"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.sessions.id", ondelete="CASCADE"), index=True
    )
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LinkRow(Base):
    """One mailed single-use token; the token itself is nowhere."""

    __tablename__ = "links"
    __table_args__ = (
        CheckConstraint("purpose in ('confirm_email', 'reset_password')", name="purpose"),
        Index("links_user_id_purpose_idx", "user_id", "purpose"),
    )

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.users.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class FailureRow(Base):
    """Failed sign-ins, counted by account or network."""

    __tablename__ = "failures"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime]
    last: Mapped[datetime] = mapped_column(index=True)


class SigningKeyRow(Base):
    """A key pair that signs access tokens; the private half is encrypted."""

    __tablename__ = "signing_keys"

    kid: Mapped[str] = mapped_column(primary_key=True)
    sealed_pem: Mapped[bytes] = mapped_column(LargeBinary)
    signs_from: Mapped[datetime]
    verifies_until: Mapped[datetime | None]


class AuditRow(Base):
    """What a member of staff did, in any service; a trigger refuses to change it."""

    __tablename__ = "audit_events"
    __table_args__ = tuple(
        Index(f"audit_events_{first}_idx", *dict.fromkeys((first, "created_at", "id")))
        for first in ("created_at", "actor_id", "action", "object_type", "object_id", "service")
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    service: Mapped[str]
    actor_id: Mapped[UUID]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    request_id: Mapped[str | None]
    created_at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


class OutboxRow(OutboxColumns, Base):
    """Facts of this service on their way out."""


class InboxRow(InboxColumns, Base):
    """Facts of other services this one has dealt with."""


class ParkedRow(ParkedColumns, Base):
    """Messages nobody could handle."""


class QueueRow(QueueColumns, Base):
    """How full this service's queues are."""


class AnswerRow(IdempotencyColumns, Base):
    """Answers given under an Idempotency-Key."""


class MailRow(MailColumns, Base):
    """Mails on their way out."""


OPERATIONS: Final = Tables(service="users", outbox=OutboxRow, parked=ParkedRow, queues=QueueRow)
"""What operators look at."""
