from collections.abc import AsyncIterator, Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from cart.adapters.tx import open_tx
from cart.consumers.catalog import on_shop_settings_changed
from cart.consumers.orders import on_order_placed
from cart.domain.cart import Cart, put
from cart.domain.offer import Offer
from common import db
from common.clock import utcnow
from common.db import Sessions
from common.events.base import LineV1, MoneyV1
from common.events.catalog import ShopSettingsChanged
from common.events.orders import OrderPlaced

MakeOffer = Callable[[], Offer]


@pytest.fixture
async def sessions(dsn: str) -> AsyncIterator[Sessions]:
    engine = create_async_engine(dsn, poolclass=NullPool)
    yield db.sessions(engine)
    await engine.dispose()


async def a_cart(
    sessions: Sessions, user_id: UUID, make_offer: MakeOffer, *quantities: int
) -> Cart:
    async with open_tx(sessions) as tx:
        empty = cart = await tx.carts.locked(user_id)
        for quantity in quantities:
            cart = put(cart, make_offer(), quantity, item_id=uuid4())
        await tx.carts.save(empty, cart)
    return cart


def placed(cart: Cart, *quantities: int) -> OrderPlaced:
    return OrderPlaced(
        occurred_at=utcnow(),
        aggregate_id=(order_id := uuid4()),
        aggregate_version=1,
        order_id=order_id,
        number="SK-1",
        user_id=cart.user_id,
        cart_id=cart.id,
        cart_version=cart.version,
        item_ids=tuple(item.id for item in cart.items),
        lines=tuple(
            LineV1(product_id=item.product_id, variant_id=item.variant_id, quantity=quantity)
            for item, quantity in zip(cart.items, quantities, strict=True)
        ),
        total=MoneyV1(amount=1, currency="KES"),
        expires_at=None,
    )


async def test_an_order_takes_its_items_out_and_leaves_what_was_added_since(
    sessions: Sessions, user_id: UUID, make_offer: MakeOffer
) -> None:
    cart = await a_cart(sessions, user_id, make_offer, 2, 5)

    async with open_tx(sessions) as tx:
        await on_order_placed(placed(cart, 2, 3), tx)

    async with open_tx(sessions) as tx:
        left = await tx.carts.of_user(user_id)
    assert left is not None
    assert [item.quantity for item in left.items] == [2]
    assert left.version == cart.version + 1


async def test_an_order_from_a_cart_that_is_gone_is_ignored(
    sessions: Sessions, user_id: UUID
) -> None:
    cart = Cart(id=uuid4(), user_id=user_id, version=3, currency="KES", items=())

    async with open_tx(sessions) as tx:
        await on_order_placed(placed(cart), tx)

    async with open_tx(sessions) as tx:
        assert await tx.carts.of_user(user_id) is None


async def test_older_shop_settings_never_replace_newer_ones(sessions: Sessions) -> None:
    for version, currencies in ((2, ("KES", "UGX")), (1, ("KES",))):
        fact = ShopSettingsChanged(
            occurred_at=utcnow(),
            aggregate_id=uuid4(),
            aggregate_version=version,
            shop_name="Duka",
            currencies=currencies,
            default_currency="KES",
            countries=(),
        )
        async with open_tx(sessions) as tx:
            await on_shop_settings_changed(fact, tx)

    async with open_tx(sessions) as tx:
        assert await tx.shop.currencies() == ("KES", "UGX")
