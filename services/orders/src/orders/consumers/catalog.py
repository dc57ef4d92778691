"""What catalog tells us: of orders' stock, and of the shop's settings."""

from collections.abc import Mapping
from typing import Final

from common.events.catalog import HoldFact, ShopSettingsChanged, StockCommitted, StockRefused
from orders.consumers.unknown import UNKNOWN
from orders.domain.shipping import Shop
from orders.domain.states import Trigger
from orders.usecases.hear_facts import hear
from orders.usecases.ports import Tx

TRIGGERS: Final[Mapping[type[HoldFact], Trigger]] = {
    StockCommitted: Trigger.STOCK_COMMITTED,
    StockRefused: Trigger.STOCK_REFUSED,
}


async def on_stock(event: HoldFact, tx: Tx) -> None:
    """Take the step the stock causes."""
    known = await hear(
        event.order_id,
        TRIGGERS[type(event)],
        tx=tx,
        cause=event.name,
        message_id=event.id,
    )
    if not known:
        UNKNOWN.labels(event.name).inc()


async def on_shop(event: ShopSettingsChanged, tx: Tx) -> None:
    """Keep a copy of the shop's settings."""
    shop = Shop(
        name=event.shop_name,
        currencies=event.currencies,
        default_currency=event.default_currency,
        countries={country.code: country.tax_included for country in event.countries},
    )
    await tx.tariffs.keep_shop(shop, version=event.aggregate_version)
