"""What the simulated shop sells where: one country, one way of shipping, no taxes."""

from typing import Final
from uuid import UUID

from common.money import Money
from orders.domain.shipping import ShippingMethod, Shop, Terms

CURRENCY: Final = "KES"
_METHOD: Final = ShippingMethod(
    id=UUID(int=1),
    code="standard",
    name="Standard",
    prices=(Money(0, CURRENCY),),
    countries=(),
    min_days=1,
    max_days=2,
)
_SHOP: Final = Shop(
    name="Soko", currencies=(CURRENCY,), default_currency=CURRENCY, countries={"KE": True}
)
_TERMS: Final = Terms(shop=_SHOP, methods=[_METHOD], rates=[])


class Tariffs:
    """The `Tariffs` port: one country, one way of shipping, no taxes."""

    async def terms(self, country: str) -> Terms:
        """Return what decides the cost of an order."""
        del country
        return _TERMS

    async def keep_shop(self, shop: Shop, *, version: int) -> None:
        """Keep nothing: the shop never changes."""
        del shop, version
