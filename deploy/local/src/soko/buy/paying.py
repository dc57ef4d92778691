"""Paying: what the customer does at the shop and, by the simulator, at the provider."""

import secrets

from soko.api import Body
from soko.buy.purchase import Purchase, Tried, until


async def begin(purchase: Purchase, provider: str, *, is_crossed: bool) -> str:
    """Begin an attempt; `is_crossed` keeps its link payable whatever the shop asks for."""
    body = {"provider": provider}
    if provider == "mpesa":
        body["phone_number"] = f"+2547{secrets.randbelow(10**8):08}"
    payment = await purchase.api.post(f"/orders/{purchase.facts['order_id']}/payments", body)
    purchase.facts |= {"payment_id": payment["id"], "reference": payment["reference"]}
    purchase.tried.append(Tried(provider, payment["reference"], payment["next_action"].get("url")))
    if is_crossed and provider == "chapa":
        await purchase.simulator.never_void(provider, payment["reference"])
    return f"{payment['reference']} at {provider}, {payment['next_action']['type']}"


async def approve(purchase: Purchase, number: int) -> str:
    """Pay attempt `number`, counted from 0; cash needs nothing."""
    attempt = purchase.tried[number]
    if attempt.provider == "cash":
        return "on delivery"
    if attempt.pay_page:
        await purchase.simulator.look_at(attempt.pay_page)
    await purchase.simulator.decide(attempt.provider, attempt.reference, "approve")
    return f"{attempt.reference} approved"


async def decline(purchase: Purchase, number: int) -> str:
    """Decline attempt `number` and wait until the order has failed."""
    attempt = purchase.tried[number]
    await purchase.simulator.decide(attempt.provider, attempt.reference, "decline")
    order = await purchase.until_order(status="failed")
    return f"{attempt.reference} declined, order {order['status']}"


async def cancel(purchase: Purchase) -> str:
    """Cancel the order and wait until it is."""
    path = f"/orders/{purchase.facts['order_id']}/cancel"
    await purchase.api.post(path, {"reason": "trial of a cancellation"})
    order = await purchase.until_order(status="cancelled")
    return f"order {order['status']}"


async def learn(purchase: Purchase) -> str:
    """Wait until payments has learned of the money, or of cash to come."""
    is_cash = purchase.tried[-1].provider == "cash"
    wanted = {"success", "processing"} if is_cash else {"success"}
    payment = await until(purchase.payment, lambda one: one["status"] in wanted)
    return f"payment {payment['status']}"


async def succeed(purchase: Purchase) -> str:
    """Wait until the order has succeeded."""
    order = await purchase.until_order(status="success")
    return f"{order['status']}, {order['payment_status']}"


async def refunded(purchase: Purchase, status: str) -> str:
    """Wait until all money that is not the shop's has gone back; the order stays as it is."""

    def is_done(payment: Body) -> bool:
        owed = [one for one in payment["refunds"] if one["status"] != "succeeded"]
        return bool(payment["refunds"]) and not owed

    payment = await until(purchase.payment, is_done)
    order = await purchase.until_order(
        status=status, payment_status="paid" if status == "success" else "refunded"
    )
    reasons = ", ".join(str(one["reason"]) for one in payment["refunds"])
    return f"refunded ({reasons}), order {order['status']}, {order['payment_status']}"
