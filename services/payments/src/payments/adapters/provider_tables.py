"""The tables of what providers send, and of what they hand out."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from payments.adapters.tables import Base, Pairs


class TokenRow(Base):
    """A provider's access token that all processes share, and who fetches the next one."""

    __tablename__ = "provider_tokens"

    provider: Mapped[str] = mapped_column(Text, primary_key=True)
    sealed: Mapped[str | None]
    fresh_until: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]


class WebhookRow(Base):
    """A webhook as it came, and how far we are with it."""

    __tablename__ = "webhooks"
    __table_args__ = (
        Index("webhooks_channel_dedupe_key_key", "channel", "dedupe_key", unique=True),
        Index(
            "webhooks_due_idx",
            "next_try_at",
            postgresql_where=text("state in ('received', 'orphan')"),
        ),
        Index("webhooks_received_at_idx", text("received_at desc"), text("id desc")),
        Index("webhooks_state_received_at_idx", "state", text("received_at desc"), text("id desc")),
        Index(
            "webhooks_reference_idx",
            "reference",
            postgresql_where=text("reference is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str]
    dedupe_key: Mapped[str]
    token_hash: Mapped[str | None]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    headers: Mapped[Pairs]
    state: Mapped[str] = mapped_column(Text, server_default="received")
    reference: Mapped[str | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    next_try_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_error: Mapped[str | None]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    done_at: Mapped[datetime | None]
