import io
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final
from uuid import UUID

import httpx
import orjson
import pytest
import pytest_asyncio
from fastapi import FastAPI
from obstore.store import MemoryStore
from PIL import Image
from sqlalchemy import text

from catalog.adapters.tx import open_tx
from catalog.consumers.subscriptions import SUBSCRIPTIONS
from catalog.main import create_app
from catalog.settings import Settings
from common.clock import utcnow
from common.events.base import Event, LineV1, MoneyV1
from common.events.envelope import unpack
from common.events.orders import OrderCancelled, OrderPaid, OrderPlaced
from common.ids import new_id
from common.testing import at_hand

STAFF: Final = new_id()
MEDIA: Final = "https://media.example/soko"

# Every unit is somewhere: on hand as the movements say, reserved as the holds say.
INVARIANT: Final = """
select s.variant_id from stock_levels s where s.on_hand < 0 or s.reserved < 0
    or s.reserved > s.on_hand
    or s.on_hand <> (
        select coalesce(sum(m.delta), 0) from stock_movements m where m.variant_id = s.variant_id
    )
    or s.reserved <> (
        select coalesce(sum(l.quantity), 0) from hold_lines l join holds h using (order_id)
        where l.variant_id = s.variant_id and h.state in ('tentative', 'confirmed')
    )
"""


def money(amount: int, currency: str = "KES") -> dict[str, Any]:
    return {"amount": amount, "currency": currency}


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#2266aa").save(written, kind)
    return written.getvalue()


def made(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def line(product: dict[str, Any], quantity: int) -> dict[str, Any]:
    variant = product["variants"][0]["id"]
    return {"product_id": product["id"], "variant_id": variant, "quantity": quantity}


def code(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in orjson.loads(answer.content)["items"]]


def placed(order_id: UUID, version: int, *lines: tuple[dict[str, Any], int]) -> OrderPlaced:
    return OrderPlaced(
        **_order(order_id, version, lines),
        user_id=None,
        cart_id=new_id(),
        cart_version=1,
        item_ids=(),
        total=MoneyV1(amount=1, currency="KES"),
        expires_at=None,
    )


def paid(order_id: UUID, version: int, *lines: tuple[dict[str, Any], int]) -> OrderPaid:
    return OrderPaid(**_order(order_id, version, lines))


def cancelled(order_id: UUID, version: int, *lines: tuple[dict[str, Any], int]) -> OrderCancelled:
    return OrderCancelled(**_order(order_id, version, lines), reason="customer")


def _order(
    order_id: UUID, version: int, lines: Sequence[tuple[dict[str, Any], int]]
) -> dict[str, Any]:
    return {
        "occurred_at": utcnow(),
        "aggregate_id": order_id,
        "aggregate_version": version,
        "order_id": order_id,
        "number": "K-1",
        "lines": tuple(LineV1(**line(product, quantity)) for product, quantity in lines),
    }


class Shop:
    """The service under test, and what staff, shoppers and orders do with it."""

    media = MEDIA
    sql = staticmethod(text)
    money = staticmethod(money)
    picture = staticmethod(picture)
    made = staticmethod(made)
    code = staticmethod(code)
    ids = staticmethod(ids)
    placed = staticmethod(placed)
    paid = staticmethod(paid)
    cancelled = staticmethod(cancelled)

    def __init__(self, app: FastAPI, http: httpx.AsyncClient, staff: dict[str, str]) -> None:
        self.app, self.http, self.staff = app, http, staff
        self.orders: dict[str, str] = {}
        self._categories = 0

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.app.state.sessions.begin() as session:
            return list((await session.execute(text(query), values)).all())

    async def change(self, statement: str, **values: Any) -> None:
        async with self.app.state.sessions.begin() as session:
            await session.execute(text(statement), values)

    async def facts(self) -> list[Event]:
        return [
            unpack(body.encode())
            for (body,) in await self.rows("select body from outbox order by seq")
        ]

    async def names(self) -> list[str]:
        return [fact.name.split(".")[1] for fact in await self.facts()]

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(f"/api/v1{path}", params=query)

    async def ask(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(f"/api/v1/admin{path}", params=query, headers=self.staff)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.http.post(
            f"/api/v1/admin{path}", json=body, headers={**self.staff, **headers}
        )

    async def patch(self, path: str, body: Any, seen: int | None = None) -> httpx.Response:
        headers = self.staff if seen is None else {**self.staff, "if-match": f'"{seen}"'}
        return await self.http.patch(f"/api/v1/admin{path}", json=body, headers=headers)

    async def delete(self, path: str, seen: int | None = None, **query: Any) -> httpx.Response:
        headers = self.staff if seen is None else {**self.staff, "if-match": f'"{seen}"'}
        return await self.http.delete(f"/api/v1/admin{path}", headers=headers, params=query)

    async def category(self, name: str = "", **fields: Any) -> dict[str, Any]:
        self._categories += 1
        body = {"name": name or f"Category {self._categories}", **fields}
        return made(await self.post("/categories", body))

    async def product(self, name: str = "A kettle", **fields: Any) -> dict[str, Any]:
        if "category_id" not in fields:
            fields["category_id"] = (await self.category())["id"]
        body = {"name": name, "prices": [money(1000)], "status": "published", **fields}
        return made(await self.post("/products", body))

    async def adjust(
        self, variant_id: str, delta: int, key: str = "", reason: str = "count"
    ) -> httpx.Response:
        return await self.http.post(
            f"/api/v1/admin/stock-levels/{variant_id}/adjustments",
            json={"delta": delta, "reason": reason},
            headers={**self.staff, "idempotency-key": key or str(new_id())},
        )

    async def upload(
        self, product_id: str, data: bytes, name: str = "a.png", **fields: str
    ) -> httpx.Response:
        return await self.http.post(
            f"/api/v1/admin/products/{product_id}/images",
            files={"file": (name, data)},
            data=fields,
            headers=self.staff,
        )

    async def hold(self, order_id: UUID, *lines: tuple[dict[str, Any], int]) -> httpx.Response:
        return await self.http.put(
            f"/internal/holds/{order_id}",
            json={"lines": [line(product, quantity) for product, quantity in lines]},
            headers=self.orders,
        )

    async def drop(self, order_id: UUID) -> httpx.Response:
        return await self.http.delete(f"/internal/holds/{order_id}", headers=self.orders)

    async def level(self, product: dict[str, Any], variant: int = 0) -> tuple[int, int]:
        rows = await self.rows(
            "select on_hand, reserved from stock_levels where variant_id = :id",
            id=product["variants"][variant]["id"],
        )
        return rows[0].on_hand, rows[0].reserved

    async def state(self, order_id: UUID) -> str | None:
        rows = await self.rows("select state from holds where order_id = :id", id=order_id)
        return rows[0].state if rows else None

    async def hear(self, event: Event) -> None:
        async with open_tx(self.app.state.sessions) as tx:
            if await tx.inbox.claim(event):
                await SUBSCRIPTIONS[type(event)](event, tx)

    async def agrees(self) -> bool:
        return await self.rows(INVARIANT) == []


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest_asyncio.fixture
async def settings(fresh_database: Any, settings_for: Any) -> Settings:
    built: Settings = settings_for(
        Settings,
        database_url=await fresh_database("catalog"),
        s3_endpoint="http://127.0.0.1:1",
        s3_bucket="pictures",
        s3_access_key="key",
        s3_secret_key="secret",
        media_base_url=MEDIA,
    )
    return built


@pytest_asyncio.fixture
async def shop(
    settings: Settings, serving: Any, signed: Any, store: MemoryStore
) -> AsyncIterator[Shop]:
    app = at_hand(create_app(settings, store=store))
    everything = signed.bearer(STAFF, "catalog:*", "stock:*", "settings:*")
    async with serving(app) as http:
        shop = Shop(app, http, everything)
        shop.orders = signed.service("orders", "catalog")
        yield shop
