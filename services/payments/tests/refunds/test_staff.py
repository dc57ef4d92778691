"""What waits for a person: staff see it, have it tried again, or settle it by hand."""

from typing import Any

import pytest

from common.ids import new_id
from payments.domain.refund import RefundFinding, RefundStanding

PENDING = RefundFinding(standing=RefundStanding.PENDING, provider_reference="R-1")
SUCCEEDED = RefundFinding(standing=RefundStanding.SUCCEEDED)
NEVER = RefundFinding(standing=RefundStanding.REFUSED, detail="not ever", retryable=False)


async def given_up(desk: Any) -> Any:
    """A refund that the provider refused for good."""
    desk.bank.says = NEVER
    started = await desk.paid()
    refund = (await desk.give_back(started["id"])).json()
    await desk.work()
    return refund


async def test_staff_find_what_waits_and_have_it_tried_again(desk: Any) -> None:
    refund = await given_up(desk)

    listed = await desk.look("?status=needs_attention")
    desk.bank.says = SUCCEEDED
    retried = await desk.act(refund["id"], "retry")
    await desk.work()

    assert [item["id"] for item in listed["items"]] == [refund["id"]]
    assert (retried.status_code, retried.json()["status"]) == (200, "requested")
    assert retried.json()["id"] != refund["id"]
    assert await desk.statuses() == ["failed", "succeeded"]
    told = [fact["refund_id"] for fact in await desk.facts("refund_succeeded")]
    assert told == [retried.json()["id"]]


async def test_staff_settle_by_hand_what_the_provider_will_not_do(desk: Any) -> None:
    refund = await given_up(desk)

    done = await desk.act(refund["id"], "settle", note="paid out at the counter")
    again = await desk.act(refund["id"], "settle", note="paid out at the counter")
    retried = await desk.act(refund["id"], "retry")
    await desk.work(later="30 days")

    assert (done.status_code, done.json()["status"]) == (200, "succeeded")
    assert {one.status_code for one in (again, retried)} == {409}
    assert {one.json()["code"] for one in (again, retried)} == {"illegal_transition"}
    steps = (await desk.look(f"/{refund['id']}"))["steps"]
    assert [step["status"] for step in steps] == [
        "requested",
        "processing",
        "needs_attention",
        "succeeded",
    ]
    assert steps[-1]["detail"] == "paid out at the counter"
    assert steps[-1]["actor_id"] is not None
    assert len(desk.bank.calls) == 1
    assert len(await desk.facts("refund_succeeded")) == 1


async def test_what_the_provider_never_decides_is_shown_to_staff_and_asked_about_all_the_same(
    desk: Any,
) -> None:
    desk.bank.tells = PENDING
    started = await desk.paid()
    refund = (await desk.give_back(started["id"])).json()
    await desk.work()

    await desk.work(later="8 days")
    [row] = await desk.rows()
    assert (row["status"], row["in_flight"]) == ("needs_attention", True)
    retried = await desk.act(refund["id"], "retry")
    assert (retried.json()["id"], retried.json()["status"]) == (refund["id"], "processing")
    desk.bank.tells = SUCCEEDED
    await desk.work(later="2 h")

    assert len(desk.bank.calls) == 1
    assert await desk.statuses() == ["succeeded"]


async def test_recorded_cash_goes_back_by_hand(desk: Any) -> None:
    started = await desk.paid_in_cash()

    asked = await desk.give_back(started["id"], amount=22_500)
    await desk.work()
    done = await desk.act(asked.json()["id"], "settle", note="handed over")

    assert (asked.status_code, asked.json()["status"]) == (201, "needs_attention")
    assert done.json()["status"] == "succeeded"
    assert (await desk.payment(started))["refunded"]["amount"] == 22_500
    assert len(await desk.facts("refund_succeeded")) == 1
    assert await desk.facts("refund_failed") == []


@pytest.mark.parametrize("verb", ["retry", "settle"])
async def test_what_waits_for_nobody_is_not_touched(desk: Any, verb: str) -> None:
    started = await desk.paid()
    refund = (await desk.give_back(started["id"])).json()

    answer = await desk.act(refund["id"], verb, **({"note": "x"} if verb == "settle" else {}))
    unknown = await desk.act(new_id(), verb, **({"note": "x"} if verb == "settle" else {}))

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert unknown.status_code == 404
    assert await desk.statuses() == ["requested"]


async def test_the_refunds_of_one_payment_are_listed(desk: Any) -> None:
    started, other = await desk.paid(), await desk.paid()
    mine = [(await desk.give_back(started["id"], amount=one)).json()["id"] for one in (1, 2)]
    await desk.give_back(other["id"])

    answer = await desk.shop.http.get(
        f"/api/v1/admin/payments/{started['id']}/refunds?include=total",
        headers=desk.shop.bearer(new_id(), "refunds:read"),
    )
    narrowed = await desk.look(f"?order_id={other['order_id']}&provider=chapa")

    assert [item["id"] for item in answer.json()["items"]] == mine[::-1]
    assert answer.json()["total"] == 2
    assert len(narrowed["items"]) == 1
