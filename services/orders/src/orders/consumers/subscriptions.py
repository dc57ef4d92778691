"""Everything orders listens to."""

from collections.abc import Mapping
from typing import Final

from common.events.base import Event
from common.events.catalog import ShopSettingsChanged, StockCommitted, StockRefused
from common.events.payments import (
    PaymentAuthorized,
    PaymentCaptured,
    PaymentFailed,
    RefundFailed,
    RefundSucceeded,
)
from common.events.users import EmailConfirmed
from common.worker import Handler
from orders.consumers.catalog import on_shop, on_stock
from orders.consumers.payments import on_payment
from orders.consumers.users import on_email_confirmed

SUBSCRIPTIONS: Final[Mapping[type[Event], Handler]] = {
    PaymentCaptured: on_payment,
    PaymentAuthorized: on_payment,
    PaymentFailed: on_payment,
    RefundSucceeded: on_payment,
    RefundFailed: on_payment,
    StockCommitted: on_stock,
    StockRefused: on_stock,
    ShopSettingsChanged: on_shop,
    EmailConfirmed: on_email_confirmed,
}
