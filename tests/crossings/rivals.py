"""Attempts against each other, and cancellations against the money."""

import asyncio

from acceptance.eventually import eventually
from acceptance.shop import in_groups

from crossings.sale import Sale, Scenario, Stage, placed

ROUNDS = 20
_AT_ONCE = 4
_APART_SECONDS = 0.1


async def cancel_against_capture(sale: Sale) -> None:
    """Twenty times the customer cancels about when the payer pays: one of them wins, wholly."""
    rounds = [_round(sale.stage, sale.provider, number) for number in range(ROUNDS)]

    await in_groups(_AT_ONCE, rounds)


async def _round(stage: Stage, provider: str, number: int) -> None:
    sale = await placed(stage, provider)
    await sale.begin()

    async def pay() -> int:
        # From well before the cancellation is through to well after it.
        await asyncio.sleep(number * _APART_SECONDS)
        return await stage.simulator.decide(*sale.tried[0], "approve")

    _, said = await asyncio.gather(sale.cancel(), pay())

    if said != 200:
        await sale.ends("cancelled", "failed", keeps=0)
        return
    # The money was there: it counts, or all of it goes back.
    order = await sale.until("success", "cancelled")
    kept = sale.total if order["status"] == "success" else 0
    await sale.ends(order["status"], "paid" if kept else "refunded", keeps=kept)


async def cancel_before_the_money(sale: Sale) -> None:
    """A link is closed and the order cancelled; a prompt is waited for until its payer declines."""
    await sale.begin()

    await sale.cancel()

    if sale.provider == "mpesa":
        assert (await sale.order())["cancellation"]["state"] == "requested"
        await sale.pays("decline")
    order = await sale.until("cancelled")
    assert order["allowed_actions"] == []
    if sale.provider == "chapa":
        assert await sale.stage.simulator.decide(*sale.tried[0], "approve") == 409
    await sale.ends("cancelled", "failed", keeps=0)


async def cancel_denied(sale: Sale) -> None:
    """The payer confirms the prompt while the shop tries to cancel: the order is paid."""
    await sale.begin()
    await sale.cancel()

    await sale.pays()

    order = await sale.ends("success", "paid", keeps=sale.total)
    assert order["cancellation"]["state"] == "denied"


async def superseded_and_both_paid(sale: Sale) -> None:
    """The link of the first attempt cannot be closed: its late money pays instead of the cash."""
    await sale.begin()
    await sale.turn(void="error_500")
    await sale.begin("cash")
    assert (await sale.attempt(0))["status"] == "superseded"
    await sale.until("success")

    await sale.pays(attempt=0)

    await sale.ends("success", "paid", keeps=sale.total)
    cash = {"amount": {"amount": sale.total, "currency": sale.errand.currency}}
    again = await sale.stage.admin.call(
        "POST",
        "/admin/payments",
        json={"order_id": sale.order_id, "provider": "cash", **cash},
        headers={"idempotency-key": sale.order_id},
    )
    assert (again.status_code, again.json()["code"]) == (409, "nothing_outstanding")


async def closed_in_vain(sale: Sale) -> None:
    """The provider says that the link is closed, and takes money on it all the same."""
    await sale.begin()
    await sale.turn(void="refused")
    await sale.begin("cash")
    assert (await sale.attempt(0))["status"] == "cancelled"
    await sale.until("success")

    await sale.pays(attempt=0)

    await sale.ends("success", "paid", keeps=sale.total)


async def switched(sale: Sale) -> None:
    """The link of the first attempt is closed as soon as another begins."""
    await sale.begin()

    await sale.begin("cash")

    assert (await sale.attempt(0))["status"] == "cancelled"
    assert await sale.stage.simulator.decide(*sale.tried[0], "approve") == 409
    await sale.ends("success", "authorized", keeps=0)


async def prompt_in_the_way(sale: Sale) -> None:
    """A prompt on the phone cannot be taken back: another way has to wait for its end."""
    await sale.begin()

    refused = await sale.try_to_begin("cash")

    assert (refused.status_code, refused.json()["code"]) == (409, "payment_in_progress")
    assert 0 < int(refused.headers["retry-after"]) <= 300
    await sale.pays("decline")
    await sale.until("failed")
    await sale.begin("cash")
    await sale.ends("success", "authorized", keeps=0)


async def another_currency(sale: Sale) -> None:
    """A provider that does not take the order's currency leaves the open attempt as it is."""
    await sale.begin()

    refused = await sale.try_to_begin("mpesa")

    assert (refused.status_code, refused.json()["code"]) == (422, "currency_not_supported")
    assert (await sale.attempt())["status"] == "pending"
    await sale.pays()
    await sale.ends("success", "paid", keeps=sale.total)


async def all_three_paid(sale: Sale) -> None:
    """Two attempts were declined and a third succeeds; then all are paid: one of them counts."""
    for _ in range(2):
        await sale.begin()
        if sale.provider == "chapa":
            await sale.turn(void="refused")
        await sale.pays("decline")
        await sale.until("failed")
    await sale.begin()
    await sale.pays()
    await sale.until("success")

    await asyncio.gather(sale.pays(attempt=0), sale.pays(attempt=1))

    await eventually(sale.refunds, lambda seen: len(seen) == 2)
    await sale.ends("success", "paid", keeps=sale.total)
    assert {one["reason"] for one in await sale.refunds()} == {"duplicate"}


BOTH = ("chapa", "mpesa")
CROSSINGS: dict[Scenario, tuple[str, ...]] = {
    cancel_against_capture: BOTH,
    cancel_before_the_money: BOTH,
    cancel_denied: ("mpesa",),
    superseded_and_both_paid: ("chapa",),
    closed_in_vain: ("chapa",),
    switched: ("chapa",),
    prompt_in_the_way: ("mpesa",),
    another_currency: ("chapa",),
    all_three_paid: BOTH,
}
