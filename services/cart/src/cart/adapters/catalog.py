"""Offers from the catalog service."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from cart.domain.offer import Offer
from common.http import Peer
from common.money import Money

_AT_ONCE: Final = 100


class HttpCatalog:
    """The `Catalog` port over HTTP."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    async def offers(
        self,
        *,
        currency: str,
        variant_ids: Collection[UUID] = (),
        product_ids: Collection[UUID] = (),
    ) -> list[Offer]:
        """Return what is offered of these; unknown ids are left out; raise `Unavailable`."""
        question = {
            "currency": currency,
            "variant_ids": [str(variant_id) for variant_id in variant_ids][:_AT_ONCE],
            "product_ids": [str(product_id) for product_id in product_ids][:_AT_ONCE],
        }
        answer = await self._peer.ask("POST", "/internal/variants/lookup", json=question)
        return [_offer(item) for item in answer["items"]]


def _offer(item: dict[str, Any]) -> Offer:
    price = item["unit_price"]
    return Offer(
        product_id=UUID(item["product_id"]),
        variant_id=UUID(item["variant_id"]),
        sku=item["sku"],
        slug=item["slug"],
        name=item["name"],
        options=item["options"],
        image_url=item["image_url"],
        unit_price=None if price is None else Money(price["amount"], price["currency"]),
        available_quantity=item["available_quantity"],
        min_order_quantity=item["min_order_quantity"],
        max_order_quantity=item["max_order_quantity"],
        tax_class=item["tax_class"],
        sellable=item["sellable"],
    )
