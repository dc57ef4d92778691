"""What the orders API takes."""

from collections import Counter
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from common.emails import Email
from common.schemas import AddressIn, Currency, Id, In, MoneyIn, Name, Quantity, Text
from orders.adapters.listing import Filters, Sort
from orders.domain.order import Address, PaymentStatus
from orders.domain.states import OrderStatus
from orders.usecases.amend_order import Amendment
from orders.usecases.asker import Asker
from orders.usecases.begin_attempt import BeginAttempt
from orders.usecases.offers import Wanted
from orders.usecases.place_order import PlaceOrder
from orders.usecases.shopper import Shopper

Notes = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]


class PlaceOrderIn(In):
    """A request to order everything in the cart; without an address the default one is taken.

    Who is not signed in gives `email`; a user's orders are told to the user's own address.
    """

    email: Email | None = None
    shipping_address: AddressIn | None = None
    address_id: Id | None = None
    billing_address: AddressIn | None = None
    shipping_method: Text | None = None
    notes: Notes | None = None
    cart_version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None

    def command(self, shopper: Shopper, *, open_at_most: int) -> PlaceOrder:
        """Return it in the use case's terms."""
        return PlaceOrder(
            shopper=shopper,
            email=self.email,
            shipping_address=_address(self.shipping_address),
            address_id=self.address_id,
            billing_address=_address(self.billing_address),
            shipping_method=self.shipping_method,
            notes=self.notes,
            cart_version=self.cart_version,
            open_at_most=open_at_most,
        )


class WantedIn(In):
    """So many of a variant."""

    variant_id: Id
    quantity: Quantity


class OrderForIn(In):
    """An order on a customer's behalf: a user's, or a guest's who is named by e-mail address."""

    user_id: Id | None = None
    email: Email | None = None
    items: Annotated[list[WantedIn], Field(min_length=1, max_length=100)]
    currency: Currency
    shipping_address: AddressIn | None = None
    address_id: Id | None = None
    billing_address: AddressIn | None = None
    shipping_method: Text | None = None
    notes: Notes | None = None

    @model_validator(mode="after")
    def _for_one(self) -> Self:
        if (self.user_id is None) == (self.email is None):
            raise ValueError("name a user or an e-mail address, not both")
        return self

    @property
    def wanted(self) -> list[Wanted]:
        """What is ordered, each variant once."""
        counted = Counter[UUID]()
        for item in self.items:
            counted[item.variant_id] += item.quantity
        return [Wanted(variant_id=one, quantity=quantity) for one, quantity in counted.items()]

    def command(self, by: UUID | None) -> PlaceOrder:
        """Return it in the use case's terms."""
        return PlaceOrder(
            shopper=Shopper(user_id=self.user_id),
            email=self.email,
            by=by,
            shipping_address=_address(self.shipping_address),
            address_id=self.address_id,
            billing_address=_address(self.billing_address),
            shipping_method=self.shipping_method,
            notes=self.notes,
        )


class CancelIn(In):
    """Why an order is cancelled."""

    reason: Text | None = None


class ShipIn(In):
    """Who carries the goods, and the number to follow them by."""

    carrier: Name
    tracking_number: Name


class AmendIn(In):
    """What staff may change of an order."""

    notes: Notes | None = None
    shipping_address: AddressIn | None = None
    shipping_method: Text | None = None

    def amendment(self) -> Amendment:
        """Return it in the use case's terms; `notes: null` removes them (RFC 7386)."""
        return Amendment(
            notes=self.notes,
            clear_notes="notes" in self.model_fields_set and self.notes is None,
            shipping_address=_address(self.shipping_address),
            shipping_method=self.shipping_method,
        )


class AttemptIn(In):
    """What a provider can take; null means it does not say."""

    provider: Name
    currencies: Annotated[list[Currency], Field(max_length=200)] | None = None
    min: MoneyIn | None = None
    max: MoneyIn | None = None
    step: Annotated[MoneyIn | None, Field(description="Only its multiples can be paid.")] = None

    def command(self, order_id: UUID, attempt_id: UUID) -> BeginAttempt:
        """Return it in the use case's terms."""
        return BeginAttempt(
            order_id=order_id,
            attempt_id=attempt_id,
            provider=self.provider,
            currencies=self.currencies,
            at_least=None if self.min is None else self.min.money(),
            at_most=None if self.max is None else self.max.money(),
            in_steps_of=None if self.step is None else self.step.money(),
        )


Since = Annotated[AwareDatetime | None, Query(description="Placed at or after (RFC 3339).")]
Until = Annotated[AwareDatetime | None, Query(description="Placed before (RFC 3339).")]
Search = Annotated[
    str | None,
    Query(
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="Part of a number, an e-mail address or a name.",
    ),
]


def own_filters(
    asker: Asker, status: OrderStatus | None, created_from: datetime | None, sort: Sort
) -> Filters:
    """Return the filters of one's own list: a user's orders, or the one a token opens."""
    return Filters(
        user_id=asker.user_id,
        order_id=asker.opens,
        status=None if status is None else status.value,
        created_from=created_from,
        sort=sort,
    )


def staff_filters(
    *,
    status: OrderStatus | None = None,
    payment_status: PaymentStatus | None = None,
    created_from: Since = None,
    created_to: Until = None,
    q: Search = None,
    archived: bool = False,
    sort: Sort = "-created_at",
) -> Filters:
    """Return the filters of staff's list."""
    return Filters(
        status=None if status is None else status.value,
        payment_status=None if payment_status is None else payment_status.value,
        created_from=created_from,
        created_to=created_to,
        q=q,
        archived=archived,
        sort=sort,
    )


def _address(given: AddressIn | None) -> Address | None:
    return None if given is None else Address(**given.model_dump())
