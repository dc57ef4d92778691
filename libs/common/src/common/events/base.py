"""What every event carries across the wire."""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from uuid_utils.compat import uuid7


class Contract(BaseModel):
    """A shape that crosses the wire: immutable, and tolerant of fields added later."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Contract):
    """A fact that has happened. `name` is also its routing key: publisher.fact.version.

    `heard` is False for a fact that nobody consumes yet: it is published without asking
    the broker to refuse it when it reaches no queue.
    """

    name: ClassVar[str]
    heard: ClassVar[bool] = True

    id: UUID = Field(default_factory=uuid7)
    occurred_at: AwareDatetime
    aggregate_id: UUID
    aggregate_version: int
    correlation_id: UUID | None = None
    causation_id: UUID | None = None


class MoneyV1(Contract):
    """An amount in the currency's minor unit."""

    amount: int
    currency: str


class LineV1(Contract):
    """So many units of one variant."""

    product_id: UUID
    variant_id: UUID
    quantity: int


class AuditFact(Event):
    """A member of staff changed something; `before` and `after` hold the fields that differ."""

    actor_id: UUID
    action: str
    object_type: str
    object_id: str
    before: dict[str, object]
    after: dict[str, object]
    request_id: str | None
