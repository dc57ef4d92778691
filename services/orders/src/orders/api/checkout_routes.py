"""What one looks at before ordering: quotes and ways of shipping."""

from typing import Annotated

from fastapi import Query
from pydantic import StringConstraints

from common.pagination import PageQuery
from common.problems import documented
from common.routing import router
from common.schemas import Page
from orders.api.deps import CounterDep, ShopperDep, TxDep
from orders.api.lists import short_page
from orders.api.tariff_shapes import QuoteIn, QuoteOut, ShippingMethodOut, WarningOut
from orders.domain.basket import BasketItem, CartEmpty
from orders.domain.shipping import (
    NoShippingToCountry,
    ShippingMethod,
    UnknownShippingMethod,
    delivered_to,
)
from orders.usecases.quote_cart import quote_cart

checkout = router(prefix="/api/v1", tags=["checkout"])

CountryQuery = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None,
    Query(description="ISO 3166-1 alpha-2; only what is delivered there."),
]


@checkout.post(
    "/cart/quote",
    responses=documented(CartEmpty, NoShippingToCountry, UnknownShippingMethod),
)
async def quote(body: QuoteIn, shopper: ShopperDep, counter: CounterDep) -> QuoteOut:
    """Say what one's cart would cost, sent to a country."""
    quoted = await quote_cart(
        shopper,
        country=body.shipping_address.country,
        method=body.shipping_method,
        carts=counter.checkout.carts,
        open_tx=counter.checkout.open_tx,
    )
    return QuoteOut.of(quoted.lines, quoted.quote, [_warning(item) for item in quoted.short])


@checkout.get("/shipping-methods")
async def shipping_methods(
    tx: TxDep, page: PageQuery, country: CountryQuery = None
) -> Page[ShippingMethodOut]:
    """List the ways of shipping that are offered, by code."""
    methods, shop = await tx.tariffs.shipping_methods(), await tx.tariffs.shop()
    offered = delivered_to(methods, shop=shop, country=country)
    name = f"shipping-methods:{country}"
    return short_page(offered, page, name=name, key=_code, show=ShippingMethodOut.of)


def _code(method: ShippingMethod) -> str:
    return method.code


def _warning(item: BasketItem) -> WarningOut:
    return WarningOut(
        code="insufficient_stock" if item.is_for_sale else "unavailable",
        product_id=item.product_id,
        variant_id=item.variant_id,
        available=item.available_quantity if item.is_for_sale else 0,
    )
