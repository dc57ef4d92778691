import asyncio
from typing import Any

import pytest

CAPTURED = {"amount": 45_000, "currency": "ETB"}


async def captured(shop: Any, started: Any) -> bool:
    payment = await shop.payment(started["id"])
    facts = await shop.facts("payment_captured")
    assert len(facts) <= 1
    assert await shop.count("captures") == len(facts)
    return bool(
        payment["status"] == "success"
        and payment["captured"] == CAPTURED
        and payment["outstanding"]["amount"] == 0
        and [fact["amount"] for fact in facts] == [CAPTURED]
    )


async def test_a_webhook_leads_to_success(shop: Any) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")

    answer = await shop.webhook(shop.event(started["reference"]))
    await shop.work()

    assert answer.status_code == 200
    assert await captured(shop, started)
    [row] = await shop.sql("select state, reference from payments.webhooks")
    assert (row["state"], row["reference"]) == ("applied", started["reference"])


@pytest.mark.parametrize("how", ["poll", "refresh", "return", "verify"])
async def test_without_a_webhook_asking_leads_to_success(shop: Any, how: str) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")

    if how == "poll":
        await shop.poll()
    elif how == "refresh":
        assert (await shop.refresh(started["id"]))["status"] == "success"
    elif how == "return":
        await shop.http.get(f"/api/v1/payments/return/chapa/{started['reference']}")
    else:
        staff = {**shop.bearer(None, "payments:write"), "idempotency-key": "k"}
        await shop.http.post(f"/api/v1/admin/payments/{started['id']}/verify", headers=staff)

    assert await captured(shop, started)


async def test_what_a_webhook_claims_is_not_believed(shop: Any) -> None:
    started = await shop.begun()

    await shop.webhook(shop.event(started["reference"]))
    await shop.work()

    assert (await shop.attempt(started))["status"] == "pending"
    assert await shop.facts("payment_captured") == []


@pytest.mark.parametrize("lie", [{"amount": "1.00"}, {"currency": "USD"}, {"status": "failed"}])
async def test_the_provider_when_asked_outweighs_what_was_pushed(
    shop: Any, lie: dict[str, Any]
) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")

    await shop.webhook(shop.event(started["reference"], **lie))
    await shop.work()

    assert await captured(shop, started)


async def test_fifty_webhooks_at_once_book_the_money_once(shop: Any) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")
    same, other = (shop.event(started["reference"], note=note) for note in (1, 2))

    bodies = [same] * 25 + [other] * 25
    answers = await asyncio.gather(*(shop.webhook(body) for body in bodies))
    # Where the connections do not suffice it is 503, and the provider sends once more.
    refused = [body for body, it in zip(bodies, answers, strict=True) if it.status_code == 503]
    again = [await shop.webhook(body) for body in refused]
    await asyncio.gather(*(shop.work() for _ in range(4)), shop.refresh(started["id"]))

    assert {answer.status_code for answer in answers} <= {200, 503}
    assert {answer.status_code for answer in again} <= {200}
    assert await shop.count("webhooks") == 2
    assert await captured(shop, started)


async def test_the_order_in_which_news_arrives_changes_nothing(shop: Any) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "decline")
    await shop.decide(started["reference"], "approve")

    for status in ("success", "failed", "success"):
        await shop.webhook(shop.event(started["reference"], event=f"charge.{status}", n=status))
        await shop.work()

    assert await captured(shop, started)


async def test_a_webhook_may_overtake_the_answer_to_the_beginning(shop: Any) -> None:
    await shop.dials(initiate="charge_then_500")
    started = await shop.begun()
    assert started["next_action"]["type"] == "wait"
    await shop.decide(started["reference"], "approve")

    await shop.webhook(shop.event(started["reference"]))
    await shop.work()

    assert await captured(shop, started)


async def test_a_webhook_may_overtake_our_own_commit(shop: Any) -> None:
    body = shop.event("ZZZZZZZZZZZZ")
    await shop.webhook(body)
    await shop.work()
    [row] = await shop.sql("select state from payments.webhooks")
    assert row["state"] == "orphan"

    started = await shop.begun()
    await shop.decide(started["reference"], "approve")
    await shop.sql(
        "update payments.webhooks set next_try_at = now(), body = $1",
        shop.event(started["reference"]),
    )
    await shop.work()

    assert await captured(shop, started)


async def test_a_reference_that_nobody_knows_is_an_incident_after_an_hour(shop: Any) -> None:
    await shop.webhook(shop.event("ZZZZZZZZZZZZ"))
    for _ in range(2):
        await shop.work()
        await shop.sql(
            "update payments.webhooks set next_try_at = now(),"
            " received_at = received_at - interval '31 min'"
        )
    await shop.work()

    [row] = await shop.sql("select state from payments.webhooks")
    [incident] = await shop.sql("select kind, reference from payments.incidents")
    assert row["state"] == "parked"
    assert (incident["kind"], incident["reference"]) == ("unknown_reference", "ZZZZZZZZZZZZ")
    assert await shop.facts() == ["incident_opened"]


@pytest.mark.parametrize(
    ("lie", "kind"),
    [("wrong_amount", "amount_mismatch"), ("wrong_currency", "currency_mismatch")],
)
async def test_another_sum_is_kept_for_a_person_to_look_at(shop: Any, lie: str, kind: str) -> None:
    started = await shop.begun()
    await shop.dials(verify=lie)
    await shop.decide(started["reference"], "approve")

    for _ in range(2):
        await shop.refresh(started["id"])

    payment = await shop.payment(started["id"])
    assert payment["status"] == "processing"
    assert payment["captured"]["amount"] == 0
    assert payment["attempts"][0]["status"] == "review"
    [capture] = await shop.sql("select counted from payments.captures")
    assert capture["counted"] is False
    assert [row["kind"] for row in await shop.sql("select kind from payments.incidents")] == [kind]
    assert await shop.facts() == ["attempt_begun", "incident_opened"]
    assert (await shop.pay(started["order_id"])).json()["code"] == "payment_in_progress"


async def test_a_second_collection_goes_back_and_concerns_nobody_else(shop: Any) -> None:
    order_id = shop.place()
    first = (await shop.pay(order_id)).json()
    await shop.decide(first["reference"], "decline")
    await shop.refresh(first["id"])
    second = (await shop.pay(order_id)).json()
    for started in (second, first):
        await shop.decide(started["reference"], "approve")
        await shop.webhook(shop.event(started["reference"]))
        await shop.work()

    payment = await shop.payment(first["id"])
    assert [one["status"] for one in payment["attempts"]] == ["success", "success"]
    assert payment["captured"] == CAPTURED
    assert await shop.count("captures") == 2
    assert len(await shop.facts("payment_captured")) == 1
    [refund] = payment["refunds"]
    assert (refund["attempt_id"], refund["reason"]) == (first["attempt_id"], "duplicate")
    assert refund["amount"] == CAPTURED
    assert await shop.count("incidents") == 0
    assert (await shop.pay(order_id)).json()["code"] == "order_already_paid"


async def test_late_money_counts(shop: Any) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "decline")
    await shop.poll()
    assert (await shop.attempt(started))["failure"] == {
        "code": "declined",
        "detail": "the provider declined the payment",
        "retryable": True,
    }

    await shop.decide(started["reference"], "approve")
    await shop.poll()

    assert await captured(shop, started)
    assert await shop.facts() == ["attempt_begun", "payment_failed", "payment_captured"]


async def test_a_silent_provider_decides_nothing(shop: Any) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")
    await shop.dials(verify="error_500")
    await shop.webhook(shop.event(started["reference"]))

    await shop.work()
    await shop.poll()
    asked = await shop.refresh(started["id"])

    assert asked["attempts"][0]["status"] == "pending"
    [row] = await shop.sql("select state, next_try_at > now() as later from payments.webhooks")
    assert (row["state"], row["later"]) == ("received", True)

    await shop.dials(verify="normal")
    await shop.sql("update payments.webhooks set next_try_at = now()")
    await shop.work()
    assert await captured(shop, started)


async def test_the_deadline_ends_an_attempt_that_nobody_paid(shop: Any) -> None:
    started = await shop.begun()

    await shop.poll()
    assert (await shop.attempt(started))["status"] == "pending"
    await shop.sql("update payments.attempts set deadline_at = now()")
    await shop.poll()

    assert (await shop.attempt(started))["failure"]["code"] == "expired"
    assert (await shop.payment(started["id"]))["status"] == "failed"
    assert [fact["certain"] for fact in await shop.facts("payment_failed")] == [True]


async def test_an_unreachable_provider_gets_until_the_hard_deadline(shop: Any) -> None:
    started = await shop.begun()
    await shop.dials(verify="error_500")
    await shop.sql("update payments.attempts set deadline_at = now()")

    await shop.poll()
    assert (await shop.attempt(started))["status"] == "pending"
    await shop.sql("update payments.attempts set hard_at = now()")
    await shop.poll()

    assert (await shop.attempt(started))["failure"]["code"] == "provider_silent"
    [fact] = await shop.facts("payment_failed")
    assert fact["certain"] is False

    await shop.dials(verify="normal")
    await shop.decide(started["reference"], "approve")
    await shop.poll()
    assert await captured(shop, started)


@pytest.mark.parametrize(("fault", "voided"), [("error_500", False), ("charge_then_500", True)])
async def test_the_completer_ends_an_attempt_whose_link_is_lost(
    shop: Any, fault: str, voided: bool
) -> None:
    await shop.dials(initiate=fault)
    started = await shop.begun()

    await shop.complete()

    assert (await shop.attempt(started))["status"] == "failed"
    assert [fact["certain"] for fact in await shop.facts("payment_failed")] == [True]
    answer = await shop.chapa.post(
        f"/control/transactions/chapa/{started['reference']}/decision",
        json={"outcome": "approve"},
    )
    assert answer.status_code == (409 if voided else 404)


async def test_the_completer_finds_money_behind_a_lost_link(shop: Any) -> None:
    await shop.dials(initiate="charge_then_500")
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")

    await shop.complete()

    assert await captured(shop, started)


async def test_the_completer_leaves_a_silent_provider_time(shop: Any) -> None:
    await shop.dials(initiate="charge_then_500", verify="error_500")
    started = await shop.begun()

    await shop.complete()

    assert (await shop.attempt(started))["status"] == "initiating"


async def test_the_browser_comes_home_with_the_outcome(shop: Any) -> None:
    plain = await shop.begun()
    named = await shop.begun(return_url="https://app.shop.test/thanks?a=1")
    await shop.decide(named["reference"], "approve")

    home = await shop.http.get(
        f"/api/v1/payments/return/chapa/{plain['reference']}?trx_ref=x&status=success&any=thing"
    )
    there = await shop.http.get(f"/api/v1/payments/return/chapa/{named['reference']}")

    assert home.status_code == there.status_code == 303
    assert home.headers["location"] == f"http://shop.test/orders/{plain['order_id']}"
    assert there.headers["location"] == (
        f"https://app.shop.test/thanks?a=1&order_id={named['order_id']}&status=success"
    )


async def test_a_return_from_nowhere_is_not_found(shop: Any) -> None:
    for path in ("chapa/ZZZZZZZZZZZZ", "chapa/%00", "barter/ZZZZZZZZZZZZ"):
        assert (await shop.http.get(f"/api/v1/payments/return/{path}")).status_code == 404, path
