"""Another sum or another currency than was asked for: a person decides, nothing is lost."""

from typing import Any

from acceptance.eventually import eventually

from crossings.sale import Sale, Scenario

MORE = 10_000


async def too_much_and_accepted(sale: Sale) -> None:
    """Staff accept what was overpaid: the order goes on, the excess goes back."""
    incident = await _in_review(sale, "amount_mismatch", amount=sale.total + MORE)

    await _resolve(sale, incident, "accept")

    await sale.ends("success", "paid", keeps=sale.total)


async def too_much_and_returned(sale: Sale) -> None:
    """Staff give it back: the order has failed and can be paid again."""
    incident = await _in_review(sale, "amount_mismatch", amount=sale.total + MORE)

    await _resolve(sale, incident, "refund")

    await sale.until("failed")
    await sale.begin()
    await sale.pays()
    await sale.ends("success", "paid", keeps=sale.total)


async def too_little(sale: Sale) -> None:
    """What is not enough cannot be accepted."""
    incident = await _in_review(sale, "amount_mismatch", amount=sale.total - MORE)
    refused = await sale.stage.admin.call(
        "POST",
        f"/admin/payment-incidents/{incident}/resolve",
        json={"resolution": "accept"},
        headers={"idempotency-key": incident},
    )
    assert refused.status_code in {409, 422}, refused.text

    await _resolve(sale, incident, "refund")

    await _has_failed(sale)


async def wrong_currency(sale: Sale) -> None:
    """Money in another currency is no money for this order."""
    incident = await _in_review(sale, "currency_mismatch", currency="USD")

    await _resolve(sale, incident, "refund")

    await _has_failed(sale)


async def _has_failed(sale: Sale) -> None:
    """Orders was never told of money that was given back before it counted."""
    await sale.until("failed")
    await sale.cancel()
    await sale.ends("cancelled", "failed", keeps=0)


async def _in_review(sale: Sale, kind: str, **paid: Any) -> str:
    await sale.begin()
    await sale.pays(**paid)
    incident = await _incident(sale, kind)
    assert (await sale.attempt())["status"] == "review"
    assert (await sale.order())["status"] == "processing"
    return incident


async def _incident(sale: Sale, kind: str) -> str:
    query = {"kind": kind, "order_id": sale.order_id, "state": "open"}

    async def read() -> list[Any]:
        found = await sale.stage.admin.get("/admin/payment-incidents", params=query)
        return list(found["items"])

    [incident] = await eventually(read, bool)
    return str(incident["id"])


async def _resolve(sale: Sale, incident: str, resolution: str) -> None:
    path = f"/admin/payment-incidents/{incident}/resolve"
    resolved = await sale.stage.admin.post(path, {"resolution": resolution, "note": "trial"})
    assert resolved["state"] == "resolved"


CROSSINGS: dict[Scenario, tuple[str, ...]] = {
    too_much_and_accepted: ("chapa",),
    too_much_and_returned: ("chapa", "mpesa"),
    too_little: ("chapa", "mpesa"),
    wrong_currency: ("chapa",),
}
