"""Purchases that nobody planned: who, how and how it goes on is drawn from a seed."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from acceptance.shop import Json

from chaos import checkout
from chaos.buyer import Buyer, code_of
from chaos.checkout import CURRENCY, Errand, Scene

_OVER: Final = {
    "illegal_transition",
    "order_already_paid",
    "order_cancelling",
    "order_not_cancellable",
    "too_many_attempts",
}
"""What the shop may say to somebody who comes too late."""
_LONGEST_PAUSE: Final = 0.8


class Story(StrEnum):
    """How a purchase goes."""

    PAY = "pay"
    DECLINED_THEN_PAID = "declined_then_paid"
    DECLINED_AND_GONE = "declined_and_gone"
    NEVER_PAID = "never_paid"
    LEFT_AT_THE_PROVIDER = "left_at_the_provider"
    CANCELLED_BEFORE = "cancelled_before"
    CANCELLED_WHILE_PAYING = "cancelled_while_paying"
    CANCEL_AGAINST_CAPTURE = "cancel_against_capture"
    PAID_LATE = "paid_late"
    PAID_AFTER_CANCEL = "paid_after_cancel"
    PAID_TWICE = "paid_twice"
    CANCELLED_BY_STAFF = "cancelled_by_staff"
    REFUNDED_BY_STAFF = "refunded_by_staff"


ENDS_BY_ITSELF: Final = frozenset(Story) - {
    Story.NEVER_PAID,
    Story.DECLINED_AND_GONE,
    Story.LEFT_AT_THE_PROVIDER,
    Story.CANCELLED_WHILE_PAYING,
}
"""Stories that wait for no clock."""
_WEIGHTS: Final[Mapping[Story, int]] = dict.fromkeys(Story, 2) | {Story.PAY: 8}


@dataclass(frozen=True, slots=True)
class Trip:
    """One purchase as it was drawn."""

    number: int
    story: Story
    provider: str
    other: str
    is_guest: bool
    quantity: int
    pauses: tuple[float, ...]

    def __str__(self) -> str:
        who = "guest" if self.is_guest else "user"
        return f"#{self.number} {self.story} by {who} with {self.provider}, {self.other}"


def drawn(seed: int, count: int, stories: Collection[Story] = tuple(Story)) -> list[Trip]:
    """Draw so many purchases; one seed always draws the same ones."""
    dice = random.Random(seed)  # noqa: S311  to be repeated, not to be kept secret
    known = [story for story in Story if story in stories]
    weights = [_WEIGHTS[story] for story in known]
    return [
        Trip(
            number=number,
            story=dice.choices(known, weights)[0],
            provider=dice.choice(("chapa", "mpesa", "chapa", "mpesa", "cash")),
            other=dice.choice(("chapa", "mpesa", "cash")),
            is_guest=dice.random() < 0.4,
            quantity=dice.randint(1, 3),
            pauses=tuple(dice.uniform(0, _LONGEST_PAUSE) for _ in range(4)),
        )
        for number in range(1, count + 1)
    ]


async def travel(trip: Trip, scene: Scene) -> Buyer:
    """Make the purchase as drawn; returns who made it."""
    buyer = await (checkout.guest(scene.shop) if trip.is_guest else checkout.known(scene))
    errand = Errand(buyer, scene.product, currency=CURRENCY[trip.provider])
    await checkout.fill(errand, trip.quantity)
    await checkout.place(errand)
    await asyncio.sleep(trip.pauses[0])
    await STORIES[trip.story](trip, errand, scene)
    return buyer


async def _pay(trip: Trip, errand: Errand, _: Scene) -> None:
    await _paid(trip.provider, errand)


async def _declined_then_paid(trip: Trip, errand: Errand, _: Scene) -> None:
    await _begun(trip, errand, "decline")
    await asyncio.sleep(trip.pauses[1])
    await _paid(_same_currency(trip), errand)


async def _declined_and_gone(trip: Trip, errand: Errand, _: Scene) -> None:
    await _begun(trip, errand, "decline")


async def _never_paid(_: Trip, __: Errand, ___: Scene) -> None:
    """The clock has to end it."""


async def _left_at_the_provider(trip: Trip, errand: Errand, _: Scene) -> None:
    await _begun(trip, errand, "abandon")


async def _cancelled_before(_: Trip, errand: Errand, __: Scene) -> None:
    await _cancel(errand)


async def _cancelled_while_paying(trip: Trip, errand: Errand, _: Scene) -> None:
    await _begin(trip.provider, errand)
    await asyncio.sleep(trip.pauses[1])
    await _cancel(errand)


async def _cancel_against_capture(trip: Trip, errand: Errand, _: Scene) -> None:
    begun = await _begin(trip.provider, errand)
    await asyncio.gather(
        _later(trip.pauses[1], _cancel(errand)),
        _later(trip.pauses[2], _act(errand, begun, "approve")),
    )


async def _paid_late(trip: Trip, errand: Errand, _: Scene) -> None:
    begun = await _begun(trip, errand, "decline")
    await asyncio.sleep(trip.pauses[1])
    await _act(errand, begun, "approve")


async def _paid_after_cancel(trip: Trip, errand: Errand, _: Scene) -> None:
    begun = await _begun(trip, errand, "decline")
    await asyncio.sleep(trip.pauses[1])
    await _cancel(errand)
    await asyncio.sleep(trip.pauses[2])
    await _act(errand, begun, "approve")


async def _paid_twice(trip: Trip, errand: Errand, _: Scene) -> None:
    first = await _begin(trip.provider, errand)
    second = await _begin("chapa" if trip.provider == "cash" else "cash", errand)
    await asyncio.gather(
        _later(trip.pauses[1], _act(errand, first, "approve")),
        _later(trip.pauses[2], _act(errand, second, "approve")),
    )


async def _cancelled_by_staff(trip: Trip, errand: Errand, scene: Scene) -> None:
    await _paid(trip.provider, errand)
    await asyncio.sleep(trip.pauses[1])
    await _by_staff(scene, f"/admin{errand.path}/cancel", {"reason": "sold out"})


async def _refunded_by_staff(trip: Trip, errand: Errand, scene: Scene) -> None:
    await _paid(trip.provider, errand)
    assert errand.order is not None
    found = await scene.staff.get(f"/admin/payments?order_id={errand.order['id']}")
    captured = [one for one in found["items"] if one["captured"]["amount"]]
    for payment in captured:
        body: Json = {"reason": "it arrived broken"}
        if trip.pauses[1] < _LONGEST_PAUSE / 2:
            body["amount"] = {**payment["captured"], "amount": 10_000}
        await _by_staff(scene, f"/admin/payments/{payment['id']}/refunds", body)


async def _by_staff(scene: Scene, path: str, body: Json) -> None:
    answer = await scene.staff.insist("POST", path, body)
    assert answer.status_code < 300 or answer.status_code in {409, 422}, (
        f"{path}: {answer.status_code} {answer.text[:300]}"
    )


async def _paid(provider: str, errand: Errand) -> None:
    """Pay; an order that was over before is left alone."""
    begun = await _begin(provider, errand)
    await _act(errand, begun, "approve")
    if begun is not None:
        await checkout.until(errand, "success", "failed", "cancelled")


async def _begun(trip: Trip, errand: Errand, outcome: str) -> Json | None:
    begun = await _begin(trip.provider, errand)
    await _act(errand, begun, outcome)
    return begun


async def _begin(provider: str, errand: Errand) -> Json | None:
    body: Json = {"provider": provider}
    if provider == "mpesa":
        body["phone_number"] = checkout.PHONE["KES"]
    answer = await errand.buyer.insist("POST", f"{errand.path}/payments", body)
    if answer.is_success:
        return dict(answer.json())
    assert code_of(answer) in _OVER, f"{errand.path}: {answer.status_code} {answer.text[:300]}"
    return None


async def _act(errand: Errand, begun: Json | None, outcome: str) -> None:
    """Act as the payer, where the provider has anything to act on."""
    if begun is None or begun["provider"] == "cash":
        return
    for _ in range(20):
        if await checkout.act(errand.buyer.shop, begun, outcome):
            return
        await asyncio.sleep(0.2)


async def _cancel(errand: Errand) -> None:
    reason = {"reason": "changed my mind"}
    answer = await errand.buyer.insist("POST", f"{errand.path}/cancel", reason)
    assert answer.is_success or code_of(answer) in _OVER, (
        f"{errand.path}: {answer.status_code} {answer.text[:300]}"
    )


async def _later(seconds: float, work: Awaitable[object]) -> None:
    await asyncio.sleep(seconds)
    await work


def _same_currency(trip: Trip) -> str:
    """The provider to go over to: one that takes the order's currency."""
    return trip.other if CURRENCY[trip.other] == CURRENCY[trip.provider] else "cash"


Tell = Callable[[Trip, Errand, Scene], Awaitable[None]]
STORIES: Final[Mapping[Story, Tell]] = {
    Story.PAY: _pay,
    Story.DECLINED_THEN_PAID: _declined_then_paid,
    Story.DECLINED_AND_GONE: _declined_and_gone,
    Story.NEVER_PAID: _never_paid,
    Story.LEFT_AT_THE_PROVIDER: _left_at_the_provider,
    Story.CANCELLED_BEFORE: _cancelled_before,
    Story.CANCELLED_WHILE_PAYING: _cancelled_while_paying,
    Story.CANCEL_AGAINST_CAPTURE: _cancel_against_capture,
    Story.PAID_LATE: _paid_late,
    Story.PAID_AFTER_CANCEL: _paid_after_cancel,
    Story.PAID_TWICE: _paid_twice,
    Story.CANCELLED_BY_STAFF: _cancelled_by_staff,
    Story.REFUNDED_BY_STAFF: _refunded_by_staff,
}
