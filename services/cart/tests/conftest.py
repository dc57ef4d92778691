from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from cart.api import internal, routes
from cart.domain.offer import Offer
from cart.settings import Settings
from common import service
from common.http import CalleeDown
from common.money import Money
from common.service import Foundation


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
            made
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
def app(dsn: str, settings_for: Callable[..., Settings], catalog: FakeCatalog) -> FastAPI:
    @asynccontextmanager
    async def parts(_: Foundation) -> AsyncIterator[Mapping[str, Any]]:
        yield {"catalog": catalog}

    settings = settings_for(Settings, database_url=dsn)
    return service.create(settings, routers=[routes.routes, internal.routes], parts=parts)


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
