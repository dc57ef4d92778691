"""Every published event by its name."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Final

from common.events import cart, catalog, orders, payments, users
from common.events.base import Event

PUBLISHERS: Final[tuple[str, ...]] = ("users", "catalog", "cart", "orders", "payments")


def publisher(name: str) -> str:
    """Return the service that owns an event's name."""
    return name.partition(".")[0]


def exchange(name: str) -> str:
    """Return the exchange an event's name is published to."""
    return f"ev.{publisher(name)}"


def _published(module: ModuleType) -> Iterator[type[Event]]:
    for kind in vars(module).values():
        if isinstance(kind, type) and issubclass(kind, Event) and "name" in vars(kind):
            yield kind


EVENTS: Final[Mapping[str, type[Event]]] = MappingProxyType(
    {
        kind.name: kind
        for module in (users, catalog, cart, orders, payments)
        for kind in _published(module)
    }
)
"""Name, e.g. `orders.order_paid.v1`, to contract."""
