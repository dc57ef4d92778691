"""Money: what providers' books, payments and orders must agree on in the end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from orders.domain.order import Order
from orders.domain.states import OrderStatus
from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.payment import OrderNote, Payment
from payments.domain.refund import Refund, RefundStatus
from simulation.books import Back, Charge, State
from simulation.shop import Shop

PAID: Final = frozenset({OrderStatus.SUCCESS, OrderStatus.SHIPPED, OrderStatus.DELIVERED})

_PROMISED: Final = frozenset({AttemptStatus.AUTHORIZED, AttemptStatus.SUCCESS})


@dataclass(frozen=True, slots=True)
class Story:
    """One attempt in the services' books and in its provider's."""

    attempt: Attempt
    charge: Charge | None
    captured: int
    given_back: int
    """By the provider's books, or by hand."""

    @property
    def kept(self) -> int:
        """What the shop has of the payer's money in truth, in minor units."""
        came = self.captured if self.charge is None else self.charge.paid
        return came - self.given_back


def stories(payment: Payment, shop: Shop) -> list[Story]:
    """Tell a payment's attempts."""
    books = shop.books.payments
    charges = {key: one for bank in shop.providers for key, one in bank.charges.items()}
    told = []
    for attempt in books.attempts.rows.values():
        if attempt.payment_id != payment.id:
            continue
        charge = charges.get(attempt.reference)
        capture = books.captures.rows.get(attempt.id)
        told.append(
            Story(
                attempt,
                charge,
                0 if capture is None else capture.amount.amount,
                shop.by_hand.get(attempt.id, 0) + (0 if charge is None else _done(charge)),
            )
        )
    return told


def of_order(order: Order, shop: Shop) -> Iterator[str]:
    """Yield what is wrong with the money of an order."""
    payment_id = shop.books.payments.payments.orders.get(order.id)
    if payment_id is None:
        if order.paid:
            yield "an order is paid without a payment"
        return
    payment = shop.books.payments.payments.rows[payment_id]
    told = stories(payment, shop)
    for story in told:
        yield from _of_attempt(story)
    yield from _of_reports(order, shop)
    yield from _of_note(order, payment)
    yield from _of_refunds(payment.id, told, shop)
    yield from _balance(order, payment, told, _goodwill(payment.id, shop))


def _of_attempt(story: Story) -> Iterator[str]:
    attempt = story.attempt
    if attempt.is_undecided:
        yield f"an attempt is still {attempt.status}"
    if attempt.stop_asked_at and attempt.begun_at and attempt.stop_asked_at < attempt.begun_at:
        yield f"{attempt.reference} was begun although it was stopped"
    if story.charge is not None:
        yield from _of_charge(story, story.charge)


def _of_charge(story: Story, charge: Charge) -> Iterator[str]:
    if charge.paid != story.captured:
        yield f"{charge.reference} was paid {charge.paid}, and {story.captured} is booked"
    if story.attempt.provider == "cards" and charge.state not in {State.PAID, State.CLOSED}:
        yield f"the page of {charge.reference} was left {charge.state}"
    if story.given_back > charge.paid:
        yield f"{story.given_back} of {charge.paid} went back"


def _of_reports(order: Order, shop: Shop) -> Iterator[str]:
    kept, counted = shop.books.orders.cash_book.sums(order.id), (order.paid, order.refunded)
    if kept != counted:
        yield f"reports say that {kept} came and went, and orders counts {counted}"


def _of_note(order: Order, payment: Payment) -> Iterator[str]:
    wanted = OrderNote.CANCELLED if order.status is OrderStatus.CANCELLED else OrderNote.PAID
    if payment.order_note not in {None, wanted}:
        yield f"an order is {order.status}, and payments last heard {payment.order_note}"


def _of_refunds(payment_id: UUID, told: list[Story], shop: Shop) -> Iterator[str]:
    refunds = [one for one in shop.books.payments.refunds.rows.values() if one.is_open]
    for refund in refunds:
        if refund.payment_id == payment_id:
            yield f"a refund is still {refund.status}"
    for story in told:
        booked = _succeeded(story.attempt.id, shop.books.payments.refunds.rows.values())
        if booked != story.given_back:
            yield f"{story.given_back} of {story.attempt.reference} went back, {booked} is booked"


def _balance(order: Order, payment: Payment, told: list[Story], goodwill: int) -> Iterator[str]:
    kept = sum(story.kept for story in told)
    if order.paid != payment.captured:
        yield f"orders knows of {order.paid}, payments of {payment.captured}"
    if order.refund_pending:
        yield f"orders still waits for {order.refund_pending} to go back"
    if order.net_paid != kept:
        yield f"orders counts {order.net_paid}, and the shop has {kept}"
    # Cash comes in parts, and staff record each.
    promised = any(
        story.attempt.provider == "cash" and story.attempt.status in _PROMISED for story in told
    )
    wanted = order.total.amount - goodwill if order.status in PAID else 0
    if kept != wanted and not (promised and 0 <= kept < wanted):
        yield f"an order of {order.total.amount} is {order.status}, and the shop has {kept}"


def _goodwill(payment_id: UUID, shop: Shop) -> int:
    return sum(
        one.amount.amount
        for one in shop.books.payments.refunds.rows.values()
        if one.payment_id == payment_id
        and not one.automatic
        and one.status is RefundStatus.SUCCEEDED
    )


def _done(charge: Charge) -> int:
    return sum(one.amount for one in charge.refunds if one.state is Back.DONE)


def _succeeded(attempt_id: UUID, refunds: Iterable[Refund]) -> int:
    return sum(
        one.amount.amount
        for one in refunds
        if one.attempt_id == attempt_id and one.status is RefundStatus.SUCCEEDED
    )
