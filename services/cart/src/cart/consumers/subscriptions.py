"""Which facts the cart listens to."""

from collections.abc import Mapping
from typing import Final

from cart.consumers.catalog import on_shop_settings_changed
from cart.consumers.orders import on_order_placed
from common.events.base import Event
from common.events.catalog import ShopSettingsChanged
from common.events.orders import OrderPlaced
from common.worker import Handler

SUBSCRIPTIONS: Final[Mapping[type[Event], Handler]] = {
    OrderPlaced: on_order_placed,
    ShopSettingsChanged: on_shop_settings_changed,
}
