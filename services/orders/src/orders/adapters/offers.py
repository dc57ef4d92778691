"""A cart that staff name in words: variants and quantities at catalog's prices of the moment."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from common.errors import Problem
from common.http import Peer, down
from common.ids import new_id
from orders.adapters.peers import priced_item
from orders.domain.basket import Basket, UnknownVariants
from orders.usecases.offers import Wanted
from orders.usecases.shopper import Shopper


class HttpOffers:
    """The `Offers` port over HTTP."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    def cart_of(self, wanted: Sequence[Wanted], currency: str) -> "OfferedCart":
        """Return a cart that holds exactly these."""
        return OfferedCart(self._peer, wanted, currency)


class OfferedCart:
    """The `Carts` port for one basket that is no customer's cart."""

    def __init__(self, peer: Peer, wanted: Sequence[Wanted], currency: str) -> None:
        self._peer = peer
        self._wanted = wanted
        self._currency = currency

    async def basket(self, shopper: Shopper) -> Basket:  # noqa: ARG002  the port's own
        """Return what was named with fresh prices; raise `UnknownVariants`, `Unavailable`."""
        ids = [str(one.variant_id) for one in self._wanted]
        question = {"currency": self._currency, "variant_ids": ids}
        try:
            answer = await self._peer.ask("POST", "/internal/variants/lookup", json=question)
        except Problem as refusal:
            raise down("catalog") from refusal
        found: dict[UUID, dict[str, Any]] = {
            UUID(item["variant_id"]): item for item in answer["items"]
        }
        unknown = [n for n, one in enumerate(self._wanted) if one.variant_id not in found]
        if unknown:
            raise UnknownVariants(unknown)
        items = [
            priced_item({**found[one.variant_id], "id": str(new_id()), "quantity": one.quantity})
            for one in self._wanted
        ]
        # A cart of its own, that nobody else can have ordered.
        return Basket(cart_id=new_id(), version=0, currency=self._currency, items=tuple(items))
