"""What shoppers do, through the gateway by the public API, each operation on a fresh connection."""

import asyncio
import random
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bench.wire import Address, Visit, WrongAnswer

PASSWORD: Final = "soko-demo-pass"  # noqa: S105  the demo profile's published one
ADDS_PER_CART: Final = 5
SETTLE_SECONDS: Final = 20.0
LOOK_EVERY: Final = 0.05
"""Seconds between two looks at an order that is to succeed."""

_KENYA: Final = {"line1": "Moi Avenue 1", "city": "Nairobi", "country": "KE"}
_ETHIOPIA: Final = {"line1": "Bole Road 12", "city": "Addis Ababa", "country": "ET"}
_PERSON: Final = {"full_name": "Wanjiru Bench", "phone_number": "+254712345678"}


@dataclass(frozen=True)
class Way:
    """A way to pay: the provider, what it takes and what it must be told."""

    provider: str
    currency: str = "KES"
    told: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> dict[str, str]:
        """Where the goods go."""
        return _PERSON | (_ETHIOPIA if self.currency == "ETB" else _KENYA)


CASH: Final = Way("cash")
CHAPA: Final = Way("chapa", currency="ETB")
MPESA: Final = Way("mpesa", told={"phone_number": "+254712345678"})


def customer(number: int) -> str:
    """Return the address of one of the seeded customers, counted from 0."""
    return f"bench-{number % 50 + 1:02}@soko.example"


@dataclass
class Shop:
    """The shop as its clients see it."""

    address: Address
    goods: Sequence[str]
    """Ids of what is sold."""
    chance: random.Random = field(default_factory=lambda: random.Random(42))
    _carts: dict[int, tuple[str, int]] = field(default_factory=dict)

    def visit(self) -> Visit:
        """Open the door."""
        return Visit(self.address)

    async def sign_in(self, client: int) -> dict[str, str]:
        """Sign a seeded customer in; returns the headers of who is."""
        body = {"email": customer(client), "password": PASSWORD}
        async with self.visit() as visit:
            answer = await visit.must("POST", "/api/v1/auth/login", body=body)
        token = answer.json().get("access_token")
        if not token:
            raise WrongAnswer("login gave no token")
        return {"authorization": f"Bearer {token}"}

    async def add(self, client: int) -> None:
        """Put one more thing into a guest's cart; every fifth time into a new one."""
        token, held = self._carts.get(client, ("", 0))
        headers = {"x-cart-token": token} if held else {}
        async with self.visit() as visit:
            answer = await visit.must("POST", "/api/v1/cart/items", headers, self._thing())
        if answer.json()["item_count"] <= held:
            raise WrongAnswer(f"the cart holds {answer.json()['item_count']} after {held} and one")
        token = token if held else answer.header("x-cart-token")
        self._carts[client] = (token, held + 1) if held + 1 < ADDS_PER_CART else ("", 0)

    async def buy(self, way: Way, headers: dict[str, str] | None = None) -> None:
        """Buy one thing until the order says success: as a guest, or as whom the headers name."""
        async for _ in self.buying(way, headers):
            pass

    async def buying(self, way: Way, headers: dict[str, str] | None = None) -> AsyncIterator[str]:
        """Buy one thing; yields the name of each step when it is done."""
        who = dict(headers or {})
        async with self.visit() as visit:
            await self.fill(visit, way, who)
            yield "add to cart"
            order = await self.order(visit, way, who)
            yield "order"
            body = {"provider": way.provider, **way.told}
            path = f"/api/v1/orders/{order}/payments"
            await visit.must("POST", path, who | _key(), body)
            yield "payment"
            await _settled(visit, order, who)
            yield "success"

    async def fill(self, visit: Visit, way: Way, who: dict[str, str]) -> None:
        """Put one thing in the cart; `who` gets a token where it names nobody."""
        added = await visit.must("POST", "/api/v1/cart/items", who, self._thing())
        if not who:
            who["x-cart-token"] = added.header("x-cart-token")
        if way.currency != "KES":
            await visit.must("PATCH", "/api/v1/cart", who, {"currency": way.currency})

    async def order(self, visit: Visit, way: Way, who: dict[str, str]) -> str:
        """Order what is in the cart; a guest goes on with the order's own token."""
        body: dict[str, Any] = {"shipping_address": way.address}
        if is_guest := "x-cart-token" in who:
            body["email"] = f"guest-{uuid.uuid4().hex[:12]}@soko.example"
        placed = (await visit.must("POST", "/api/v1/orders", who | _key(), body)).json()
        if is_guest:
            del who["x-cart-token"]
            who["x-order-token"] = placed["order_token"]
        return str(placed["id"])

    def _thing(self) -> dict[str, Any]:
        return {"product_id": self.chance.choice(self.goods), "quantity": 1}


def _key() -> dict[str, str]:
    return {"idempotency-key": str(uuid.uuid4())}


async def _settled(visit: Visit, order: str, who: dict[str, str]) -> None:
    deadline = time.perf_counter() + SETTLE_SECONDS
    status = ""
    while time.perf_counter() < deadline:
        await asyncio.sleep(LOOK_EVERY)
        status = (await visit.must("GET", f"/api/v1/orders/{order}", who)).json()["status"]
        if status == "success":
            return
        if status not in {"pending", "processing"}:
            break
    raise WrongAnswer(f"the order is {status}")
