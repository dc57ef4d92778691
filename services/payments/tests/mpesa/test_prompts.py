import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from common.errors import Unavailable
from simulator.daraja import wire

OWED = {"amount": 150_000, "currency": "KES"}


async def test_a_prompt_is_on_the_phone(shop: Any, mpesa: Any) -> None:
    started = await mpesa.begun()

    [prompt] = mpesa.prompts()
    attempt = await shop.attempt(started)
    assert started["next_action"]["type"] == "await_phone_prompt"
    assert started["next_action"]["expires_at"] == started["deadline_at"]
    assert (prompt.reference, prompt.amount) == (started["reference"], OWED["amount"])
    assert prompt.phone_number == "254708374149"
    assert (attempt["status"], attempt["phone_number"]) == ("pending", "+254******149")
    assert (await mpesa.row(started))["session"] == prompt.token


async def test_the_address_it_reports_to_is_known_by_a_hash_alone(shop: Any, mpesa: Any) -> None:
    started = await mpesa.begun()
    await mpesa.decide(started)
    path, body = mpesa.callback_of(started)
    token = path.rpartition("/")[2]
    await mpesa.send(path, body)

    assert len(token) == 32
    for table in ("attempts", "webhooks", "outbox", "idempotency_keys"):
        rows = await shop.sql(f"select to_jsonb(t)::text as row from payments.{table} t")  # noqa: S608
        assert rows
        assert not any(token in row["row"] for row in rows), table


async def test_a_callback_leads_to_success_with_its_receipt(shop: Any, mpesa: Any) -> None:
    started = await mpesa.begun()
    await mpesa.decide(started)

    await mpesa.report(started)

    [prompt] = mpesa.prompts()
    payment = await shop.payment(started["id"])
    assert (payment["status"], payment["captured"]) == ("success", OWED)
    assert [fact["amount"] for fact in await shop.facts("payment_captured")] == [OWED]
    [capture] = await shop.sql("select * from payments.captures")
    assert capture["provider_reference"] == prompt.provider_reference
    assert (await mpesa.row(started))["provider_reference"] == prompt.provider_reference


async def test_a_callback_is_believed_at_its_own_address_only(shop: Any, mpesa: Any) -> None:
    started = await mpesa.begun()
    await mpesa.decide(started)
    path, body = mpesa.callback_of(started)
    base = path.rpartition("/")[0]

    for address in (base, f"{base}/{'0' * 32}", f"{base}/short", f"{path}0"):
        assert (await mpesa.send(address, body)).status_code == 401, address
    assert await shop.count("webhooks") == 0

    for _ in range(3):
        assert (await mpesa.send(path, body)).status_code == 200
    assert await shop.count("webhooks") == 1


async def test_it_may_come_from_known_senders_only(shop: Any, mpesa: Any) -> None:
    guarded = replace(shop.world.providers["mpesa"], senders=frozenset({"196.201.214.200"}))
    shop.app.state.world = replace(shop.world, providers={**shop.world.providers, "mpesa": guarded})
    started = await mpesa.begun()
    await mpesa.decide(started)
    path, body = mpesa.callback_of(started)

    forged = await mpesa.send(path, body, **{"x-forwarded-for": "196.201.214.200, 203.0.113.9"})
    right = await mpesa.send(path, body, **{"x-forwarded-for": "10.0.0.1, 196.201.214.200"})

    assert (forged.status_code, right.status_code) == (401, 200)


async def test_what_a_callback_claims_is_not_believed_before_it_is_asked(
    shop: Any, mpesa: Any
) -> None:
    started = await mpesa.begun()
    [prompt] = mpesa.prompts()
    lie = wire.callback(replace(prompt, status="success"), amount=prompt.amount)
    path = urlsplit(prompt.details["callback_url"]).path

    await mpesa.send(path, json.dumps(lie).encode())
    await shop.work()

    assert (await shop.attempt(started))["status"] == "pending"
    assert await shop.facts("payment_captured") == []


async def test_another_session_has_no_business_at_this_address(shop: Any, mpesa: Any) -> None:
    one, other = await mpesa.begun(), await mpesa.begun()
    await mpesa.decide(one)
    await mpesa.decide(other)
    path, _ = mpesa.callback_of(one)
    _, body = mpesa.callback_of(other)

    await mpesa.send(path, body)
    await shop.work()

    [row] = await shop.sql("select state, last_error from payments.webhooks")
    assert row["state"] == "parked"
    assert "session" in row["last_error"]
    assert (await mpesa.row(one))["provider_reference"] is None


@pytest.mark.parametrize("is_first", [True, False])
async def test_a_callback_of_another_amount_is_for_a_person(
    shop: Any, mpesa: Any, is_first: bool
) -> None:
    started = await mpesa.begun()
    await mpesa.decide(started)
    if not is_first:
        await shop.poll()
        assert (await shop.attempt(started))["status"] == "success"

    await mpesa.report(started, amount=100_000)

    [incident] = await shop.sql("select * from payments.incidents")
    assert incident["kind"] == "amount_mismatch"
    status = (await shop.attempt(started))["status"]
    assert status == ("review" if is_first else "success")


async def test_without_a_callback_it_is_asked_and_counts_as_asked_for(
    shop: Any, mpesa: Any
) -> None:
    one, other = await mpesa.begun(), await mpesa.begun()
    for _ in range(2):  # one answers with an error, the other with a code: both are waiting
        await shop.poll()
        assert (await shop.attempt(one))["status"] == "pending"
        assert (await shop.attempt(other))["status"] == "pending"

    await mpesa.decide(one)
    await shop.poll()

    assert (await shop.payment(one["id"]))["captured"] == OWED
    assert (await mpesa.row(one))["provider_reference"] is None
    assert await shop.count("incidents") == 0


async def test_a_receipt_that_comes_after_the_money_is_kept(shop: Any, mpesa: Any) -> None:
    started = await mpesa.begun()
    await mpesa.decide(started)
    await shop.poll()

    await mpesa.report(started)

    [prompt] = mpesa.prompts()
    assert (await mpesa.row(started))["provider_reference"] == prompt.provider_reference
    assert len(await shop.facts("payment_captured")) == 1


async def test_a_lost_answer_is_found_by_its_callback(shop: Any, mpesa: Any) -> None:
    await mpesa.dials(initiate="charge_then_500")
    started = await mpesa.begun()
    assert (started["status"], started["next_action"]["type"]) == ("initiating", "wait")
    again = await mpesa.pay(started["order_id"])
    assert again.json()["reference"] == started["reference"]

    await shop.poll()
    await shop.complete()
    assert (await shop.attempt(started))["status"] == "initiating"
    await mpesa.decide(started)
    await mpesa.report(started)

    assert (await shop.payment(started["id"]))["captured"] == OWED
    assert len(mpesa.prompts()) == 1


async def test_a_lost_answer_without_a_callback_is_uncertain_at_its_deadline(
    shop: Any, mpesa: Any
) -> None:
    await mpesa.dials(initiate="charge_then_500")
    started = await mpesa.begun()
    await shop.sql("update payments.attempts set deadline_at = now()")

    await shop.complete()

    [failed] = await shop.facts("payment_failed")
    assert failed["certain"] is False
    assert (await shop.attempt(started))["status"] == "failed"
    assert len(mpesa.prompts()) == 1

    await mpesa.decide(started)
    await mpesa.report(started)
    assert (await shop.payment(started["id"]))["captured"] == OWED


async def test_who_cancels_on_the_phone_reads_so(shop: Any, mpesa: Any) -> None:
    started = await mpesa.begun()
    await mpesa.decide(started, "decline")

    await mpesa.report(started)

    attempt = await shop.attempt(started)
    assert attempt["status"] == "cancelled"
    assert attempt["failure"] == {
        "code": "cancelled",
        "detail": "The payment was cancelled on the phone.",
        "retryable": True,
    }


async def test_a_session_that_it_does_not_know_decides_nothing(shop: Any, mpesa: Any) -> None:
    started = await mpesa.begun()
    await shop.sql("update payments.attempts set session = 'ws_CO_unknown', deadline_at = now()")

    await shop.poll()
    assert (await shop.attempt(started))["status"] == "pending"
    await shop.sql("update payments.attempts set hard_at = now()")
    await shop.poll()

    [failed] = await shop.facts("payment_failed")
    assert failed["certain"] is False
    assert await shop.count("incidents") == 0


async def test_a_prompt_that_was_certainly_never_sent_fails_at_once(shop: Any, mpesa: Any) -> None:
    provider = shop.world.providers["mpesa"]
    stranger = replace(provider, token=replace(provider.token, consumer_secret="wrong"))
    shop.app.state.world = replace(
        shop.world, providers={**shop.world.providers, "mpesa": stranger}
    )

    started = await mpesa.begun()

    failure = (await shop.attempt(started))["failure"]
    assert (failure["code"], failure["retryable"]) == ("provider_unavailable", True)
    assert [fact["certain"] for fact in await shop.facts("payment_failed")] == [True]
    assert mpesa.prompts() == []


async def test_a_token_that_another_put_an_end_to_is_fetched_anew(shop: Any, mpesa: Any) -> None:
    await mpesa.begun()
    mpesa.desk.providers["mpesa"].account.tokens.issue()

    started = await mpesa.begun()

    assert started["status"] == "pending"
    assert len(mpesa.prompts()) == 2


@pytest.mark.parametrize("number", [None, "0911234567", "+251911234567", "12"])
async def test_it_rings_kenyan_phones_only(shop: Any, mpesa: Any, number: str | None) -> None:
    answer = await mpesa.pay(phone_number=number)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/phone_number"]
    assert await shop.count("attempts") == 0


async def test_it_takes_whole_shillings_only(shop: Any, mpesa: Any) -> None:
    answer = await mpesa.pay(mpesa.place(150_050))

    assert (answer.status_code, answer.json()["code"]) == (422, "amount_not_payable")
    assert mpesa.prompts() == []


async def test_who_asks_again_before_anything_was_sent_is_rung_at_the_new_number(
    shop: Any, mpesa: Any
) -> None:
    order_id = mpesa.place()
    shop.orders.refusal = Unavailable("orders is away")
    assert (await mpesa.pay(order_id, phone_number="0711111111")).status_code == 503
    shop.orders.refusal = None

    answer = await mpesa.pay(order_id, phone_number="0722222222")

    [prompt] = mpesa.prompts()
    assert answer.status_code in {200, 201}
    assert prompt.phone_number == "254722222222"
    assert (await shop.attempt(answer.json()))["phone_number"] == "+254******222"
    await mpesa.decide(answer.json())
    await mpesa.report(answer.json())
    assert (await shop.payment(answer.json()["id"]))["captured"] == OWED
