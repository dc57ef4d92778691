"""Whole purchases, from the first click to their end, whatever dies on the way."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from chaos import checkout
from chaos.buyer import Buyer
from chaos.checkout import Errand, Scene

Journey = Callable[[Scene], Awaitable[Buyer]]
"""Makes one purchase to its end and returns who made it; raises where it ended otherwise."""


async def stranger_pays_by_card(scene: Scene) -> Buyer:
    """Register, confirm, buy, pay on the hosted page."""
    return await _paid(Errand(await checkout.register(scene.shop), scene.product), "chapa")


async def phone(scene: Scene) -> Buyer:
    """Buy and confirm on the phone."""
    errand = Errand(await checkout.known(scene), scene.product, currency="KES")
    return await _paid(errand, "mpesa")


async def cash_on_delivery(scene: Scene) -> Buyer:
    """Buy, and have staff record the money and send the goods."""
    errand = Errand(await checkout.known(scene), scene.product)
    buyer = await _paid(errand, "cash")
    assert errand.order is not None
    money = {"order_id": errand.order["id"], "provider": "cash", "amount": errand.order["total"]}
    await scene.staff.post("/admin/payments", money)
    return buyer


async def declined_then_paid(scene: Scene) -> Buyer:
    """Be declined, and pay at the second attempt."""
    errand = await _ordered(Errand(await checkout.known(scene), scene.product))
    failed = await checkout.pay(errand, "chapa", "decline")
    assert failed["status"] == "failed", failed
    paid = await checkout.pay(errand, "chapa")
    assert paid["status"] == "success", paid
    await errand.buyer.repeat()
    return errand.buyer


async def cancelled_unpaid(scene: Scene) -> Buyer:
    """Order, and think better of it."""
    errand = await _ordered(Errand(await checkout.known(scene), scene.product))
    await checkout.cancel(errand)
    await checkout.until(errand, "cancelled")
    await errand.buyer.repeat()
    return errand.buyer


async def cancelled_while_paying(scene: Scene) -> Buyer:
    """Begin to pay, and cancel before anything is paid."""
    errand = await _ordered(Errand(await checkout.known(scene), scene.product))
    await checkout.begin(errand, "chapa")
    await checkout.cancel(errand)
    await checkout.until(errand, "cancelled")
    await errand.buyer.repeat()
    return errand.buyer


async def cancelled_by_staff_after_payment(scene: Scene) -> Buyer:
    """Pay, be cancelled by the shop, and get all of it back."""
    errand = Errand(await checkout.known(scene), scene.product)
    buyer = await _paid(errand, "chapa")
    await scene.staff.post(f"/admin{errand.path}/cancel", {"reason": "not found"})
    await checkout.until(errand, "cancelled")
    await checkout.until_refunded(errand)
    return buyer


async def another_provider(scene: Scene) -> Buyer:
    """Begin with one provider and go over to another."""
    errand = Errand(await checkout.known(scene), scene.product)
    await _ordered(errand)
    await checkout.begin(errand, "chapa")
    paid = await checkout.pay(errand, "cash")
    assert paid["status"] == "success", paid
    await errand.buyer.repeat()
    return errand.buyer


async def guest_pays_by_card(scene: Scene) -> Buyer:
    """Buy without an account."""
    return await _paid(Errand(await checkout.guest(scene.shop), scene.product), "chapa")


async def guest_signs_in(scene: Scene) -> Buyer:
    """Fill a cart as a guest, sign in, and buy what was brought."""
    stranger = Errand(await checkout.guest(scene.shop), scene.product)
    await checkout.fill(stranger)
    buyer = await checkout.known(scene)
    token = stranger.buyer.headers["x-cart-token"]
    await buyer.post("/cart/merge", {"cart_token": token})
    errand = Errand(buyer, scene.product)
    await checkout.place(errand)
    paid = await checkout.pay(errand, "cash")
    assert paid["status"] == "success", paid
    await buyer.repeat()
    return buyer


JOURNEYS: Final[Mapping[str, Journey]] = {
    journey.__name__: journey
    for journey in (
        stranger_pays_by_card,
        phone,
        cash_on_delivery,
        declined_then_paid,
        cancelled_unpaid,
        cancelled_while_paying,
        cancelled_by_staff_after_payment,
        another_provider,
        guest_pays_by_card,
        guest_signs_in,
    )
}


async def _ordered(errand: Errand) -> Errand:
    await checkout.fill(errand)
    await checkout.place(errand)
    return errand


async def _paid(errand: Errand, provider: str) -> Buyer:
    await _ordered(errand)
    paid = await checkout.pay(errand, provider)
    assert paid["status"] == "success", paid
    await errand.buyer.repeat()
    return errand.buyer
