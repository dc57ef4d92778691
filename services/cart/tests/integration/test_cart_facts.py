from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update

from cart.adapters.tables import CartRow, OutboxRow
from cart.adapters.tx import SqlTx, open_tx
from cart.consumers.catalog import on_shop_settings_changed
from cart.consumers.orders import on_order_placed
from cart.consumers.subscriptions import SUBSCRIPTIONS
from cart.domain.cart import Cart, put
from cart.domain.offer import Offer
from cart.domain.owner import CartEnded, Guest, Owner, User
from cart.usecases.change_cart import change_cart
from cart.usecases.end_abandoned import end_abandoned
from cart.usecases.read_cart import Look
from common.clock import utcnow
from common.db import Sessions
from common.events.base import LineV1, MoneyV1
from common.events.catalog import ShopSettingsChanged
from common.events.orders import OrderPlaced
from common.old_rows import delete_old
from common.worker import Plan, receive

MakeOffer = Callable[[], Offer]


async def a_cart(
    sessions: Sessions, user_id: UUID, make_offer: MakeOffer, *quantities: int
) -> Cart:
    async with open_tx(sessions) as tx:
        empty = cart = await tx.carts.locked(User(id=user_id))
        for quantity in quantities:
            cart = put(cart, make_offer(), quantity, item_id=uuid4())
        await tx.carts.save(empty, cart)
    return cart


async def filled(owner: Owner, tx: SqlTx, *wanted: tuple[Offer, int]) -> Cart:
    empty = cart = await tx.carts.locked(owner)
    for offer, quantity in wanted:
        cart = put(cart, offer, quantity, item_id=uuid4())
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
        left = await tx.carts.of(User(id=user_id))
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
        assert await tx.carts.of(User(id=user_id)) is None


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
        assert (await tx.at_once.seen(Guest(cart_id=uuid4()))).currencies == ("KES", "UGX")


async def test_what_a_guest_ordered_is_taken_out_of_the_cart_it_was_merged_into(
    sessions: Sessions, user_id: UUID, make_offer: MakeOffer
) -> None:
    shared, alone = make_offer(), make_offer()
    guest, user = Guest(cart_id=uuid4()), User(id=user_id)
    async with open_tx(sessions) as tx:
        bought = await filled(guest, tx, (shared, 1), (alone, 2))
        await filled(user, tx, (shared, 4))
    offers = {offer.variant_id: offer for offer in (shared, alone)}
    async with open_tx(sessions) as tx:
        own = await tx.carts.of(user)
        look = Look(
            cart=own,
            brought=bought,
            currency="KES",
            currencies=("KES",),
            asked=frozenset(offers),
            offers=offers,
        )
        brings = User(id=user_id, brings=guest.cart_id)
        await change_cart(brings, lambda cart, _: cart, look=look, tx=tx)

    async with open_tx(sessions) as tx:
        await on_order_placed(placed(bought, 1, 2), tx)

    async with open_tx(sessions) as tx:
        left = await tx.carts.of(user)
    assert left is not None
    assert [(item.variant_id, item.quantity) for item in left.items] == [(shared.variant_id, 4)]


async def test_a_guests_cart_that_nobody_came_back_for_ends_and_its_row_goes_later(
    sessions: Sessions, user_id: UUID, make_offer: MakeOffer
) -> None:
    full, empty, young = (Guest(cart_id=uuid4()) for _ in range(3))
    async with open_tx(sessions) as tx:
        for owner in (full, young, User(id=user_id)):
            await filled(owner, tx, (make_offer(), 1))
        await tx.carts.locked(empty)
    async with sessions.begin() as session:
        old = update(CartRow).where(CartRow.id != young.cart_id)
        await session.execute(old.values(updated_at=utcnow() - timedelta(days=31)))

    for _ in range(2):
        await end_abandoned(after=timedelta(days=30), open_tx=partial(open_tx, sessions))

    async with open_tx(sessions) as tx:
        for ended in (full, empty):
            with pytest.raises(CartEnded):
                await tx.carts.of(ended)
        for kept in (young, User(id=user_id)):
            assert await tx.carts.of(kept)
    async with sessions() as session:
        [fact] = await session.scalars(select(OutboxRow))
        assert (fact.name, fact.aggregate_id) == ("cart.cart_abandoned.v1", full.cart_id)
    await delete_old(sessions, CartRow.ended_at, older_than=timedelta(0))
    async with open_tx(sessions) as tx:
        assert await tx.carts.of(full) is None
        assert await tx.carts.of(young)


async def test_the_story_of_an_order_tells_that_its_items_were_taken_out(
    *,
    client: AsyncClient,
    sessions: Sessions,
    user_id: UUID,
    make_offer: MakeOffer,
    signed: Any,
) -> None:
    cart = await a_cart(sessions, user_id, make_offer, 2)
    event = placed(cart, 2)
    event = event.model_copy(update={"correlation_id": event.order_id})
    await receive(event, Plan(SUBSCRIPTIONS, open_tx, OutboxRow), sessions)
    path = f"/internal/orders/{event.order_id}/timeline"

    told = await client.get(path, headers=signed.service("orders", "cart"))

    [heard] = told.json()["items"]
    assert (heard["source"], heard["kind"], heard["title"]) == ("cart", "message_in", event.name)
    for headers in ({}, signed.bearer(user_id), signed.service("payments", "cart")):
        assert (await client.get(path, headers=headers)).status_code == 401
