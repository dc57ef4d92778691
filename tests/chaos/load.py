"""Customers who forgive nothing: each request is made once, and any failure is written down."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from acceptance.shop import ADDRESSES, Json, Person, Shop, key, unique

from common.http import trusted

BUYERS: Final = 3
READERS: Final = 2
_PAUSE_SECONDS: Final = 0.02
_POLL_SECONDS: Final = 0.1
_SUCCESS_WITHIN: Final = 30.0


class Failed(Exception):
    """A request was not answered as it should be."""


@dataclass(slots=True)
class Load:
    """What customers ask for while something else goes on, and what failed."""

    shop: Shop
    product: Json
    over: asyncio.Event = field(default_factory=asyncio.Event)
    requests: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    orders: Counter[str] = field(default_factory=Counter)
    """Orders that came to success, by the buyer's address."""
    slowest: float = 0.0
    """Seconds."""

    async def run(self) -> None:
        """Read and buy until it is over; what was begun is brought to its end."""
        people = [
            await self.shop.open_account(f"{unique('roller')}@people.example")
            for _ in range(BUYERS)
        ]
        async with asyncio.TaskGroup() as customers:
            for person in people:
                customers.create_task(self._customer(person, self._buy))
            for _ in range(READERS):
                customers.create_task(self._customer(None, self._read))

    async def _customer(self, person: Person | None, visit: Any) -> None:
        headers = {} if person is None else person.headers
        at = self.shop.fleet.url
        async with httpx.AsyncClient(
            verify=trusted(), base_url=at, headers=headers, timeout=30
        ) as client:
            while not self.over.is_set():
                try:
                    await visit(client, person)
                except Failed as failure:
                    self.failures.append(str(failure))
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _read(self, client: httpx.AsyncClient, _: Person | None) -> None:
        await self._ask(client, "GET", "/products", "list")
        await self._ask(client, "GET", f"/products/{self.product['id']}", "detail")

    async def _buy(self, client: httpx.AsyncClient, person: Person) -> None:
        item = {"product_id": self.product["id"], "quantity": 1}
        await self._ask(client, "POST", "/cart/items", "add", item)
        await self._ask(client, "PATCH", "/cart", "currency", {"currency": "ETB"})
        wanted = {"shipping_address": ADDRESSES["ETB"]}
        order = await self._ask(client, "POST", "/orders", "order", wanted)
        path = f"/orders/{order['id']}"
        await self._ask(client, "POST", f"{path}/payments", "payment", {"provider": "cash"})
        deadline = time.monotonic() + _SUCCESS_WITHIN
        while (await self._ask(client, "GET", path, "order's state"))["status"] != "success":
            if time.monotonic() > deadline:
                raise Failed(f"{path} did not come to success within {_SUCCESS_WITHIN:.0f} s")
            await asyncio.sleep(_POLL_SECONDS)
        self.orders[person.email] += 1

    async def _ask(
        self, client: httpx.AsyncClient, method: str, path: str, what: str, body: Json | None = None
    ) -> Any:
        began = time.monotonic()
        headers = key() if method == "POST" else {}
        self.requests[what] += 1
        try:
            answer = await client.request(method, f"/api/v1{path}", json=body, headers=headers)
        except httpx.TransportError as error:
            raise Failed(f"{what}: {error!r}") from error
        self.slowest = max(self.slowest, time.monotonic() - began)
        if not answer.is_success:
            raise Failed(f"{what}: {answer.status_code} {answer.text[:300]}")
        return answer.json()
