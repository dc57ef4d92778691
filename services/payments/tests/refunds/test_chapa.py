"""Refunds through Chapa's dialect as the simulator speaks it."""

import asyncio
from typing import Any

import pytest

from common.ids import new_id

WHOLE, HALF = 45_000, 22_500


@pytest.fixture(autouse=True)
def real(desk: Any) -> None:
    desk.deal_with_chapa_itself()


async def given_back(desk: Any) -> int:
    """What the provider's own books say went back, in minor units."""
    answer = await desk.shop.chapa.get("/control/books?provider=chapa")
    assert answer.status_code == 200, answer.text
    return sum(item["refunded"] for item in answer.json()["items"])


@pytest.mark.parametrize("amount", [None, HALF])
async def test_chapa_gives_money_back(desk: Any, amount: int | None) -> None:
    started = await desk.paid()
    await desk.give_back(started["id"], amount=amount)

    await desk.work()
    assert await desk.statuses() == ["processing"]
    await desk.until("succeeded")

    [row] = await desk.rows()
    assert row["provider_reference"].startswith("MERC-DIS-REF")
    assert len(await desk.facts("refund_succeeded")) == 1


async def test_both_halves_go_back_one_after_the_other(desk: Any) -> None:
    started = await desk.paid()
    for _ in range(2):
        await desk.give_back(started["id"], amount=HALF)

    await desk.until("succeeded", "succeeded")

    assert (await desk.payment(started))["refunded"]["amount"] == WHOLE


@pytest.mark.parametrize("amount", [None, HALF])
async def test_an_answer_lost_after_chapa_took_it_gives_back_once(
    desk: Any, amount: int | None
) -> None:
    started = await desk.paid()
    await desk.shop.dials(refund="charge_then_500")
    await desk.give_back(started["id"], amount=amount)

    await desk.work()
    await desk.until("succeeded")

    assert await given_back(desk) == (amount or WHOLE)


async def test_what_chapa_never_took_is_asked_for_again(desk: Any) -> None:
    started = await desk.paid()
    await desk.shop.dials(refund="error_500")
    await desk.give_back(started["id"])

    await desk.work()
    await desk.work(later="5 s")
    assert await given_back(desk) == 0
    await desk.shop.dials(refund="normal")
    await desk.until("succeeded")

    assert await given_back(desk) == WHOLE


async def test_a_refund_that_chapa_takes_back_is_tried_anew(desk: Any) -> None:
    started = await desk.paid()
    await desk.shop.dials(refund="failed")
    await desk.give_back(started["id"])

    await desk.until("failed", "requested", later="10 s")
    await desk.shop.dials(refund="normal")
    await desk.until("failed", "succeeded")

    assert await given_back(desk) == WHOLE
    assert (await desk.payment(started))["refunded"]["amount"] == WHOLE


async def test_what_we_had_given_back_is_no_chargeback(desk: Any) -> None:
    started = await desk.paid()
    await desk.give_back(started["id"])
    await desk.until("succeeded")

    await desk.shop.webhook(desk.shop.event(started["reference"], event="charge.refunded"))
    await desk.shop.work()

    assert await desk.shop.count("incidents") == 0


async def test_what_went_back_without_our_asking_is_one(desk: Any) -> None:
    started = await desk.paid()
    await desk.shop.chapa.post(
        f"/chapa/v1/refund/{started['reference']}",
        headers={"authorization": "Bearer CHASECK_TEST-payments"},
        data={"amount": "450.00"},
    )

    async with asyncio.timeout(120):
        while await desk.shop.count("incidents") == 0:
            note = str(new_id())
            await desk.shop.webhook(desk.shop.event(started["reference"], note=note))
            await desk.shop.work()

    [row] = await desk.shop.sql("select kind from payments.incidents")
    assert row["kind"] == "chargeback"
