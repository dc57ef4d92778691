"""What a provider says and does not say: early, never, twice, out of order, forged, wrong."""

import asyncio

from acceptance.eventually import eventually

from crossings.sale import Sale, Scenario


async def webhook_before_the_answer(sale: Sale) -> None:
    """The money is there before the provider has answered that it may be paid."""
    async with sale.stage.simulator.beginning_badly(
        sale.provider, initiate="timeout", auto="approve"
    ):
        begun = asyncio.create_task(sale.begin_now())
        await sale.until("success")
    await begun
    await sale.ends("success", "paid", keeps=sale.total)


async def answer_lost(sale: Sale) -> None:
    """The payment was begun but nobody heard so: it is waited for, and never begun twice."""
    async with sale.stage.simulator.beginning_badly(sale.provider, initiate="charge_then_500"):
        begun = await sale.begin_now()
    again = await sale.begin()
    assert begun["next_action"]["type"] == "wait"
    assert again["attempt_id"] == begun["attempt_id"]
    assert len(await sale.stage.simulator.rows(*sale.tried[0])) == 1

    await sale.pays()

    await sale.ends("success", "paid", keeps=sale.total)


async def webhook_never(sale: Sale) -> None:
    """Payments asks by itself; what it never heard a receipt of can be given back all the same."""
    await sale.begin()
    await sale.turn(webhook="none")
    await sale.pays()
    await sale.ends("success", "paid", keeps=sale.total)
    await sale.turn(webhook="normal")

    await sale.stage.admin.post(f"/admin/orders/{sale.order_id}/cancel", {"reason": "sold out"})

    await sale.ends("cancelled", "refunded", keeps=0)


async def webhook_twice(sale: Sale) -> None:
    """The same report twice is one payment."""
    await sale.begin()
    await sale.turn(webhook="duplicate")

    await sale.pays()

    await sale.ends("success", "paid", keeps=sale.total)


async def webhooks_reordered(sale: Sale) -> None:
    """The success overtakes the decline before it: the money counts."""
    await sale.begin()
    await sale.turn(webhook="reorder")

    await sale.pays("decline")
    await sale.pays("approve")

    await sale.ends("success", "paid", keeps=sale.total)


async def webhook_forged(sale: Sale) -> None:
    """What nobody signed moves nothing; the poller finds the money."""
    await sale.begin()
    await sale.turn(webhook="bad_signature")

    await sale.pays()

    await sale.ends("success", "paid", keeps=sale.total)


async def webhook_lies(sale: Sale) -> None:
    """A signed report of another sum is a hint: what the provider answers counts."""
    await sale.begin()
    await sale.turn(webhook="wrong_amount")

    await sale.pays()

    await sale.ends("success", "paid", keeps=sale.total)


async def refund_answer_lost(sale: Sale) -> None:
    """The money goes back but nobody heard so: it is asked about, and goes back once."""
    await sale.begin()
    await sale.pays()
    await sale.ends("success", "paid", keeps=sale.total)
    await sale.turn(refund="charge_then_500")

    await sale.stage.admin.post(f"/admin/orders/{sale.order_id}/cancel", {"reason": "sold out"})

    await sale.ends("cancelled", "refunded", keeps=0)


async def provider_down(sale: Sale) -> None:
    """The provider reports but answers nothing for a while: the payment waits, and is found."""
    await sale.begin()
    await sale.turn(verify="error_500")
    await sale.pays()
    refreshed = await sale.errand.buyer.post(f"/payments/{sale.payment_id}/refresh")
    assert refreshed["status"] == "processing"
    assert (await sale.order())["status"] == "processing"

    await sale.turn(verify="normal")

    await sale.ends("success", "paid", keeps=sale.total)


async def provider_down_at_the_beginning(sale: Sale) -> None:
    """The provider takes nothing: the customer chooses another way."""
    async with sale.stage.simulator.beginning_badly(sale.provider, initiate="error_500"):
        await sale.begin_now()

    async def cash() -> int:
        return (await sale.try_to_begin("cash")).status_code

    await eventually(cash, lambda status: status in {200, 201})
    sale.tried.clear()
    await sale.begin("cash")

    await sale.ends("success", "authorized", keeps=0)


BOTH = ("chapa", "mpesa")
CROSSINGS: dict[Scenario, tuple[str, ...]] = {
    webhook_before_the_answer: BOTH,
    answer_lost: BOTH,
    webhook_never: BOTH,
    webhook_twice: BOTH,
    webhooks_reordered: BOTH,
    webhook_forged: BOTH,
    webhook_lies: ("chapa",),
    refund_answer_lost: BOTH,
    provider_down: BOTH,
    provider_down_at_the_beginning: ("chapa",),
}
