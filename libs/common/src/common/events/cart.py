"""Facts published by the cart service, which owns this module."""

from typing import ClassVar
from uuid import UUID

from common.events.base import AuditFact, Event


class CartMerged(Event):
    """A guest's cart became part of a user's."""

    name: ClassVar[str] = "cart.cart_merged.v1"
    heard: ClassVar[bool] = False

    cart_id: UUID
    user_id: UUID


class CartAbandoned(Event):
    """A cart with items was left alone for long."""

    name: ClassVar[str] = "cart.cart_abandoned.v1"
    heard: ClassVar[bool] = False

    cart_id: UUID
    user_id: UUID | None


class AuditRecorded(AuditFact):
    """Staff sent a message of the cart's on that nobody could handle."""

    name: ClassVar[str] = "cart.audit_recorded.v1"
