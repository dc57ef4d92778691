import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest_asyncio
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from pydantic import SecretStr

from common import db
from common.errors import Problem
from common.ids import new_id
from common.money import Money
from common.testing import at_hand
from payments.adapters.chapa.provider import Chapa
from payments.adapters.chapa.signature import sign
from payments.adapters.daraja import dialect as daraja
from payments.adapters.daraja.account import Account
from payments.adapters.daraja.initiator import Initiator
from payments.adapters.daraja.provider import Daraja
from payments.adapters.daraja.token import SharedToken
from payments.adapters.daraja.token_store import TokenStore
from payments.adapters.outbound import Outbound
from payments.domain.attempt import Attempt
from payments.domain.provider import (
    Begun,
    Finding,
    Flow,
    Kind,
    Limits,
    Link,
    Prompted,
    Standing,
    Terms,
)
from payments.domain.webhook import Notice
from payments.main import create_app
from payments.settings import Settings
from payments.usecases.look_after import complete_left, poll_due
from payments.usecases.ports import Asking, Charge, Customer, Grant, World
from payments.usecases.problems import ProviderSilent
from payments.usecases.work_webhooks import work_webhooks
from simulator.main import create_app as create_simulator
from simulator.settings import Settings as SimulatorSettings
from soko.credentials import certificate_of

KEY = "CHASECK_TEST-payments"
SECRETS = ("webhook-secret-of-old", "webhook-secret-of-today")
PATIENCE_SECONDS = 10
CONSUMER_KEY, CONSUMER_SECRET = "consumer-key", "consumer-secret"
INITIATOR_PASSWORD = "opensesame"
PRIVATE_KEY = (
    rsa.generate_private_key(public_exponent=65537, key_size=2048)
    .private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    .decode()
)
CERTIFICATE = certificate_of(PRIVATE_KEY)


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


class Pretended:
    """A provider of any habits, and everything it was asked to do."""

    def __init__(self, code: str, flow: Flow, *, voidable: bool) -> None:
        limits = {"ETB": Limits(1), "KES": Limits(1)}
        self.terms = Terms(
            code=code,
            name=code,
            kinds=(Kind.CARD,),
            flow=flow,
            limits=limits,
            voidable=voidable,
        )
        self.is_reachable, self.channel = True, None
        self.standings: dict[str, Standing] = {}
        self.calls: list[str] = []
        self.gate: asyncio.Event | None = None
        self.silent: set[str] = set()
        self.when_voided: Callable[[str], None] = lambda _: None

    def pay(self, reference: str) -> None:
        self.standings[reference] = Standing.CAPTURED

    async def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.gate is not None and name == "begin":
            await self.gate.wait()
        if name in self.silent:
            raise ProviderSilent(name)

    async def begin(self, charge: Charge) -> Begun:
        self.standings[charge.reference] = Standing.PENDING
        await self._called("begin")
        if self.terms.flow is Flow.PROMPT:
            return Prompted(session=f"S-{charge.reference}")
        return Link(url=f"http://pay.test/{self.terms.code}/{charge.reference}")

    async def ask(self, attempt: Attempt, *, patience: timedelta) -> Finding:
        await self._called("ask")
        standing = self.standings.get(attempt.reference, Standing.ABSENT)
        amount = attempt.amount if standing is Standing.CAPTURED else None
        return Finding(standing=standing, amount=amount)

    async def void(self, attempt: Attempt) -> bool:
        self.when_voided(attempt.reference)
        await self._called("void")
        return self.terms.voidable

    def is_authentic(self, notice: Notice) -> bool:
        return False

    def report_of(self, notice: Notice) -> None:
        return None


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

    async def offer(self, code: str, flow: Flow, *, voidable: bool) -> Pretended:
        provider = Pretended(code, flow, voidable=voidable)
        self.world = replace(self.world, providers={**self.world.providers, code: provider})
        self.app.state.world = self.world
        await self.sql(
            "insert into payments.provider_switches (code, enabled, limits) values ($1, true, '{}')"
            " on conflict do nothing",
            code,
        )
        return provider

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
        mpesa_consumer_key=SecretStr(CONSUMER_KEY),
        mpesa_consumer_secret=SecretStr(CONSUMER_SECRET),
        mpesa_initiator_password=SecretStr(INITIATOR_PASSWORD),
        mpesa_private_key=SecretStr(PRIVATE_KEY),
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


def daraja_over(client: httpx.AsyncClient, sessions: db.Sessions) -> Daraja:
    api = httpx.AsyncClient(
        transport=client._transport, base_url="http://pay.test/mpesa/", timeout=5
    )
    outbound = Outbound("mpesa", api, {}, is_answer=daraja.is_answer)
    known = SimulatorSettings()
    return Daraja(
        outbound=outbound,
        token=SharedToken(
            outbound=outbound,
            store=TokenStore(sessions, "mpesa", secret=CONSUMER_SECRET),
            consumer_key=CONSUMER_KEY,
            consumer_secret=CONSUMER_SECRET,
        ),
        account=Account(
            shortcode=known.mpesa_shortcode, passkey=known.mpesa_passkey.get_secret_value()
        ),
        initiator=Initiator(
            name=known.mpesa_initiator,
            password=INITIATOR_PASSWORD,
            certificate=CERTIFICATE,
        ),
        callback_url="http://shop.test/api/v1/webhooks/payments/daraja",
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
    app = at_hand(create_app(settings))
    async with AsyncExitStack() as stack:
        chapa = await stack.enter_async_context(provider())
        http = await stack.enter_async_context(serving(app))
        offered = {
            "chapa": chapa_over(chapa),
            "mpesa": daraja_over(chapa, app.state.sessions),
            **app.state.world.providers,
        }
        app.state.world = replace(app.state.world, providers=offered)
        yield Shop(app, http, chapa, dsn.replace("+asyncpg", ""), signed)


@pytest_asyncio.fixture
async def sessions(dsn: str) -> AsyncIterator[db.Sessions]:
    engine = db.engine(dsn, application="tests")
    yield db.sessions(engine)
    await engine.dispose()
