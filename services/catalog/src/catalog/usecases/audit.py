"""What staff changed, told to whoever keeps the audit."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from catalog.usecases.ports import Staff
from common.events.catalog import AuditRecorded
from common.ids import new_id

# An event is small: a long value is shown by its beginning.
_SHOWN: Final = 800


def recorded(
    action: str,
    object_type: str,
    object_id: UUID | str,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    staff: Staff,
    at: datetime,
) -> AuditRecorded:
    """Tell who changed what; only fields that differ are told."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return AuditRecorded(
        occurred_at=at,
        aggregate_id=new_id(),
        aggregate_version=1,
        actor_id=staff.id,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        before={name: _shown(before[name]) for name in names if name in before},
        after={name: _shown(after[name]) for name in names if name in after},
        request_id=staff.request_id,
    )


def described(thing: Any) -> dict[str, Any]:
    """Spread a dataclass into its fields."""
    return {field.name: getattr(thing, field.name) for field in fields(thing)}


def _shown(value: Any) -> Any:
    text = json.dumps(value, default=_plain, ensure_ascii=False)
    return json.loads(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _plain(value: Any) -> Any:
    if isinstance(value, (UUID, datetime, Enum)):
        return str(value)
    return described(value)
