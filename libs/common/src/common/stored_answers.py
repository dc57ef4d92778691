"""What the table of idempotency keys holds: answers that were given, claims that are at work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from fastapi import Response
from sqlalchemy import JSON, DateTime, LargeBinary, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import Conflict, Invalid
from common.intents import Intent


class IdempotencyKeyReused(Invalid):
    """The key was used before, with another body."""

    code = "idempotency_key_reused"


class IdempotencyKeyInUse(Conflict):
    """The first request with this key is still at work."""

    code = "idempotency_key_in_use"

    def __init__(self) -> None:
        super().__init__("a request with this key is being worked on; ask again", retry_after=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A successful answer; `body` is JSON-ready and holds no secret."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False

    def response(self, **extra: Any) -> Response:
        """Render it; `extra` fields are shown but never stored."""
        headers = dict(self.headers)
        if self.replayed:
            headers["idempotent-replayed"] = "true"
        if self.body is None:
            return Response(status_code=self.status, headers=headers)
        body = {**self.body, **extra} if extra else self.body
        return Response(orjson.dumps(body, default=str), self.status, headers, "application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to carry out an intent until the lease ends, on the resource reserved for it."""

    intent: Intent
    resource_id: UUID
    locked_until: datetime


class IdempotencyColumns:
    """The table of keys of a service; mixed into that service's declarative base."""

    __tablename__ = "idempotency_keys"

    principal: Mapped[str] = mapped_column(Text, primary_key=True)
    method: Mapped[str] = mapped_column(Text, primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    resource_id: Mapped[UUID | None]
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    status: Mapped[int | None]
    body: Mapped[Any] = mapped_column(JSON, nullable=True)
    headers: Mapped[dict[str, str]] = mapped_column(JSON, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), index=True
    )


KeyRow = type[IdempotencyColumns]


def check_body(body_hash: bytes, intent: Intent) -> None:
    """Raise `IdempotencyKeyReused` unless that was the body of this very request."""
    if body_hash != intent.body_hash:
        raise IdempotencyKeyReused("this key was used with another body; use a fresh one")


def claim_of(row: IdempotencyColumns) -> Claim:
    """Read a claim from its row."""
    intent = Intent(
        principal=row.principal,
        method=row.method,
        path=row.path,
        key=row.key,
        body_hash=row.body_hash,
    )
    if row.resource_id is None or row.locked_until is None:
        raise IdempotencyKeyInUse
    return Claim(intent=intent, resource_id=row.resource_id, locked_until=row.locked_until)
