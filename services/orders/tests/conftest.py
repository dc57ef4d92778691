"""Fakes of the services that orders asks, a running app, and what tests build orders with."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from common import db
from common.db import Sessions
from common.errors import Unauthenticated, Unavailable
from common.events.catalog import ShopSettingsChanged
from common.ids import new_id
from common.money import Money
from common.testing import FreshDatabase, Serving, SettingsFor, at_hand
from common.testing.tokens import Tokens
from orders import wiring
from orders.adapters.tx import SqlTx
from orders.domain.basket import Basket, BasketItem, InsufficientStock
from orders.domain.order import Address, Contact, Line, Order
from orders.domain.problems import UnknownAddress
from orders.domain.progress import Happening
from orders.domain.saga import follow
from orders.domain.states import Trigger
from orders.domain.totals import Taxation, add_up
from orders.main import create_app
from orders.settings import Settings
from orders.usecases.advance_order import advance_order
from orders.usecases.neighbours import Customer
from orders.usecases.offers import Wanted
from orders.usecases.shopper import Shopper as Shopping
from orders.wiring import Asked

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADDRESS = Address(
    full_name="Asha Odhiambo",
    phone_number="+254712345678",
    line1="1 Moi Avenue",
    city="Nairobi",
    country="KE",
)
CONTACT = Contact(
    email="asha@soko.example", full_name="Asha Odhiambo", phone_number=None, locale="en"
)


def line(price: int = 10_000, quantity: int = 1, *, tax_class: str = "standard") -> Line:
    return Line(
        item_id=new_id(),
        product_id=new_id(),
        variant_id=new_id(),
        sku="SKU-1",
        slug="kanga",
        name="Kanga",
        options={"size": "M"},
        quantity=quantity,
        unit_price=Money(price, "KES"),
        tax_class=tax_class,
    )


def some_order(*lines: Line, **changes: Any) -> Order:
    chosen = lines or (line(),)
    totals = add_up(
        chosen, shipping=Money(0, "KES"), taxation=Taxation(included=True, rates={"standard": 1600})
    )
    facts: dict[str, Any] = {
        "id": new_id(),
        "number": f"SK-{new_id().hex[:20]}",
        "user_id": new_id(),
        "contact": CONTACT,
        "cart_id": new_id(),
        "cart_version": 1,
        "lines": tuple(chosen),
        "totals": totals,
        "shipping_address": ADDRESS,
        "billing_address": ADDRESS,
        "shipping_method": "standard",
        "notes": None,
        "created_at": NOW,
        "updated_at": NOW,
        "expires_at": None,
    }
    return Order(**{**facts, **changes})


def basket_item(price: int | None = 10_000, quantity: int = 1, **changes: Any) -> BasketItem:
    facts: dict[str, Any] = {
        "id": new_id(),
        "product_id": new_id(),
        "variant_id": new_id(),
        "sku": "SKU-1",
        "slug": "kanga",
        "name": "Kanga",
        "options": {"size": "M"},
        "image_url": None,
        "quantity": quantity,
        "unit_price": None if price is None else Money(price, "KES"),
        "tax_class": "standard",
        "available_quantity": 100,
        "sellable": True,
    }
    return BasketItem(**{**facts, **changes})


@dataclass
class FakeCarts:
    """Carts by user or token; `down` makes the service unreachable."""

    baskets: dict[UUID | str | None, Basket] = field(default_factory=dict)
    down: bool = False
    only: Basket | None = None

    async def basket(self, shopper: Shopping) -> Basket:
        if self.down:
            raise Unavailable("cart is down")
        empty = Basket(cart_id=None, version=0, currency="KES", items=())
        return self.only or self.baskets.get(shopper.user_id or shopper.cart_token, empty)

    def fill(
        self, whose: UUID | str, *items: BasketItem, version: int = 1, currency: str = "KES"
    ) -> Basket:
        filled = Basket(cart_id=new_id(), version=version, currency=currency, items=items)
        self.baskets[whose] = filled
        return filled


@dataclass
class FakeCustomers:
    """One contact for everybody; `addresses` is everybody's address book."""

    default: Address | None = ADDRESS
    addresses: dict[UUID, Address] = field(default_factory=dict)
    down: bool = False
    gone: set[UUID] = field(default_factory=set)

    async def customer(self, user_id: UUID, *, address_id: UUID | None) -> Customer:
        if self.down:
            raise Unavailable("users is down")
        if user_id in self.gone:
            raise Unauthenticated("this account is gone")
        if address_id is None:
            return Customer(contact=CONTACT, address=self.default)
        if address_id not in self.addresses:
            raise UnknownAddress
        return Customer(contact=CONTACT, address=self.addresses[address_id])


@dataclass
class FakeHolds:
    """Holds by order; `before` runs inside each call, `short` refuses, `down` is unreachable."""

    held: dict[UUID, Sequence[Line]] = field(default_factory=dict)
    short: bool = False
    down: bool = False
    released: list[UUID] = field(default_factory=list)
    before: Callable[[], Any] | None = None

    async def hold(self, order_id: UUID, lines: Sequence[Line]) -> None:
        if self.before is not None:
            await self.before()
        if self.down:
            raise Unavailable("catalog is down")
        if self.short:
            first = lines[0]
            raise InsufficientStock(
                [
                    {
                        "product_id": str(first.product_id),
                        "variant_id": str(first.variant_id),
                        "requested": first.quantity,
                        "available": 0,
                    }
                ]
            )
        self.held[order_id] = lines

    async def release(self, order_id: UUID) -> None:
        if self.down:
            raise Unavailable("catalog is down")
        self.released.append(order_id)
        self.held.pop(order_id, None)


@dataclass
class FakeOffers:
    """What the catalog sells, by variant."""

    items: dict[UUID, BasketItem] = field(default_factory=dict)

    def sells(self, item: BasketItem) -> str:
        self.items[item.variant_id] = item
        return str(item.variant_id)

    def cart_of(self, wanted: Sequence[Wanted], currency: str) -> FakeCarts:
        items = tuple(replace(self.items[one.variant_id], quantity=one.quantity) for one in wanted)
        basket = Basket(cart_id=new_id(), version=0, currency=currency, items=items)
        return FakeCarts(only=basket)


@pytest.fixture
def offers() -> FakeOffers:
    return FakeOffers()


@pytest.fixture
def carts() -> FakeCarts:
    return FakeCarts()


@pytest.fixture
def customers() -> FakeCustomers:
    return FakeCustomers()


@pytest.fixture
def holds() -> FakeHolds:
    return FakeHolds()


@pytest_asyncio.fixture
async def settings(fresh_database: FreshDatabase, settings_for: SettingsFor) -> Settings:
    found: Settings = settings_for(
        Settings,
        database_url=await fresh_database("orders"),
        cart_url="http://127.0.0.1:9",
        catalog_url="http://127.0.0.1:9",
        users_url="http://127.0.0.1:9",
        payments_url="http://127.0.0.1:9",
        order_token_secret="a secret of these tests",
    )
    return found


@pytest_asyncio.fixture
async def sessions(settings: Settings) -> AsyncIterator[Sessions]:
    engine = db.engine(settings.database_url, application="tests", pool_size=8)
    opened = db.sessions(engine)
    async with opened.begin() as session:
        await session.execute(
            text(
                "insert into shipping_methods (id, code, name, prices, countries, min_days,"
                " max_days, active, version) values (uuidv7(), 'standard', 'Standard',"
                """ '{"KES": 25000, "USD": 500}', '{}', 1, 3, true, 1),"""
                " (uuidv7(), 'express', 'Express', '{\"KES\": 90000}', '{KE}', 0, 1, true, 1)"
            )
        )
        await session.execute(
            text(
                "insert into tax_rates (id, country, tax_class, basis_points, version)"
                " values (uuidv7(), 'KE', 'standard', 1600, 1),"
                " (uuidv7(), 'US', 'standard', 825, 1)"
            )
        )
    yield opened
    await engine.dispose()


OpenTx = Callable[[], AbstractAsyncContextManager[SqlTx]]


@pytest.fixture
def open_tx(sessions: Sessions, settings: Settings) -> OpenTx:
    return wiring.opener(sessions, settings)


@pytest.fixture
def asked(
    carts: FakeCarts, customers: FakeCustomers, holds: FakeHolds, offers: FakeOffers
) -> Asked:
    return Asked(carts=carts, customers=customers, holds=holds, offers=offers)


@pytest_asyncio.fixture
async def client(
    settings: Settings, sessions: Sessions, serving: Serving, asked: Asked
) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(at_hand(create_app(settings, asked=asked))) as opened:
        yield opened


@dataclass
class Shopper:
    """A signed-in customer with a cart, talking to the running service."""

    client: httpx.AsyncClient
    carts: FakeCarts
    headers: dict[str, str]
    id: Any

    def fill(self, *items: BasketItem, **facts: Any) -> Basket:
        return self.carts.fill(self.id, *items, **facts)

    async def order(self, key: str | None = None, **body: Any) -> httpx.Response:
        return await self.client.post(
            "/api/v1/orders",
            json=body,
            headers={**self.headers, "idempotency-key": key or new_id().hex},
        )

    async def placed(self, price: int = 10_000, quantity: int = 1) -> dict[str, Any]:
        self.fill(basket_item(price, quantity))
        answer = await self.order()
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers={**self.headers, **headers})

    async def post(self, path: str, body: Any = None, key: str | None = None) -> httpx.Response:
        headers = {**self.headers, "idempotency-key": key or new_id().hex}
        return await self.client.post(path, json=body, headers=headers)


@pytest.fixture
def shoppers(client: httpx.AsyncClient, carts: FakeCarts, signed: Tokens) -> Callable[..., Shopper]:
    def shopper(*permissions: str) -> Shopper:
        user_id = new_id()
        return Shopper(client, carts, signed.bearer(user_id, *permissions), user_id)

    return shopper


@pytest.fixture
def shopper(shoppers: Callable[..., Shopper]) -> Shopper:
    return shoppers()


@pytest.fixture
def guest(client: httpx.AsyncClient, carts: FakeCarts) -> Shopper:
    """Somebody who is not signed in: `id` is their cart's token."""
    token = new_id().hex
    return Shopper(client, carts, {"x-cart-token": token}, token)


@pytest.fixture
def clerk(shoppers: Callable[..., Shopper]) -> Shopper:
    return shoppers("orders:*", "settings:*")


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_order() -> Callable[..., Order]:
    return some_order


@pytest.fixture
def store(open_tx: Any) -> Callable[[Order], Awaitable[Order]]:
    """Return a function that stores an order as it is."""

    async def stored(order: Order) -> Order:
        saga = follow(order, at=order.created_at, attempt_lasts=timedelta(hours=1))
        async with open_tx() as tx:
            await tx.orders.add(order, saga, cause="test")
        return order

    return stored


@pytest.fixture
def make_line() -> Callable[..., Line]:
    return line


@pytest.fixture
def make_item() -> Callable[..., BasketItem]:
    return basket_item


@pytest.fixture
def happen(open_tx: Any) -> Any:
    async def happened(order: dict[str, Any], *triggers: Trigger, **facts: Any) -> None:
        for trigger in triggers:
            async with open_tx() as tx:
                locked = await tx.orders.locked(UUID(order["id"]))
                known = {"at": await tx.now(), "cause": "test", "attempt_id": locked.attempt_id}
                await advance_order(locked, Happening(trigger=trigger, **{**known, **facts}), tx=tx)

    return happened


@pytest.fixture
def shop_fact() -> ShopSettingsChanged:
    return ShopSettingsChanged(
        occurred_at=NOW,
        aggregate_id=new_id(),
        aggregate_version=7,
        shop_name="Duka",
        currencies=("KES",),
        default_currency="KES",
        countries=(),
    )
