import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest_asyncio
from fastapi import FastAPI
from pydantic import SecretStr

from common import db
from common.errors import Problem
from common.ids import new_id
from common.money import Money
from payments.adapters.chapa.provider import Chapa
from payments.adapters.chapa.signature import sign
from payments.adapters.outbound import Outbound
from payments.main import create_app
from payments.settings import Settings
from payments.usecases.look_after import complete_left, poll_due
from payments.usecases.ports import Asking, Customer, Grant, World
from payments.usecases.work_webhooks import work_webhooks
from simulator.main import create_app as create_simulator
from simulator.settings import Settings as SimulatorSettings

KEY = "CHASECK_TEST-payments"
SECRETS = ("webhook-secret-of-old", "webhook-secret-of-today")
PATIENCE_SECONDS = 10


@dataclass
class FakeOrders:
    """Orders, as far as payments asks it; `refusal` and `gate` make it misbehave."""

    owners: dict[UUID, tuple[str, Money]] = field(default_factory=dict)
    refusal: Problem | None = None
    asked: list[Asking] = field(default_factory=list)
    gate: asyncio.Event | None = None

    def place(self, owner: str, amount: Money) -> UUID:
        order_id = new_id()
        self.owners[order_id] = (owner, amount)
        return order_id

    async def begin(self, asking: Asking) -> Grant:
        self.asked.append(asking)
        if self.gate is not None:
            await self.gate.wait()
        if self.refusal is not None:
            raise self.refusal
        owner, amount = self.owners[asking.order_id]
        customer = Customer(
            email="abebe@gmail.com", full_name="Abebe Bikila", phone_number=None, locale="en"
        )
        return Grant(number="S-100", amount=amount, owner=owner, customer=customer)


class Shop:
    """The payments service with a provider beside it, and everything tests do with them."""

    def __init__(
        self, app: FastAPI, http: httpx.AsyncClient, chapa: httpx.AsyncClient, dsn: str, tokens: Any
    ) -> None:
        self.app, self.http, self.chapa, self.dsn, self.tokens = app, http, chapa, dsn, tokens
        self.orders = FakeOrders()
        self.customer = new_id()
        self.world: World = replace(app.state.world, orders=self.orders)
        self.app.state.world = self.world

    def bearer(self, user: UUID | None = None, *permissions: str) -> dict[str, str]:
        headers: dict[str, str] = self.tokens.bearer(user or self.customer, *permissions)
        return headers

    def place(self, amount: int = 45_000, currency: str = "ETB") -> UUID:
        return self.orders.place(str(self.customer), Money(amount, currency))

    async def pay(
        self, order_id: UUID, *, key: str | None = None, user: UUID | None = None, **body: Any
    ) -> httpx.Response:
        return await self.http.post(
            f"/api/v1/orders/{order_id}/payments",
            json={"provider": "chapa", **body},
            headers={**self.bearer(user), "idempotency-key": key or str(new_id())},
        )

    async def begun(self, **body: Any) -> Any:
        answer = await self.pay(self.place(), **body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def payment(self, payment_id: str) -> Any:
        answer = await self.http.get(f"/api/v1/payments/{payment_id}", headers=self.bearer())
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def attempt(self, started: Any) -> Any:
        payment = await self.payment(started["id"])
        [found] = [one for one in payment["attempts"] if one["id"] == started["attempt_id"]]
        return found

    async def refresh(self, payment_id: str) -> Any:
        answer = await self.http.post(
            f"/api/v1/payments/{payment_id}/refresh", headers=self.bearer()
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def decide(self, reference: str, outcome: str) -> None:
        answer = await self.chapa.post(
            f"/control/transactions/chapa/{reference}/decision", json={"outcome": outcome}
        )
        assert answer.status_code == 200, answer.text

    async def dials(self, **dials: Any) -> None:
        answer = await self.chapa.put("/control/faults", json={"chapa": dials})
        assert answer.status_code == 200, answer.text

    async def webhook(
        self,
        body: bytes,
        *,
        headers: list[tuple[str, str]] | None = None,
        secret: str = SECRETS[1],
        path: str = "chapa",
    ) -> httpx.Response:
        shown = [("x-chapa-signature", sign(body, secret))] if headers is None else headers
        return await self.http.post(
            f"/api/v1/webhooks/payments/{path}",
            content=body,
            headers=[("content-type", "application/json"), *shown],
        )

    @staticmethod
    def event(reference: str, **fields: Any) -> bytes:
        body = {
            "event": "charge.success",
            "status": "success",
            "amount": "450.00",
            "currency": "ETB",
            "tx_ref": reference,
            **fields,
        }
        return json.dumps(body).encode()

    async def work(self) -> None:
        await work_webhooks(self.world)

    async def poll(self) -> None:
        await self.sql(
            "update payments.attempts set next_ask_at = now() where next_ask_at is not null"
        )
        await poll_due(self.world)

    async def complete(self) -> None:
        await self.sql(
            "update payments.attempts set created_at = created_at - interval '61 s',"
            " lease_until = lease_until - interval '61 s', next_ask_at = null"
            " where status = 'initiating'"
        )
        await complete_left(self.world)

    async def sql(self, statement: str, *values: Any) -> list[Any]:
        connection = await asyncpg.connect(self.dsn)
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    async def count(self, table: str) -> int:
        [row] = await self.sql(f"select count(*) from payments.{table}")  # noqa: S608
        return int(row[0])

    async def facts(self, *names: str) -> list[Any]:
        rows = await self.sql("select name, body from payments.outbox order by seq")
        found = [(row["name"].split(".")[1], json.loads(row["body"])["data"]) for row in rows]
        return [data for name, data in found if name in names] if names else [n for n, _ in found]


@asynccontextmanager
async def provider(webhook_url: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    settings = SimulatorSettings(
        chapa_secret_key=SecretStr(KEY),
        chapa_webhook_secret=SecretStr(SECRETS[1]),
        chapa_webhook_url=webhook_url,
        simulator_url="http://pay.test",
    )
    app = create_simulator(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://pay.test") as client:
            yield client


def chapa_over(client: httpx.AsyncClient) -> Chapa:
    api = httpx.AsyncClient(
        transport=client._transport, base_url="http://pay.test/chapa/v1/", timeout=5
    )
    return Chapa(
        outbound=Outbound("chapa", api, {"authorization": f"Bearer {KEY}"}),
        webhook_secrets=SECRETS,
        return_url="http://shop.test/api/v1/payments/return/chapa",
    )


@pytest_asyncio.fixture
async def dsn(fresh_database: Callable[..., Any]) -> str:
    url: str = await fresh_database("payments")
    return url


@pytest_asyncio.fixture
async def shop(
    dsn: str, settings_for: Callable[..., Any], serving: Callable[..., Any], signed: Any
) -> AsyncIterator[Shop]:
    settings = settings_for(
        Settings,
        database_url=dsn,
        storefront_url="http://shop.test",
        return_origins=("https://app.shop.test",),
    )
    app = create_app(settings)
    async with AsyncExitStack() as stack:
        chapa = await stack.enter_async_context(provider())
        http = await stack.enter_async_context(serving(app))
        offered = {"chapa": chapa_over(chapa), **app.state.world.providers}
        app.state.world = replace(app.state.world, providers=offered)
        yield Shop(app, http, chapa, dsn.replace("+asyncpg", ""), signed)


@pytest_asyncio.fixture
async def sessions(dsn: str) -> AsyncIterator[db.Sessions]:
    engine = db.engine(dsn, application="tests")
    yield db.sessions(engine)
    await engine.dispose()
