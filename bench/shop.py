"""What shoppers do, as actions of a load generator; through the gateway, by the public API."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

ADMIN = "admin@soko.example"
PASSWORD = "soko-demo-pass"  # noqa: S105  the demo profile's published one
ADDRESS = {
    "full_name": "Wanjiru Bench",
    "phone_number": "+254712345678",
    "line1": "Moi Avenue 1",
    "city": "Nairobi",
    "country": "KE",
}
SETTLE_SECONDS = 20.0


class StepRefused(RuntimeError):
    """The shop said no where the journey needs a yes."""


@dataclass(frozen=True)
class Shopper:
    """A signed-in customer."""

    headers: Mapping[str, str]


class Shop:
    """The shop as its clients see it."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base

    async def ask(
        self, method: str, path: str, *, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send one request; return the status and the body."""
        async with self._session.request(
            method, self._base + path, json=body, headers=headers
        ) as answer:
            return answer.status, await answer.json(content_type=None)

    async def must(self, method: str, path: str, **request: Any) -> Any:
        """Send one request that has to succeed."""
        status, body = await self.ask(method, path, **request)
        if status >= 400:  # noqa: PLR2004
            raise StepRefused(f"{method} {path}: {status} {body}")
        return body

    async def sign_in(self, email: str) -> Shopper:
        """Log in."""
        tokens = await self.must(
            "POST", "/api/v1/auth/login", body={"email": email, "password": PASSWORD}
        )
        return Shopper({"authorization": f"Bearer {tokens['access_token']}"})

    async def shoppers(self, count: int) -> list[Shopper]:
        """Make that many customers, as staff would, and sign them in."""
        admin = await self.sign_in(ADMIN)
        emails = [f"bench-{uuid.uuid4().hex[:12]}@soko.example" for _ in range(count)]
        for email in emails:
            await self.must(
                "POST",
                "/api/v1/admin/users",
                body={"email": email, "password": PASSWORD},
                headers=admin.headers,
            )
        return [await self.sign_in(email) for email in emails]

    async def plenty(self) -> list[dict[str, Any]]:
        """Return products that one variant makes up and of which there is stock."""
        page = await self.must("GET", "/api/v1/products?in_stock=true&limit=100")
        detailed = [await self.detail(item["slug"]) for item in page["items"][:30]]
        return [product for product in detailed if len(product["variants"]) == 1]

    async def detail(self, slug: str) -> dict[str, Any]:
        """Return one product."""
        product: dict[str, Any] = await self.must("GET", f"/api/v1/products/{slug}")
        return product

    async def status_of(self, path: str) -> str:
        """Read a page; return its status."""
        async with self._session.get(self._base + path) as answer:
            await answer.read()
            return str(answer.status)

    async def add_to_cart(self, shopper: Shopper, product_id: str) -> str:
        """Put one unit in the cart; return the status."""
        status, _ = await self.ask(
            "POST",
            "/api/v1/cart/items",
            body={"product_id": product_id, "quantity": 1},
            headers=shopper.headers,
        )
        return str(status)

    async def empty_cart(self, shopper: Shopper) -> None:
        """Take everything out of the cart."""
        await self.ask("DELETE", "/api/v1/cart", headers=shopper.headers)

    async def buy(self, shopper: Shopper, product_id: str) -> str:
        """Buy one unit for cash; return `success` once the order says so."""
        return [step async for step in self.buying(shopper, product_id)][-1]

    async def buying(self, shopper: Shopper, product_id: str) -> AsyncIterator[str]:
        """Buy one unit for cash; yields the name of each step when it is done."""
        await self.must(
            "POST",
            "/api/v1/cart/items",
            body={"product_id": product_id, "quantity": 1},
            headers=shopper.headers,
        )
        yield "add to cart"
        order = await self.must(
            "POST",
            "/api/v1/orders",
            body={"shipping_address": ADDRESS},
            headers={**shopper.headers, "idempotency-key": str(uuid.uuid4())},
        )
        yield "order"
        await self.must(
            "POST",
            f"/api/v1/orders/{order['id']}/payments",
            body={"provider": "cash"},
            headers={**shopper.headers, "idempotency-key": str(uuid.uuid4())},
        )
        yield "payment"
        yield await self._settled(shopper, order["id"])

    async def _settled(self, shopper: Shopper, order_id: str) -> str:
        deadline = time.perf_counter() + SETTLE_SECONDS
        while time.perf_counter() < deadline:
            order = await self.must("GET", f"/api/v1/orders/{order_id}", headers=shopper.headers)
            if order["status"] == "success":
                return "success"
            await asyncio.sleep(0.05)
        return "not settled"
