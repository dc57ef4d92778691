"""Turn a cart into an order whose stock is held.

The claim on the idempotency key was committed before; it reserves the order's id. No database
connection is held while other services are asked. Whatever goes wrong, the key is free again and
the stock is let go before the answer; after a crash the sweeper does both.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from common import crash, logs
from common.errors import Unauthenticated, Unavailable
from orders.domain import basket as baskets
from orders.domain.basket import Basket, CartAlreadyOrdered
from orders.domain.order import Address, Contact, Line, Order
from orders.domain.problems import (
    AddressMissing,
    EmailMissing,
    TooManyOpenOrders,
    UnknownAddress,
    UnknownCustomer,
)
from orders.domain.progress import Happening
from orders.domain.saga import follow
from orders.domain.shipping import Quote, quote
from orders.domain.states import Trigger
from orders.usecases import audit, messages
from orders.usecases.advance_order import advance_order
from orders.usecases.neighbours import Carts, Customer, Customers, Holds
from orders.usecases.ports import Claim, OpenTx, Tx
from orders.usecases.shopper import Shopper

log: Final = logs.logger("orders")

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER_LENGTH: Final = 8
_GUESTS_LOCALE: Final = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """What a shopper asks for; without any address a user's default one is taken.

    A guest has no address book: they name an address, and where to write to.
    """

    shopper: Shopper
    email: str | None = None
    by: UUID | None = None
    """The member of staff who orders on a customer's behalf."""
    shipping_address: Address | None = None
    address_id: UUID | None = None
    billing_address: Address | None = None
    shipping_method: str | None = None
    notes: str | None = None
    cart_version: int | None = None
    open_at_most: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """Who is asked while an order is placed."""

    carts: Carts
    customers: Customers
    holds: Holds
    open_tx: OpenTx
    open_look: OpenTx
    """For reads alone: each sees what is committed when it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    order_id: UUID
    at: datetime
    customer: Customer
    basket: Basket
    lines: tuple[Line, ...]
    address: Address
    quote: Quote


async def place_order(command: PlaceOrder, *, claim: Claim, checkout: Checkout) -> Order:
    """Place the order under the claimed id; raise what stands in its way."""
    # A claim that was taken over may have a hold already: also a refusal lets it go.
    async with _all_let_go_on_failure(claim, checkout.holds):
        draft = await _draft(command, claim.order_id, checkout)
        await checkout.holds.hold(draft.order_id, draft.lines)
        crash.here("order.held")
        async with checkout.open_tx() as tx:
            order = await _store(_order(draft, command, tx=tx), command, tx=tx)
            await claim.finish(tx, order)
    return order


@asynccontextmanager
async def _all_let_go_on_failure(claim: Claim, holds: Holds) -> AsyncIterator[None]:
    try:
        yield
    except Exception:
        await _let_go(claim, holds)
        raise


async def _let_go(claim: Claim, holds: Holds) -> None:
    try:
        owed = await claim.give_back()
    except Exception:
        log.exception("a claim could not be given back; the sweeper will", order=claim.order_id)
        return
    if owed:
        with contextlib.suppress(Unavailable):  # a timer tries again
            await holds.release(claim.order_id)
            await claim.released()


async def _draft(command: PlaceOrder, order_id: UUID, checkout: Checkout) -> _Draft:
    basket, customer = await asyncio.gather(
        checkout.carts.basket(command.shopper), _customer(command, checkout.customers)
    )
    lines = baskets.lines(basket, seen_version=command.cart_version)
    address = command.shipping_address or customer.address
    if address is None:
        raise AddressMissing
    async with checkout.open_look() as tx:
        at = await _refused_early(command, basket, tx=tx)
        terms = await tx.tariffs.terms(address.country)
    quoted = quote(
        lines,
        terms=terms,
        country=address.country,
        currency=basket.currency,
        method=command.shipping_method,
    )
    return _Draft(
        order_id=order_id,
        at=at,
        customer=customer,
        basket=basket,
        lines=lines,
        address=address,
        quote=quoted,
    )


async def _customer(command: PlaceOrder, customers: Customers) -> Customer:
    if command.shopper.user_id is not None:
        return await _user(command, command.shopper.user_id, customers)
    address = command.shipping_address
    if command.address_id is not None:
        raise UnknownAddress
    if command.email is None:
        raise EmailMissing
    if address is None:
        raise AddressMissing
    contact = Contact(
        email=command.email,
        full_name=address.full_name,
        phone_number=address.phone_number,
        locale=_GUESTS_LOCALE,
    )
    return Customer(contact=contact, address=address)


async def _user(command: PlaceOrder, user_id: UUID, customers: Customers) -> Customer:
    try:
        return await customers.customer(user_id, address_id=command.address_id)
    except Unauthenticated as gone:
        if command.by is None:
            raise
        raise UnknownCustomer from gone


async def _refused_early(command: PlaceOrder, basket: Basket, *, tx: Tx) -> datetime:
    """Refuse what can be known before any stock is held; return the database's clock."""
    if basket.cart_id is None:
        raise baskets.CartEmpty
    # A guest's are counted by cart, not by address: a stranger could use up somebody else's.
    standing = await tx.orders.standing(
        basket.cart_id, basket.version, user_id=command.shopper.user_id
    )
    if standing.ordered_as is not None:
        raise CartAlreadyOrdered(standing.ordered_as)
    if standing.open >= command.open_at_most:
        raise TooManyOpenOrders(command.open_at_most)
    return standing.at


def _order(draft: _Draft, command: PlaceOrder, *, tx: Tx) -> Order:
    at = draft.at
    if draft.basket.cart_id is None:
        raise baskets.CartEmpty
    return Order(
        id=draft.order_id,
        number=_number(at),
        user_id=command.shopper.user_id,
        contact=draft.customer.contact,
        cart_id=draft.basket.cart_id,
        cart_version=draft.basket.version,
        lines=draft.lines,
        totals=draft.quote.totals,
        shipping_address=draft.address,
        billing_address=command.billing_address or draft.address,
        shipping_method=draft.quote.chosen.method.code,
        notes=command.notes,
        created_at=at,
        updated_at=at,
        expires_at=at + tx.clocks.unpaid,
    )


async def _store(order: Order, command: PlaceOrder, *, tx: Tx) -> Order:
    staff = command.by
    cause = command.shopper.cause if staff is None else f"staff:{staff}"
    saga = follow(order, at=order.created_at, attempt_lasts=tx.clocks.attempt)
    await tx.orders.add(order, saga, cause=cause)
    tx.outbox.add(messages.order_placed(order))
    if staff is not None:
        await _record(order, staff, tx=tx)
    if order.total.amount > 0:
        return order
    nothing_due = Happening(trigger=Trigger.NOTHING_DUE, at=order.created_at, cause="system")
    return (await advance_order(order, nothing_due, tx=tx)).after


async def _record(order: Order, staff: UUID, *, tx: Tx) -> None:
    await audit.record(
        tx,
        actor=staff,
        action="order.placed",
        object_type="order",
        object_id=order.id,
        version=order.version,
        after={"number": order.number, "email": order.contact.email, "total": order.total.amount},
    )


def _number(at: datetime) -> str:
    return f"SK-{at:%y%m%d}{''.join(secrets.choice(_CROCKFORD) for _ in range(_NUMBER_LENGTH))}"
