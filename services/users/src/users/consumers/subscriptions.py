"""Which facts this service acts on: what staff did, anywhere."""

from collections.abc import Mapping
from typing import Final

from common.events import cart, catalog, orders, payments, users
from common.events.base import Event
from common.worker import Handler
from users.consumers.audit import on_audit_recorded

SUBSCRIPTIONS: Final[Mapping[type[Event], Handler]] = {
    publisher.AuditRecorded: on_audit_recorded
    for publisher in (users, catalog, cart, orders, payments)
}
