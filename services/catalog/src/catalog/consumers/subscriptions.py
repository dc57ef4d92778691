"""Everything this service listens to."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from catalog.consumers.orders import on_order
from catalog.usecases.ports import Tx
from common.events.base import Event
from common.events.orders import OrderCancelled, OrderPaid, OrderPlaced

Handler = Callable[[Any, Tx], Awaitable[None]]

SUBSCRIPTIONS: Final[Mapping[type[Event], Handler]] = {
    OrderPlaced: on_order,
    OrderPaid: on_order,
    OrderCancelled: on_order,
}
