"""What catalog tells us."""

from cart.usecases.ports import Tx
from common.events.catalog import ShopSettingsChanged


async def on_shop_settings_changed(event: ShopSettingsChanged, tx: Tx) -> None:
    """Keep the currencies the shop sells in."""
    await tx.shop.learn(version=event.aggregate_version, currencies=event.currencies)
