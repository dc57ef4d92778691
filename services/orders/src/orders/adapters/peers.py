"""The other services that orders asks, over HTTP."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from common.errors import Conflict, NotFound, Problem, Unauthenticated
from common.http import Peer, down
from common.money import Money
from orders.domain.basket import Basket, BasketItem, InsufficientStock
from orders.domain.order import Address, Contact, Line
from orders.domain.problems import UnknownAddress
from orders.usecases.neighbours import Customer
from orders.usecases.shopper import Shopper


class HttpCarts:
    """The `Carts` port over HTTP."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    async def basket(self, shopper: Shopper) -> Basket:
        """Return the shopper's cart with fresh prices; raise `Unavailable`."""
        given = {"authorization": shopper.authorization, "x-cart-token": shopper.cart_token}
        headers = {name: value for name, value in given.items() if value is not None}
        try:
            answer = await self._peer.ask("POST", "/internal/carts/snapshot", headers=headers)
        except Problem as refusal:
            raise down("cart") from refusal
        return Basket(
            cart_id=None if answer["cart_id"] is None else UUID(answer["cart_id"]),
            version=answer["version"],
            currency=answer["currency"],
            items=tuple(priced_item(item) for item in answer["items"]),
        )


class HttpCustomers:
    """The `Customers` port over HTTP."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    async def customer(self, user_id: UUID, *, address_id: UUID | None) -> Customer:
        """Return whom to deliver to; raise `UnknownAddress`, `Unauthenticated` or `Unavailable`."""
        params = {} if address_id is None else {"address_id": str(address_id)}
        try:
            answer = await self._peer.ask(
                "GET", f"/internal/users/{user_id}/contact", params=params
            )
        except NotFound as unknown:
            if address_id is None:  # deleted, but the token still lives for some minutes
                raise Unauthenticated("this account is gone; sign in again") from unknown
            raise UnknownAddress from unknown
        except Problem as refusal:
            raise down("users") from refusal
        address = answer["address"]
        return Customer(
            contact=Contact(
                email=answer["email"],
                full_name=answer["full_name"] or "",
                phone_number=answer["phone_number"],
                locale=answer["locale"],
            ),
            address=None if address is None else _address(address),
        )


class HttpHolds:
    """The `Holds` port over HTTP."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    async def hold(self, order_id: UUID, lines: Sequence[Line]) -> None:
        """Hold all of it for a while; raise `InsufficientStock` or `Unavailable`."""
        body = {
            "lines": [
                {
                    "product_id": str(line.product_id),
                    "variant_id": str(line.variant_id),
                    "quantity": line.quantity,
                }
                for line in lines
            ]
        }
        try:
            await self._peer.ask("PUT", f"/internal/holds/{order_id}", json=body)
        except Conflict as short:
            if short.code != InsufficientStock.code:
                raise down("catalog") from short
            raise InsufficientStock(short.members.get("items", ())) from short
        except Problem as refusal:
            raise down("catalog") from refusal

    async def release(self, order_id: UUID) -> None:
        """Let go of it unless the order confirmed it; raise `Unavailable`."""
        try:
            await self._peer.ask("DELETE", f"/internal/holds/{order_id}")
        except Problem as refusal:
            raise down("catalog") from refusal


def priced_item(document: dict[str, Any]) -> BasketItem:
    """Read one line as cart and catalog give it."""
    price = document["unit_price"]
    return BasketItem(
        id=UUID(document["id"]),
        product_id=UUID(document["product_id"]),
        variant_id=UUID(document["variant_id"]),
        sku=document["sku"],
        slug=document["slug"],
        name=document["name"],
        options=document["options"],
        image_url=document["image_url"],
        quantity=document["quantity"],
        unit_price=None if price is None else Money(price["amount"], price["currency"]),
        tax_class=document["tax_class"],
        available_quantity=document["available_quantity"],
        sellable=document["sellable"],
    )


def _address(document: dict[str, Any]) -> Address:
    return Address(
        full_name=document["full_name"],
        phone_number=document["phone_number"],
        line1=document["line1"],
        line2=document.get("line2"),
        city=document["city"],
        region=document.get("region"),
        postal_code=document.get("postal_code"),
        country=document["country"],
    )
