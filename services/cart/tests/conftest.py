from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from cart.adapters.cart_tokens import CartTokens
from cart.api import internal, routes
from cart.domain.offer import Offer
from cart.settings import Settings
from common import db, service
from common.db import Sessions
from common.http import CalleeDown
from common.money import Money
from common.service import Foundation
from common.testing import at_hand

SECRET = "a secret of these tests"


def offer(**changes: Any) -> Offer:
    facts: dict[str, Any] = {
        "product_id": uuid4(),
        "variant_id": uuid4(),
        "sku": "MUG-1",
        "slug": "mug",
        "name": "Mug",
        "options": {},
        "image_url": None,
        "unit_price": Money(1250, "KES"),
        "available_quantity": 10,
        "min_order_quantity": 1,
        "max_order_quantity": None,
        "tax_class": "standard",
        "sellable": True,
    }
    return Offer(**{**facts, **changes})


def _priced(made: Offer, currency: str) -> Offer:
    price = made.unit_price
    return replace(made, unit_price=price if price and price.currency == currency else None)


class FakeCatalog:
    def __init__(self) -> None:
        self.shelf: dict[UUID, Offer] = {}
        self.is_down = False

    def sell(self, **changes: Any) -> Offer:
        made = offer(**changes)
        self.shelf[made.variant_id] = made
        return made

    async def offers(
        self,
        *,
        currency: str,
        variant_ids: Collection[UUID] = (),
        product_ids: Collection[UUID] = (),
    ) -> list[Offer]:
        if self.is_down:
            raise CalleeDown("catalog cannot be reached now; try again")
        return [
            _priced(made, currency)
            for made in self.shelf.values()
            if made.variant_id in variant_ids or made.product_id in product_ids
        ]


@pytest.fixture
def make_offer() -> Callable[..., Offer]:
    return offer


@pytest.fixture
def catalog() -> FakeCatalog:
    return FakeCatalog()


@pytest.fixture
async def dsn(fresh_database: Callable[[str], Any]) -> str:
    url: str = await fresh_database("cart")
    return url


@pytest.fixture
def tokens() -> CartTokens:
    return CartTokens(SECRET, lives=1000)


@pytest.fixture
def app(
    dsn: str, settings_for: Callable[..., Settings], catalog: FakeCatalog, tokens: CartTokens
) -> FastAPI:
    @asynccontextmanager
    async def parts(_: Foundation) -> AsyncIterator[Mapping[str, Any]]:
        yield {"catalog": catalog, "cart_tokens": tokens}

    settings = settings_for(Settings, database_url=dsn, token_secret=SECRET)
    return at_hand(service.create(settings, routers=[routes.routes, internal.routes], parts=parts))


@pytest.fixture
async def sessions(dsn: str) -> AsyncIterator[Sessions]:
    engine = create_async_engine(dsn, poolclass=NullPool)
    yield db.sessions(engine)
    await engine.dispose()


@pytest.fixture
async def client(app: FastAPI, serving: Any) -> AsyncIterator[AsyncClient]:
    async with serving(app) as opened:
        yield opened


@pytest.fixture
def user_id() -> UUID:
    return uuid4()


@pytest.fixture
def me(signed: Any, user_id: UUID) -> dict[str, str]:
    headers: dict[str, str] = signed.bearer(user_id)
    return headers
