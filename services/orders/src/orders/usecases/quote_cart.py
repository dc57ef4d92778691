"""Say what a cart would cost, without ordering it."""

from dataclasses import dataclass

from orders.domain import basket as baskets
from orders.domain.basket import BasketItem, CartEmpty
from orders.domain.order import Line
from orders.domain.shipping import Quote, quote
from orders.usecases.neighbours import Carts
from orders.usecases.ports import OpenTx
from orders.usecases.shopper import Shopper


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedCart:
    """The cart's lines that can be had, what they cost, and the items that fall short."""

    lines: tuple[Line, ...]
    quote: Quote
    short: tuple[BasketItem, ...]


async def quote_cart(
    shopper: Shopper, *, country: str, method: str | None, carts: Carts, open_tx: OpenTx
) -> QuotedCart:
    """Quote the cart for a country; raise `CartEmpty` where nothing in it can be had."""
    basket = await carts.basket(shopper)
    lines = baskets.available_lines(basket)
    if not lines:
        raise CartEmpty
    async with open_tx() as tx:
        terms = await tx.tariffs.terms(country)
    quoted = quote(lines, terms=terms, country=country, currency=basket.currency, method=method)
    return QuotedCart(lines=lines, quote=quoted, short=baskets.short_items(basket))
