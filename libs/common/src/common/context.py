"""What is being worked on right now: carried across awaits, never passed by hand.

Set once per request by `common.edge` and once per message by `common.consumer`; read by
logs, the outbox and outgoing HTTP calls.
"""

from contextvars import ContextVar
from typing import Final
from uuid import UUID

request_id: Final[ContextVar[str | None]] = ContextVar("request_id", default=None)
traceparent: Final[ContextVar[str | None]] = ContextVar("traceparent", default=None)
correlation_id: Final[ContextVar[UUID | None]] = ContextVar("correlation_id", default=None)
causation_id: Final[ContextVar[UUID | None]] = ContextVar("causation_id", default=None)
