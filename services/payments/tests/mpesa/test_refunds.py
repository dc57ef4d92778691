from dataclasses import replace
from typing import Any

OWED = {"amount": 150_000, "currency": "KES"}


async def test_a_reversal_is_done_when_its_result_says_so(shop: Any, mpesa: Any) -> None:
    started = await mpesa.paid()
    mpesa.sent.clear()
    answer = await mpesa.give_back(started)
    assert answer.status_code == 201, answer.text

    await mpesa.carry_on()
    [refund] = await mpesa.refunds()
    assert (refund["status"], refund["in_flight"]) == ("processing", True)
    await mpesa.until_told()
    await mpesa.deliver()

    [refund] = await mpesa.refunds()
    payment = await shop.payment(started["id"])
    assert refund["status"] == "succeeded"
    assert (payment["refunded"], payment["refund_pending"]["amount"]) == (OWED, 0)
    assert len(await shop.facts("refund_succeeded")) == 1
    [prompt] = mpesa.prompts()
    assert mpesa.desk.book.refunded(prompt) == OWED["amount"]
    [hook] = await shop.sql(
        "select state from payments.webhooks where reference = $1", refund["reference"]
    )
    assert hook["state"] == "applied"


async def test_only_all_of_it_goes_back(shop: Any, mpesa: Any) -> None:
    started = await mpesa.paid()

    answer = await mpesa.give_back(started, amount={"amount": 100_000, "currency": "KES"})

    assert answer.status_code == 422
    assert answer.json()["code"] == "partial_refund_unsupported"
    assert await mpesa.refunds() == []


async def test_what_it_could_not_give_back_is_tried_again(shop: Any, mpesa: Any) -> None:
    started = await mpesa.paid()
    mpesa.sent.clear()
    await mpesa.dials(refund="failed")
    await mpesa.give_back(started)

    await mpesa.carry_on()
    await mpesa.until_told()
    await mpesa.deliver()

    first, second = await mpesa.refunds()
    assert (first["status"], second["status"]) == ("failed", "requested")
    assert "balance" in first["detail"]


async def test_a_lost_answer_is_asked_for_again_and_gives_back_once(shop: Any, mpesa: Any) -> None:
    started = await mpesa.paid()
    mpesa.sent.clear()
    await mpesa.dials(refund="charge_then_500")
    await mpesa.give_back(started)
    await mpesa.carry_on()
    await mpesa.until_told()
    mpesa.sent.clear()  # the result is lost too
    await mpesa.dials(refund="normal")
    await shop.sql("update payments.refunds set called_at = called_at - interval '61 s'")

    await mpesa.carry_on()
    await mpesa.until_told()
    await mpesa.deliver()

    [refund] = await mpesa.refunds()
    assert refund["status"] == "succeeded"
    [prompt] = mpesa.prompts()
    assert mpesa.desk.book.refunded(prompt) == OWED["amount"]


async def test_a_result_that_never_came_is_asked_for_again(shop: Any, mpesa: Any) -> None:
    started = await mpesa.paid()
    mpesa.sent.clear()
    await mpesa.give_back(started)
    await mpesa.carry_on()
    await mpesa.until_told()
    mpesa.sent.clear()

    await mpesa.carry_on()
    [refund] = await mpesa.refunds()
    assert refund["status"] == "processing"
    await shop.sql("update payments.refunds set called_at = called_at - interval '6 min'")
    await mpesa.carry_on()
    await mpesa.until_told()
    await mpesa.deliver()

    [refund] = await mpesa.refunds()
    [prompt] = mpesa.prompts()
    assert refund["status"] == "succeeded"
    assert mpesa.desk.book.refunded(prompt) == OWED["amount"]


async def test_a_receipt_that_never_came_is_looked_up(shop: Any, mpesa: Any) -> None:
    started = await mpesa.begun()
    await mpesa.decide(started)
    mpesa.sent.clear()
    await shop.poll()
    assert (await mpesa.row(started))["provider_reference"] is None
    await mpesa.give_back(started)

    await mpesa.carry_on()
    [refund] = await mpesa.refunds()
    assert refund["status"] == "needs_attention"
    assert "receipt" in refund["detail"]
    await mpesa.until_told()
    await mpesa.deliver()

    [prompt] = mpesa.prompts()
    assert (await mpesa.row(started))["provider_reference"] == prompt.provider_reference
    await mpesa.carry_on()
    await mpesa.until_told()
    await mpesa.deliver()
    [refund] = await mpesa.refunds()
    assert refund["status"] == "succeeded"
    assert await shop.count("incidents") == 0


async def test_without_an_initiator_a_person_gives_it_back(shop: Any, mpesa: Any) -> None:
    started = await mpesa.paid()
    alone = replace(shop.world.providers["mpesa"], initiator=None)
    shop.world = replace(shop.world, providers={**shop.world.providers, "mpesa": alone})
    await mpesa.give_back(started)

    await mpesa.carry_on()

    [refund] = await mpesa.refunds()
    assert refund["status"] == "needs_attention"
    assert "set up" in refund["detail"]


async def test_a_result_is_believed_at_its_own_address_only(shop: Any, mpesa: Any) -> None:
    started = await mpesa.paid()
    mpesa.sent.clear()
    await mpesa.give_back(started)
    await mpesa.carry_on()
    await mpesa.until_told()
    [notice] = mpesa.sent
    base = "/api/v1/webhooks/payments/daraja"
    prompted, _ = mpesa.callback_of(started)

    assert (await mpesa.send(f"{base}/{'0' * 32}", notice.body)).status_code == 401
    assert (await mpesa.send(prompted, notice.body)).status_code == 200
    await shop.work()

    [refund] = await mpesa.refunds()
    assert refund["status"] == "processing"
    [parked] = await shop.sql("select * from payments.webhooks where state = 'parked'")
    assert "no refund" in parked["last_error"]
