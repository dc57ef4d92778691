"""The shop as its customers and its staff use it, over HTTP and nothing else."""

import asyncio
import random
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from acceptance.eventually import eventually
from acceptance.fleet import ADMIN, PASSWORD, Fleet
from common.http import trusted

Json = dict[str, Any]

_TOKEN_SECONDS = 300
_LINK = re.compile(r"[?#](?:token=)?([\w.~-]{20,})\s*$", re.MULTILINE)
_PATIENCE_SECONDS = 90
_PASSING = {429, 502, 503, 504}

ADDRESSES: dict[str, Json] = {
    "KES": {
        "full_name": "Wanjiku Kamau",
        "phone_number": "+254712345678",
        "line1": "Kimathi Street 4",
        "city": "Nairobi",
        "country": "KE",
    },
    "ETB": {
        "full_name": "Abeba Tesfaye",
        "phone_number": "+251911234567",
        "line1": "Bole Road 12",
        "city": "Addis Ababa",
        "country": "ET",
    },
}
PRICES = [{"amount": 125_000, "currency": "KES"}, {"amount": 130_000, "currency": "ETB"}]


def key() -> dict[str, str]:
    """Return a fresh idempotency key."""
    return {"idempotency-key": str(uuid4())}


def unique(word: str) -> str:
    """Return a name that nothing else has."""
    return f"{word}-{secrets.token_hex(5)}"


@dataclass
class Person:
    """Somebody with an account; `headers` sign their requests."""

    shop: "Shop"
    email: str
    id: str = ""
    signed_in_at: float = float("-inf")
    headers: dict[str, str] = field(default_factory=dict)

    async def sign_in(self) -> None:
        """Get an access token, unless the last one is fresh."""
        if time.monotonic() - self.signed_in_at < _TOKEN_SECONDS:
            return
        answer = await self.shop.call(
            "POST", "/auth/login", json={"email": self.email, "password": PASSWORD}
        )
        assert answer.status_code == 200, answer.text
        self.headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
        self.signed_in_at = time.monotonic()

    async def call(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **request: Any
    ) -> httpx.Response:
        """Call the API, signed in."""
        await self.sign_in()
        return await self.shop.call(
            method, path, headers={**self.headers, **(headers or {})}, **request
        )

    async def get(self, path: str, **request: Any) -> Any:
        """Read something that is there."""
        answer = await self.insist("GET", path, **request)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Json | None = None, **request: Any) -> Any:
        """Make something, under a key of its own."""
        answer = await self.insist("POST", path, json=body, **request)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def insist(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Repeat one request until it is answered, each time when the shop says, with one key."""
        headers, deadline = key(), time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                answer = await self.call(method, path, headers=headers, **request)
            except httpx.TransportError as error:
                answer = httpx.Response(503, text=repr(error))
            in_use = answer.status_code == 409 and "in_use" in answer.text
            if answer.status_code not in _PASSING and not in_use:
                return answer
            assert time.monotonic() < deadline, answer.text
            wait = float(answer.headers.get("retry-after", "0.2"))
            await asyncio.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311  a spread


class Shop:
    """The fleet's API, mail and payment provider."""

    def __init__(self, fleet: Fleet, people: dict[str, Person]) -> None:
        self.fleet = fleet
        self._people = people
        self.http = httpx.AsyncClient(
            verify=trusted(),
            base_url=fleet.url,
            timeout=30,
            limits=httpx.Limits(max_connections=250),
        )

    async def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Call the API; `path` stands below `/api/v1`."""
        return await self.http.request(method, f"/api/v1{path}", **request)

    async def admin(self) -> Person:
        """The administrator, signed in."""
        return await self._known(ADMIN)

    async def customer(self, name: str = "customer") -> Person:
        """Somebody who buys; one name is one person for the whole test run."""
        email = f"{name}@people.example"
        if email not in self._people:
            await self.open_account(email)
        return await self._known(email)

    async def open_account(self, email: str, *roles: str) -> Person:
        """Open an account as staff do: no mail is to be confirmed."""
        admin = await self.admin()
        body: Json = {"email": email, "password": PASSWORD, "full_name": "A Person"}
        made = await admin.insist(
            "POST", "/admin/users", json=body | ({"roles": list(roles)} if roles else {})
        )
        assert made.status_code in {201, 409}, made.text
        person = Person(self, email, id=made.json().get("id", ""))
        self._people[email] = person
        return await self._known(email)

    async def _known(self, email: str) -> Person:
        person = self._people.setdefault(email, Person(self, email))
        person.shop = self
        await person.sign_in()
        return person

    async def furnish(self) -> None:
        """Make what every order needs: ways of shipping and tax rates."""
        admin = await self.admin()
        prices = [{"amount": 20_000, "currency": currency} for currency in ADDRESSES]
        shipping = {"code": "test-post", "name": "Post", "prices": prices, "countries": []}
        days = {"min_days": 1, "max_days": 3}
        made = [await admin.call("POST", "/admin/shipping-methods", json=shipping | days)]
        for country in ("KE", "ET"):
            rate = {"country": country, "tax_class": "standard", "basis_points": 1600}
            made.append(await admin.call("POST", "/admin/tax-rates", json=rate))
        assert {answer.status_code for answer in made} <= {201, 409}, [a.text for a in made]

    async def product(self, units: int = 100, **fields: Any) -> Json:
        """Put a product of its own on sale, with so many units."""
        admin = await self.admin()
        name = unique("Thing")
        category = await admin.post("/admin/categories", {"name": unique("Category")})
        body = {"name": name, "sku": name.upper(), "category_id": category["id"]}
        made = await admin.post(
            "/admin/products",
            body | {"prices": PRICES, "status": "published", "initial_stock": units} | fields,
        )
        assert made["status"] == "published"
        return dict(made)

    async def fill_cart(self, buyer: Person, product: Json, quantity: int = 1) -> Json:
        """Put the product in the buyer's cart."""
        return dict(
            await buyer.post("/cart/items", {"product_id": product["id"], "quantity": quantity})
        )

    async def order(self, buyer: Person, product: Json, quantity: int = 1) -> Json:
        """Order so many of the product, alone."""
        await self.fill_cart(buyer, product, quantity)
        return dict(await buyer.post("/orders", {"shipping_address": ADDRESSES["KES"]}))

    async def stock(self, product: Json) -> Json:
        """What there is of a product with one variant."""
        admin = await self.admin()
        return dict(await admin.get(f"/admin/stock-levels/{product['variants'][0]['id']}"))

    async def until_order(self, buyer: Person, order: Json, status: str) -> Json:
        """Wait for the order's status and return the order."""

        async def read() -> Json:
            answer = await buyer.insist("GET", f"/orders/{order['id']}")
            return dict(answer.json())

        return await eventually(read, lambda seen: seen["status"] == status, within=60)

    async def decide(self, reference: str, outcome: str) -> None:
        """Decide as the payer does on the provider's page."""
        path = f"/control/transactions/chapa/{reference}/decision"
        async with httpx.AsyncClient(
            verify=trusted(), base_url=self.fleet.simulator_url, timeout=10
        ) as simulator:
            answer = await simulator.post(path, json={"outcome": outcome})
        assert answer.status_code == 200, answer.text

    async def book(self, reference: str) -> Json:
        """What the provider itself says it took."""
        async with httpx.AsyncClient(
            verify=trusted(), base_url=self.fleet.simulator_url, timeout=10
        ) as simulator:
            found = await simulator.get("/control/books", params={"reference": reference})
        [book] = found.json()["items"]
        return dict(book)

    async def mail(self, to: str, about: str) -> Json:
        """Wait for a mail whose subject or text holds these words."""

        async def read() -> list[Json]:
            async with httpx.AsyncClient(
                verify=trusted(), base_url=self.fleet.mail_url, timeout=10
            ) as sink:
                found = (await sink.get("/api/messages", params={"to": to})).json()["messages"]
            return [mail for mail in found if about in f"{mail['subject']} {mail['text']}"]

        mails = await eventually(read, bool)
        return mails[0]

    async def close(self) -> None:
        """Give the connections back."""
        await self.http.aclose()


def token_in(mail: Json) -> str:
    """Return the token of the link that stands alone on its line."""
    found = _LINK.search(mail["text"])
    assert found is not None, mail["text"]
    return found[1]


async def in_groups(size: int, calls: list[Any]) -> list[Any]:
    """Await all calls, so many at a time."""
    allowed = asyncio.Semaphore(size)

    async def one(call: Any) -> Any:
        async with allowed:
            return await call

    return await asyncio.gather(*(one(call) for call in calls))
