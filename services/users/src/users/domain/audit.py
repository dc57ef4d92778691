"""What a member of staff did, anywhere in the shop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One action; `before` and `after` hold the fields that differ. It never changes."""

    id: UUID
    service: str
    actor_id: UUID
    action: str
    object_type: str
    object_id: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    request_id: str | None
    created_at: datetime
